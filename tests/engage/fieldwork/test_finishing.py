"""At the stand, closing, the copy for those who took part, and promises."""

import uuid

import pytest
from sqlalchemy import select

from engage.extensions import db
from engage.models import ActivityRecord, Promise, Role
from engage.operations.fieldwork import records
from forms.fieldwork.document import Count, Document, Promised, Said
from tests.builders import NOW, a_consultation, a_staff_user, an_activity

OFFICER = Role.ENGAGEMENT_OFFICER
RECORD = str(uuid.UUID(int=1))


@pytest.fixture
def planner(app):
    return a_staff_user("planner@example.org", OFFICER)


def a_said(text, number, kind="quote", may_quote="yes", speaker="speaker 2"):
    return Said(str(uuid.UUID(int=number)), "streets", kind, speaker, text, "en", may_quote, None, None)


def address(activity, page):
    return f"/staff/fieldwork/{activity.public_id}/{page}"


def test_one_press_counts_one_person(staff, planner):
    stand = an_activity(a_consultation(), planner, type="outreach_stand")
    page = staff(OFFICER).get(address(stand, "stand"))

    for button in ("One more person", "Five more", "Take one person back", "One form handed out"):
        page = page.submit(button=button)

    assert "People you spoke to: 5. Forms handed out: 1." in page.text


def test_a_button_that_is_pressed_twice_on_one_page_counts_once(staff, planner):
    stand = an_activity(a_consultation(), planner, type="outreach_stand")
    page = staff(OFFICER).get(address(stand, "stand"))

    for _time in range(2):
        after = page.submit(button="One more person")

    assert "People you spoke to: 1." in after.text
    assert "People you spoke to: 2." in after.submit(button="One more person").text


def test_counts_never_fall_below_nobody(staff, planner):
    stand = an_activity(a_consultation(), planner, type="outreach_stand")

    page = staff(OFFICER).get(address(stand, "stand")).submit(button="Take one person back")

    assert "People you spoke to: 0." in page.text


def test_a_comment_and_where_somebody_was_sent_go_with_the_press(staff, planner):
    stand = an_activity(a_consultation(), planner, type="outreach_stand")
    page = staff(OFFICER).get(address(stand, "stand"))
    typed = {"comment": "More benches", "asked_for": "Debt"}

    refused = page.submit(typed, button="Save this and count one person")
    assert refused.errors == ["Write both: what was asked for, and where they were sent"]
    assert "More benches" in refused.html
    for _time in range(2):
        refused.submit({"sent_to": "Citizens Advice"}, button="Save this and count one person")

    record = db.session.scalars(select(ActivityRecord)).one()
    assert [row.text for row in record.contributions] == ["More benches"]
    assert [(row.question, row.label) for row in record.tallies] == [("Debt", "Citizens Advice")]


def test_closing_says_what_must_be_there_first_and_what_is_missing_too(staff, planner):
    activity = an_activity(a_consultation(), planner)
    document = Document(contributions=(a_said("Quote", 1, may_quote="not_asked"),))
    records.receive(activity, RECORD, 0, document, planner, NOW)
    browser = staff(OFFICER)

    page = browser.get(address(activity, "close"))

    for words in ("Say on which day it was", "Say how many people were there", "may be quoted: 1"):
        assert words in page.text
    records.receive(activity, RECORD, 1, Document(held_on=NOW.date(), n_present=4), planner, NOW)
    page = browser.get(address(activity, "close")).submit(button="Close the record as it is")
    assert "Closed" in page.text
    page = page.submit(button="Open the record again")
    assert "Being written up" in page.text


def test_a_record_of_the_future_does_not_close(staff, planner):
    activity = an_activity(a_consultation(), planner)
    records.receive(activity, RECORD, 0, Document(held_on=NOW.date().replace(year=2027), n_present=4), planner, NOW)
    browser = staff(OFFICER)

    page = browser.get(address(activity, "close"))

    assert "The day is after today" in page.text
    token = next(field.get("value") for field in page.tree.iter("input") if field.get("name") == "csrf_token")
    assert browser.post(address(activity, "close"), {"csrf_token": token}).status == 422


def test_a_closed_record_is_not_overwritten(staff, planner):
    activity = an_activity(a_consultation(), planner)
    first = Document(held_on=NOW.date(), n_present=4)
    record = records.receive(activity, RECORD, 0, first, planner, NOW).record
    records.close(record, planner, NOW)

    receipt = records.receive(activity, RECORD, 1, Document(n_present=5), planner, NOW)

    assert receipt.outcome == "conflict"
    assert records.document_of(record) == first


def test_the_copy_holds_no_quote_without_a_yes_and_no_label_but_a_number(staff, planner):
    activity = an_activity(a_consultation(), planner)
    document = Document(
        contributions=(
            a_said("May be said", 1),
            a_said("Not asked", 2, may_quote="not_asked"),
            a_said("Refused", 3, may_quote="no"),
            a_said("In other words", 4, "paraphrase", "not_asked", "seat b"),
        ),
        tallies=(Count("group_choice", "streets_priorities", "buses", 1),
                 Count("characteristic", "age_band", "old", 1)),
        promises=(Promised(RECORD, "Ask the bus company", "Transport", None),),
        remarks="They were tired",
    )  # fmt: skip
    records.receive(activity, RECORD, 0, document, planner, NOW)

    text = staff(OFFICER).get(address(activity, "copy")).text

    for words in ("May be said", "Speaker 2", "In other words", "Buses", "Ask the bus company"):
        assert words in text
    for words in ("Not asked", "Refused", "seat b", "tired", "40 or over", "planner@"):
        assert words not in text


def test_a_promise_stays_on_the_desk_until_somebody_says_what_was_done(staff, planner):
    activity = an_activity(a_consultation(), planner)
    late = Promised(RECORD, "Mend the lift", "Estates", NOW.date().replace(month=9))
    records.receive(activity, RECORD, 0, Document(promises=(late,)), planner, NOW)

    page = staff(OFFICER).get("/staff/")
    assert "1 overdue" in page.text
    page = page.link("Promises made in the field").link("Mend the lift")
    assert page.submit({"outcome": " "}).errors
    page = page.submit({"outcome": "It runs again"})

    assert "Every promise is done" in page.text
    assert db.session.scalars(select(Promise)).one().outcome == "It runs again"
