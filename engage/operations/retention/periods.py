"""How long one kind of data of a consultation is kept: an officer sets it, with a reason, within limits."""

import datetime as dt

from sqlalchemy import select

from engage.errors import RetentionRefused
from engage.extensions import db
from engage.extracts.retention import clocks
from engage.extracts.retention.kinds import KINDS
from engage.extracts.retention.rows import ROWS
from engage.models import FormatRequest, KeepingPeriod, Participant, Photograph, ScannedPage
from engage.operations import transaction
from engage.operations.staff import note

#: kind -> the table whose rows each carry their day
DATED = {"scans": ScannedPage, "photographs": Photograph, "participants": Participant}


def set_days(consultation, key, days, reason, config, actor, now):
    """Keep this kind so many days. RetentionRefused says why not.

    Once people could answer, days are only taken away: they were told how long it is kept.
    """
    kind = KINDS[key]
    if not kind.least <= days <= kind.most:
        raise RetentionRefused("days", f"Enter a number of days from {kind.least} to {kind.most}")
    with transaction():
        db.session.refresh(consultation, with_for_update=True)
        before = clocks.days_of(consultation, key, config)
        if days == before:
            raise RetentionRefused("days", f"It is kept {days} days already")
        if days > before and now >= consultation.opens_at:
            raise RetentionRefused(
                "days",
                f"People were told {before} days, so this can only become shorter. "
                "Place a legal hold if it has to be kept for a court",
            )
        db.session.add(
            KeepingPeriod(consultation_id=consultation.id, kind=key, days=days, reason=reason, set_by_id=actor.id,
                          set_at=now)
        )  # fmt: skip
        _move_days(consultation, key, days - before)
        note(actor, "set_period", "consultation", consultation.code, now, kind=key, days=days, before=before,
             reason=reason)  # fmt: skip


def history(consultation):
    """Every period that was set, the newest first."""
    query = select(KeepingPeriod).filter_by(consultation_id=consultation.id).order_by(KeepingPeriod.id.desc())
    return db.session.scalars(query).all()


def _move_days(consultation, key, n_days):
    """Rows that carry their own day get another. Of requests, those that were answered."""
    moved = dt.timedelta(days=n_days)
    if key in DATED:
        model = DATED[key]
        (part,) = ROWS[key].values()
        for row in db.session.scalars(select(model).where(model.id.in_(part.of(consultation.id)))):
            row.erase_on += moved
    elif key == "requests":
        query = select(FormatRequest).filter_by(consultation_id=consultation.id)
        for row in db.session.scalars(query.where(FormatRequest.closed_at.is_not(None))):
            row.erase_on += moved
