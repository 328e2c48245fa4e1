"""Texts in which words point to danger become safeguarding concerns, in the transaction that sends them."""

import logging
import secrets
import uuid

from sqlalchemy import select

from engage.errors import CannotUnseal
from engage.extensions import db
from engage.models import Answer, Contribution, OriginalText, SafeguardingConcern, TopicNote
from engage.operations import transaction
from engage.operations.staff import note
from engage.originals import typed_in
from engage.safeguarding import due_at, kinds_in, words_of
from engage.sealing import own_secret, seal, unseal

log = logging.getLogger(__name__)

PURPOSE = "safeguarding"


def watch_response(response, now):
    """Inside the caller's transaction: look through the texts of what was sent, as they were typed. Not of a tester."""
    if not response.is_test:
        _watch(response, now)


def watch_imported(response, now):
    """Inside the caller's transaction: the same for a response that was brought in and does not count yet."""
    _watch(response, now)


def _watch(response, now):
    query = (
        select(Answer, OriginalText)
        .outerjoin(OriginalText, OriginalText.answer_id == Answer.id)
        .where(Answer.response_id == response.id, Answer.text.is_not(None))
        .order_by(Answer.id)
    )
    for answer, original in db.session.execute(query).all():
        text = (original and typed_in(original)) or answer.text
        kinds = kinds_in(text)
        if kinds:
            concerns = select(SafeguardingConcern).filter_by(answer_id=answer.id).order_by(SafeguardingConcern.id)
            consultation_id = response.version.questionnaire.consultation_id
            place = {"consultation_id": consultation_id, "answer_id": answer.id, "client_id": f"answer {answer.id}"}
            _raise_or_renew(db.session.scalars(concerns).all(), place, kinds, text, now)


def watch_record(record, now):
    """Inside the caller's transaction: the same for what was said in a session, once it is written."""
    said = (
        select(Contribution, OriginalText)
        .outerjoin(OriginalText, OriginalText.contribution_id == Contribution.id)
        .where(Contribution.record_id == record.id, Contribution.removed_at.is_(None))
        .where(Contribution.erased_at.is_(None))
        .order_by(Contribution.id)
    )
    notes = (
        select(TopicNote, OriginalText)
        .outerjoin(OriginalText, OriginalText.topic_note_id == TopicNote.id)
        .where(TopicNote.record_id == record.id)
        .order_by(TopicNote.id)
    )
    texts = [(row.client_id, row.text, original) for row, original in db.session.execute(said)]
    texts += [
        (str(uuid.uuid5(uuid.NAMESPACE_OID, f"{record.id} {row.topic}")), row.notes, original)
        for row, original in db.session.execute(notes)
    ]
    for client_id, masked, original in texts:
        text = (original and typed_in(original)) or masked
        kinds = kinds_in(text)
        if kinds:
            concerns, free = _of_one_text(record.activity_id, client_id)
            place = {"activity_id": record.activity_id, "client_id": free}
            _raise_or_renew(concerns, place, kinds, text, now)


def _of_one_text(activity_id, client_id):
    """(the concerns that this text raised, the oldest first; the client_id of a further one)."""
    concerns, free = [], client_id
    while True:
        query = select(SafeguardingConcern).filter_by(activity_id=activity_id, client_id=free)
        concern = db.session.scalar(query)
        if concern is None:
            return concerns, free
        concerns.append(concern)
        free = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{client_id} {len(concerns)}"))


def untold():
    """Concerns that words raised and of which the officer was not written to yet."""
    query = select(SafeguardingConcern).where(
        SafeguardingConcern.raised_by_id.is_(None), SafeguardingConcern.told_at.is_(None)
    )
    return db.session.scalars(query.order_by(SafeguardingConcern.id)).all()


def keep_told(concern, now):
    with transaction():
        concern.told_at = now


def _raise_or_renew(concerns, place, kinds, text, now):
    """A concern that is open gets the newer words; once all are closed, words that are new raise another."""
    newest = concerns[-1] if concerns else None
    if newest is not None and newest.closed_at is None and (known := _text_in(newest)) is not None:
        if known != text:
            newest.sealed = _seal(newest.public_id, kinds, text)
            note(None, "renewed_concern", "safeguarding_concern", newest.public_id, now, kinds=kinds)
            log.warning("safeguarding concern %s: its text was changed", newest.public_id)
    elif text not in map(_text_in, concerns):
        _raise(place, kinds, text, now)


def _text_in(concern):
    """The text that raised it; None if the key of this server is another by now."""
    try:
        sealed = unseal(own_secret(), PURPOSE, concern.public_id, concern.sealed)
    except CannotUnseal:
        log.error("safeguarding concern %s cannot be opened with this key", concern.public_id)
        return None
    return sealed["text"].partition("\n\n")[2]


def _raise(place, kinds, text, now):
    public_id = secrets.token_urlsafe(12)
    sealed = _seal(public_id, kinds, text)
    concern = SafeguardingConcern(public_id=public_id, sealed=sealed, raised_at=now, due_at=due_at(now), **place)
    db.session.add(concern)
    db.session.flush()
    note(None, "raised_concern", "safeguarding_concern", public_id, now, kinds=kinds)
    log.warning("safeguarding concern %s raised by words in a text", public_id)


def _seal(public_id, kinds, text):
    return seal(own_secret(), PURPOSE, public_id, {"text": f"{words_of(kinds)}\n\n{text}"})
