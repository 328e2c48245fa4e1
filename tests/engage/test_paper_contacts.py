"""Contact details from paper and conversations: encrypted, apart from every answer, and only where they are allowed."""

import datetime as dt

import pytest
from sqlalchemy import select

from engage.answers import contact_of
from engage.extensions import db
from engage.models import AuditEvent, Consent, ContactDetails, Holder, KeyedValue, Response, Role
from engage.operations.paper import batches
from engage.operations.staff import find_active
from tests.builders import NOW, SECRET, a_batch, a_consultation, count, keyed, printed_serials

PAPER = "/staff/consultations/market-place/paper"
DETAILS = {"q_name": "Sam Marsh", "q_email": "sam@example.org", "q_phone": "01632 960 123"}


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def clerk(staff, consultation):
    return staff(Role.DATA_ENTRY_CLERK)


def a_form(consultation, consents="23", finish=True):
    actor = find_active("data-entry-clerk@example.org")
    batch = a_batch(consultation, actor)
    form = batches.add_printed(batch, printed_serials(consultation, 1)[0], None, False, actor, NOW)
    return keyed(form, actor, {"who.consents": consents}, finish=finish)


def sheet(clerk, form):
    return clerk.get(f"{PAPER}/forms/{form.public_id}/contact")


def save(page, **changes):
    return page.submit(DETAILS | changes, "Save contact details")


def test_a_sheet_is_typed_into_the_sealed_table_and_nowhere_else(app, clerk, consultation):
    form = a_form(consultation)
    batch = clerk.get(f"{PAPER}/batches/{form.batch.public_id}")

    page = save(batch.link("Type the contact details of 1 form"))

    assert page.h1 == "Batch Library 1"
    assert "Type the contact details" not in page.text
    row = db.session.scalars(select(ContactDetails)).one()
    assert row.erase_on == consultation.closes_at.date() + dt.timedelta(days=app.config["CONTACT_DAYS"])
    assert b"sam" not in row.sealed.lower()
    assert contact_of(form.response, SECRET) == {
        "name": "Sam Marsh", "email": "sam@example.org", "phone": "01632 960 123"
    }  # fmt: skip
    kept = [value.text or "" for value in db.session.scalars(select(KeyedValue))]
    noted = [str(event.detail) for event in db.session.scalars(select(AuditEvent))]
    assert not any("sam" in words.lower() for words in kept + noted)
    assert [event.object_id for event in db.session.scalars(select(AuditEvent).filter_by(verb="keyed_contact"))] == [
        form.public_id
    ]


def test_another_person_may_type_it_and_nobody_is_shown_it_again_or_an_answer_beside_it(clerk, staff, consultation):
    form = a_form(consultation)
    officer = staff(Role.ENGAGEMENT_OFFICER)
    save(sheet(officer, form))

    page = sheet(clerk, form)

    assert "Contact details are kept. They are not shown here" in page.text
    for shown in (page, clerk.get(f"{PAPER}/forms/{form.public_id}")):
        assert "sam@example.org" not in shown.html
        assert "Which matter most" not in shown.text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"q_email": "sam at example"}, "Enter an email address in the correct format", id="no address"),
        pytest.param({"q_email": "", "q_phone": " "}, "Type an email address or a telephone number", id="only a name"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(clerk, consultation, changes, message):
    page = save(sheet(clerk, a_form(consultation)), **changes)

    assert page.status == 422
    assert message in page.errors[0]
    assert "Sam Marsh" in page.html
    assert count(ContactDetails) == 0


def test_nothing_is_kept_without_permission(clerk, consultation):
    form = a_form(consultation, consents="1")
    allowed = sheet(clerk, a_form_beside(form, consultation))

    page = sheet(clerk, form)
    refused = clerk.post(page.path, allowed._held(allowed.form()) | DETAILS)

    assert "does not allow us to contact the person" in page.text
    assert "nothing is kept" in refused.errors[0]
    assert "Sam Marsh" in refused.html
    assert count(ContactDetails) == 0
    assert "Type the contact details of 1 form" in clerk.get(f"{PAPER}/batches/{form.batch.public_id}").text


def a_form_beside(form, consultation):
    """Another form of the same batch, with permission."""
    actor = find_active("data-entry-clerk@example.org")
    other = batches.add_printed(form.batch, printed_serials(consultation, 1)[0], None, False, actor, NOW)
    return keyed(other, actor, {"who.consents": "2"})


def test_a_permission_that_is_keyed_away_takes_the_details_along(clerk, consultation):
    form = a_form(consultation)
    save(sheet(clerk, form))

    page = clerk.get(f"{PAPER}/forms/{form.public_id}").submit(button="Open again: First keying")
    page = clerk.get(page.path.partition("?")[0] + "?page=3")
    page = page.submit({"q_who.consents": "0"}, "Save and go on")
    page.submit(button="Finish this form")

    assert db.session.scalars(select(Consent)).one().contact is None
    assert count(ContactDetails) == 0


def test_an_empty_sheet_waits_no_more_and_typed_words_are_not_thrown_away(clerk, consultation):
    form = a_form(consultation)

    refused = sheet(clerk, form).submit(DETAILS, "Nothing is on the sheet")
    page = refused.submit(dict.fromkeys(DETAILS, ""), "Nothing is on the sheet")

    assert "Something is typed here" in refused.errors[0]
    assert "Sam Marsh" in refused.html
    assert page.h1 == "Batch Library 1"
    assert "Type the contact details" not in page.text
    assert count(ContactDetails) == 0


def test_two_clerks_on_one_sheet_overwrite_nothing_unawares(clerk, staff, consultation):
    form = a_form(consultation)
    mine, theirs = sheet(clerk, form), sheet(staff(Role.ENGAGEMENT_OFFICER), form)
    save(theirs, q_email="theirs@example.org")

    page = save(mine)

    assert "Somebody else has typed contact details" in page.errors[0]
    assert contact_of(form.response, SECRET)["email"] == "theirs@example.org"
    save(page)
    assert contact_of(form.response, SECRET)["email"] == "sam@example.org"


def test_what_the_person_may_have_given_on_line_stays(clerk, consultation):
    form = a_form(consultation)
    save(sheet(clerk, form))
    db.session.add(Holder(response_id=form.response_id, key_sha256="0" * 64))
    db.session.commit()

    page = save(sheet(clerk, form), q_email="other@example.org")

    assert "They change them with their return code" in page.errors[0]
    assert contact_of(form.response, SECRET)["email"] == "sam@example.org"


def test_a_form_that_is_not_entered_has_no_contact_details_yet(clerk, consultation):
    page = sheet(clerk, a_form(consultation, finish=False))

    assert "This form is not entered yet" in page.text
    assert count(Response) == 0


def test_after_a_conversation_the_person_says_how_to_reach_them(clerk, consultation):
    page = clerk.get(f"{PAPER}/conversations").link("English, standard words")
    page = page.submit({"kind": "telephone", "has_agreed": "y"}, "Begin")
    for fields in ({}, {}, {"q_who.consents": "3"}, {}):
        page = page.submit(fields, "The rest of this page is blank")

    page = page.link("Ask how to reach the person")
    assert "How can we reach you?" in page.text
    page = save(page, q_name="", q_phone="")

    assert page.h1 == "The answers are in"
    assert "How to reach the person is kept" in page.text
    response = db.session.scalars(select(Response)).one()
    assert contact_of(response, SECRET)["email"] == "sam@example.org"
