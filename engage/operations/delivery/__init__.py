"""Writing what came of a consultation: recommendations, answers, actions, ambitions, submissions and comments."""

from sqlalchemy import func, select

from engage.extensions import db
from engage.models import Consultation


def next_number(model, consultation):
    """The number after the highest, inside the caller's transaction; two who add at once wait for one another."""
    db.session.get(Consultation, consultation.id, with_for_update=True)
    query = select(func.max(model.number)).where(model.consultation_id == consultation.id)
    return (db.session.scalar(query) or 0) + 1
