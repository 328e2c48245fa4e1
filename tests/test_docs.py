"""The documents tell the truth: every setting, command, link and test that they name is there."""

import re

import pytest

from engage.cli import engage
from engage.config import ROOT, SETTINGS
from engage.extracts.retention.kinds import EVENTS, KINDS

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_in_readme_and_no_other():
    assert set(re.findall(r"^\| `ENGAGE_(\w+)`", README, re.MULTILINE)) == set(SETTINGS)


def test_every_command_is_in_readme_and_no_other():
    commands = README.split("engage ...`")[1].split("`flask --app wsgi db")[0]

    assert set(re.findall(r"^\| `([a-z-]+)", commands, re.MULTILINE)) == set(engage.commands)


def test_every_make_target_that_is_for_people_is_in_readme():
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert set(re.findall(r"^\| `make ([a-z-]+)`", README, re.MULTILINE)) == set(targets) - {"help"}


def test_every_option_of_a_command_is_in_readme():
    parameters = [parameter for command in engage.commands.values() for parameter in command.params]
    named = {option for parameter in parameters for option in parameter.opts if "--" in option}

    missing = {option for option in named if option not in README}
    assert not missing


def test_the_makefile_is_all_that_ci_calls():
    assert "make test" in (ROOT / ".ci" / "run").read_text()


@pytest.mark.parametrize("path", ["SECURITY.md", "docs/abuse-cases.md", "docs/dpia.md"])
def test_every_test_that_a_document_names_exists(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)

    assert named
    for file, name in named:
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), f"{file} has no {name}"


def test_every_case_of_abuse_has_its_row_with_a_test_or_the_reason_why_not():
    text = (ROOT / "docs/abuse-cases.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-G])(\d+) \| [^|]+ \| (.+) \|$", text, re.MULTILINE)
    numbers = {"A": 24, "B": 17, "C": 17, "D": 21, "E": 24, "F": 15, "G": 10}

    assert [(letter, int(n)) for letter, n, _ in rows] == [(a, n) for a in numbers for n in range(1, numbers[a] + 1)]
    assert not [f"{a}{n}" for a, n, proof in rows if not re.search(r"::test_|Not done[:.] |Does not apply: ", proof)]


PAGES = [
    "README.md",
    "SECURITY.md",
    "deploy/README.md",
    *(f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")),
]
#: settings of deploy/ alone, which no program of ours reads
OF_DEPLOY = {"BIND", "WORKERS"}


@pytest.mark.parametrize("path", PAGES)
def test_every_command_setting_and_option_that_a_page_names_exists(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    commands = set(re.findall(r"(?:flask|wsgi) engage ([a-z][a-z-]+)", text))
    options = {option for command in engage.commands.values() for part in command.params for option in part.opts}
    lines = " ".join(re.findall(r"(?:flask|wsgi) engage [^`\n#]*", text))
    given = set(re.findall(r" (--[a-z-]+)", lines))
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert commands <= set(engage.commands)
    assert given <= options
    assert set(re.findall(r"\bENGAGE_([A-Z_]+[A-Z])\b", text)) <= set(SETTINGS) | OF_DEPLOY
    assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets


@pytest.mark.parametrize("path", PAGES)
def test_every_link_to_a_file_leads_there(path):
    page = ROOT / path
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))

    assert not [link for link in links if not (page.parent / link).exists()]


def test_the_page_about_erasing_says_the_days_of_the_program():
    text = (ROOT / "docs/erasing.md").read_text(encoding="utf-8")

    for kind in KINDS.values():
        days = f"{SETTINGS[kind.setting]} | {EVENTS[kind.event]} | {kind.least} to {kind.most}"
        assert f"| `{kind.key}` | {kind.words} | {days} | `ENGAGE_{kind.setting}` |" in text


def test_the_assessment_says_the_days_of_the_program():
    text = (ROOT / "docs/dpia.md").read_text(encoding="utf-8")
    stated = set(re.findall(r"\| (\d+) (?:days )?after|\b(\d+) days after|at most (\d+) after", text))
    limits = {str(SETTINGS[kind.setting]) for kind in KINDS.values()}

    assert {days for found in stated for days in found if days} == limits
