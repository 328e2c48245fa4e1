"""What people take back while a legal hold stands, and the key that goes when nothing is left to open."""

import datetime as dt

import pytest
from sqlalchemy import select

from engage import results
from engage.extensions import db
from engage.extracts import responses as extracts
from engage.models import Answer, AnswerChoice, Response, Role
from engage.operations import keys, outreach, returning
from engage.operations.retention import holds
from engage.publishing import newest_version
from tests.builders import NOW, a_consultation, a_response, a_staff_user, count
from tests.engage.retention.runs import erase_due

PHRASE = "Barnaby waits for the 47 bus"


@pytest.fixture
def consultation(app):
    found = a_consultation()
    a_response(found, {"streets": ["buses"]}, {"streets": PHRASE}, {"age_band": "old"})
    return found


@pytest.fixture
def people(app):
    return a_staff_user(role=Role.ENGAGEMENT_OFFICER), a_staff_user("boss@example.org", Role.ADMINISTRATOR)


def test_what_is_withdrawn_during_a_hold_is_set_aside_and_goes_when_it_is_lifted(staff, consultation, people):
    officer, administrator = people
    holds.place(consultation, "Claim", officer, NOW)

    returning.withdraw(db.session.query(Response).one(), NOW)

    assert (count(Answer) > 0, count(AnswerChoice)) == (True, 1)
    assert extracts.n_comments(newest_version(consultation).questionnaire_id, "streets_comment") == 0
    analyst = staff(Role.ANALYST, "analyst@example.org")
    for page in ("results", "answers", "texts", "questions"):
        assert PHRASE not in analyst.client.get(f"/staff/consultations/market-place/{page}").get_data(as_text=True)
    assert db.session.query(Response).one().code_fingerprint is None

    holds.ask_to_lift(consultation, "Settled", officer, NOW)
    holds.lift(consultation, administrator, NOW)

    assert (count(Answer), count(AnswerChoice)) == (0, 0)
    assert results.question_keys(consultation)


def test_the_key_goes_with_the_last_words_and_the_consultation_opens_no_more(consultation, people):
    late = consultation.closes_at + dt.timedelta(days=730)
    erase_due(late - dt.timedelta(days=1))
    assert not keys.is_destroyed(consultation)

    erase_due(late)

    assert keys.is_destroyed(consultation)
    assert db.session.scalars(select(Answer.text).where(Answer.text.is_not(None))).all() == []
    longer = {"en": {"standard": "More time", "easy_read": "More time."}}
    with pytest.raises(ValueError, match="cannot be opened again"):
        outreach.extend(consultation, (late + dt.timedelta(days=9)).replace(minute=0), longer, ["en"], people[0], late)
