"""ENGAGE_EMBEDDINGS: themes with sentence embeddings; the run says so and is found again; without them, clear words."""

import sys

import pytest

from engage import jobs, results
from engage.extensions import db
from engage.models import AnalysisRun, Question, Role
from engage.operations import coding
from tests.builders import NOW, a_consultation, a_response, count
from tests.engage.test_coding import BUSES, THEMES, TREES, replayed

MISSING = "not installed here; install it with: pip install 'engage[embeddings]'"


@pytest.fixture
def question(app):
    app.config["EMBEDDINGS"] = True
    consultation = a_consultation()
    for text in (*BUSES, *TREES):
        a_response(consultation, comments={"streets": text})
    return db.session.get_one(Question, results.question_keys(consultation)["streets_comment"])


def test_a_job_uses_them_and_the_run_says_so_and_is_found_again(app, question, staff):
    staff(Role.ANALYST).get(THEMES).submit({"n_themes": "2"})
    jobs.run_worker(app, once=True)

    run = results.themes_of(question.version.questionnaire.consultation, "streets_comment").run
    assert run.method.startswith("sentence embeddings (wordllama) beside ")
    assert run.parameters["embeddings"] is True
    app.config["EMBEDDINGS"] = False
    assert replayed(app, str(run.id))[0] == 0


def test_without_the_setting_they_are_not_used(app, question):
    app.config["EMBEDDINGS"] = False

    outcome = app.test_cli_runner().invoke(args=["engage", "themes", "market-place", "--question", "streets_comment"])

    assert outcome.exit_code == 0, outcome.output
    db.session.rollback()
    assert db.session.query(AnalysisRun).one().parameters["embeddings"] is False


def test_without_the_package_the_job_says_what_to_install(app, question, staff, monkeypatch):
    monkeypatch.setitem(sys.modules, "wordllama", None)
    page = staff(Role.ANALYST).get(THEMES).submit({"n_themes": "2"})

    jobs.run_worker(app, once=True)

    assert MISSING in page.link("Check again").text
    assert count(AnalysisRun) == 0


def test_without_the_package_a_run_that_used_them_is_not_found_again(app, question, monkeypatch):
    run = coding.run_themes(question, n_themes=2, now=NOW, embeddings=True)
    monkeypatch.setitem(sys.modules, "wordllama", None)

    outcome = app.test_cli_runner().invoke(args=["engage", "themes", "--replay", str(run.id)])

    assert outcome.exit_code == 1
    assert MISSING in outcome.stderr
    db.session.rollback()
