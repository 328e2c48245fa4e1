"""Erasing a consultation as a whole: proposed by one person, confirmed by another, and then done for good."""

import datetime as dt

from sqlalchemy import select

from engage.errors import RetentionRefused
from engage.extensions import db
from engage.extracts.retention import clocks
from engage.models import AuditEvent, Role, WholeErasure
from engage.models.staff import anchor_of
from engage.operations import keys, transaction
from engage.operations.staff import note

#: who confirms what an administrator proposed
CONFIRMERS = (Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER)
#: what the trail says when a file of data was made, here and on the command line
MADE = ("made_data", "wrote_data")


def archived_at(consultation):
    """When an archive of it was last made after it closed, or None."""
    made = select(AuditEvent).where(AuditEvent.verb.in_(MADE), AuditEvent.object_id == consultation.code)
    made = made.where(AuditEvent.at >= consultation.closes_at).order_by(AuditEvent.id.desc())
    return next((event.at for event in db.session.scalars(made) if event.detail.get("kind") == "archive"), None)


def refusal(consultation, config, now):
    """In words: why it cannot be erased now; "" when it can."""
    erasure = clocks.whole_erasure_of(consultation)
    if erasure is not None and erasure.confirmed_at is not None:
        return f"This consultation was erased on {erasure.confirmed_at:%-d %B %Y}"
    late = consultation.closes_at + dt.timedelta(hours=float(config["GRACE_HOURS"]))
    closed_at = max(clocks.closed_at(consultation), late)
    if now < closed_at:
        day = f"{closed_at:%-d %B %Y}"
        return f"Answers are taken until {day}. Erase this consultation once that day is over"
    hold = clocks.hold_of(consultation)
    if hold is not None:
        since = f"{hold.placed_at:%-d %B %Y}"
        return f"A legal hold stands since {since}. Nothing is erased until two people have lifted it"
    return ""


def propose(consultation, reason, without_archive, config, actor, now):
    """Say why all of it may go. Asking again takes the place of what was proposed before."""
    with transaction():
        db.session.refresh(consultation, with_for_update=True)
        if why := refusal(consultation, config, now):
            raise RetentionRefused("reason", why)
        is_archived = archived_at(consultation) is not None
        if not is_archived and not without_archive:
            raise RetentionRefused("without_archive", "Make an archive first, or write why none is needed")
        erasure = clocks.whole_erasure_of(consultation)
        if erasure is None:
            erasure = WholeErasure(consultation_id=consultation.id)
            db.session.add(erasure)
        erasure.reason, erasure.without_archive = reason, "" if is_archived else without_archive
        erasure.proposed_by_id, erasure.proposed_at = actor.id, now
        note(actor, "proposed_erasure", "consultation", consultation.code, now, reason=reason,
             without_archive=erasure.without_archive)  # fmt: skip
    return erasure


def take_back(consultation, actor, now):
    """What was proposed is not done."""
    with transaction():
        erasure = _proposed(consultation)
        db.session.delete(erasure)
        note(actor, "took_back_erasure", "consultation", consultation.code, now)


def refuse_confirming(consultation, config, actor, now):
    """RetentionRefused while this person cannot confirm it. Asked before a password is."""
    erasure = _proposed(consultation)
    if why := refusal(consultation, config, now):
        raise RetentionRefused("password", why)
    if not actor.holds(CONFIRMERS, consultation):
        raise RetentionRefused("password", "Only an administrator or an engagement officer confirms it")
    if erasure.proposed_by_id == actor.id:
        raise RetentionRefused("password", "Somebody else has to confirm it: you proposed it")
    return erasure


def confirm(consultation, config, actor, now):
    """Destroy the key, and let all that is left go at once, with running.run_whole. The caller asked for a password."""
    with transaction():
        db.session.refresh(consultation, with_for_update=True)
        erasure = refuse_confirming(consultation, config, actor, now)
        keys.destroy_key_within(consultation, actor, now)
        erasure.confirmed_by_id, erasure.confirmed_at = actor.id, now
        note(actor, "confirmed_erasure", "consultation", consultation.code, now, reason=erasure.reason)
    keys.clear_traces()
    return erasure


def anchor(erasure):
    """Of the entry of the trail with which it was finished; "" while it is not."""
    code = erasure.consultation.code
    told = select(AuditEvent).filter_by(verb="erased_consultation", object_id=code).order_by(AuditEvent.id.desc())
    event = db.session.scalars(told.limit(1)).first()
    return anchor_of(event.number, event.chain) if event else ""


def _proposed(consultation):
    erasure = clocks.whole_erasure_of(consultation)
    if erasure is None:
        raise RetentionRefused("password", "Nobody has proposed to erase it. An administrator does that on its page")
    db.session.refresh(erasure, with_for_update=True)
    if erasure.confirmed_at is not None:
        raise RetentionRefused("password", f"This consultation was erased on {erasure.confirmed_at:%-d %B %Y}")
    return erasure
