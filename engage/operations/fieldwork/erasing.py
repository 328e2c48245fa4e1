"""Words of fieldwork are erased: on their day, or because somebody asked. Numbers stay: who came, what was counted."""

import datetime as dt
import logging
import re

from sqlalchemy import delete, func, select

from engage.extensions import db
from engage.models import (
    Activity,
    ActivityRecord,
    AuditEvent,
    ConflictCopy,
    Consultation,
    Participant,
    Photograph,
    Promise,
    Tally,
    TopicNote,
)
from engage.operations import coded_texts, texts, transaction
from engage.operations.staff import note

log = logging.getLogger(__name__)

DONE = {"verb": "erased_fieldwork", "object_type": "fieldwork", "object_id": "overdue"}
#: an option of the questionnaire; what a group wrote itself has blanks or capitals
OPTION_KEY = re.compile(r"[a-z0-9_]+")


def erase_contribution(contribution, reason, actor, now):
    """Erase the words of one thing said, here and in every second version. That something was said stays counted."""
    record = contribution.record
    with transaction():
        db.session.refresh(record.activity, with_for_update=True)
        db.session.refresh(contribution)
        if contribution.erased_at is not None:
            return
        _blank([contribution], now)
        for copy in db.session.scalars(select(ConflictCopy).filter_by(record_id=record.id)):
            said = copy.document.get("contributions", [])
            kept = [one for one in said if one.get("id") != contribution.client_id]
            copy.document = copy.document | {"contributions": kept} if copy.document else {}
        note(actor, "erased_contribution", "activity", record.activity.public_id, now,
             contribution=contribution.client_id, reason=reason)  # fmt: skip


def erase_record(record, reason, actor, now):
    """Erase every word of a record, its photographs and the names of those who want to hear back; what was erased.

    A safeguarding concern stays: it is kept for another reason.
    """
    with transaction():
        db.session.refresh(record.activity, with_for_update=True)
        db.session.refresh(record)
        counts = _erase_words(record, now)
        people = delete(Participant).where(Participant.activity_id == record.activity_id)
        pictures = delete(Photograph).where(Photograph.record_id == record.id)
        counts["participants"] = db.session.execute(people).rowcount
        counts["photographs"] = db.session.execute(pictures).rowcount
        note(actor, "erased_record", "activity", record.activity.public_id, now, reason=reason, **counts)
    log.info("the words of activity %s were erased", record.activity.public_id)
    return counts


def erase_overdue(now, words_days, copies_days):
    """Erase what was kept long enough; the counts, which are written down also if there is nothing.

    words_days  : after a consultation closed, until the words of its sessions are erased
    copies_days : after two versions of a record were settled, until the second is erased
    Photographs and participants have a day of their own: engage.operations.outreach erases them.
    """
    with transaction():
        old = Consultation.closes_at <= now - dt.timedelta(days=words_days)
        query = select(ActivityRecord).join(Activity).join(Consultation).where(old, ActivityRecord.erased_at.is_(None))
        records = db.session.scalars(query.order_by(ActivityRecord.id)).all()
        counts = {"records": len(records), "contributions": 0, "versions": 0}
        for record in records:
            erased = _erase_words(record, now)
            counts["contributions"] += erased["contributions"]
            counts["versions"] += erased["versions"]
        settled = select(ConflictCopy).where(ConflictCopy.settled_at <= now - dt.timedelta(days=copies_days))
        for copy in db.session.scalars(settled.order_by(ConflictCopy.id)):
            counts["versions"] += bool(copy.document)
            copy.document = {}
        note(None, DONE["verb"], DONE["object_type"], DONE["object_id"], now, **counts)
    return counts


def erase_daily(now, words_days, copies_days):
    """Erase what is overdue unless that was done today; whether it was done now. A worker calls it as it likes."""
    last = db.session.scalar(select(func.max(AuditEvent.at)).filter_by(**DONE))
    if last is not None and last.date() >= now.date():
        return False
    erase_overdue(now, words_days, copies_days)
    return True


def _erase_words(record, now):
    said = [row for row in record.contributions if row.erased_at is None]
    _blank(said, now)
    copies = db.session.scalars(select(ConflictCopy).filter_by(record_id=record.id)).all()
    counts = {"contributions": len(said), "versions": sum(bool(copy.document) for copy in copies)}
    for copy in copies:
        if copy.settled_at is None:
            db.session.delete(copy)
        copy.document = {}
    counts["topics"] = db.session.execute(delete(TopicNote).where(TopicNote.record_id == record.id)).rowcount
    counts["promises"] = db.session.execute(delete(Promise).where(Promise.record_id == record.id)).rowcount
    _add_up_words(record)
    record.absent = record.remarks = record.summary = ""
    record.erased_at = now
    db.session.flush()
    db.session.expire(record, ["topics", "promises", "tallies"])
    return counts


def _blank(contributions, now):
    for row in contributions:
        texts.write(row, "")
        row.speaker, row.erased_at = "", now
    if contributions:
        coded_texts.keep_codes_only([row.id for row in contributions])


def _add_up_words(record):
    """Of counts that have words of their own, as help that somebody asked for, one number of each kind stays."""
    sums = {}
    for row in record.tallies:
        if not (OPTION_KEY.fullmatch(row.question) and OPTION_KEY.fullmatch(row.label)):
            sums[row.kind] = sums.get(row.kind, 0) + row.count
            db.session.delete(row)
    db.session.flush()
    db.session.add_all(
        Tally(record_id=record.id, kind=kind, question="", label="", count=n) for kind, n in sums.items()
    )
