"""The engagement calendar: activities planned, changed, cancelled, and who is invited to them."""

import logging
import secrets

from sqlalchemy import select

from engage.extensions import db
from engage.models import Activity, Invitation
from engage.operations import transaction
from engage.operations.staff import note

log = logging.getLogger(__name__)


def plan(consultation, details, actor, now):
    """Put an activity into the calendar. details: column -> value, as forms.fieldwork.plan gives them."""
    with transaction():
        activity = add(consultation, details, actor, now)
    log.info("activity %s planned", activity.public_id)
    return activity


def add(consultation, details, actor, now):
    """The same inside the caller's transaction."""
    activity = Activity(
        public_id=secrets.token_urlsafe(9),
        consultation_id=consultation.id,
        planned_by_id=actor.id,
        planned_at=now,
        **details,
    )
    db.session.add(activity)
    db.session.flush()
    note(actor, "planned_activity", "activity", activity.public_id, now, type=activity.type)
    return activity


def change(activity, details, actor, now):
    with transaction():
        db.session.refresh(activity, with_for_update=True)
        changed = sorted(name for name, value in details.items() if getattr(activity, name) != value)
        for name in changed:
            setattr(activity, name, details[name])
        if changed:
            note(actor, "changed_activity", "activity", activity.public_id, now, changed=changed)


def cancel(activity, reason, actor, now):
    """Say that it does not take place, and why. What was recorded stays; the first reason too."""
    with transaction():
        db.session.refresh(activity, with_for_update=True)
        if activity.cancelled_at is None:
            activity.cancelled_at, activity.cancelled_reason = now, reason
            note(actor, "cancelled_activity", "activity", activity.public_id, now)


def hold_after_all(activity, actor, now):
    with transaction():
        db.session.refresh(activity, with_for_update=True)
        if activity.cancelled_at is not None:
            activity.cancelled_at = activity.cancelled_reason = None
            note(actor, "holds_activity_after_all", "activity", activity.public_id, now)


def invite(activity, staff, actor, now):
    """Let this person open the activity. Twice is once."""
    with transaction():
        db.session.refresh(activity, with_for_update=True)
        if db.session.scalar(select(Invitation.id).filter_by(activity_id=activity.id, staff_id=staff.id)) is None:
            invitation = Invitation(activity_id=activity.id, staff_id=staff.id, invited_by_id=actor.id, invited_at=now)
            db.session.add(invitation)
            note(actor, "invited", "activity", activity.public_id, now, staff=staff.public_id)


def take_back_invitation(invitation, actor, now):
    with transaction():
        note(actor, "took_back_invitation", "activity", invitation.activity.public_id, now)
        db.session.delete(invitation)
