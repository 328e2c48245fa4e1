"""Words of fieldwork are erased on request and on their day, from notes, records and second versions; numbers stay."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select

from engage.errors import RecordErased
from engage.extensions import db
from engage.extracts import fieldwork as extracts
from engage.jobs import run_worker
from engage.models import (
    ActivityRecord,
    AuditEvent,
    ConflictCopy,
    Contribution,
    OriginalText,
    Participant,
    Photograph,
    Promise,
    Role,
    Tally,
    TextCheck,
    TopicNote,
)
from engage.operations.fieldwork import erasing, keeping, records
from forms.fieldwork.document import Count, Document, Promised, Said, TopicNotes
from tests.builders import NOW, SECRET, a_consultation, a_staff_user, an_activity
from tests.builders import count as n_of
from tests.engage.retention.runs import erase_due
from tests.engage.test_pictures import a_picture

OFFICER = Role.ENGAGEMENT_OFFICER
RECORD, FIRST, SECOND = (str(uuid.UUID(int=n)) for n in (1, 2, 3))
#: words that must be nowhere once they are erased
WORDS = ("benches", "Nobody under 30", "tired", "They want", "Ask the bus", "debt", "Citizens")


def said(number, text):
    return Said(number, "streets", "quote", "speaker 2", text, "en", "yes", None, None)


def a_document(**changes):
    parts = {
        "held_on": NOW.date(),
        "n_present": 9,
        "absent": "Nobody under 30",
        "remarks": "They were tired",
        "summary": "They want benches",
        "topics": (TopicNotes("streets", "More benches"),),
        "contributions": (said(FIRST, "More benches"), said(SECOND, "Fewer cars")),
        "tallies": (
            Count("characteristic", "age_band", "old", 7),
            Count("signposting", "Help with debt", "Citizens Advice", 2),
            Count("signposting", "Help with debt", "Library", 1),
        ),
        "promises": (Promised(RECORD, "Ask the bus company", "", None),),
    }
    return Document(**parts | changes)


@pytest.fixture
def planner(app):
    return a_staff_user("planner@example.org", OFFICER)


@pytest.fixture
def record(planner):
    """A record with a second version that waits, a photograph, and somebody who wants to hear back."""
    activity = an_activity(a_consultation(), planner)
    found = records.receive(activity, RECORD, 0, a_document(), planner, NOW).record
    records.receive(activity, RECORD, 0, a_document(summary="They want more benches"), planner, NOW)
    keeping.add_photograph(found, a_picture(), "A flip chart", SECRET, 90, planner, NOW)
    keeping.add_participant(activity, "Sam", "sam@example.org", SECRET, 90, planner, NOW)
    return found


def everything():
    """Every text that the database holds of fieldwork."""
    rows = [row for model in (ActivityRecord, Contribution, ConflictCopy, Promise, Tally, TopicNote, Photograph)
            for row in db.session.scalars(select(model))]  # fmt: skip
    names = [(row, column.key) for row in rows for column in row.__table__.columns]
    return " ".join(str(getattr(row, name)) for row, name in names if name != "sealed")


def audited(verb):
    return db.session.scalars(select(AuditEvent).filter_by(verb=verb)).one().detail


def test_one_thing_that_was_said_goes_and_stays_counted(staff, record):
    page = staff(OFFICER).get(f"/staff/fieldwork/{record.activity.public_id}/read").link("Erase these words 2")

    refused = page.submit({"reason": " "})
    assert refused.errors == ["Write why, without names: it stays in the audit trail"]
    page = refused.submit({"reason": "Asked by letter"})

    assert "Erased on" in page.text and "More benches" in page.text
    assert "Fewer cars" not in everything()
    frame = extracts.contributions(record.activity.consultation_id)
    assert list(frame["text"]) == ["More benches", ""]
    assert audited("erased_contribution") == {"contribution": SECOND, "reason": "Asked by letter"}


def test_a_device_that_still_has_erased_words_does_not_bring_them_back(planner, record):
    activity = record.activity
    erasing.erase_contribution(record.contributions[1], "Asked", planner, NOW)

    saved = records.receive(activity, RECORD, 1, a_document(remarks="Later"), planner, NOW)
    kept = records.receive(activity, RECORD, 1, a_document(remarks="Another device"), planner, NOW)

    assert (saved.outcome, kept.outcome) == ("saved", "conflict")
    assert "Fewer cars" not in everything()
    assert n_of(Contribution, removed_at=None) == 2
    merged = a_document(summary="Settled")
    assert records.settle(kept.copy, merged, planner, NOW)
    assert "Fewer cars" not in everything()


def test_a_whole_record_goes_and_its_numbers_stay(staff, record):
    browser = staff(OFFICER)
    page = browser.get(f"/staff/fieldwork/{record.activity.public_id}/read")

    page = page.link("erase all words of this record").submit({"reason": "The group asked"})

    assert "The words of this record were erased" in page.text
    assert [word for word in WORDS if word in everything()] == []
    assert (record.n_present, n_of(Contribution), n_of(Photograph), n_of(Participant)) == (9, 2, 0, 0)
    rows = db.session.scalars(select(Tally).order_by(Tally.kind, Tally.id)).all()
    assert [(row.kind, row.label, row.count) for row in rows] == [("characteristic", "old", 7), ("signposting", "", 3)]
    assert extracts.meetings(record.activity.consultation_id)["n_people"].tolist() == [9]
    assert audited("erased_record") == {
        "reason": "The group asked", "contributions": 2, "versions": 1, "topics": 1, "promises": 1,
        "participants": 1, "photographs": 1,
    }  # fmt: skip
    address = f"/staff/fieldwork/{record.activity.public_id}"
    assert browser.get(f"{address}/record").path == f"{address}/read"


def test_nothing_is_written_into_an_erased_record_and_who_tries_is_told(staff, planner, record):
    activity = record.activity
    browser = staff(OFFICER)
    page = browser.get(f"/staff/fieldwork/{activity.public_id}/record")
    token = browser.client.get("/staff/fieldwork/token").json["csrf_token"]
    erasing.erase_record(record, "Asked", planner, NOW)

    refused = page.submit({"remarks": "Typed before"}, button="Save")
    sent = {"activity": activity.public_id, "base_version": 1, "document": a_document().as_json()}
    reply = browser.client.put(f"/staff/fieldwork/records/{RECORD}", json=sent, headers={"X-CSRFToken": token})

    assert "The words of this record were erased on request" in refused.errors[0]
    assert "Typed before" in refused.html
    assert reply.status_code == 422
    assert "were erased" in reply.json["faults"][0]["text"]
    with pytest.raises(RecordErased):
        records.receive(activity, RECORD, 1, a_document(), planner, NOW)
    assert records.count_at_stand(activity, RECORD, 1, 0, {}, planner, NOW) is False


def test_what_was_typed_before_it_was_masked_goes_too(planner, record):
    typed = "Ring me on 07700 900123"
    document = a_document(
        contributions=(said(FIRST, typed), said(SECOND, typed)), topics=(TopicNotes("streets", typed),)
    )
    records.receive(record.activity, RECORD, 1, document, planner, NOW)
    assert n_of(OriginalText) == 3

    erasing.erase_contribution(record.contributions[0], "Asked", planner, NOW)
    assert n_of(OriginalText) == 2
    erasing.erase_record(record, "Asked", planner, NOW)

    assert (n_of(OriginalText), n_of(TextCheck)) == (0, 0)


def test_words_are_erased_when_their_time_is_over_and_not_before(planner, record):
    closes_at = record.activity.consultation.closes_at

    early = erase_due(closes_at + dt.timedelta(days=729), "notes")
    late = erase_due(closes_at + dt.timedelta(days=730), "notes")

    assert (early, late) == ({}, {"notes": 1})
    assert [word for word in WORDS if word in everything()] == []


def test_a_second_version_goes_some_time_after_it_was_settled(planner, record):
    copy = db.session.scalars(select(ConflictCopy)).one()
    records.settle(copy, a_document(), planner, NOW)

    assert erase_due(NOW + dt.timedelta(days=364), "versions") == {}
    assert erase_due(NOW + dt.timedelta(days=365), "versions") == {"versions": 1}

    db.session.refresh(copy)
    assert copy.document == {}
    assert record.summary == "They want benches"


def test_a_worker_erases_once_a_day_and_writes_it_down(app, record):
    when = record.activity.consultation.closes_at + dt.timedelta(days=731)
    app.config["CLOCK"] = lambda: when

    for _time in range(2):
        run_worker(app, once=True)
    db.session.rollback()  # to see what another session wrote

    assert audited("erased_due")["erased"]["market-place"]["notes"] == 1


def test_the_command_says_what_it_erased(app, record):
    when = record.activity.consultation.closes_at + dt.timedelta(days=731)
    app.config["CLOCK"] = lambda: when

    done = app.test_cli_runner().invoke(args=["engage", "erase-fieldwork"])

    assert "market-place: Words of sessions: 1\n" in done.output
