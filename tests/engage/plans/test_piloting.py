"""Invited people try a questionnaire; their answers are marked, and wiped to the last byte of a row."""

import pytest
from sqlalchemy import func, select

from engage.errors import PlanRefused
from engage.extensions import db
from engage.models import Answer, AuditEvent, Holder, OriginalText, Response, Role, TextCheck
from engage.operations.authoring import drafts
from engage.operations.plans import beginning, opening, piloting
from tests.builders import NOW, SECRET, a_staff_user, count
from tests.engage.plans.prepared import HERE, a_submission, an_approval

PILOT = f"{HERE}/park-life/pilot"


@pytest.fixture
def author(app):
    return a_staff_user("author@example.org", Role.ENGAGEMENT_OFFICER)


@pytest.fixture
def submission(author):
    return a_submission(author)


@pytest.fixture
def link(submission, author):
    consultation = submission.consultation
    pilot = piloting.begin(consultation, drafts.find_draft(consultation), author, NOW)
    return f"/park-life/en/standard/pilot/{piloting.token_of(pilot, SECRET)}"


def answered(browser, link):
    """A tester goes the whole way, and names somebody."""
    page = browser.get(link).submit()
    page = page.browser.get(page.path.replace("/sections", "/answer/streets/streets_comment"))
    page.submit({"q_streets_comment": "Ask Mrs Plum, 07700 900123"})
    draft = page.path.split("/answer")[0]
    return browser.get(f"{draft}/send").submit()


def test_an_officer_gives_a_link_and_a_tester_answers_before_it_opens(submission, staff, browser):
    page = staff(Role.ENGAGEMENT_OFFICER).get(PILOT).submit()
    address = next(a.get("href") for a in page.tree.iter("a") if "/pilot/" in (a.get("href") or ""))

    start = browser.get(address)
    receipt = answered(browser, address)

    assert start.h1 == "The market place"
    assert "This is a test. Your answers do not count" in start.html
    assert receipt.h1 == "We have your answers" or "test" in receipt.html
    response = db.session.scalars(select(Response)).one()
    assert (response.is_test, response.submitted_at is not None) == (True, True)
    assert "1 sent, 0 begun and not sent" in staff(Role.ENGAGEMENT_OFFICER).get(PILOT).text


def test_a_wrong_link_opens_nothing(link, browser):
    assert browser.get(f"{link[:-1]}{'0' if link[-1] != '0' else '1'}").status == 404
    assert browser.get("/park-life").status == 404


def test_the_end_of_a_pilot_wipes_every_row_and_keeps_a_record(link, browser, staff):
    answered(browser, link)
    browser.get(link).submit()  # and one that is not sent

    page = staff(Role.ENGAGEMENT_OFFICER).get(PILOT).submit(button="End the pilot and wipe all test answers")

    assert "2 test responses were wiped by engagement-officer@example.org" in page.text
    assert [count(model) for model in (Response, Answer, Holder, TextCheck, OriginalText)] == [0] * 5
    hanging = [table.name for table in db.metadata.tables.values()
               if any(key.column.table.name in ("response", "answer") for key in table.foreign_keys)
               and db.session.scalar(select(func.count()).select_from(table))]  # fmt: skip
    assert hanging == []
    assert db.session.scalars(select(AuditEvent.detail).filter_by(verb="wiped_pilot")).one() == {"responses": 2}
    assert browser.get(link).status == 404


def test_opening_wipes_the_pilot_and_the_first_version_is_number_one(link, browser, submission, author):
    answered(browser, link)
    an_approval(submission, a_staff_user("chair@example.org", Role.PANEL_MEMBER))

    version = opening.open_approved(beginning.find_plan(submission.consultation), 1, (), author, NOW)

    assert version.number == 1
    assert count(Response) == 0
    assert piloting.ended(submission.consultation)[0].n_wiped == 1


def test_one_pilot_at_a_time_and_none_once_it_is_open(link, submission, author):
    consultation, draft = submission.consultation, drafts.find_draft(submission.consultation)

    with pytest.raises(PlanRefused, match="A pilot is running"):
        piloting.begin(consultation, draft, author, NOW)
    an_approval(submission, a_staff_user("chair@example.org", Role.PANEL_MEMBER))
    opening.open_approved(beginning.find_plan(consultation), 1, (), author, NOW)
    with pytest.raises(PlanRefused, match="was opened already"):
        piloting.begin(consultation, draft, author, NOW)
