"""How to reach people: only who allows it, only with a reason and the password, and each reading written down."""

import csv
import io

import pytest

from engage.extensions import db
from engage.models import AuditEvent, Role
from engage.operations import respondents, returning
from engage.views import contacts
from tests.builders import GRACE, NOW, PASSWORD, a_consultation, a_response
from tests.conftest import SECRET_KEY

REASON = "Letter with the decision of the Board"
ADDRESS = "/staff/consultations/market-place/contacts"


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def officer(staff, consultation):
    return staff(Role.ENGAGEMENT_OFFICER)


def reachable(consultation, name, email="", allows=("outcome",), **how):
    response = a_response(consultation, {"streets": ["buses"]}, **how)
    given = dict.fromkeys(allows, True)
    respondents.save_consents(response, given, NOW, GRACE, by_code=True)
    if given:
        details = {"name": name, "email": email or f"{name}@example.org".lower(), "phone": ""}
        respondents.save_contact(response, details, SECRET_KEY, 30, NOW, GRACE, by_code=True)
    return response


def ask(browser, **changes):
    page = browser.get("/staff/").link("The market place").link("People who want to hear from us")
    typed = {"q_consent": "outcome", "q_reason": REASON, "password": PASSWORD, "as": "page"}
    return page.submit(typed | changes)


def trail():
    db.session.rollback()
    verbs = ("read_contacts", "took_contacts", "read_contact")
    return db.session.query(AuditEvent).filter(AuditEvent.verb.in_(verbs)).order_by(AuditEvent.id).all()


def test_people_who_allow_it_are_shown_by_name_and_each_reading_is_written_down(officer, consultation):
    later = reachable(consultation, "Zoe")
    first = reachable(consultation, "Ania")
    reachable(consultation, "Only-questions", allows=("contact",))
    reachable(consultation, "Nobody", allows=())

    page = ask(officer)

    assert page.status == 200
    assert page.text.index("Ania") < page.text.index("Zoe")
    assert "Only-questions" not in page.text
    assert "2 people" in page.text
    whole, *each = trail()
    assert (whole.verb, whole.object_id) == ("read_contacts", "market-place")
    assert whole.detail == {"consent": "outcome", "reason": REASON, "people": 2}
    assert {event.object_id for event in each} == {later.public_id, first.public_id}


def test_the_page_itself_names_nobody(officer, consultation):
    reachable(consultation, "Ania")

    page = officer.get(ADDRESS)

    assert "1 person wants to hear it" in page.text
    assert "Ania" not in page.html
    assert trail() == []


def test_the_file_is_escaped_and_written_down(officer, consultation):
    reachable(consultation, "=HYPERLINK(1)", "ania@example.org")
    page = officer.get(ADDRESS)
    token = next(field.get("value") for field in page.tree.iter("input") if field.get("name") == "csrf_token")
    typed = {"q_consent": "outcome", "q_reason": REASON, "password": PASSWORD, "as": "file", "csrf_token": token}

    reply = officer.client.post(ADDRESS, data=typed)

    assert reply.headers["Content-Disposition"] == 'attachment; filename="market-place-contacts-outcome.csv"'
    assert reply.headers["Cache-Control"] == "no-store"
    rows = list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))
    assert rows == [list(contacts.HEADER), ["'=HYPERLINK(1)", "ania@example.org", "", "English", "standard"]]
    assert [event.verb for event in trail()] == ["took_contacts", "read_contact"]


@pytest.mark.parametrize(("changes", "said"), [
    ({"q_consent": ""}, "Choose what you want to write to people about"),
    ({"q_reason": "work"}, "Say in a few words what you need the contact details for"),
    ({"password": ""}, "Enter your password"),
    ({"password": "not this one"}, "This is not your password. Type it again."),
    ({"q_consent": "contact"}, "Nobody has allowed this and said how to reach them."),
])  # fmt: skip
def test_without_a_purpose_a_reason_or_the_password_nobody_is_shown(officer, consultation, changes, said):
    reachable(consultation, "Ania")

    page = ask(officer, **changes)

    assert (page.status, page.errors) == (422, [said])
    assert "Ania" not in page.html
    assert trail() == []


def test_more_than_a_page_holds_is_taken_as_a_file(officer, consultation, monkeypatch):
    monkeypatch.setattr(contacts, "MOST_SHOWN", 1)
    reachable(consultation, "Ania")
    reachable(consultation, "Zoe")

    assert ask(officer).errors == ["A page shows up to 1 people. Take the file."]


def test_drafts_and_what_was_taken_back_are_of_nobody(officer, consultation):
    reachable(consultation, "Draft", submitted=False)
    returning.withdraw(reachable(consultation, "Gone"), NOW)

    assert ask(officer).errors == ["Nobody has allowed this and said how to reach them."]
