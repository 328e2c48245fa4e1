"""What a legal hold stops: whoever is about to erase something of a consultation asks here first."""

from sqlalchemy import select

from engage.errors import HoldStands
from engage.extensions import db
from engage.extracts.retention import clocks
from engage.models import Consultation


def is_held(consultation):
    return clocks.hold_of(consultation) is not None


def refuse_held(consultation):
    """Inside the caller's transaction: HoldStands while a legal hold stands; none is placed until it ends."""
    db.session.execute(select(Consultation.id).filter_by(id=consultation.id).with_for_update(read=True))
    hold = clocks.hold_of(consultation)
    if hold is not None:
        raise HoldStands(
            f"A legal hold stands on this consultation since {hold.placed_at:%-d %B %Y}. "
            "Nothing is erased until it is lifted"
        )
