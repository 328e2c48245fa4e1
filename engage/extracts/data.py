"""Everything that was sent, a few thousand responses at a time: rows for files of data, at constant memory."""

from array import array

from sqlalchemy import select

from engage.extensions import db
from engage.extracts.counting import is_asked, is_counted
from engage.models import (
    Activity,
    ActivityRecord,
    Answer,
    AnswerChoice,
    Consent,
    Contribution,
    Option,
    ProfileChoice,
    Question,
    QuestionnaireVersion,
    Respondent,
    RespondentProfile,
    Response,
    Tally,
    TextCheck,
    TextReading,
)

#: responses that are read at a time
PORTION = 2_000


def sent_ids(questionnaire_id):
    """The ids of the responses that were sent and not taken back, in an array: 8 bytes each."""
    query = (
        select(Response.id)
        .join(Response.version)
        .where(
            QuestionnaireVersion.questionnaire_id == questionnaire_id, is_counted()
        )
        .order_by(Response.id)
    )
    return array("q", db.session.scalars(query.execution_options(yield_per=PORTION)))


def responses(ids):
    """id -> (version, channel, variant, locale, submitted_at, capacity, is asked, via, is_second, revisions, quote)."""
    query = (
        select(
            Response.id, QuestionnaireVersion.number, Response.channel, Response.variant, Response.locale,
            Response.submitted_at, Respondent.capacity, Respondent.response_id, Response.via, Response.is_second,
            Response.revisions, Consent.quote,
        )
        .join(Response.version)
        .outerjoin(Respondent, Respondent.response_id == Response.id)
        .outerjoin(Consent, Consent.response_id == Response.id)
        .where(Response.id.in_(ids))
        .order_by(Response.id)
    )  # fmt: skip
    return {id_: rest for id_, *rest in db.session.execute(query)}


def answers(ids):
    """(id, response, question, variant, locale, problem, text, value, language, group, n_alike, is_campaign, names) of
    each answer; `names` are those of its TextCheck. In the order of their numbers."""
    query = (
        select(
            Answer.id, Answer.response_id, Question.key, Answer.variant, Answer.locale, Answer.problem, Answer.text,
            Answer.value, TextReading.language, TextReading.group_id, TextReading.n_alike, TextReading.is_campaign,
            TextCheck.names,
        )
        .join(Question, Question.id == Answer.question_id)
        .outerjoin(TextReading, TextReading.answer_id == Answer.id)
        .outerjoin(TextCheck, TextCheck.answer_id == Answer.id)
        .where(Answer.response_id.in_(ids))
        .order_by(Answer.id)
    )  # fmt: skip
    return db.session.execute(query)


def choices(ids):
    """(answer, option, rank) of everything that was chosen."""
    query = (
        select(AnswerChoice.answer_id, Option.key, AnswerChoice.rank)
        .join(Answer, Answer.id == AnswerChoice.answer_id)
        .join(Option, Option.id == AnswerChoice.option_id)
        .where(Answer.response_id.in_(ids))
        .order_by(AnswerChoice.answer_id, Option.position)
    )
    return db.session.execute(query)


def profiles(ids, question):
    """(response, option or None, problem) of one question about people."""
    query = (
        select(RespondentProfile.response_id, Option.key, ProfileChoice.problem)
        .join(ProfileChoice, ProfileChoice.profile_id == RespondentProfile.id)
        .join(Question, Question.id == ProfileChoice.question_id)
        .outerjoin(Option, Option.id == ProfileChoice.option_id)
        .where(RespondentProfile.response_id.in_(ids), Question.key == question)
        .order_by(RespondentProfile.response_id)
    )
    return db.session.execute(query)


def text_keys(ids, question):
    """(key of the text, response, question) of each answer with words; of one question, or of every one."""
    query = (
        select(Answer.id, Answer.response_id, Question.key)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.response_id.in_(ids), Answer.text.is_not(None), is_asked(), Question.type == "free_text")
        .order_by(Answer.id)
    )
    query = query if question is None else query.where(Question.key == question)
    return [(f"a{id_}", response, key) for id_, response, key in db.session.execute(query)]


def sessions(consultation_id):
    """Rows (Activity, ActivityRecord) of the activities that were recorded, by day."""
    query = (
        select(Activity, ActivityRecord)
        .join(ActivityRecord, ActivityRecord.activity_id == Activity.id)
        .where(_held(consultation_id))
        .order_by(Activity.held_on, Activity.id)
    )
    return db.session.execute(query)


def contributions(consultation_id):
    """(Contribution, activity, names of its TextCheck) of everything that was said and not taken out again."""
    query = (
        select(Contribution, Activity.id, TextCheck.names)
        .join(ActivityRecord, ActivityRecord.id == Contribution.record_id)
        .join(Activity, Activity.id == ActivityRecord.activity_id)
        .outerjoin(TextCheck, TextCheck.contribution_id == Contribution.id)
        .where(_held(consultation_id), Contribution.removed_at.is_(None))
        .order_by(Contribution.id)
    )
    return db.session.execute(query)


def tallies(consultation_id):
    """(activity, kind, question, label, count) of what was counted in sessions, without where people were sent."""
    query = (
        select(Activity.id, Tally.kind, Tally.question, Tally.label, Tally.count)
        .join(ActivityRecord, ActivityRecord.id == Tally.record_id)
        .join(Activity, Activity.id == ActivityRecord.activity_id)
        .where(_held(consultation_id), Tally.kind != "signposting")
        .order_by(Activity.id, Tally.id)
    )
    return db.session.execute(query)


def _held(consultation_id):
    return (Activity.consultation_id == consultation_id) & Activity.cancelled_at.is_(None)
