"""While a legal hold stands, no way of erasing erases: staff are told why, and what people took back is set aside."""

import pytest
from sqlalchemy import select

from engage.answers import contact_of
from engage.errors import HoldStands
from engage.extensions import db
from engage.extracts import paper
from engage.models import (
    Consent,
    ContactDetails,
    KeyedValue,
    Organisation,
    Participant,
    Photograph,
    Respondent,
    Response,
    Role,
)
from engage.operations import erasures, respondents, returning
from engage.operations.fieldwork import erasing, keeping, records
from engage.operations.retention import holds
from forms.fieldwork.document import Document
from tests.builders import (
    NOW,
    a_consultation,
    a_response,
    a_staff_user,
    an_activity,
    count,
    keyed,
)
from tests.engage.fieldwork.test_erasing import FIRST, said
from tests.engage.fieldwork.test_keeping import a_photograph
from tests.engage.test_paper_keying import forms_of

STANDS = "A legal hold stands on this consultation since 7 October 2026. Nothing is erased until it is lifted"
SECRET = "a secret for the tests"
DETAILS = {"name": "Ann", "email": "ann@example.org", "phone": ""}


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def officer(app):
    return a_staff_user("planner@example.org", Role.ENGAGEMENT_OFFICER)


def lift(consultation, officer):
    holds.ask_to_lift(consultation, "Settled", officer, NOW)
    holds.lift(consultation, a_staff_user("boss@example.org", Role.ADMINISTRATOR), NOW)


@pytest.fixture
def activity(consultation, officer):
    activity = an_activity(consultation, officer)
    records.receive(activity, "a", 0, Document(contributions=(said(FIRST, "The bus is late"),)), officer, NOW)
    keeping.add_photograph(activity.record, a_photograph(), "Flip chart", SECRET, 30, officer, NOW)
    keeping.add_participant(activity, "Ann", "ann@example.org", SECRET, 30, officer, NOW)
    return activity


class TestFieldwork:
    def test_no_word_photograph_or_name_goes_before_the_hold(self, consultation, officer, activity):
        holds.place(consultation, "Claim", officer, NOW)
        record = activity.record
        ways = [
            lambda: erasing.erase_record(record, "Asked", officer, NOW),
            lambda: erasing.erase_contribution(record.contributions[0], "Asked", officer, NOW),
            lambda: keeping.erase(db.session.scalars(select(Photograph)).one(), "photograph", officer, NOW),
            lambda: keeping.erase(db.session.scalars(select(Participant)).one(), "participant", officer, NOW),
        ]
        for way in ways:
            with pytest.raises(HoldStands, match="Nothing is erased until it is lifted"):
                way()

        assert (record.contributions[0].text, count(Photograph), count(Participant)) == ("The bus is late", 1, 1)

    def test_what_was_erased_before_the_hold_does_not_come_back_with_a_backup(self, consultation, officer, activity):
        said_id = activity.record.contributions[0].client_id
        holds.place(consultation, "Claim", officer, NOW)
        listed = erasures.register() | {"said": [[activity.public_id, said_id]]}

        erasures.repeat(listed, NOW)

        assert activity.record.contributions[0].text == ""

    def test_staff_read_why_and_keep_what_they_typed(self, staff, consultation, officer, activity):
        holds.place(consultation, "Claim", officer, NOW)
        browser, here = staff(Role.ENGAGEMENT_OFFICER), f"/staff/fieldwork/{activity.public_id}"

        page = browser.get(f"{here}/erase").submit({"reason": "Asked by letter"})

        assert (page.status, STANDS in page.text, "Asked by letter" in page.html) == (422, True, True)
        page.check()
        page = browser.get(f"{here}/photographs").submit(button="Erase this photograph: Flip chart")
        assert (page.status, page.h1, STANDS in page.text) == (409, "Nothing can be erased now", True)
        page.check()


def everything(response):
    """How many rows there are of who answered, and what a clerk keyed."""
    models = (Respondent, Organisation, Consent, ContactDetails)
    return [count(model, response_id=response.id) for model in models]


class TestWithdrawing:
    def test_who_answered_and_how_to_reach_them_is_set_aside_too(self, consultation, officer):
        a_response(consultation, {"streets": ["buses"]})
        response = db.session.scalars(select(Response)).one()
        respondents.save_capacity(response, "organisation", NOW, None, by_code=True)
        respondents.save_organisation(response, "Friends of the park", None, "", NOW, None, by_code=True)
        respondents.save_consents(response, {"contact": True}, NOW, None, by_code=True)
        respondents.save_contact(response, DETAILS, SECRET, 30, NOW, None, by_code=True)
        holds.place(consultation, "Claim", officer, NOW)

        returning.withdraw(response, NOW)

        assert everything(response) == [1, 1, 1, 1]
        assert contact_of(response, SECRET) is None

        lift(consultation, officer)

        assert everything(response) == [0, 0, 0, 0]

    def test_what_was_keyed_from_paper_is_shown_to_nobody_and_goes_when_the_hold_is_lifted(self, consultation, officer):
        form = _entered_form(consultation, officer)
        holds.place(consultation, "Claim", officer, NOW)

        returning.withdraw(form.response, NOW)

        assert _keyed_choices(form)
        assert paper.standing(form.id) == {}

        lift(consultation, officer)

        assert not _keyed_choices(form)


def _entered_form(consultation, officer):
    (form,) = forms_of(consultation, officer)
    return keyed(form, officer, {"streets_priorities": "13", "age_band": "2", "who.capacity": "1"})


def _keyed_choices(form):
    rows = select(KeyedValue).where(KeyedValue.form_id == form.id)
    return [value.choices for value in db.session.scalars(rows) if value.choices]
