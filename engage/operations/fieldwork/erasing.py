"""Words of fieldwork are erased: on their day, or because somebody asked. Numbers stay: who came, what was counted."""

import logging
import re

from sqlalchemy import delete, select

from engage.extensions import db
from engage.models import (
    ConflictCopy,
    Participant,
    Photograph,
    Promise,
    Tally,
    TopicNote,
)
from engage.operations import coded_texts, texts, transaction
from engage.operations.held import refuse_held
from engage.operations.staff import note

log = logging.getLogger(__name__)

#: an option of the questionnaire; what a group wrote itself has blanks or capitals
OPTION_KEY = re.compile(r"[a-z0-9_]+")


def erase_contribution(contribution, reason, actor, now, again=False):
    """Erase the words of one thing said, here and in every second version. That something was said stays counted.

    HoldStands while a legal hold stands. again : a backup brought it back, and it was erased before
    """
    record = contribution.record
    with transaction():
        db.session.refresh(record.activity, with_for_update=True)
        db.session.refresh(contribution)
        if not again:
            refuse_held(record.activity.consultation)
        if contribution.erased_at is not None:
            return
        _blank([contribution], now)
        for copy in db.session.scalars(select(ConflictCopy).filter_by(record_id=record.id)):
            said = copy.document.get("contributions", [])
            kept = [one for one in said if one.get("id") != contribution.client_id]
            copy.document = copy.document | {"contributions": kept} if copy.document else {}
        note(actor, "erased_contribution", "activity", record.activity.public_id, now,
             contribution=contribution.client_id, reason=reason)  # fmt: skip


def erase_record(record, reason, actor, now, again=False):
    """Erase every word of a record, its photographs and the names of those who want to hear back; what was erased.

    A safeguarding concern stays: it is kept for another reason. HoldStands, and `again`, as of one thing said.
    """
    with transaction():
        db.session.refresh(record.activity, with_for_update=True)
        db.session.refresh(record)
        if not again:
            refuse_held(record.activity.consultation)
        counts = erase_words(record, now)
        people = delete(Participant).where(Participant.activity_id == record.activity_id)
        pictures = delete(Photograph).where(Photograph.record_id == record.id)
        counts["participants"] = db.session.execute(people).rowcount
        counts["photographs"] = db.session.execute(pictures).rowcount
        note(actor, "erased_record", "activity", record.activity.public_id, now, reason=reason, **counts)
    log.info("the words of activity %s were erased", record.activity.public_id)
    return counts


def erase_words(record, now):
    """Inside the caller's transaction: nothing of what was said or written is left; how much it was."""
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
