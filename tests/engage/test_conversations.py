"""Answers by telephone or beside a helper: what is read out, who helped, and drafts that were begun on line."""

import pytest
from sqlalchemy import select

from engage.extensions import db
from engage.models import AuditEvent, PaperForm, Response, Role
from engage.return_codes import make
from tests.builders import SECRET, a_consultation, a_questionnaire, a_response, count, translated
from tests.journey import start

PAPER = "/staff/consultations/market-place/paper"


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def clerk(staff, consultation):
    return staff(Role.DATA_ENTRY_CLERK)


def press(page, button, fields=None):
    return page.submit(fields or {}, button)


def test_answers_by_telephone_are_taken_with_the_script_and_end_with_a_code(clerk):
    page = clerk.get(f"{PAPER}/conversations").link("English, standard words")
    assert "Every question is optional" in page.text
    page = press(page, "Begin", {"kind": "telephone", "q_helper": "carer", "has_interpreter": "y", "has_agreed": "y"})
    said = [{"q_streets_priorities": "1", "q_streets_comment": "Buses late"}, {}, {"q_who.capacity": "1"}, {}]
    for fields in said:
        page = press(page, "The rest of this page is blank", fields)

    response = db.session.scalars(select(Response)).one()
    form = db.session.scalars(select(PaperForm)).one()
    assert page.h1 == "The answers are in"
    assert make(SECRET, response.public_id) in page.text
    assert (response.channel, form.helped_by, form.has_interpreter) == ("telephone", "carer", True)
    assert [answer.text for answer in response.answers if answer.text] == ["Buses late"]


def test_without_the_persons_yes_no_answers_are_taken(clerk):
    page = clerk.get(f"{PAPER}/conversations").link("English, standard words")

    page = press(page, "Begin", {"kind": "telephone"})

    assert page.errors == ["Read the statement out. Without the person's yes no answers are taken"]
    assert count(PaperForm) == 0


def test_the_script_speaks_the_language_and_wording_of_the_person(staff):
    a_consultation(document=translated(a_questionnaire(), "cy", "ar"))
    clerk = staff(Role.DATA_ENTRY_CLERK)

    welsh = clerk.get(f"{PAPER}/conversations/cy/standard")
    arabic = clerk.get(f"{PAPER}/conversations/ar/easy-read")

    assert "(cy) The market place" in welsh.text
    assert 'lang="ar" dir="rtl"' in arabic.html
    page = press(arabic, "Begin", {"kind": "assisted", "has_agreed": "y"})
    assert "(ar) Pick 3 things" in page.text
    assert db.session.scalars(select(PaperForm)).one().layout == "easy_read"


def test_a_draft_of_the_web_is_finished_by_telephone_with_its_code(clerk, browser, consultation):
    response = a_response(consultation, {"streets": ["trees"]}, {"streets": "Mine"}, submitted=False)
    coded = start(browser)
    draft = db.session.scalars(select(Response).where(Response.code_fingerprint.is_not(None))).one()
    code = make(SECRET, draft.public_id)

    page = press(
        clerk.get(f"{PAPER}/conversations/code"),
        "Open the draft",
        {"q_code": code, "kind": "telephone", "has_agreed": "y"},
    )
    for _ in range(4):
        page = press(page, "The rest of this page is blank")

    db.session.refresh(draft)
    assert page.h1 == "The answers are in"
    assert (draft.channel, draft.submitted_at is not None) == ("telephone", True)
    assert response.submitted_at is None
    assert coded.status == 200
    verbs = [event.verb for event in db.session.scalars(select(AuditEvent))]
    assert "opened_draft" in verbs


@pytest.mark.parametrize("code", ["", "ABC", "0000 0000 0000 0000 0000 0000"])
def test_a_code_that_opens_nothing_is_told(clerk, code):
    page = press(
        clerk.get(f"{PAPER}/conversations/code"),
        "Open the draft",
        {"q_code": code, "kind": "telephone", "has_agreed": "y"},
    )

    assert page.status == 422
    assert len(page.errors) == 1
    assert code in page.html
