"""Free texts: what was masked in them, which names wait for a person, their languages and copies."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Integer, case, cast, func, or_, select

from engage.extensions import db
from engage.extracts.counting import is_asked, is_counted
from engage.models import (
    Activity,
    ActivityRecord,
    Answer,
    Contribution,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    Response,
    TextCheck,
    TextReading,
    TopicNote,
)


@dataclass(frozen=True)
class Counts:
    """The texts on one question: how many there are, how many a worker has read, and what it found."""

    n_texts: int
    n_read: int
    #: with each group of copies counted once
    n_distinct: int
    n_campaigns: int
    #: in campaigns
    n_in_campaigns: int
    #: (language, texts), the most frequent first
    languages: tuple[tuple[str, int], ...]


def is_in(model, consultation_ids):
    """The condition that a check or an original belongs to a text of one of these consultations."""
    of_answers = (
        select(Answer.id)
        .join(Response, Response.id == Answer.response_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Response.version_id)
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .where(Questionnaire.consultation_id.in_(consultation_ids))
    )
    records = (
        select(ActivityRecord.id)
        .join(Activity, Activity.id == ActivityRecord.activity_id)
        .where(Activity.consultation_id.in_(consultation_ids))
    )
    return or_(
        model.answer_id.in_(of_answers),
        model.contribution_id.in_(select(Contribution.id).where(Contribution.record_id.in_(records))),
        model.topic_note_id.in_(select(TopicNote.id).where(TopicNote.record_id.in_(records))),
    )


def checks(consultation_id):
    """Every TextCheck of what was sent or recorded; those with names that wait come first, in the order they came."""
    query = select(TextCheck).where(is_in(TextCheck, [consultation_id]), _is_sent())
    return db.session.scalars(query.order_by((TextCheck.n_waiting == 0), TextCheck.id)).all()


def first_waiting(consultation_id):
    """The first TextCheck in which a name waits, in the order they came; None if none does."""
    query = select(TextCheck).where(TextCheck.n_waiting > 0, is_in(TextCheck, [consultation_id]), _is_sent())
    return db.session.scalars(query.order_by(TextCheck.id).limit(1)).first()


def n_waiting(consultation_id):
    """How many names wait for a person."""
    query = select(func.coalesce(func.sum(TextCheck.n_waiting), 0))
    query = query.where(TextCheck.n_waiting > 0, is_in(TextCheck, [consultation_id]), _is_sent())
    return int(db.session.scalar(query))


def every_text():
    """Every answer, contribution and note with a text, drafts too, one after the other."""
    for model, attribute in ((Answer, Answer.text), (Contribution, Contribution.text), (TopicNote, TopicNote.notes)):
        ids = db.session.scalars(select(model.id).where(attribute.is_not(None)).order_by(model.id)).all()
        for number in ids:
            row = db.session.get(model, number)
            if row is not None:
                yield row


def find_check(consultation_id, public_id):
    """The TextCheck of this number, if it is of this consultation and was sent; else None."""
    query = select(TextCheck).filter_by(public_id=public_id).where(is_in(TextCheck, [consultation_id]), _is_sent())
    return db.session.scalar(query)


def activity_of(topic_note):
    """The Activity in whose record this note stands."""
    query = select(Activity).join(ActivityRecord, ActivityRecord.activity_id == Activity.id)
    return db.session.scalars(query.where(ActivityRecord.id == topic_note.record_id)).one()


def _is_sent():
    """A draft is nobody's to read."""
    sent = (
        select(Answer.id)
        .join(Response, Response.id == Answer.response_id)
        .where(is_counted())
    )
    return or_(TextCheck.answer_id.is_(None), TextCheck.answer_id.in_(sent))


def counts(questionnaire_id, question_key):
    """The Counts of a free-text question, over all versions of the questionnaire."""
    n_texts, n_read, n_distinct, n_campaigns, n_in_campaigns = db.session.execute(
        _texts(
            questionnaire_id,
            question_key,
            func.count(Answer.id),
            func.count(TextReading.answer_id),
            func.count(func.distinct(TextReading.group_id)),
            func.count(func.distinct(_of_campaign(TextReading.group_id))),
            func.coalesce(func.sum(cast(TextReading.is_campaign, Integer)), 0),
        )
    ).one()
    spoken = Counter(
        dict(
            db.session.execute(
                _texts(questionnaire_id, question_key, TextReading.language, func.count())
                .where(TextReading.language.is_not(None))
                .group_by(TextReading.language)
            ).all()
        )
    )
    languages = tuple(sorted(spoken.items(), key=lambda pair: (-pair[1], pair[0])))
    return Counts(n_texts, n_read, n_distinct, n_campaigns, int(n_in_campaigns), languages)


def in_campaigns(questionnaire_id):
    """The responses with a text that was sent out to be sent in, on any question."""
    return db.session.scalars(
        select(Answer.response_id)
        .distinct()
        .join(TextReading, TextReading.answer_id == Answer.id)
        .join(Response, Response.id == Answer.response_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Response.version_id)
        .where(QuestionnaireVersion.questionnaire_id == questionnaire_id, _counted(), TextReading.is_campaign)
        .order_by(Answer.response_id)
    ).all()


def unread_questions():
    """(questionnaire id, question key) of every free-text question with a sent text that no worker has read."""
    query = (
        select(QuestionnaireVersion.questionnaire_id, Question.key)
        .join(Question, Question.version_id == QuestionnaireVersion.id)
        .join(Answer, Answer.question_id == Question.id)
        .join(Response, Response.id == Answer.response_id)
        .outerjoin(TextReading, TextReading.answer_id == Answer.id)
        .where(_counted(), TextReading.answer_id.is_(None))
        .distinct()
        .order_by(QuestionnaireVersion.questionnaire_id, Question.key)
    )
    return db.session.execute(query).all()


def _of_campaign(column):
    return case((TextReading.is_campaign, column))


def _texts(questionnaire_id, question_key, *columns):
    return (
        select(*columns)
        .select_from(Answer)
        .join(Question, Question.id == Answer.question_id)
        .join(Response, Response.id == Answer.response_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Response.version_id)
        .outerjoin(TextReading, TextReading.answer_id == Answer.id)
        .where(QuestionnaireVersion.questionnaire_id == questionnaire_id, Question.key == question_key, _counted())
    )


def _counted():
    return is_counted() & is_asked() & Answer.text.is_not(None)
