"""What was written elsewhere: a device's file taken in at the office, and notes that are pasted."""

import base64
import hashlib
import json
import os
import uuid
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from engage.extensions import db
from engage.models import ActivityRecord, ConflictCopy, Contribution, Role, SafeguardingConcern
from engage.operations.fieldwork import records
from forms.fieldwork.document import Document
from tests.builders import NOW, a_consultation, a_staff_user, an_activity, said
from tests.builders import count as n_of

OFFICER = Role.ENGAGEMENT_OFFICER
RECORD, CONCERN = (str(uuid.UUID(int=n)) for n in (7, 8))
ORIGIN, PROGRAM, PASSPHRASE = "http://localhost", "engage-fieldwork-1", "four words for tests"
QUEUE = "/staff/fieldwork/queue"


@pytest.fixture
def activity(app):
    return an_activity(a_consultation(), a_staff_user("planner@example.org", OFFICER))


def a_document(**changes):
    return {"format": 1, "held_on": "2026-10-07", "contributions": [said("More benches")]} | changes


def a_row(activity, **content):
    held = {"title": activity.title, "record": RECORD, "base": 0, "saves": 1, "document": a_document()}
    return {"open": {"id": activity.public_id, "state": "waiting"}, "content": held | content}


def a_file(*rows, origin=ORIGIN, iterations=1000, **changes):
    """As static/js/field-transfer.mjs writes it."""
    salt = os.urandom(16)
    key = AESGCM(hashlib.pbkdf2_hmac("sha256", PASSPHRASE.encode(), salt, iterations))

    def seal(place, content):
        nonce = os.urandom(12)
        data = key.encrypt(nonce, json.dumps(content).encode(), place.encode())
        return {"iv": base64.b64encode(nonce).decode(), "data": base64.b64encode(data).decode()}

    file = {
        "program": PROGRAM, "origin": origin, "salt": base64.b64encode(salt).decode(), "iterations": iterations,
        "check": seal("vault", ""), "sealed": seal(PROGRAM + origin, list(rows)),
    }  # fmt: skip
    return json.dumps(file | changes).encode()


def take(browser, content, passphrase=PASSPHRASE):
    page = browser.get("/staff/fieldwork/").link("Take in the file of a device")
    return page.submit({"file": (BytesIO(content), "fieldwork-2026-10-07.json"), "passphrase": passphrase})


def test_a_file_comes_in_whole_and_twice_is_once(staff, activity):
    concern = {"open": {"id": CONCERN}, "content": {"title": "A concern", "activity": activity.public_id,
                                                    "concern": "Somebody is not safe"}}  # fmt: skip
    content = a_file(a_row(activity), concern)
    browser = staff(OFFICER)

    first, second = take(browser, content), take(browser, content)

    assert "Brought in" in first.text and "Went to the safeguarding officer" in first.text
    assert "Was here already" in second.text
    assert (n_of(ActivityRecord), n_of(Contribution), n_of(SafeguardingConcern), n_of(ConflictCopy)) == (1, 1, 1, 0)


def test_what_was_sent_without_an_answer_is_known_and_what_followed_is_a_change_to_it(staff, activity):
    sending = {"path": "", "saves": 1, "body": {"activity": activity.public_id, "base_version": 0,
                                                "document": a_document()}}  # fmt: skip
    row = a_row(activity, sending=sending, saves=2, document=a_document(summary="Later"))

    take(staff(OFFICER), a_file(row))

    record = db.session.scalars(select(ActivityRecord)).one()
    assert (record.version, record.summary, n_of(ConflictCopy)) == (2, "Later", 0)


def test_a_record_that_somebody_else_changed_is_kept_beside_it(staff, activity):
    other = a_staff_user("other@example.org", OFFICER)
    records.receive(activity, RECORD, 0, Document(n_present=3), other, NOW)

    page = take(staff(OFFICER), a_file(a_row(activity)))

    assert "both versions are kept" in page.text
    assert "Two versions of one record" in page.link(activity.title).h1


def test_a_half_written_record_stays_on_its_device(staff, activity):
    page = take(staff(OFFICER), a_file(a_row(activity, document=None, draft=a_document())))

    assert "Half written, so not brought in" in page.text
    assert n_of(ActivityRecord) == 0


def edited(content):
    file = json.loads(content)
    data = bytearray(base64.b64decode(file["sealed"]["data"]))
    data[3] ^= 1
    file["sealed"]["data"] = base64.b64encode(data).decode()
    return json.dumps(file).encode()


def test_a_file_that_is_none_of_ours_or_was_changed_is_refused_in_words(staff, activity):
    whole, browser = a_file(a_row(activity)), staff(OFFICER)

    for content, passphrase, words in [
        (b"", PASSPHRASE, "Choose the file that the device downloaded"),
        (b"MZ\x90\x00", PASSPHRASE, "This is not a file of a field log"),
        (b"[" * 5000, PASSPHRASE, "This is not a file of a field log"),
        (a_file(origin="https://other.example.org"), PASSPHRASE, "made on another server. Take it in there: https://o"),
        (whole, "", "Enter the passphrase"),
        (whole, "not the passphrase", "This is not the passphrase of that device"),
        (edited(whole), PASSPHRASE, "This file was changed after the device made it"),
        (a_file(salt="%"), PASSPHRASE, "This file was changed after the device made it"),
        (a_file(sealed=None), PASSPHRASE, "This file was changed after the device made it"),
        (a_file(check="x"), PASSPHRASE, "This is not the passphrase of that device"),
        (a_file("no row"), PASSPHRASE, "This file was changed after the device made it"),
    ]:
        page = take(browser, content, passphrase)
        assert any(words in error for error in page.errors), (words, page.errors)
    many = json.loads(whole) | {"iterations": 10**12}
    assert take(browser, json.dumps(many).encode()).errors
    assert n_of(ActivityRecord) == 0


def test_one_wrong_entry_keeps_the_whole_file_out(staff, activity):
    other = an_activity(activity.consultation, activity.planned_by, title="Second")
    wrong = a_row(other, record=str(uuid.UUID(int=9)), document=a_document(n_present=2, n_spoke=5))
    gone = {"open": {"id": "nowhere"}, "content": a_row(activity)["content"]}
    odd = a_row(other, record="not a number")

    page = take(staff(OFFICER), a_file(a_row(activity), wrong, gone, odd))

    assert "Nothing was brought in" in page.errors[0]
    for words in ("Second: ", "This activity is not on this server", "The number of this entry was changed"):
        assert words in page.text
    assert n_of(ActivityRecord) == 0


def test_a_partner_brings_in_only_what_they_were_invited_to(staff, activity):
    page = take(staff(Role.NOTE_TAKER), a_file(a_row(activity)))

    assert "You are not invited to this activity" in page.text
    assert n_of(ActivityRecord) == 0


NOTES = """Nine people, all from the estate.

Your streets:
They began with the buses.
- Too few benches
* Too few benches
2) The crossing is too short 🚸
3: “The bus never comes”
> Nobody asks us
Market day:
مقاعد أكثر
We said we would ask the bus company
"""


def test_pasted_notes_are_shown_first_and_added_once(staff, activity):
    page = staff(OFFICER).get(f"/staff/fieldwork/{activity.public_id}").link("Paste notes")

    preview = page.submit({"notes": NOTES}, button="Show a preview")
    assert "5 things said, 1 promise." in preview.text
    assert n_of(ActivityRecord) == 0
    read = preview.submit(button="Add this to the record")
    for _time in range(2):
        read = preview.submit(button="Add this to the record")

    record = db.session.scalars(select(ActivityRecord)).one()
    assert [(row.topic, row.notes) for row in record.topics] == [
        ("general", "Nine people, all from the estate."),
        ("streets", "They began with the buses."),
        ("Market day", "مقاعد أكثر"),
    ]
    assert [(row.kind, row.speaker, row.text, row.may_quote) for row in record.contributions] == [
        ("paraphrase", "", "Too few benches", "not_asked"),
        ("paraphrase", "", "Too few benches", "not_asked"),
        ("paraphrase", "", "The crossing is too short 🚸", "not_asked"),
        ("quote", "speaker 3", "The bus never comes", "not_asked"),
        ("quote", "", "Nobody asks us", "not_asked"),
    ]
    assert [row.text for row in record.promises] == ["ask the bus company"]
    assert "The bus never comes" in read.text


def test_pasted_notes_go_beside_what_was_written_before(staff, activity):
    before = Document(n_present=9, summary="Read back")
    records.receive(activity, RECORD, 0, before, activity.planned_by, NOW)

    page = staff(OFFICER).get(f"/staff/fieldwork/{activity.public_id}/notes")
    page.submit({"notes": "- More trees", "keep": "yes"}, button="Show a preview")

    record = db.session.scalars(select(ActivityRecord)).one()
    assert (record.n_present, record.summary, len(record.contributions)) == (9, "Read back", 1)


def test_a_line_that_cannot_be_read_is_named_and_nothing_typed_is_lost(staff, activity):
    notes = "- Fine\nSam Smith: “I want benches”\n“No end\n" + "x" * 20_001
    page = staff(OFFICER).get(f"/staff/fieldwork/{activity.public_id}/notes")

    refused = page.submit({"notes": notes, "keep": "yes"}, button="Show a preview")

    assert refused.errors == ["Some lines have to be put right. Nothing was brought in"]
    for words in ("Line 2: Use a number for the", "Line 3: The quote has no quote mark", "Line 4: This line has"):
        assert words in refused.text
    assert refused.typed.strip() == notes
    assert n_of(ActivityRecord) == 0
    assert page.submit({"notes": " "}, button="Show a preview").errors == ["Paste your notes"]
    assert "Paste it in parts" in page.submit({"notes": "y " * 150_000}, button="Show a preview").errors[0]
