"""Legal holds: while one stands, nothing of the consultation is erased. Placed by one person, lifted by two."""

from engage.errors import RetentionRefused
from engage.extensions import db
from engage.extracts.retention import clocks
from engage.models import LegalHold
from engage.operations import transaction
from engage.operations.returning import empty_write_ahead_log, erase_set_aside
from engage.operations.staff import note


def place(consultation, reason, actor, now):
    """Stop every clock of the consultation."""
    with transaction():
        db.session.refresh(consultation, with_for_update=True)
        if clocks.hold_of(consultation) is not None:
            raise RetentionRefused("reason", "A hold stands already")
        hold = LegalHold(consultation_id=consultation.id, reason=reason, placed_by_id=actor.id, placed_at=now)
        db.session.add(hold)
        note(actor, "placed_hold", "consultation", consultation.code, now, reason=reason)
    return hold


def ask_to_lift(consultation, reason, actor, now):
    """Say why it may go. Another person lifts it; asking again takes the place of what was said before."""
    with transaction():
        hold = _standing(consultation)
        hold.lift_reason, hold.asked_by_id, hold.asked_at = reason, actor.id, now
        note(actor, "asked_to_lift_hold", "consultation", consultation.code, now, reason=reason)


def lift(consultation, actor, now):
    """Let the clocks run again. What is due goes with the next run, what people took back meanwhile at once."""
    with transaction():
        hold = _standing(consultation)
        if hold.asked_at is None:
            raise RetentionRefused("lift", "Somebody has to say first why the hold may go")
        if hold.asked_by_id == actor.id:
            raise RetentionRefused("lift", "Somebody else has to lift it: you asked for it")
        hold.lifted_at, hold.lifted_by_id = now, actor.id
        n_erased = erase_set_aside(consultation)
        note(actor, "lifted_hold", "consultation", consultation.code, now, withdrawn=n_erased)
    if n_erased:
        empty_write_ahead_log()


def _standing(consultation):
    db.session.refresh(consultation, with_for_update=True)
    hold = clocks.hold_of(consultation)
    if hold is None:
        raise RetentionRefused("lift", "No hold stands")
    db.session.refresh(hold)
    return hold
