"""What stood before in "You said, we did", read for pages of staff: who changed what, and when the public read it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage.extensions import db
from engage.models import Action, Ambition, LineChange, LoggedComment, Measure, Recommendation, Submission

VERBS = {"changed": "Changed", "removed": "Removed", "put_back": "Put back"}
KIND_NAMES = {
    "recommendation": "Recommendation", "action": "Action", "ambition": "Ambition", "measure": "Measure",
    "submission": "Submission", "comment": "Comment",
}  # fmt: skip
#: kind -> (model, column of its words)
WORDS = {
    "recommendation": (Recommendation, "text"), "action": (Action, "headline_action"), "ambition": (Ambition, "text"),
    "measure": (Measure, "name"), "submission": (Submission, "title"), "comment": (LoggedComment, "text"),
}  # fmt: skip
#: column -> what it is called on pages; another is called by its own name
LABELS = {
    "texts": "Words for the public", "key_objective": "Key objective", "headline_action": "Headline action",
    "lead_officer": "Lead officer", "owner_role": "Role of the lead officer", "life_course": "Part of life",
    "received_on": "Received on", "received_from": "From", "n_pages": "Pages", "owner": "Answers for it",
    "kept_at": "Kept at", "reply": "Response", "recommendation_id": "Recommendation", "ambition_id": "Ambition",
    "submission_id": "Submission", "consideration": "Where it was considered", "measured_on": "Day",
    "asked_on": "Asked on", "answered_on": "Answered on", "considered_on": "On", "response": "Body that was asked",
    "evidence": "What it rested on",
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One change of a line: what was done, by whom, when and why, and (label, words) of what stood before."""

    verb: str
    change: LineChange
    before: list


@dataclass(frozen=True)
class RemovedLine:
    kind: str
    number: int
    words: str
    change: LineChange


def steps(line):
    """Every Step of a line, the newest first."""
    kind = next(kind for kind, (model, _column) in WORDS.items() if isinstance(line, model))
    query = (
        select(LineChange).filter_by(kind=kind, line_id=line.id).order_by(LineChange.id.desc())
        .options(joinedload(LineChange.made_by))
    )  # fmt: skip
    return [Step(VERBS[row.verb], row, list(_told(row.before))) for row in db.session.scalars(query)]


def find(consultation, kind, number, removed=False):
    """The line of this kind with this number (a measure: with this id), removed or not; or None."""
    if kind not in WORDS:
        return None
    model, _column = WORDS[kind]
    query = select(model).where(model.removed_at.is_not(None) if removed else model.removed_at.is_(None))
    if model is Measure:
        query = query.join(Ambition).where(Ambition.consultation_id == consultation.id, Measure.id == number)
    else:
        query = query.where(model.consultation_id == consultation.id, model.number == number)
    return db.session.scalars(query).one_or_none()


def removed_lines(consultation):
    """Every RemovedLine of a consultation, the last first."""
    query = (
        select(LineChange).filter_by(consultation_id=consultation.id, verb="removed").order_by(LineChange.id.desc())
        .options(joinedload(LineChange.made_by))
    )  # fmt: skip
    found = {}
    for change in db.session.scalars(query):
        model, column = WORDS[change.kind]
        line = db.session.get(model, change.line_id)
        if line.removed_at is not None and (change.kind, line.id) not in found:
            number = line.id if model is Measure else line.number
            found[change.kind, line.id] = RemovedLine(change.kind, number, getattr(line, column), change)
    return list(found.values())


def _told(before):
    """(label, words) of what stood before; words for the public go by language and wording."""
    for name, value in before.items():
        label = LABELS.get(name, name.replace("_", " ").capitalize())
        if name == "texts":
            for locale, pair in (value or {}).items():
                for variant, words in pair.items():
                    yield f"{label} ({locale}, {variant.replace('_', ' ')})", words
        elif isinstance(value, dict):
            told = [(LABELS.get(part, part.capitalize()), words) for part, words in value.items() if part != "texts"]
            yield label, "; ".join(f"{part}: {words}" for part, words in told if words not in (None, ""))
        else:
            yield label, "" if value is None else str(value)
