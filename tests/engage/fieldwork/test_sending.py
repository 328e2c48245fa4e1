"""Devices send records by PUT: kept once, never overwritten, answered in words that a device can show."""

import json
import uuid

import pytest
from sqlalchemy import select

from engage.extensions import db
from engage.models import (
    Activity,
    ActivityRecord,
    AuditEvent,
    ConflictCopy,
    Contribution,
    RecordVersion,
    Role,
    SafeguardingConcern,
)
from engage.operations.fieldwork import activities
from tests.builders import NOW, a_consultation, a_staff_user, an_activity, count, said

OFFICER = Role.ENGAGEMENT_OFFICER
RECORD = str(uuid.UUID(int=77))
DOCUMENT = {
    "held_on": "2026-10-07", "started": "09:30", "ended": "10:15", "n_present": 8, "n_spoke": 6,
    "topics": [{"topic": "streets", "notes": "Many words about buses 🚌"}],
    "contributions": [said("The 62 never comes", kind="quote", speaker="3", may_quote="yes", topic="streets")],
    "tallies": [{"kind": "characteristic", "question": "age_band", "label": "old", "count": 5}],
    "promises": [{"id": str(uuid.UUID(int=9)), "text": "Ask the bus company", "owner": "Transport team"}],
}  # fmt: skip


class Device:
    """What the client does: fetches a token and sends."""

    def __init__(self, browser):
        self.client = browser.client

    def send(self, activity, document, base_version=0, record=RECORD, **parts):
        body = {"activity": activity.public_id, "base_version": base_version, "document": document} | parts
        return self.put(f"records/{record}", body)

    def put(self, path, body, token=None):
        token = token or self.client.get("/staff/fieldwork/token").json.get("csrf_token", "")
        body = body if isinstance(body, str) else json.dumps(body)
        headers = {"X-CSRFToken": token}
        return self.client.put(f"/staff/fieldwork/{path}", data=body, headers=headers, content_type="application/json")


@pytest.fixture
def activity(app):
    return an_activity(a_consultation(), a_staff_user("planner@example.org", OFFICER))


@pytest.fixture
def device(staff, activity):
    return Device(staff(OFFICER))


def test_a_record_arrives_with_every_word(device, activity):
    reply = device.send(activity, DOCUMENT)

    assert (reply.status_code, reply.json) == (201, {"outcome": "created", "version": 1})
    told = device.client.get(f"/staff/fieldwork/records/{RECORD}").json
    assert told["version"] == 1
    assert told["document"]["contributions"][0]["text"] == "The 62 never comes"
    assert told["document"]["contributions"][0]["speaker"] == "speaker 3"
    assert told["document"]["topics"] == DOCUMENT["topics"]
    assert told["document"]["tallies"] == DOCUMENT["tallies"]
    assert told["document"]["promises"][0]["owner"] == "Transport team"


def test_the_same_record_sent_five_times_is_one_record(device, activity):
    statuses = [device.send(activity, DOCUMENT).status_code for _time in range(5)]

    assert statuses == [201, 200, 200, 200, 200]
    assert (count(ActivityRecord), count(RecordVersion), count(Contribution), count(ConflictCopy)) == (1, 1, 1, 0)


def test_a_change_to_the_newest_version_is_saved_and_entries_keep_their_rows(device, activity):
    device.send(activity, DOCUMENT)
    row = db.session.scalars(select(Contribution)).one().id
    changed = DOCUMENT | {"contributions": [said("It never came", kind="quote"), said("More benches", 2)]}

    reply = device.send(activity, changed, base_version=1)

    assert (reply.status_code, reply.json["version"]) == (200, 2)
    assert db.session.scalars(select(Contribution.text).order_by(Contribution.id)).all() == [
        "It never came", "More benches",
    ]  # fmt: skip
    assert db.session.scalars(select(Contribution.id).order_by(Contribution.id)).first() == row


def test_what_is_taken_out_keeps_a_marked_row_and_comes_back_to_it(device, activity):
    device.send(activity, DOCUMENT)

    device.send(activity, DOCUMENT | {"contributions": []}, base_version=1)
    row = db.session.scalars(select(Contribution)).one()
    assert row.removed_at == NOW
    device.send(activity, DOCUMENT, base_version=2)

    assert db.session.scalars(select(Contribution)).one().removed_at is None


def test_two_devices_end_with_both_versions_and_nothing_overwritten(device, activity):
    device.send(activity, DOCUMENT)
    device.send(activity, DOCUMENT | {"n_spoke": 5}, base_version=1)

    late = [device.send(activity, DOCUMENT | {"remarks": "From the tablet"}, base_version=1) for _time in range(2)]

    assert [reply.status_code for reply in late] == [409, 409]
    assert late[0].json["version"] == 2
    assert late[0].json["document"]["n_spoke"] == 5
    assert late[0].json["settled"] is False
    copy = db.session.scalars(select(ConflictCopy)).one()
    assert copy.document["remarks"] == "From the tablet"
    assert db.session.scalars(select(ActivityRecord)).one().remarks == ""


def test_a_reply_that_was_lost_is_no_conflict_even_after_others_saved(device, activity):
    device.send(activity, DOCUMENT)
    mine = DOCUMENT | {"remarks": "Mine"}
    device.send(activity, mine, base_version=1)
    device.send(activity, DOCUMENT | {"remarks": "Theirs"}, base_version=2)

    again = device.send(activity, mine, base_version=1)

    assert (again.status_code, again.json) == (200, {"outcome": "known", "version": 2})
    assert count(ConflictCopy) == 0


def test_a_second_record_of_one_activity_waits_beside_the_first(device, activity):
    device.send(activity, DOCUMENT)

    reply = device.send(activity, DOCUMENT | {"remarks": "Other tablet"}, record=str(uuid.UUID(int=78)))

    assert reply.status_code == 409
    assert reply.json["record"] == RECORD
    assert count(ConflictCopy) == 1


def test_a_record_that_was_made_for_another_activity_is_refused(device, activity):
    device.send(activity, DOCUMENT)
    other = an_activity(activity.consultation, activity.planned_by, title="Another")

    reply = device.send(other, DOCUMENT)

    assert (reply.status_code, reply.json["faults"][0]["path"]) == (422, "id")


@pytest.mark.parametrize(("changes", "path", "words"), [
    ({"n_spoke": 9}, "n_spoke", "More people spoke than came"),
    ({"n_present": -1, "n_spoke": None}, "n_present", "0 or more"),
    ({"n_present": 10**9}, "n_present", "or fewer"),
    ({"n_present": True}, "n_present", "whole number"),
    ({"ended": "09:00"}, "ended", "after the start"),
    ({"held_on": "2026-10-08"}, "held_on", "Check the date, and the clock of the tablet"),
    ({"held_on": "2026-02-30"}, "held_on", "real day"),
    ({"topics": [{"topic": "streets", "notes": "x" * 200_001}]}, "topics.0.notes", "The limit is 200,000"),
    ({"contributions": [said("x", speaker="Mrs Jones")]}, "contributions.0.speaker", "Names are not kept"),
    ({"contributions": [said("x"), said("y")]}, "contributions.1.id", "twice"),
    ({"contributions": [{"id": "edited by hand", "text": "x"}]}, "contributions.0.id", "was changed"),
    ({"tallies": [{"kind": "characteristic", "question": "age_band", "label": "old", "count": 9}]},
     "tallies.0.count", "add up to 9, and 8 people were there"),
    ({"tallies": [{"kind": "characteristic", "question": "shoe_size", "label": "old", "count": 1}]},
     "tallies.0.question", "no such question"),
    ({"surprise": 1}, "surprise", "We do not know"),
    ({"format": 2}, "format", "another version of the program"),
    ({"topics": {"streets": "x"}}, "topics", "list"),
])  # fmt: skip
def test_what_cannot_be_is_told_at_its_place_and_nothing_is_kept(device, activity, changes, path, words):
    reply = device.send(activity, DOCUMENT | changes)

    assert reply.status_code == 422
    faults = {fault["path"]: fault["text"] for fault in reply.json["faults"]}
    assert words in faults[path]
    assert count(ActivityRecord) == 0


@pytest.mark.parametrize("body", ["", "{", "[]", "[" * 100_000, '"text"', '{"activity": 1, "sudo": true}', "\xff"])
def test_a_body_that_no_device_of_ours_sends_is_told_in_words(device, body):
    reply = device.put(f"records/{RECORD}", body)

    assert reply.status_code == 422
    assert "Send the file as the device made it" in reply.json["text"]


def test_20_000_words_emoji_and_right_to_left_arrive_as_they_were(device, activity):
    notes = "حافلات " * 20_000 + "👩🏽‍🦽"

    reply = device.send(activity, {"topics": [{"topic": "streets", "notes": notes}]})

    assert reply.status_code == 201
    assert device.client.get(f"/staff/fieldwork/records/{RECORD}").json["document"]["topics"][0]["notes"] == notes


def test_too_much_at_once_is_refused_in_json(device, activity):
    reply = device.send(activity, DOCUMENT | {"remarks": "x" * (2 * 1024 * 1024)})

    assert (reply.status_code, reply.json["reason"]) == (413, "too_long")


def test_who_is_signed_out_is_told_so_and_not_sent_elsewhere(app, activity):
    reply = app.test_client().put(f"/staff/fieldwork/records/{RECORD}", json={"activity": activity.public_id})

    assert (reply.status_code, reply.json["reason"]) == (401, "sign_in")
    assert app.test_client().get("/staff/fieldwork/token").status_code == 401


def test_a_stale_token_asks_for_a_fresh_one(device, activity):
    reply = device.put(f"records/{RECORD}", {"activity": activity.public_id, "document": DOCUMENT}, token="old")

    assert (reply.status_code, reply.json["reason"]) == (400, "token")


def test_a_partner_sends_only_for_activities_they_were_invited_to(staff, activity):
    device = Device(staff(Role.NOTE_TAKER))
    assert device.client.get("/staff/fieldwork/activities.json").json == {"activities": [], "forms": {}}
    assert device.send(activity, DOCUMENT).status_code == 403

    partner = a_staff_user("second@example.org", Role.NOTE_TAKER)
    activities.invite(activity, partner, activity.planned_by, NOW)
    assert device.send(activity, DOCUMENT).status_code == 403
    token = device.client.get("/staff/fieldwork/token").json
    myself = db.session.scalars(select(type(partner)).filter_by(public_id=token["staff"])).one()
    activities.invite(activity, myself, activity.planned_by, NOW)

    assert device.send(activity, DOCUMENT).status_code == 201
    told = device.client.get("/staff/fieldwork/activities.json").json["activities"]
    assert [(row["title"], row["record"]) for row in told] == [("Talking about the market", RECORD)]


@pytest.mark.parametrize("role", [Role.DATA_ENTRY_CLERK, Role.PANEL_MEMBER, Role.ANALYST])
def test_who_takes_no_notes_sends_none(app, staff, activity, role):
    client = staff(role).client
    officer = staff(OFFICER).client.get("/staff/fieldwork/token").json["csrf_token"]

    reply = client.put(f"/staff/fieldwork/records/{RECORD}", json={}, headers={"X-CSRFToken": officer})

    assert reply.status_code in (400, 403)
    assert count(ActivityRecord) == 0


def test_activities_for_a_device_carry_the_questions_and_nobody(device, activity):
    told = device.client.get("/staff/fieldwork/activities.json").json["activities"][0]

    assert told["id"] == activity.public_id
    assert [topic["topic"] for topic in told["topics"]] == ["streets", "shops"]
    assert told["people"][0]["question"] == "age_band"
    assert "planner@example.org" not in json.dumps(told)


def test_a_concern_travels_alone_and_is_stored_unreadable(device, activity):
    concern = str(uuid.UUID(int=5))
    body = {"activity": activity.public_id, "text": "A child said that nobody is at home at night"}

    replies = [device.put(f"concerns/{concern}", body).status_code for _time in range(2)]

    assert replies == [201, 200]
    row = db.session.scalars(select(SafeguardingConcern)).one()
    assert b"nobody is at home" not in row.sealed
    assert (row.due_at - NOW).total_seconds() == 24 * 3600


def test_each_save_is_in_the_trail_without_a_word_of_it(device, activity):
    device.send(activity, DOCUMENT)
    device.send(activity, DOCUMENT | {"remarks": "More"}, base_version=1)

    verbs = db.session.scalars(select(AuditEvent.verb).filter_by(object_id=activity.public_id)).all()
    assert verbs == ["planned_activity", "created_record", "saved_record"]
    assert count(Activity) == 1


def test_half_a_character_is_left_out_and_costs_nobody_the_record(device, activity):
    reply = device.send(activity, {"topics": [{"topic": "streets", "notes": "bus \ud800 stop"}]})

    assert reply.status_code == 201
    kept = device.client.get(f"/staff/fieldwork/records/{RECORD}").json["document"]["topics"][0]["notes"]
    assert kept == "bus  stop"
