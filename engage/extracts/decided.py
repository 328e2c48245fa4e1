"""What was decided and done about a consultation, as rows: recommendations, actions, submissions, comments, trail."""

from sqlalchemy import or_, select

from engage.extensions import db
from engage.models import (
    Action,
    AuditEvent,
    LoggedComment,
    PaperLayout,
    Questionnaire,
    QuestionnaireVersion,
    Recommendation,
    ResultsRelease,
    StaffUser,
    Submission,
)
from engage.models.consultations import PILOT


def recommendations(consultation_id):
    return _of(Recommendation, consultation_id, Recommendation.number)


def actions(consultation_id):
    return _of(Action, consultation_id, Action.number)


def submissions(consultation_id):
    return _of(Submission, consultation_id, Submission.number)


def comments(consultation_id):
    return _of(LoggedComment, consultation_id, LoggedComment.number)


def releases(consultation_id):
    """Every release that was published, taken back or not."""
    query = select(ResultsRelease).filter_by(consultation_id=consultation_id)
    query = query.where(ResultsRelease.published_at.is_not(None)).order_by(ResultsRelease.number)
    return db.session.scalars(query).all()


def versions(consultation_id):
    """Every published version of its questionnaires; what was only tried in a pilot is none of them."""
    query = select(QuestionnaireVersion).join(QuestionnaireVersion.questionnaire).where(Questionnaire.key != PILOT)
    return db.session.scalars(query.filter_by(consultation_id=consultation_id).order_by(QuestionnaireVersion.id)).all()


def layouts(version_id):
    """The paper forms that were printed of a version."""
    return db.session.scalars(select(PaperLayout).filter_by(version_id=version_id).order_by(PaperLayout.id)).all()


def events(consultation):
    """(AuditEvent, StaffUser or None) of what the trail says of this consultation by its name, oldest first."""
    of_it = (AuditEvent.object_type == "consultation") & (AuditEvent.object_id == consultation.code)
    named = AuditEvent.detail["consultation"].as_string() == consultation.code
    query = (
        select(AuditEvent, StaffUser)
        .outerjoin(StaffUser, StaffUser.id == AuditEvent.actor_id)
        .where(or_(of_it, named))
        .order_by(AuditEvent.id)
    )
    return db.session.execute(query.execution_options(yield_per=1000))


def _of(model, consultation_id, order):
    return db.session.scalars(select(model).filter_by(consultation_id=consultation_id).order_by(order)).all()
