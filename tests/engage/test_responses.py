"""The resident's journey."""

from sqlalchemy import select

from engage.extensions import db
from engage.models import AnswerChoice, ProfileChoice, Response
from tests.builders import NOW, a_consultation, count


def start(browser, variant="standard"):
    """Press Start; returns the list of sections."""
    return browser.get(f"/market-place/en/{variant}").submit()


def test_a_resident_answers_checks_and_sends(browser):
    a_consultation()

    sections = start(browser)
    priorities = sections.link("Your streets")
    comment = priorities.submit({"q_streets_priorities": ["buses", "trees"]})
    sections = comment.submit({"q_streets_comment": "More trees"})
    check = sections.link("Check your answers")
    explainer = check.submit()
    age = explainer.submit({"wanted": "yes"})
    send = age.submit({"q_age_band": "old"})
    receipt = send.submit()

    assert "Buses" in check.text and "More trees" in check.text
    assert receipt.h1 == "Your answers have been sent"
    response = db.session.scalars(select(Response)).one()
    assert response.reference in receipt.text
    assert response.submitted_at == NOW.replace(minute=0)
    assert count(AnswerChoice) == 2
    assert count(ProfileChoice) == 1


def test_continue_on_the_list_leads_to_what_was_not_answered_yet(browser):
    a_consultation()
    sections = start(browser)

    first = sections.submit()

    assert first.h1 == "Which matter most in your streets?"
