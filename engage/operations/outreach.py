"""Requests for another format, codes on posters, longer time to answer, and erasing what was kept long enough."""

import datetime as dt
import hashlib
import hmac
import json
import logging
import re
import secrets

from sqlalchemy import func, select

from engage import council_words
from engage.errors import AskedBefore, TooManyTries
from engage.extensions import db
from engage.extracts.retention import clocks
from engage.models import ChannelCode, Extension, FormatRequest
from engage.operations import transaction
from engage.operations.staff import note
from engage.sealing import seal, unseal

log = logging.getLogger(__name__)

PURPOSE = "requests"
#: a care home or a library that asks for everybody stays far below it
MOST_AN_HOUR = 200
SAME_WITHIN = dt.timedelta(hours=24)
#: what counts for responses begun on a tablet that nobody gave the code of a place (Response.via)
KIOSK_CODE = "kiosk"
CHANNEL_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")


def ask(consultation, topic, details, contact, secret, days, now):
    """Keep what somebody asks for. `contact` is a dictionary that is stored encrypted, for so many days.

    AskedBefore if the very same was asked today. TooManyTries above MOST_AN_HOUR for one consultation: a program that
    writes thousands is stopped, without a network address and without a puzzle; the page gives the telephone number.
    """
    public_id, hour = secrets.token_urlsafe(9), now.replace(minute=0, second=0, microsecond=0)
    fingerprint = _fingerprint(secret, consultation, topic, details, contact)
    with transaction():
        _refuse_flood(consultation, fingerprint, hour)
        request = FormatRequest(
            public_id=public_id,
            consultation_id=consultation and consultation.id,
            topic=topic,
            details=details,
            sealed=seal(secret, PURPOSE, public_id, contact),
            erase_on=now.date() + dt.timedelta(days=days),
            fingerprint=fingerprint,
            asked_at=hour,
        )
        db.session.add(request)
    log.info("request %s for %s", public_id, topic)
    return request


def _fingerprint(secret, consultation, topic, details, contact):
    words = json.dumps([consultation and consultation.id, topic, details, contact], sort_keys=True)
    return hmac.new(secret.encode(), f"request {words}".encode(), hashlib.sha256).hexdigest()


def _refuse_flood(consultation, fingerprint, hour):
    """Inside the caller's transaction, so that no two requests are judged by the same count."""
    today = FormatRequest.asked_at > hour - SAME_WITHIN
    if db.session.scalar(select(FormatRequest.id).filter_by(fingerprint=fingerprint).where(today).limit(1)):
        raise AskedBefore
    of_hour = {"consultation_id": consultation and consultation.id, "asked_at": hour}
    if db.session.scalar(select(func.count(FormatRequest.id)).filter_by(**of_hour)) >= MOST_AN_HOUR:
        log.warning("more than %s requests in an hour: the form takes no more until the next", MOST_AN_HOUR)
        raise TooManyTries


def read_contact(request, actor, secret, now):
    """How to reach the person who asked, or None once it was erased. Every look is written down."""
    with transaction():
        note(actor, "read_contact", "format_request", request.public_id, now)
    return request.sealed and unseal(secret, PURPOSE, request.public_id, request.sealed)


def close(request, closing_note, days, actor, now):
    """Say what was done. A request that was closed meanwhile keeps its first note. So many days later it is erased."""
    with transaction():
        db.session.refresh(request, with_for_update=True)
        if request.closed_at is None:
            request.closed_at, request.closed_by_id, request.closing_note = now, actor.id, closing_note
            request.erase_on = min(request.erase_on, now.date() + dt.timedelta(days=days))
            note(actor, "closed_request", "format_request", request.public_id, now)


def reopen(request, days, actor, now):
    """Take it up again: it is erased so many days after it was asked."""
    with transaction():
        db.session.refresh(request, with_for_update=True)
        if request.closed_at is not None:
            request.closed_at = request.closed_by_id = request.closing_note = None
            request.erase_on = request.asked_at.date() + dt.timedelta(days=days)
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


def extend(consultation, closes_at, texts, locales, actor, now):
    """Give people longer. ValueError says why not.

    texts   : the reason, locale -> {"standard": ..., "easy_read": ...}; in English at least (engage.council_words)
    locales : the languages of the consultation
    """
    if closes_at.minute or closes_at.second or closes_at.microsecond:
        raise ValueError("A consultation closes on the hour.")
    if closes_at <= max(consultation.closes_at, now):
        raise ValueError("An extension ends after the closing time that was announced, and after today.")
    if clocks.erased_at(consultation) is not None:
        raise ValueError("Answers to this consultation were erased. It cannot be opened again.")
    council_words.refuse_unfit(texts, locales)
    reasons = {locale: {name: text.strip() for name, text in pair.items()} for locale, pair in texts.items()}
    first = reasons.pop(council_words.FIRST)
    with transaction():
        extension = Extension(
            consultation_id=consultation.id,
            old_closes_at=consultation.closes_at,
            new_closes_at=closes_at,
            reason=first["standard"],
            easy_reason=first["easy_read"],
            translations=reasons,
            made_at=now,
            made_by_id=actor and actor.id,
        )
        db.session.add(extension)
        consultation.closes_at = closes_at
        said = {"closes_at": closes_at.isoformat(), "reason": first["standard"]}
        note(actor, "extended", "consultation", consultation.code, now, **said)
    return extension


def extensions(consultation):
    query = select(Extension).filter_by(consultation_id=consultation.id).order_by(Extension.id)
    return db.session.scalars(query).all()
