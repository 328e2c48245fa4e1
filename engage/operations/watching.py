"""Texts in which words point to danger become safeguarding concerns, in the transaction that sends them."""

import logging
import secrets
import uuid

from sqlalchemy import select

from engage.extensions import db
from engage.models import Answer, OriginalText, SafeguardingConcern
from engage.operations import transaction
from engage.operations.staff import note
from engage.originals import typed_in
from engage.safeguarding import due_at, kinds_in, words_of
from engage.sealing import own_secret, seal, unseal

log = logging.getLogger(__name__)

PURPOSE = "safeguarding"


def watch_response(response, now):
    """Inside the caller's transaction: look through the texts of what was sent, as they were typed."""
    query = (
        select(Answer, OriginalText)
        .outerjoin(OriginalText, OriginalText.answer_id == Answer.id)
        .where(Answer.response_id == response.id, Answer.text.is_not(None))
        .order_by(Answer.id)
    )
    for answer, original in db.session.execute(query).all():
        text = (original and typed_in(original)) or answer.text
        kinds = kinds_in(text)
        if kinds and not _is_known(answer, text):
            consultation_id = response.version.questionnaire.consultation_id
            place = {"consultation_id": consultation_id, "answer_id": answer.id, "client_id": f"answer {answer.id}"}
            _raise(place, kinds, text, now)


def watch_record(record, document, now):
    """Inside the caller's transaction: the same for what was said in a session; each text is raised once."""
    texts = [(said.id, said.text) for said in document.contributions]
    texts += [
        (str(uuid.uuid5(uuid.NAMESPACE_OID, f"{record.id} {part.topic}")), part.notes) for part in document.topics
    ]
    for client_id, text in texts:
        kinds = kinds_in(text)
        if not kinds:
            continue
        place = {"activity_id": record.activity_id, "client_id": client_id}
        if db.session.scalar(select(SafeguardingConcern.id).filter_by(**place)) is None:
            _raise(place, kinds, text, now)


def untold():
    """Concerns that words raised and of which the officer was not written to yet."""
    query = select(SafeguardingConcern).where(
        SafeguardingConcern.raised_by_id.is_(None), SafeguardingConcern.told_at.is_(None)
    )
    return db.session.scalars(query.order_by(SafeguardingConcern.id)).all()


def keep_told(concern, now):
    with transaction():
        concern.told_at = now


def _is_known(answer, text):
    """One concern at a time for an answer, and none again for the same words."""
    found = db.session.scalars(select(SafeguardingConcern).filter_by(answer_id=answer.id)).all()
    return any(
        concern.closed_at is None
        or unseal(own_secret(), PURPOSE, concern.public_id, concern.sealed)["text"].endswith(text)
        for concern in found
    )


def _raise(place, kinds, text, now):
    public_id = secrets.token_urlsafe(12)
    sealed = seal(own_secret(), PURPOSE, public_id, {"text": f"{words_of(kinds)}\n\n{text}"})
    concern = SafeguardingConcern(public_id=public_id, sealed=sealed, raised_at=now, due_at=due_at(now), **place)
    db.session.add(concern)
    note(None, "raised_concern", "safeguarding_concern", public_id, now, kinds=kinds)
    log.warning("safeguarding concern %s raised by words in a text", public_id)
