"""Changing, removing and putting back what staff wrote of outcomes: what stood before is kept, whatever comes after."""

import datetime as dt

from sqlalchemy import inspect, select

from engage.errors import NotReady
from engage.extensions import db
from engage.models import Action, Ambition, LineChange, LoggedComment, Measure, Recommendation, Submission
from engage.operations import transaction
from engage.operations.staff import note

MODELS = {
    "recommendation": Recommendation, "action": Action, "ambition": Ambition, "measure": Measure,
    "submission": Submission, "comment": LoggedComment,
}  # fmt: skip
KINDS = {model: kind for kind, model in MODELS.items()}
#: kind -> (model, its column): what points at a line, so that the line stays while they are there
USED_BY = {
    "recommendation": (Action, Action.recommendation_id),
    "ambition": (Action, Action.ambition_id),
    "submission": (LoggedComment, LoggedComment.submission_id),
}
NAMES = {Action: "Action", LoggedComment: "Comment"}


def change(line, consultation, details, actor, now):
    """Other words. details: column -> value; nothing is written down when nothing differs."""
    with transaction():
        set_columns(line, consultation, details, actor, now)


def set_columns(line, consultation, details, actor, now):
    """The same inside the caller's transaction. Returns the columns that differ, with what stood there before."""
    db.session.refresh(line, with_for_update=True)  # two at once wait for one another
    before = {name: getattr(line, name) for name, value in details.items() if getattr(line, name) != value}
    for name in before:
        setattr(line, name, details[name])
    if before:
        remember(line, consultation, "changed", before, actor, now)
    return before


def remove(line, consultation, reason, actor, now):
    """Take it from every list. It keeps its number and can be put back. NotReady while something serves it."""
    kind = KINDS[type(line)]
    with transaction():
        db.session.refresh(line, with_for_update=True)
        if line.removed_at is not None:
            return
        _refuse_used(kind, line)
        if kind == "recommendation":
            end_publication(line, now)
        if kind == "action" and was_public(line):
            raise NotReady("The public has read this promise. Record it as stopped, and say why")
        line.removed_at = now
        remember(line, consultation, "removed", columns_of(line), actor, now, reason)


def put_back(line, consultation, actor, now):
    with transaction():
        db.session.refresh(line, with_for_update=True)
        if line.removed_at is not None:
            line.removed_at = None
            remember(line, consultation, "put_back", {}, actor, now)


def remember(line, consultation, verb, before, actor, now, reason=""):
    """Inside the caller's transaction: what stood before, and a line in the audit trail."""
    kind = KINDS[type(line)]
    kept = {name: _plain(value) for name, value in before.items()}
    db.session.add(
        LineChange(
            consultation_id=consultation.id, kind=kind, line_id=line.id, verb=verb, before=kept, reason=reason,
            made_at=now, made_by_id=actor.id,
        )
    )  # fmt: skip
    what = f"{consultation.code}/{getattr(line, 'number', line.id)}"
    note(actor, f"{verb}_{kind}", kind, what, now, columns=sorted(kept))


def end_publication(recommendation, now):
    """Inside the caller's transaction: the public reads it no more; what it read is kept."""
    recommendation.published_at = recommendation.published_by_id = None
    if recommendation.publications and recommendation.publications[-1].ended_at is None:
        recommendation.publications[-1].ended_at = now


def was_public(action):
    """Whether the public has ever read of this action."""
    return bool(action.texts and action.recommendation and action.recommendation.publications)


def columns_of(line):
    """What somebody wrote in it: column -> value, without numbers of rows and moments."""
    skipped = ("id", "consultation_id", "number", "row_sha256")
    names = [column.key for column in inspect(type(line)).column_attrs]
    return {name: getattr(line, name) for name in names if name not in skipped and not name.endswith(("_at", "_by_id"))}


def _refuse_used(kind, line):
    if kind not in USED_BY:
        return
    model, column = USED_BY[kind]
    numbers = db.session.scalars(
        select(model.number).where(column == line.id, model.removed_at.is_(None)).order_by(model.number)
    ).all()
    if numbers:
        listed = ", ".join(str(number) for number in numbers)
        raise NotReady(f"{NAMES[model]} {listed} belongs to it. Move or remove that first")


def _plain(value):
    return value.isoformat() if isinstance(value, dt.date) else value
