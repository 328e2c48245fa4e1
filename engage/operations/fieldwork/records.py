"""The record of a session: each save is a new version; what was written on two devices is kept twice, for a person."""

import hashlib
import logging
import uuid
from dataclasses import dataclass, replace

from sqlalchemy import select

from analysis.redaction import mask
from engage.errors import ForeignRecord, RecordErased
from engage.extensions import db
from engage.models import (
    Activity,
    ActivityRecord,
    ConflictCopy,
    Contribution,
    Promise,
    RecordVersion,
    Tally,
    TopicNote,
)
from engage.operations import coded_texts, texts, transaction
from engage.operations.staff import note
from engage.operations.watching import watch_record
from forms.fieldwork.document import Count, Document, Promised, Said, TopicNotes

log = logging.getLogger(__name__)

PLAIN = (
    "held_on", "started", "ended", "n_present", "n_spoke", "n_engaged", "n_forms", "absent", "remarks", "summary",
    "consent_read",
)  # fmt: skip


@dataclass(frozen=True)
class Receipt:
    """What became of a document that was sent."""

    #: "created", "saved", "known" (it had arrived before) or "conflict"
    outcome: str
    record: ActivityRecord
    #: under which number this content stands; the next change is made to it
    version: int | None
    #: the second version that waits for a person
    copy: ConflictCopy | None = None


def receive(activity, client_id, base_version, document, actor, now):
    """Keep what a device or a page sent; a Receipt says how. Sent again, it changes nothing.

    base_version : the version that was changed; 0 for a record that the sender made
    Raises ForeignRecord if the number of the record belongs to another activity, RecordErased if its words were erased.
    """
    content = document.sha256()
    with transaction():
        db.session.refresh(activity, with_for_update=True)
        record = db.session.scalar(
            select(ActivityRecord).filter_by(activity_id=activity.id).execution_options(populate_existing=True)
        )
        if record is None:
            return _receive_first(activity, client_id, document, actor, now)
        if record.erased_at is not None:
            raise RecordErased(activity.public_id)
        document = _without_erased(record, document)
        if record.client_id == client_id and (known := _find_version(record, content, base_version)) is not None:
            return Receipt("known", record, known.number)
        if record.client_id == client_id and record.version == base_version and record.closed_at is None:
            _keep_version(record, document, content, actor, now)
            note(actor, "saved_record", "activity", activity.public_id, now, version=record.version)
            return Receipt("saved", record, record.version)
        return _keep_copy(record, base_version, document, content, actor, now)


def _receive_first(activity, client_id, document, actor, now):
    if db.session.scalar(select(ActivityRecord.id).filter_by(client_id=client_id)) is not None:
        raise ForeignRecord(client_id)
    record = begin(activity, client_id, document, actor, now)
    return Receipt("created", record, record.version)


def begin(activity, client_id, document, actor, now):
    """Make the record of an activity that has none, inside the caller's transaction."""
    record = ActivityRecord(activity=activity, client_id=client_id, version=0, saved_by_id=actor.id, saved_at=now)
    db.session.add(record)
    _keep_version(record, document, document.sha256(), actor, now)
    note(actor, "created_record", "activity", activity.public_id, now)
    return record


def _without_erased(record, document):
    """A device that still has words which were erased here does not bring them back."""
    erased = {row.client_id for row in record.contributions if row.erased_at is not None}
    return replace(document, contributions=tuple(said for said in document.contributions if said.id not in erased))


def _find_version(record, content, base_version):
    """The save that holds this content already, made after the version that the sender knew; or None."""
    return db.session.scalar(
        select(RecordVersion)
        .filter_by(record_id=record.id, content_sha256=content)
        .where(RecordVersion.number >= base_version)
        .order_by(RecordVersion.number.desc())
        .limit(1)
    )


def _keep_copy(record, base_version, document, content, actor, now):
    copy = db.session.scalar(select(ConflictCopy).filter_by(record_id=record.id, content_sha256=content))
    if copy is None:
        copy = ConflictCopy(
            record_id=record.id,
            base_version=base_version,
            document=_masked(document).as_json(),
            content_sha256=content,
            sent_by_id=actor.id,
            sent_at=now,
        )
        db.session.add(copy)
        db.session.flush()
        note(actor, "kept_second_version", "activity", record.activity.public_id, now, base_version=base_version)
        log.info("activity %s has a second version that waits for a person", record.activity.public_id)
    return Receipt("conflict", record, None, copy)


def _masked(document):
    """What waits for a person is read by staff like the record itself; the device that sent it has what was typed."""
    return replace(
        document,
        topics=tuple(replace(part, notes=mask(part.notes).text) for part in document.topics),
        contributions=tuple(replace(said, text=mask(said.text).text) for said in document.contributions),
    )


def waiting_copies(record):
    """Second versions that no person has settled yet, the oldest first."""
    query = select(ConflictCopy).filter_by(record_id=record.id, settled_at=None).order_by(ConflictCopy.id)
    return db.session.scalars(query).all()


def settle(copy, document, actor, now):
    """Put the record together from both versions, as a person decided. False if the record changed meanwhile."""
    record = copy.record
    seen = record.version
    with transaction():
        db.session.refresh(db.session.get_one(Activity, record.activity_id), with_for_update=True)
        db.session.refresh(record)
        db.session.refresh(copy)
        if record.version != seen or copy.settled_at is not None or record.erased_at is not None:
            return False
        document = _without_erased(record, document)
        _keep_version(record, document, document.sha256(), actor, now)
        copy.settled_at, copy.settled_by_id = now, actor.id
        note(actor, "settled_versions", "activity", record.activity.public_id, now, version=record.version)
    return True


def document_of(record):
    """The Document as it stands."""
    return Document(
        **{name: getattr(record, name) for name in PLAIN},
        topics=tuple(TopicNotes(row.topic, row.notes) for row in record.topics),
        contributions=tuple(
            _said(row) for row in record.contributions if row.removed_at is None and row.erased_at is None
        ),
        tallies=tuple(Count(row.kind, row.question, row.label, row.count) for row in record.tallies),
        promises=tuple(Promised(row.client_id, row.text, row.owner, row.due_on) for row in record.promises),
    )


def _said(row):
    return Said(
        row.client_id, row.topic, row.kind, row.speaker, row.text, row.locale, row.may_quote, row.agreement,
        row.n_agreed,
    )  # fmt: skip


def _keep_version(record, document, content, actor, now):
    record.version += 1
    record.saved_by_id, record.saved_at = actor.id, now
    for name in PLAIN:
        setattr(record, name, getattr(document, name))
    db.session.flush()
    version = RecordVersion(
        record_id=record.id, number=record.version, content_sha256=content, saved_by_id=actor.id, saved_at=now
    )
    db.session.add(version)
    _write_topics(record, document.topics)
    _write_contributions(record, document.contributions, now)
    _write_tallies(record, document.tallies)
    _write_promises(record, document.promises)
    db.session.flush()
    watch_record(record, now)
    db.session.expire(record, ["topics", "contributions", "tallies", "promises"])


def _write_topics(record, topics):
    """Rows of the same key are changed and not made anew, so that a save of one word writes one row."""
    rows = {row.topic: row for row in record.topics}
    for position, part in enumerate(topics, 1):
        row = rows.pop(part.topic, None) or TopicNote(record_id=record.id, topic=part.topic, notes="")
        row.position = position
        db.session.add(row)
        db.session.flush()
        texts.write(row, part.notes)
    _delete(rows)


def _write_contributions(record, contributions, now):
    """What is taken out stays as a row that is marked, without the codes that people gave it; so do changed words."""
    rows = {row.client_id: row for row in record.contributions}
    reworded = []
    for position, said in enumerate(contributions, 1):
        row = rows.pop(said.id, None) or Contribution(record_id=record.id, client_id=said.id, text="")
        before = row.text if row.id is not None else None
        for name in ("topic", "kind", "speaker", "locale", "may_quote", "agreement", "n_agreed"):
            setattr(row, name, getattr(said, name))
        row.position, row.removed_at = position, None
        db.session.add(row)
        db.session.flush()
        texts.write(row, said.text)
        if before not in (None, row.text):
            reworded.append(row.id)
    for row in rows.values():
        if row.erased_at is None:
            row.removed_at = row.removed_at or now
    coded_texts.forget_contributions(reworded, now)
    coded_texts.erase_contributions([row.id for row in rows.values() if row.erased_at is None])


def _write_tallies(record, tallies):
    rows = {(row.kind, row.question, row.label): row for row in record.tallies}
    for part in tallies:
        key = (part.kind, part.question, part.label)
        row = rows.pop(key, None) or Tally(
            record_id=record.id, kind=part.kind, question=part.question, label=part.label
        )
        row.count = part.count
        db.session.add(row)
    _delete(rows)


def _write_promises(record, promises):
    """A promise that was kept is never taken out."""
    rows = {row.client_id: row for row in record.promises}
    for part in promises:
        row = rows.pop(part.id, None) or Promise(record_id=record.id, client_id=part.id)
        row.text, row.owner, row.due_on = part.text, part.owner, part.due_on
        db.session.add(row)
    _delete({key: row for key, row in rows.items() if row.done_at is None})


def _delete(rows):
    for row in rows.values():
        db.session.delete(row)


def count_at_stand(activity, press, people, forms, entry, actor, now):
    """Add to the counts of a stand, and what somebody said or asked for. False if the record is closed.

    press         : the number of the page on which the button was pressed: pressed twice, it counts once
    people, forms : how many more; fewer than none are never counted
    entry         : parts of a document to add: {"contributions": [Said], "tallies": [Count]}
    """
    with transaction():
        db.session.refresh(activity, with_for_update=True)
        found = select(ActivityRecord).filter_by(activity_id=activity.id)
        record = db.session.scalar(found.execution_options(populate_existing=True))
        if record is not None and (record.closed_at is not None or record.erased_at is not None):
            return False
        if record is None:
            record = ActivityRecord(
                activity=activity, client_id=str(uuid.uuid4()), version=0, saved_by_id=actor.id, saved_at=now
            )
            record.held_on = now.date()
            db.session.add(record)
            db.session.flush()
        mark = hashlib.sha256(f"stand {press}".encode()).hexdigest()
        if _find_version(record, mark, 0) is not None:
            return True
        before, new = document_of(record), entry.get("contributions", ())
        tallies = {(row.kind, row.question, row.label): row for row in before.tallies}
        for row in entry.get("tallies", ()):
            key = (row.kind, row.question, row.label)
            tallies[key] = replace(row, count=row.count + (tallies[key].count if key in tallies else 0))
        document = replace(
            before,
            n_engaged=max(0, (before.n_engaged or 0) + people),
            n_forms=max(0, (before.n_forms or 0) + forms),
            contributions=tuple({said.id: said for said in (*before.contributions, *new)}.values()),
            tallies=tuple(tallies.values()),
        )
        _keep_version(record, document, mark, actor, now)
    return True


def close(record, actor, now):
    """Say that the record is complete. What is saved later waits as a second version."""
    with transaction():
        db.session.refresh(record, with_for_update=True)
        if record.closed_at is None:
            record.closed_at, record.closed_by_id = now, actor.id
            note(actor, "closed_record", "activity", record.activity.public_id, now, version=record.version)


def reopen(record, actor, now):
    with transaction():
        db.session.refresh(record, with_for_update=True)
        if record.closed_at is not None and record.erased_at is None:
            record.closed_at = record.closed_by_id = None
            note(actor, "reopened_record", "activity", record.activity.public_id, now)


def keep_promise(promise, outcome, actor, now):
    """Say what came of a promise. The first outcome stays."""
    with transaction():
        db.session.refresh(promise, with_for_update=True)
        if promise.done_at is None:
            promise.done_at, promise.outcome = now, outcome
            activity = db.session.get_one(ActivityRecord, promise.record_id).activity
            note(actor, "kept_promise", "activity", activity.public_id, now)


def open_promises(activities):
    """(Promise, Activity) of what was promised and not done, the nearest day first; activities: which to look at."""
    query = (
        select(Promise, Activity)
        .join(ActivityRecord, ActivityRecord.id == Promise.record_id)
        .join(Activity, Activity.id == ActivityRecord.activity_id)
        .where(Promise.done_at.is_(None), Activity.id.in_(activities.with_only_columns(Activity.id)))
        .order_by(Promise.due_on.is_(None), Promise.due_on, Promise.id)
    )
    return db.session.execute(query).all()
