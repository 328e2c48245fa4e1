"""What happened to one answer: begun, sent, changed, keyed, masked, coded; who or what did it, and when."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from engage.extensions import db
from engage.extracts.coding import columns_of
from engage.models import (
    AuditEvent,
    CodeAssignment,
    CodedText,
    Codeframe,
    KeyedValue,
    PaperForm,
    StaffUser,
    TextCheck,
    Theme,
)
from engage.operations.coding.deciding import is_hidden
from engage.texts import KIND_NAMES

KEYED = {
    "first": "Keyed from paper",
    "second": "Keyed a second time, unseen",
    "scan": "Read from a scan",
    "settled": "Settled by a third person",
}


@dataclass(frozen=True)
class Happening:
    #: None where the moment is not kept
    at: dt.datetime | None
    what: str
    #: an address, or what the machine is called; empty for the person who answered
    who: str


@dataclass(frozen=True)
class Code:
    """A theme that the text carries now."""

    label: str
    by: str
    #: in addresses of the codeframe
    slug: str
    number: int


@dataclass(frozen=True)
class History:
    happenings: tuple[Happening, ...]
    codes: tuple[Code, ...]
    #: in a blind sample of one of the codeframes: what others said is not shown
    is_blind: bool


def of(answer, question_key):
    """The History of an answer that was sent and stands."""
    frames, is_blind = _codeframes(answer)
    found = [*_sent(answer), *_keyed(answer, question_key), *_masked(answer), *_coded(answer, frames)]
    ordered = sorted((one for one in found if one.at is not None), key=lambda one: one.at)
    return History((*ordered, *(one for one in found if one.at is None)), _codes(answer, frames), is_blind)


def _sent(answer):
    response = answer.response
    yield Happening(response.started_at, "Begun, to the hour", "")
    yield Happening(response.submitted_at, "Sent, to the hour", "")
    if response.revisions:
        times = "once" if response.revisions == 1 else f"{response.revisions} times"
        yield Happening(None, f"A page was changed {times} after it was sent; what stands here is the newest", "")


def _keyed(answer, question_key):
    query = (
        select(KeyedValue, StaffUser.email)
        .join(PaperForm, PaperForm.id == KeyedValue.form_id)
        .outerjoin(StaffUser, StaffUser.id == KeyedValue.keyed_by_id)
        .where(PaperForm.response_id == answer.response_id, KeyedValue.field == question_key)
        .order_by(KeyedValue.id)
    )
    for value, email in db.session.execute(query):
        reason = f": {value.reason}" if value.reason else ""
        yield Happening(value.keyed_at, KEYED[value.source] + reason, email or "The machine")


def _masked(answer):
    check = db.session.scalar(select(TextCheck).filter_by(answer_id=answer.id))
    if check is None:
        return
    kinds = [f"{KIND_NAMES[kind].lower()} ({n})" for kind, n in check.masked.items() if n]
    if kinds:
        yield Happening(None, f"Masked when it was saved: {', '.join(kinds)}", "The machine")
    if check.n_waiting:
        yield Happening(None, f"Possible names that wait for a person: {check.n_waiting}", "The machine")
    events = (
        select(AuditEvent, StaffUser.email)
        .outerjoin(StaffUser, StaffUser.id == AuditEvent.actor_id)
        .where(AuditEvent.object_type == "text_check", AuditEvent.object_id == check.public_id)
        .order_by(AuditEvent.id)
    )
    for event, email in db.session.execute(events):
        yield Happening(event.at, event.verb.replace("_", " ").capitalize(), email or "")


def _codeframes(answer):
    """(id -> Codeframe of those whose codes of this text may be seen, whether there is one whose may not)."""
    used = select(Theme.codeframe_id).join(CodeAssignment, CodeAssignment.theme_id == Theme.id)
    query = select(Codeframe).where(Codeframe.id.in_(used.where(CodeAssignment.answer_id == answer.id)))
    frames = db.session.scalars(query.order_by(Codeframe.id)).all()
    hidden = {frame.id for frame in frames if is_hidden(frame, columns_of(f"a{answer.id}"))}
    return {frame.id: frame for frame in frames if frame.id not in hidden}, bool(hidden)


def _assignments(answer, frames):
    query = (
        select(CodeAssignment, Theme, StaffUser.email)
        .join(Theme, Theme.id == CodeAssignment.theme_id)
        .outerjoin(StaffUser, StaffUser.id == CodeAssignment.coder_id)
        .where(CodeAssignment.answer_id == answer.id, Theme.codeframe_id.in_(frames))
        .order_by(CodeAssignment.id)
    )
    return db.session.execute(query).all()


def _coded(answer, frames):
    for row, theme, email in _assignments(answer, frames):
        said = "Given the theme" if row.applies else "Said not to carry the theme"
        number = frames[theme.codeframe_id].number
        yield Happening(row.assigned_at, f"{said} “{theme.label}” (codeframe {number})", email or _run(row))
        if row.replaced_at is not None:
            yield Happening(row.replaced_at, f"What was said of the theme “{theme.label}” was replaced", "")
    done = (
        select(CodedText.finished_at, StaffUser.email)
        .join(StaffUser, StaffUser.id == CodedText.coder_id)
        .where(CodedText.answer_id == answer.id, CodedText.codeframe_id.in_(frames), CodedText.sample_id.is_(None))
    )
    for at, email in db.session.execute(done.order_by(CodedText.id)):
        yield Happening(at, "Finished with its themes", email)


def _codes(answer, frames):
    """What stands: of a run only the newest, and nothing of it where a person has said something of the theme."""
    rows = [row for row in _assignments(answer, frames) if row[0].replaced_at is None and row[0].sample_id is None]
    decided = {theme.id for row, theme, _email in rows if row.coder_id is not None}
    found = {}
    for row, theme, email in rows:
        if row.applies and (row.coder_id is not None or theme.id not in decided):
            frame = frames[theme.codeframe_id]
            slug = frame.question_key or "every-question"
            found[theme.id] = Code(theme.label, email or _run(row), slug, frame.number)
    return tuple(found.values())


def _run(row):
    return f"The machine, run {row.run_id}"
