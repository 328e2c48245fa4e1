"""Dates that the public knows: suspended, closed early, opened again for paper. Each with its reason."""

import datetime as dt
import logging

from sqlalchemy import select

from engage import council_words
from engage.errors import PlanRefused
from engage.extensions import db
from engage.extracts.retention import clocks
from engage.models import DateChange, Reminder
from engage.operations import transaction
from engage.operations.staff import note

log = logging.getLogger(__name__)


def suspend(consultation, until_on, texts, locales, actor, now):
    """Take no answers for a while, as before an election. until_on: the day on which it may go on, or None."""
    if not consultation.opens_at <= now < consultation.closes_at:
        raise PlanRefused("kind", "Only a consultation that is open can be suspended")
    if until_on is not None and until_on <= now.date():
        raise PlanRefused("until_on", "This day has passed. Enter a later day, or leave it empty")
    with transaction():
        db.session.refresh(consultation, with_for_update=True)
        if consultation.suspended_at is not None:
            raise PlanRefused("kind", "It is suspended already")
        consultation.suspended_at = now
        return _add(consultation, "suspended", until_on, texts, locales, actor, now)


def resume(consultation, actor, now):
    """Take answers again. One whose closing time came meanwhile has to be given a later one first."""
    with transaction():
        db.session.refresh(consultation, with_for_update=True)
        if consultation.suspended_at is None:
            raise PlanRefused("resume", "It is not suspended")
        if now >= consultation.closes_at:
            raise PlanRefused("resume", "Its closing time came meanwhile. Extend it first, then take answers again")
        found = suspension(consultation)
        found.ended_at, found.ended_by_id = now, actor.id
        consultation.suspended_at = None
        note(actor, "resumed", "consultation", consultation.code, now)


def close_early(consultation, texts, locales, actor, now):
    """Close at the next whole hour: nobody who is typing now is cut off."""
    closes_at = now.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    if not consultation.opens_at <= now or closes_at >= consultation.closes_at:
        raise PlanRefused("kind", "It is not open, or closes within the hour")
    with transaction():
        db.session.refresh(consultation, with_for_update=True)
        found = _add(consultation, "closed_early", None, texts, locales, actor, now)
        consultation.closes_at = closes_at
    return found


def reopen_for_paper(consultation, until_on, texts, locales, actor, now):
    """After closing: forms on paper that come until this day are in time. Nobody answers on line."""
    if now < consultation.closes_at:
        raise PlanRefused("kind", "It has not closed yet, so paper is in time anyway")
    if clocks.erased_at(consultation) is not None:
        raise PlanRefused("kind", "Answers to this consultation were erased. It cannot be opened again")
    if until_on is None or until_on < now.date() or until_on <= consultation.last_paper_day:
        raise PlanRefused("until_on", "Enter the last day on which paper is taken: today or later")
    with transaction():
        db.session.refresh(consultation, with_for_update=True)
        consultation.paper_until = until_on
        return _add(consultation, "paper_only", until_on, texts, locales, actor, now)


def keep_reminder(consultation, kind, due_on, n_sent, now):
    """Write down that officers were reminded of this day, so that they are once."""
    with transaction():
        kept = {"kind": kind, "due_on": due_on, "n_sent": n_sent, "sent_at": now}
        db.session.add(Reminder(consultation_id=consultation.id, **kept))
        note(None, "reminded_officers", "consultation", consultation.code, now, kind=kind, n=n_sent)


def suspension(consultation):
    """The DateChange that suspends it now, or None."""
    query = select(DateChange).filter_by(consultation_id=consultation.id, kind="suspended", ended_at=None)
    return db.session.scalars(query.order_by(DateChange.id.desc())).first()


def all_changes(consultation):
    return db.session.scalars(
        select(DateChange).filter_by(consultation_id=consultation.id).order_by(DateChange.id)
    ).all()


def _add(consultation, kind, until_on, texts, locales, actor, now):
    try:
        council_words.refuse_unfit(texts, locales)
    except ValueError as error:
        raise PlanRefused("en_easy_read", str(error)) from error
    found = DateChange(
        consultation_id=consultation.id, kind=kind, texts=texts, until_on=until_on,
        old_closes_at=consultation.closes_at, made_by_id=actor.id, made_at=now,
    )  # fmt: skip
    db.session.add(found)
    note(actor, kind, "consultation", consultation.code, now, until=until_on and until_on.isoformat())
    log.info("%s: %s", consultation.code, kind)
    return found
