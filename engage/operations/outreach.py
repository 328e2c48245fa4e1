"""Requests for another format, codes on posters, longer time to answer, and erasing what was kept long enough."""

import datetime as dt
import logging
import re
import secrets

from sqlalchemy import delete, select, update

from engage.extensions import db
from engage.models import ChannelCode, ContactDetails, Extension, FormatRequest
from engage.operations import transaction
from engage.operations.staff import note
from engage.sealing import seal, unseal
from forms.definition import EASY_READ_MAX_WORDS

log = logging.getLogger(__name__)

PURPOSE = "requests"
CHANNEL_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")


def ask(consultation, topic, details, contact, secret, days, now):
    """Keep what somebody asks for. `contact` is a dictionary that is stored encrypted, for so many days."""
    public_id = secrets.token_urlsafe(9)
    with transaction():
        request = FormatRequest(
            public_id=public_id,
            consultation_id=consultation and consultation.id,
            topic=topic,
            details=details,
            sealed=seal(secret, PURPOSE, public_id, contact),
            erase_on=now.date() + dt.timedelta(days=days),
            asked_at=now.replace(minute=0, second=0, microsecond=0),
        )
        db.session.add(request)
    log.info("request %s for %s", public_id, topic)
    return request


def read_contact(request, actor, secret, now):
    """How to reach the person who asked, or None once it was erased. Every look is written down."""
    with transaction():
        note(actor, "read_contact", "format_request", request.public_id, now)
    return request.sealed and unseal(secret, PURPOSE, request.public_id, request.sealed)


def close(request, closing_note, actor, now):
    """Say what was done. A request that was closed meanwhile keeps its first note."""
    with transaction():
        db.session.refresh(request, with_for_update=True)
        if request.closed_at is None:
            request.closed_at, request.closed_by_id, request.closing_note = now, actor.id, closing_note
            note(actor, "closed_request", "format_request", request.public_id, now)


def reopen(request, actor, now):
    with transaction():
        db.session.refresh(request, with_for_update=True)
        if request.closed_at is not None:
            request.closed_at = request.closed_by_id = request.closing_note = None
            note(actor, "reopened_request", "format_request", request.public_id, now)


def add_channel_code(consultation, code, place, actor, now):
    """Make a code for a poster, or give an existing one another place."""
    with transaction():
        found = find_channel_code(consultation, code) or ChannelCode(consultation_id=consultation.id, code=code)
        found.place = place
        db.session.add(found)
        note(actor, "added_channel_code", "consultation", consultation.code, now, code=code, place=place)
    return found


def find_channel_code(consultation, code):
    """The ChannelCode of this consultation, or None: an unknown code is nobody's poster."""
    if not CHANNEL_CODE.fullmatch(code or ""):
        return None
    return db.session.scalar(select(ChannelCode).filter_by(consultation_id=consultation.id, code=code))


def channel_codes(consultation):
    query = select(ChannelCode).filter_by(consultation_id=consultation.id).order_by(ChannelCode.code)
    return db.session.scalars(query).all()


def extend(consultation, closes_at, reason, easy_reason, actor, now):
    """Give people longer. ValueError says why not."""
    if closes_at.minute or closes_at.second or closes_at.microsecond:
        raise ValueError("A consultation closes on the hour.")
    if closes_at <= max(consultation.closes_at, now):
        raise ValueError("An extension ends after the closing time that was announced, and after today.")
    if not reason.strip() or not easy_reason.strip():
        raise ValueError("Give the reason in both wordings: the public is told.")
    long = [text for text in re.split(r"(?<=[.!?])\s+", easy_reason) if len(text.split()) > EASY_READ_MAX_WORDS]
    if long:
        raise ValueError(f"Easy Read allows {EASY_READ_MAX_WORDS} words in a sentence: {long[0]}")
    with transaction():
        extension = Extension(
            consultation_id=consultation.id,
            old_closes_at=consultation.closes_at,
            new_closes_at=closes_at,
            reason=reason.strip(),
            easy_reason=easy_reason.strip(),
            made_at=now,
            made_by_id=actor and actor.id,
        )
        db.session.add(extension)
        consultation.closes_at = closes_at
        note(actor, "extended", "consultation", consultation.code, now, closes_at=closes_at.isoformat(), reason=reason)
    return extension


def extensions(consultation):
    query = select(Extension).filter_by(consultation_id=consultation.id).order_by(Extension.id)
    return db.session.scalars(query).all()


def erase_overdue(now):
    """Erase every contact whose day has come; (of responses, of requests). Run it every day."""
    with transaction():
        kept = delete(ContactDetails).where(ContactDetails.erase_on <= now.date())
        n_responses = db.session.execute(kept).rowcount
        due = (FormatRequest.erase_on <= now.date()) & FormatRequest.sealed.is_not(None)
        n_requests = db.session.execute(update(FormatRequest).where(due).values(sealed=None)).rowcount
        if n_responses or n_requests:
            note(None, "erased_contacts", "contact", "overdue", now, responses=n_responses, requests=n_requests)
    return n_responses, n_requests
