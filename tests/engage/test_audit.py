"""The audit trail is a chain: whatever is changed in it is found, and entries of many writers at once have no gap."""

import threading
from contextlib import suppress

import pytest
from sqlalchemy import delete, insert, select, update

from engage.extensions import db
from engage.models import AuditEvent
from engage.operations import audit, transaction
from engage.operations.staff import note, record
from tests.builders import NOW, a_staff_user


@pytest.fixture
def trail(app):
    """Ten entries; gives the anchor of the newest."""
    officer = a_staff_user()
    for number in range(10):
        record(officer, "viewed", "consultation", f"market-{number}", NOW, share=0.1, of={"b": "ä", "a": 2})
    return audit.anchor()


def test_a_trail_that_nobody_touched_is_whole(trail):
    verdict = audit.verify(trail)

    assert verdict.fault == ""
    assert verdict.anchor == trail
    numbers = db.session.scalars(select(AuditEvent.number).order_by(AuditEvent.id)).all()
    assert numbers == list(range(1, verdict.n_entries + 1))


def test_an_empty_trail_is_whole(app):
    assert audit.verify() == audit.Verdict(0, "", "")


@pytest.mark.parametrize(
    ("tampering", "fault"),
    [
        (update(AuditEvent).where(AuditEvent.number == 7).values(object_id="other"), "Entry 7 was changed"),
        (update(AuditEvent).where(AuditEvent.number == 7).values(actor_id=None), "Entry 7 was changed"),
        (update(AuditEvent).where(AuditEvent.number == 7).values(detail={"share": 0.2}), "Entry 7 was changed"),
        (delete(AuditEvent).where(AuditEvent.number == 7), "Entry 7 is missing."),
        (delete(AuditEvent).where(AuditEvent.number == 1), "Entry 1 is missing."),
    ],
)
def test_what_was_changed_or_taken_out_is_named(trail, tampering, fault):
    db.session.execute(tampering)
    db.session.commit()

    assert audit.verify().fault.startswith(fault)


def test_entries_cut_off_at_the_end_are_missed_with_an_anchor_and_only_with_one(trail):
    db.session.execute(delete(AuditEvent).where(AuditEvent.number > 8))
    db.session.commit()

    assert audit.verify().fault == ""
    assert audit.verify(trail).fault == f"The trail does not hold {trail}: it was cut off, or written anew."


def test_an_entry_that_was_written_past_the_program_is_found(trail):
    values = {"verb": "viewed", "object_type": "response", "object_id": "x", "at": NOW, "detail": {}}
    db.session.execute(insert(AuditEvent).values(values))
    db.session.commit()

    assert audit.verify().fault == "An entry has no number: somebody wrote it past the program."


def test_what_is_taken_back_leaves_no_gap(app):
    officer = a_staff_user()
    with suppress(RuntimeError), transaction():
        note(officer, "approved", "consultation", "market", NOW)
        raise RuntimeError("taken back")

    record(officer, "viewed", "consultation", "market", NOW)

    assert audit.verify().fault == ""
    assert "approved" not in db.session.scalars(select(AuditEvent.verb)).all()


def test_eight_writers_at_once_make_one_chain(app):
    """200 entries; on PostgreSQL each waits for the lock of the one before."""

    def write():
        with app.app_context():
            for number in range(25):
                record(None, "viewed", "consultation", f"market-{number}", NOW)
            db.session.remove()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (audit.verify().n_entries, audit.verify().fault) == (200, "")


def test_another_key_does_not_pass(app, trail):
    app.config["SECRET_KEY"] = "another key, of somebody who wrote the trail anew"

    assert audit.verify().fault.startswith("Entry 1 was changed")


def test_the_command_ends_with_1_at_the_first_broken_entry(app, trail):
    runner = app.test_cli_runner()

    assert f"none changed. The newest is {trail}" in runner.invoke(args=["engage", "verify-audit"]).output
    db.session.execute(delete(AuditEvent).where(AuditEvent.number == 4))
    db.session.commit()
    ended = runner.invoke(args=["engage", "verify-audit", "--anchor", trail])

    assert (ended.exit_code, ended.output) == (1, "Entry 4 is missing.\n")
