"""The same record on a page without scripts: saved with a button, rows added, nothing typed is lost."""

import uuid

import pytest
from sqlalchemy import select

from engage.extensions import db
from engage.models import ActivityRecord, AuditEvent, Contribution, Role, Tally
from engage.operations.fieldwork import records
from forms.fieldwork.document import Count, Document, Guide, parse
from tests.builders import NOW, a_consultation, a_staff_user, an_activity, count, said

OFFICER = Role.ENGAGEMENT_OFFICER
NOTES = "topics.0.notes"
RECORD = str(uuid.UUID(int=77))
TYPED = {
    "n_present": "8", "n_spoke": "6", "started": "9:30", "ended": "10:15", NOTES: "Buses, buses",
    "contributions.0.text": "The 62 never comes", "contributions.0.speaker": "3",
    "tally.characteristic.age_band.old": "5", "tally.dot_vote.streets_priorities.buses": "7",
    "promises.0.text": "Ask the company", "promises.0.due_on": "1/12/2026",
    "signposting.0.question": "Debt", "signposting.0.label": "Citizens Advice", "signposting.0.count": "2",
}  # fmt: skip


@pytest.fixture
def activity(app):
    return an_activity(a_consultation(), a_staff_user("planner@example.org", OFFICER))


@pytest.fixture
def page(staff, activity):
    return staff(OFFICER).get(f"/staff/fieldwork/{activity.public_id}/record")


def a_document(**parts):
    guide = Guide({"age_band": ["young", "old"]}, {"streets_priorities": ["buses"]})
    document, faults = parse(parts, NOW.date(), guide)
    assert faults == []
    return document


def test_a_record_is_written_saved_and_shown_again_with_every_word(page):
    page = page.submit(TYPED, button="Save")

    assert "as version 1" in page.text and "1/12/2026" in page.html
    for words in ("Buses, buses", "The 62 never comes", "speaker 3", "Ask the company", "Citizens Advice"):
        assert words in page.html
    assert {(row.kind, row.label, row.count) for row in db.session.scalars(select(Tally))} == {
        ("characteristic", "old", 5), ("dot_vote", "buses", 7), ("signposting", "Citizens Advice", 2),
    }  # fmt: skip


def test_saving_the_page_as_it_was_shown_changes_nothing(page):
    page = page.submit(TYPED, button="Save").submit(button="Save")

    assert db.session.scalars(select(ActivityRecord)).one().version == 1
    assert page.submit({NOTES: "More"}, button="Save").status == 200
    assert db.session.scalars(select(ActivityRecord)).one().version == 2
    assert count(Contribution) == 1


@pytest.mark.parametrize(("button", "field"), [
    ("Add another contribution", "contributions.1.text"),
    ("Add another promise", "promises.1.text"),
    ("Add more signposting", "signposting.1.label"),
    ("Add dots on an idea of the group’s own", "dot_vote.0.label"),
    ("Add a topic of the group’s own", "topics.2.topic"),
])  # fmt: skip
def test_a_row_is_added_and_everything_typed_stays(page, button, field):
    page = page.submit(TYPED, button=button)

    assert f'name="{field}"' in page.html
    for words in ("Buses, buses", "The 62 never comes", "Ask the company", "Citizens Advice"):
        assert words in page.html
    assert count(ActivityRecord) == 0
    saved = page.submit({"contributions.1.text": "Second"} if "contributions" in field else {}, button="Save")
    assert saved.status == 200 and count(ActivityRecord) == 1


def test_what_cannot_be_is_told_at_its_field_and_nothing_typed_is_lost(page):
    wrong = {"n_spoke": "9", "ended": "later", "contributions.0.speaker": "Mrs Jones",
             "tally.characteristic.age_band.young": "a few", "held_on": "31 2 2026"}  # fmt: skip

    page = page.submit(TYPED | wrong, button="Save")

    assert page.status == 422
    assert len(page.errors) == 4
    page = page.submit({"ended": "", "contributions.0.speaker": "", "held_on": "",
                        "tally.characteristic.age_band.young": ""}, button="Save")  # fmt: skip
    assert page.errors == ["More people spoke than came. Check how many were there"]
    assert "The 62 never comes" in page.html


def test_two_pages_open_at_once_end_side_by_side(staff, activity, page):
    page = page.submit(TYPED, button="Save")
    other = staff(OFFICER, "second@example.org").get(f"/staff/fieldwork/{activity.public_id}/record")
    page.submit({NOTES: "Mine", "contributions.1.text": "From me"}, button="Save")

    versions = other.submit({NOTES: "Theirs", "contributions.1.text": "From them", "n_present": "9"}, button="Save")

    assert versions.h1 == "Two versions of one record"
    for words in ("Mine", "Theirs", "From me", "From them"):
        assert words in versions.text
    versions = versions.submit()
    assert set(versions.errors) == {"Choose which to keep"}
    done = versions.submit({"topics.streets": "both", "n_present": "sent"})
    assert done.h1 == "Talking about the market"
    record = db.session.scalars(select(ActivityRecord)).one()
    assert (record.version, record.n_present) == (3, 9)
    assert record.topics[0].notes == "Mine\n\nTheirs"
    assert [row.text for row in record.contributions] == ["The 62 never comes", "From me", "From them"]


def test_a_choice_that_together_cannot_be_is_told(staff, activity):
    officer = db.session.get(type(activity.planned_by), activity.planned_by_id)
    first = str(uuid.UUID(int=1))
    records.receive(activity, first, 0, a_document(n_present=8, n_spoke=8), officer, NOW)
    records.receive(activity, str(uuid.UUID(int=2)), 0, a_document(n_present=5, n_spoke=5), officer, NOW)

    page = staff(OFFICER).get(f"/staff/fieldwork/{activity.public_id}/versions")
    page = page.submit({"n_present": "sent", "n_spoke": "kept"})

    assert page.errors == ["Together this cannot be: More people spoke than came. Check how many were there"]
    assert page.submit({"n_present": "sent", "n_spoke": "sent"}).h1 == "Talking about the market"


def test_reading_a_record_is_written_down(staff, activity):
    officer = db.session.get(type(activity.planned_by), activity.planned_by_id)
    document = a_document(contributions=[said("Say this", kind="quote", may_quote="yes")], summary="All said")
    records.receive(activity, str(uuid.UUID(int=1)), 0, document, officer, NOW)

    page = staff(Role.ANALYST).get(f"/staff/fieldwork/{activity.public_id}").link("Read the record")

    assert "Say this" in page.text and "May be quoted: Yes" in page.text
    assert count(AuditEvent, verb="read_record") == 1


def test_a_hundred_contributions_go_through_the_page(staff, activity):
    officer = db.session.get(type(activity.planned_by), activity.planned_by_id)
    document = a_document(contributions=[said(f"Number {n}", n + 1) for n in range(100)])
    records.receive(activity, str(uuid.UUID(int=1)), 0, document, officer, NOW)

    page = staff(OFFICER).get(f"/staff/fieldwork/{activity.public_id}/record")
    page = page.submit({"contributions.100.text": "The last"}, button="Save")

    assert "as version 2" in page.text
    assert count(Contribution) == 101


def test_an_empty_document_says_nothing():
    assert Document().as_json()["topics"] == []
    assert a_document() == Document()


def test_more_dots_than_the_people_had_are_sent_back_in_words():
    """3 people with 5 dots each place 15 at most: 9 and 7 are one too many; two questions are counted apart."""
    guide = Guide({}, {"streets_priorities": ["buses", "trees"], "shops_priorities": ["banks"]}, dots_a_person=5)

    def dots(question, label, n):
        return {"kind": "dot_vote", "question": question, "label": label, "count": n}

    def faults(*tallies, **parts):
        _document, found = parse({"n_present": 3, "tallies": list(tallies)} | parts, NOW.date(), guide)
        return [(fault.path, fault.text) for fault in found]

    buses, banks = dots("streets_priorities", "buses", 9), dots("shops_priorities", "banks", 15)
    assert faults(buses, dots("streets_priorities", "trees", 6), banks) == []
    limit = "3 people with 5 dots each place 15 at most"
    words = f"These add up to 16 dots. {limit}. Check the dots, and how many were there"
    assert faults(buses, dots("streets_priorities", "trees", 7), banks) == [("tallies.1.count", words)]
    assert faults(buses, dots("streets_priorities", "trees", 900), n_present=None) == []


def test_two_versions_are_shown_also_when_the_questionnaire_no_longer_has_an_option(staff, activity):
    """The copy was judged by the questionnaire of its day."""
    planner = activity.planned_by
    first = records.receive(activity, RECORD, 0, Document(n_present=4), planner, NOW)
    gone = Document(n_present=5, tallies=(Count("dot_vote", "streets_priorities", "trams", 2),))
    records.receive(activity, RECORD, 0, gone, planner, NOW)

    page = staff(OFFICER).get(f"/staff/fieldwork/{activity.public_id}/versions")

    assert "trams" in page.text and first.record.n_present == 4
    settled = page.submit({"n_present": "sent", "tallies.dot_vote.streets_priorities.trams": "kept"})
    assert settled.h1 == "Talking about the market"
    assert first.record.n_present == 5
