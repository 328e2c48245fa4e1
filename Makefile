# Engage: two commands matter. `make run` serves the demonstration; `make test` passes every test.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3.11
# Node from PyPI stands in .venv where the machine has no npm
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

STATIC := package-lock.json forms/pictures.json static/build.mjs $(wildcard static/css/*) $(wildcard static/js/*)

CATALOGUES := $(wildcard engage/translations/*/LC_MESSAGES/messages.po)

.PHONY: help setup test-setup run test lint bench faults messages sbom screenshots lock upgrade clean

help: ## say what each command does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

setup: $(VENV)/.runtime static/dist/.built engage/translations/.compiled ## install what the product needs to run, and build its styles, pictures and translations

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock | $(VENV)/bin/python
	@echo "Installing Python packages ..."
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	@touch $@

node_modules/.installed: package-lock.json requirements-node.lock | $(VENV)/bin/python
	@command -v npm >/dev/null || { echo "No npm here: installing Node from PyPI ..."; $(BIN)/pip install --quiet --require-hashes -r requirements-node.lock; }
	@echo "Installing styles and pictures ..."
	npm ci --silent
	@touch $@

static/dist/.built: $(STATIC) node_modules/.installed $(VENV)/.runtime
	@echo "Building styles and pictures ..."
	node static/build.mjs
	$(BIN)/python -m whitenoise.compress --quiet static/dist
	@touch $@

engage/translations/.compiled: $(CATALOGUES) | $(VENV)/.runtime
	@echo "Compiling translations ..."
	$(BIN)/pybabel -q compile -d engage/translations
	@touch $@

run: setup ## serve the product on SQLite with the demonstration consultation
	@ENGAGE_DEMONSTRATION=1 $(BIN)/flask --app wsgi engage serve

test-setup: setup $(VENV)/.testing ## install what the tests need beside that: chromium and PostgreSQL from Debian
	@bash tests/install-programs

$(VENV)/.testing: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing test packages ..."
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

.venv-semgrep/.installed: requirements-semgrep.lock | $(VENV)/bin/python
	@echo "Installing semgrep, apart from everything else ..."
	$(PYTHON) -m venv .venv-semgrep
	.venv-semgrep/bin/pip install --quiet --require-hashes -r requirements-semgrep.lock
	@touch $@

test: test-setup lint ## run every check and every test, on SQLite and PostgreSQL, in a real browser too
	$(BIN)/pytest -n 2

lint: test-setup .venv-semgrep/.installed ## check style, imports between layers, types, and what no code of ours may do
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	# ruff judges B608 and B704 too, and reads the reasons beside the lines
	$(BIN)/bandit --quiet -ll --skip B608,B704 -r engage forms analysis wsgi.py
	PATH=$(CURDIR)/.venv-semgrep/bin:$$PATH semgrep scan --config semgrep.yml --metrics=off --disable-version-check \
		--error --quiet engage forms analysis templates wsgi.py

sbom: test-setup ## write what the product is made of, as CycloneDX: build/sbom-python.json and build/sbom-node.json
	@mkdir -p build
	$(BIN)/cyclonedx-py requirements requirements.lock --output-reproducible --of JSON -o build/sbom-python.json
	npm sbom --sbom-format cyclonedx --package-lock-only > build/sbom-node.json

bench: test-setup ## measure theme quality, ranking and journeys; figures go to benchmarks/README.md by hand
	$(BIN)/python -m benchmarks

faults: test-setup ## kill, fill, lock and drain while residents answer, on both databases; exit status 1 when an answer was lost
	@bash tests/install-programs faults
	$(BIN)/python -m tests.faults

messages: $(VENV)/.runtime ## collect the texts of residents' pages and put them into every catalogue for translators
	$(BIN)/pybabel -q extract -F babel.cfg -k _ -k _l -c Translators: -o engage/translations/messages.pot --omit-header --no-location --sort-output .
	@for file in $(CATALOGUES); do \
		$(BIN)/pybabel -q update -N --no-wrap --ignore-obsolete --ignore-pot-creation-date -i engage/translations/messages.pot -o $$file -l $$(basename $$(dirname $$(dirname $$file))); done
	$(BIN)/pybabel -q compile -d engage/translations

screenshots: test-setup ## take the pictures in docs/screenshots anew
	$(BIN)/python -m docs.screenshots

lock: $(VENV)/.testing ## choose the newest packages that fit pyproject.toml and write the lock files
	bash docs/lock

upgrade: setup ## take a backup, bring the database of ENGAGE_DATABASE_URL to the newest schema, and seal older texts
	$(BIN)/flask --app wsgi engage backup --before-upgrade
	$(BIN)/flask --app wsgi db upgrade
	$(BIN)/flask --app wsgi engage seal

clean: ## remove everything that was installed or built here (not the database)
	rm -rf $(VENV) node_modules static/dist engage/translations/.compiled engage/translations/*/LC_MESSAGES/*.mo
