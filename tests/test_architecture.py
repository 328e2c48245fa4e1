"""The rules of the house that a machine can check; what import-linter can say stands in pyproject.toml."""

import ast
import re

import pytest

from engage.config import ROOT

PACKAGES = ("engage", "forms", "analysis")
CODE = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
ALL = [*CODE, ROOT / "wsgi.py", *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "migrations").rglob("*.py")),
       *sorted((ROOT / "benchmarks").rglob("*.py"))]  # fmt: skip
LONGEST_FILE, LONGEST_FUNCTION = 400, 50
NO_NAMES = re.compile(r"utils?|helpers?|commons?|misc|managers?|handlers?|new_.*|v\d+")
#: loads scikit-learn (1.5 seconds), opencv (60 MB) or a solver, which only a worker or a release needs
SLOW = {
    "analysis.coding", "analysis.themes", "engage.scanning", "nltk.metrics", "scipy.optimize", "scipy.sparse",
    "distributed", "safetensors.numpy", "tokenizers",
}  # fmt: skip
OURS = re.compile(r"(engage|forms|analysis)\b")
DATA_LIBRARIES = {"pandas", "sklearn", "scipy", "nltk", "numpy"}

#: folder -> what its files may import of ours. architecture.md §3, with `publishing`, `config` and `errors` beside it
MAY_IMPORT = {
    "engage/views": (
        "engage.api", "engage.problems", "engage.operations", "engage.extracts", "engage.exports", "engage.models",
        "engage.binding", "engage.i18n",
        "engage.auth", "engage.sessions", "engage.errors", "engage.extensions", "engage.publishing", "engage.answers",
        "engage.answer_words",
        "engage.catalogues", "engage.results", "engage.jobs", "engage.easy_read", "engage.outreach", "engage.mail",
        "engage.printed_forms", "engage.paper_words", "engage.scan_jobs", "engage.scan_store", "engage.return_codes",
        "engage.council_words", "engage.field_files", "engage.fieldwork", "engage.handouts", "engage.margins",
        "engage.outcome_history", "engage.outcomes", "engage.plan_files", "engage.plans", "engage.reach",
        "engage.readiness", "engage.released", "engage.report_files",
        "engage.session_files", "engage.texts", "analysis", "forms",
        "engage.theme_jobs", "engage.identity",
        "engage.codeframes", "engage.codeframe_files", "engage.desk",
        "engage.answer_search", "engage.answer_history",
        "engage.authoring", "engage.draft_files", "engage.question_bank", "engage.data", "engage.data_store",
        "engage.imports", "engage.import_jobs", "engage.erasing_jobs", "engage.import_store", "engage.webhooks",
    ),
    "engage/operations": (
        "engage.operations", "engage.models", "engage.extensions", "engage.errors", "engage.extracts",
        "engage.publishing", "engage.config", "engage.picture_files", "engage.import_store", "forms.importing",
        "engage.photograph_files", "engage.sealing", "engage.data_keys",
        "engage.sealed_columns", "engage.originals", "engage.safeguarding", "engage.return_codes",
        "engage.council_words", "forms.authoring",
        "forms.codeframes", "forms.completeness", "forms.definition", "forms.fieldwork",
        "forms.builder", "forms.changes", "forms.paper", "forms.question_types", "forms.routing",
        "forms.wording", "analysis",
    ),
    "engage/extracts": (
        "engage.models", "engage.extensions", "engage.extracts", "analysis.frames", "forms.paper.geometry",
        "forms.question_types",
    ),
    "engage/exports": (
        "engage.models", "engage.extensions", "engage.exports", "engage.config", "engage.errors", "analysis.frames",
    ),
    "engage/reports": ("engage.reports", "engage.exports", "engage.results"),
    "engage/models": (
        "engage.models", "engage.extensions", "engage.data_keys", "engage.sealed_columns", "engage.sealing",
    ),
    "forms": ("forms",),
    "analysis": ("analysis",),
    "wsgi.py": ("engage",),
    "migrations": (),
}  # fmt: skip


def name_of(path):
    return str(path.relative_to(ROOT))


def imports(path):
    """The full name of everything a file imports, as engage.extensions.db."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def noun_of(path):
    """The package of one noun, as engage.views.responses: its modules know one another."""
    return ".".join(path.relative_to(ROOT).parts[:3]).removesuffix(".py")


def below(folder, files=ALL):
    return [path for path in files if name_of(path) == folder or name_of(path).startswith(f"{folder}/")]


def calls(path):
    """(name as written, line) of every call in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_a_layer_imports_only_what_stands_below_it(folder):
    allowed = MAY_IMPORT[folder]

    found = [
        f"{name_of(path)} imports {name}"
        for path in below(folder)
        for name in imports(path)
        if OURS.match(name) and not any(name == one or name.startswith(f"{one}.") for one in (*allowed, noun_of(path)))
    ]

    assert below(folder), f"nothing stands in {folder}"
    assert found == []


def test_a_view_imports_no_other_view():
    found = [
        f"{name_of(path)} imports {name}"
        for path in below("engage/views")
        for name in imports(path)
        if name.startswith("engage.views.") and not name.startswith(noun_of(path))
    ]

    assert found == []


def test_operations_are_given_the_actor_and_the_time():
    """They know no request, no session of a browser and no clock."""
    files = below("engage/operations")

    web = [f"{name_of(path)}: {name}" for path in files for name in imports(path) if name.split(".")[0] == "flask"]
    clocks = [
        f"{name_of(path)}:{line}"
        for path in files
        for call, line in calls(path)
        if call.endswith((".now", ".utcnow", "time.time", ".today"))
    ]

    assert web == []
    assert clocks == []


def test_only_operations_and_jobs_commit():
    allowed = [*below("engage/operations"), ROOT / "engage" / "jobs.py"]

    found = [
        f"{name_of(path)}:{line}"
        for path in CODE
        if path not in allowed
        for call, line in calls(path)
        if call.endswith(".commit")
    ]

    assert found == []


@pytest.mark.parametrize(
    ("folder", "forbidden"),
    [
        ("forms", {"flask", "flask_wtf", "flask_babel", "sqlalchemy", *DATA_LIBRARIES}),
        ("analysis", {"flask", "flask_babel", "sqlalchemy", "wtforms"}),
        ("engage/models", {"flask", "wtforms", *DATA_LIBRARIES}),
        ("engage/operations", {"flask", "flask_babel", "wtforms", *DATA_LIBRARIES}),
        ("engage/views", {"wtforms", *DATA_LIBRARIES}),
        ("engage/extracts", {"flask", "wtforms", "sklearn", "nltk"}),
        ("migrations", {*DATA_LIBRARIES, "wtforms"}),
    ],
)
def test_a_layer_uses_no_library_of_another(folder, forbidden):
    found = [
        f"{name_of(path)} imports {name}"
        for path in below(folder)
        for name in imports(path)
        if name.split(".")[0] in forbidden and name_of(path) != "migrations/env.py" and not _reads_pictures(path, name)
    ]

    assert found == []


def _reads_pictures(path, name):
    """The pages of a scan are arrays of numbers; nothing else in forms counts."""
    return name.split(".")[0] == "numpy" and name_of(path).startswith(("forms/paper/marks/", "forms/paper/files.py"))


def test_a_response_is_what_a_person_gave():
    """flask.Response shares its name with our Response: make_response instead."""
    theirs = ("flask.Response", "werkzeug.Response", "werkzeug.wrappers.Response")
    found = [name_of(path) for path in CODE for name in imports(path) if name in theirs]

    assert found == []


def test_settings_are_read_from_the_environment_in_one_place():
    """In engage/config.py; wsgi.py asks only whether the flask command started it."""
    found = [
        name_of(path) for path in CODE if "os" in {*imports(path)} and "environ" in path.read_text(encoding="utf-8")
    ]

    assert found == ["engage/config.py"]


def test_imports_stand_at_the_top_of_their_file():
    """But for what is slow to load and needed by one kind of work: SLOW."""
    found = [
        f"{name_of(path)}:{inner.lineno}"
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom) and getattr(inner, "module", None) not in SLOW
    ]

    assert found == []


def test_a_file_can_be_read_in_one_sitting():
    long = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in ALL}

    assert {name: n for name, n in long.items() if n > LONGEST_FILE} == {}


def test_a_function_can_be_seen_at_once():
    """The lines of its body, without its docstring. Migrations list tables, and so may be long."""
    found = [
        f"{name_of(path)}:{node.lineno} {node.name} has {_length(node)} lines"
        for path in ALL
        if path.parent.name != "versions"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _length(node) > LONGEST_FUNCTION
    ]

    assert found == []


def _length(function):
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_nothing_prints():
    found = [f"{name_of(path)}:{line}" for path in CODE for call, line in calls(path) if call == "print"]

    assert found == []


def test_a_file_has_a_name_that_says_what_it_holds():
    names = [path for path in ALL if NO_NAMES.fullmatch(path.stem) or NO_NAMES.fullmatch(path.parent.name)]

    assert names == []


def test_every_module_says_in_one_line_what_it_holds():
    without = [
        name_of(path)
        for path in CODE
        if path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert without == []


def test_nobody_swallows_an_exception():
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and all(isinstance(line, ast.Pass) for line in node.body)
    ]

    assert found == []


def test_the_factory_only_wires():
    lines = (ROOT / "engage" / "__init__.py").read_text(encoding="utf-8").splitlines()

    assert len(lines) < 60
