"""Begin the draft of a codeframe, from nothing or from themes that are there already."""

from dataclasses import dataclass

from sqlalchemy import func, select

from engage.errors import CodeframeRefused
from engage.extensions import db
from engage.models import Codeframe, Consultation, Theme, ThemeExample, ThemeOrigin
from engage.operations import transaction
from engage.operations.codeframes.changing import keep, put_in_order
from forms.codeframes.lines import Line, key_of


@dataclass(frozen=True)
class Start:
    """A theme that a draft begins with, and where it comes from."""

    line: Line
    candidate_id: int | None = None
    origin_ids: tuple[int, ...] = ()
    answer_ids: tuple[int, ...] = ()
    contribution_ids: tuple[int, ...] = ()


def begin(consultation, question_key, starts, actor, now):
    """Draft the next number of the codeframe for this question (None: every question) and return it.

    Raises CodeframeRefused if a draft is there already, or two labels or codes are alike.
    """
    with transaction():
        db.session.scalars(select(Consultation).filter_by(id=consultation.id).with_for_update()).one()
        of_question = select(Codeframe).filter_by(consultation_id=consultation.id, question_key=question_key)
        if db.session.scalar(of_question.where(Codeframe.agreed_at.is_(None))) is not None:
            raise CodeframeRefused("", "There is a draft already. Agree it, or change that one")
        last = db.session.scalar(
            select(func.max(Codeframe.number)).filter_by(consultation_id=consultation.id, question_key=question_key)
        )
        codeframe = Codeframe(
            consultation_id=consultation.id,
            question_key=question_key,
            number=(last or 0) + 1,
            version=0,
            drafted_at=now,
            drafted_by_id=actor.id,
        )
        db.session.add(codeframe)
        db.session.flush()
        add_all(codeframe, starts)
        put_in_order(codeframe)
        keep(codeframe, "begun", {}, actor, now)
    return codeframe


def add_all(codeframe, starts):
    """Inside the caller's transaction: write these themes behind one another; parents are named by code."""
    codes = free_codes(codeframe, {start.line.code for start in starts})
    themes = {}
    for position, start in enumerate(starts, 1):
        line = start.line
        if any(key_of(line.label) == theme.label_key for theme in themes.values()):
            raise CodeframeRefused("label", f"Two themes are called “{line.label}”")
        theme = Theme(
            codeframe_id=codeframe.id,
            code=line.code or next(codes),
            position=position,
            label=line.label,
            label_key=key_of(line.label),
            definition=line.definition,
            includes=line.includes,
            excludes=line.excludes,
            key_words=list(line.key_words),
            candidate_id=start.candidate_id,
        )
        if theme.code in themes:
            raise CodeframeRefused("code", f"Two themes have the code {theme.code}")
        themes[theme.code] = theme
    db.session.add_all(themes.values())
    db.session.flush()
    for start, theme in zip(starts, themes.values(), strict=True):
        if start.line.parent:
            theme.parent_id = themes[start.line.parent].id
        db.session.add_all(ThemeOrigin(theme_id=theme.id, origin_id=id_) for id_ in start.origin_ids)
        db.session.add_all(ThemeExample(theme_id=theme.id, answer_id=id_) for id_ in start.answer_ids)
        db.session.add_all(ThemeExample(theme_id=theme.id, contribution_id=id_) for id_ in start.contribution_ids)


def free_codes(codeframe, taken=()):
    """T1, T2 ... that no theme of any number of this codeframe has had: a code never changes its meaning."""
    used = set(taken) | set(
        db.session.scalars(
            select(Theme.code)
            .join(Codeframe, Codeframe.id == Theme.codeframe_id)
            .where(Codeframe.consultation_id == codeframe.consultation_id)
            .where(Codeframe.question_key.is_not_distinct_from(codeframe.question_key))
        )
    )
    number = 0
    while True:
        number += 1
        if f"T{number}" not in used:
            yield f"T{number}"
