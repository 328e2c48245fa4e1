"""What becomes of codes when the text they were given to changes or goes. All inside the caller's transaction."""

from sqlalchemy import delete, select, update

from engage.extensions import db
from engage.models import (
    CandidateMember,
    CandidateQuote,
    CodeAssignment,
    CodedText,
    SampleText,
    Settlement,
    ThemeExample,
    UnusableAnswer,
)

#: in the order in which rows can go: an assignment may follow from a settlement
OF_ONE_TEXT = (ThemeExample, CodeAssignment, CodedText, SampleText, Settlement)


def leave_themes(answers):
    """Take changed or erased words out of the candidate themes that were found with them."""
    for model in (CandidateMember, CandidateQuote, UnusableAnswer):
        _run(delete(model).where(model.answer_id.in_(answers)))


def erase_answers(answers):
    """Leave nothing of these answers in codes, examples and samples; answers: a select of their ids."""
    _erase("answer_id", answers)


def erase_contributions(ids):
    if ids:
        _erase("contribution_id", ids)


def keep_codes_only(contribution_ids):
    """The words of these contributions are erased, and counts stay: they are no example and in no sample any more."""
    for model in (ThemeExample, SampleText):
        _run(delete(model).where(model.contribution_id.in_(contribution_ids)))


def forget_answers(answers, now):
    """The words of these answers changed: what was said of the old ones is replaced, and they are coded again.

    Their codes stay as history. They are no example any more, and no part of a sample: agreement is about the same
    words read twice. answers: a select of their ids, or a list
    """
    if not isinstance(answers, list) or answers:
        _forget("answer_id", answers, now)


def forget_contributions(ids, now):
    if ids:
        _forget("contribution_id", ids, now)


def _erase(column, texts):
    for model in OF_ONE_TEXT:
        _run(delete(model).where(getattr(model, column).in_(texts)))


def _forget(column, texts, now):
    of_text = getattr(CodeAssignment, column).in_(texts)
    _run(update(CodeAssignment).where(of_text, CodeAssignment.replaced_at.is_(None)).values(replaced_at=now))
    settled = select(Settlement.id).where(getattr(Settlement, column).in_(texts))
    _run(update(CodeAssignment).where(CodeAssignment.settlement_id.in_(settled)).values(settlement_id=None))
    for model in OF_ONE_TEXT:
        if model is not CodeAssignment:
            _run(delete(model).where(getattr(model, column).in_(texts)))


def _run(statement):
    db.session.execute(statement.execution_options(synchronize_session=False))
