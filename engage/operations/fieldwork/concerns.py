"""Somebody may be at risk: to the named officer at once, with a clock, outside the analysis. The text is encrypted."""

import datetime as dt
import logging
import secrets

from sqlalchemy import select

from engage.extensions import db
from engage.models import SafeguardingConcern
from engage.operations import transaction
from engage.operations.staff import note
from engage.sealing import seal, unseal

log = logging.getLogger(__name__)

PURPOSE = "safeguarding"


def raise_concern(activity, client_id, text, secret, hours, actor, now):
    """(SafeguardingConcern, is it new?). Sent again it is the same one, with the text that came first."""
    with transaction():
        db.session.refresh(activity, with_for_update=True)
        found = db.session.scalar(select(SafeguardingConcern).filter_by(activity_id=activity.id, client_id=client_id))
        if found is not None:
            return found, False
        public_id = secrets.token_urlsafe(12)
        found = SafeguardingConcern(
            public_id=public_id,
            activity_id=activity.id,
            client_id=client_id,
            sealed=seal(secret, PURPOSE, public_id, {"text": text}),
            raised_by_id=actor.id,
            raised_at=now,
            due_at=now + dt.timedelta(hours=hours),
        )
        db.session.add(found)
        note(actor, "raised_concern", "safeguarding_concern", public_id, now)
    log.warning("safeguarding concern %s raised", public_id)
    return found, True


def read(concern, secret, actor, now):
    """(text, outcome or None). Every look is written down."""
    with transaction():
        note(actor, "read_concern", "safeguarding_concern", concern.public_id, now)
    text = unseal(secret, PURPOSE, concern.public_id, concern.sealed)["text"]
    outcome = concern.outcome and unseal(secret, PURPOSE, f"{concern.public_id} outcome", concern.outcome)["text"]
    return text, outcome


def acknowledge(concern, actor, now):
    """Stop the clock. Who was first stays."""
    with transaction():
        db.session.refresh(concern, with_for_update=True)
        if concern.acknowledged_at is None:
            concern.acknowledged_at, concern.acknowledged_by_id = now, actor.id
            note(actor, "acknowledged_concern", "safeguarding_concern", concern.public_id, now)


def close(concern, outcome, secret, actor, now):
    """Say what came of it. False if it was closed meanwhile; its first outcome stays."""
    with transaction():
        db.session.refresh(concern, with_for_update=True)
        if concern.closed_at is not None:
            return False
        if concern.acknowledged_at is None:
            concern.acknowledged_at, concern.acknowledged_by_id = now, actor.id
        sealed = seal(secret, PURPOSE, f"{concern.public_id} outcome", {"text": outcome})
        concern.outcome, concern.closed_at = sealed, now
        note(actor, "closed_concern", "safeguarding_concern", concern.public_id, now)
    return True
