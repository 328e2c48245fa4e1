"""Cases of docs/abuse-cases.md that belong to no one part: many people at one place, machines that are busy."""

import logging

import pytest

from engage.extensions import db
from engage.models import Response, Role
from tests.builders import a_consultation, a_response, count
from tests.journey import COMMENT, draft_of, start
from tests.pages import Browser

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TEMPLATES = "{{7*7}} {% debug %} ${7*7} %s %(name)s {0.__class__}"
SQL = "' OR 1=1; DROP TABLE response --\""


@on_one_database
def test_words_of_a_template_language_are_shown_as_they_were_typed(browser):
    a_consultation()
    draft = draft_of(start(browser))

    browser.get(f"{draft}/{COMMENT}").submit({"q_streets_comment": TEMPLATES})

    assert TEMPLATES in browser.get(f"{draft}/check").text


@pytest.mark.parametrize("name", ["words", "channel", "question", "theme", "since", "until", "before", "option"])
def test_sql_in_a_filter_is_a_word_like_any_other(app, staff, name):
    a_response(a_consultation(), {"streets": ["buses"]}, {"streets": "More buses"})

    page = staff(Role.ANALYST).get("/staff/consultations/market-place/answers", query_string={name: SQL})

    assert page.status in (200, 422)
    assert count(Response) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_when_every_connection_is_taken_people_are_asked_to_try_again(app, browser, monkeypatch):
    a_consultation()
    page = browser.get(f"{draft_of(start(browser))}/{COMMENT}")
    db.session.remove()
    assert db.engine.pool._timeout == 5
    monkeypatch.setattr(db.engine.pool, "_timeout", 0)
    taken = [db.engine.connect() for _n in range(db.engine.pool.size() + db.engine.pool._max_overflow)]

    refused = page.submit({"q_streets_comment": "More buses"})
    for connection in taken:
        connection.close()

    assert (refused.status, "More buses" in refused.text) == (503, True)
    assert page.submit({"q_streets_comment": "More buses"}).status == 200


@on_one_database
def test_a_log_that_cannot_be_written_stops_nobody(browser, capsys):
    a_consultation()
    draft = draft_of(start(browser))
    with open("/dev/full", "w") as full:
        broken = logging.StreamHandler(full)
        logging.getLogger("engage").addHandler(broken)
        logging.getLogger("engage").error("a line that finds no room")
        page = browser.get(f"{draft}/{COMMENT}").submit({"q_streets_comment": "More buses"})
        logging.getLogger("engage").removeHandler(broken)
        full.buffer.raw.close()

    assert page.status == 200
    assert "No space left on device" in capsys.readouterr().err


@on_one_database
def test_sixty_people_of_one_library_are_all_taken(app):
    """No limit counts by address or by day."""
    a_consultation()

    for n in range(60):
        person = Browser(app.test_client())
        draft = draft_of(start(person))
        person.post(f"{draft}/{COMMENT}", {"q_streets_comment": f"Words of person {n}", "end": "1"})
        person.get(f"{draft}/send").submit()

    assert count(Response) == 60
    assert db.session.query(Response).filter(Response.submitted_at.is_(None)).count() == 0
