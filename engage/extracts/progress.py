"""How far the work on a consultation is: texts that people have coded, concerns that wait. Counts only."""

from sqlalchemy import func, select

from engage.extensions import db
from engage.extracts.counting import is_asked, is_counted
from engage.models import (
    Activity,
    Answer,
    CodedText,
    Codeframe,
    Consideration,
    Question,
    QuestionnaireVersion,
    Response,
    SafeguardingConcern,
    Submission,
)


def n_coded(codeframe):
    """Texts that people have finished with, outside blind samples."""
    keys = select(CodedText.answer_id, CodedText.contribution_id).distinct()
    keys = keys.where(CodedText.codeframe_id == codeframe.id, CodedText.sample_id.is_(None))
    return db.session.scalar(select(func.count()).select_from(keys.subquery()))


def has_comments(questionnaire_id, question_key):
    """Whether anybody has sent a comment on this question."""
    query = (
        select(Answer.id)
        .join(Question, Question.id == Answer.question_id)
        .join(Response, Response.id == Answer.response_id)
        .join(Response.version)
        .where(
            QuestionnaireVersion.questionnaire_id == questionnaire_id,
            Question.key == question_key,
            Answer.text.is_not(None),
            is_asked(),
            is_counted(),
        )
    )
    return db.session.scalar(query.limit(1)) is not None


def draft_codeframes(consultation_id):
    """(question key or None, number) of codeframes that nobody has agreed yet."""
    query = select(Codeframe.question_key, Codeframe.number).where(
        Codeframe.consultation_id == consultation_id, Codeframe.agreed_at.is_(None)
    )
    return [tuple(row) for row in db.session.execute(query.order_by(Codeframe.id))]


def concerns(consultation_id, now):
    """(nobody has acknowledged it, of those past their hour, acknowledged and not closed, by when the first is due)."""
    activities = select(Activity.id).where(Activity.consultation_id == consultation_id)
    own = (SafeguardingConcern.consultation_id == consultation_id) | SafeguardingConcern.activity_id.in_(activities)
    is_new = SafeguardingConcern.acknowledged_at.is_(None)
    is_open = SafeguardingConcern.acknowledged_at.is_not(None) & SafeguardingConcern.closed_at.is_(None)
    conditions = (is_new, is_new & (SafeguardingConcern.due_at < now), is_open)
    query = select(func.count(SafeguardingConcern.id)).where(own)
    first = db.session.scalar(select(func.min(SafeguardingConcern.due_at)).where(own, is_new))
    return *(db.session.scalar(query.where(condition)) for condition in conditions), first


def n_not_considered(consultation_id):
    """Written submissions that nobody has put before whoever decides."""
    considered = select(Consideration.submission_id)
    query = select(func.count(Submission.id)).where(
        Submission.consultation_id == consultation_id, Submission.id.not_in(considered)
    )
    return db.session.scalar(query)
