"""Fieldwork as frames: what was said, what groups chose, and how many people were met. Never added to responses."""

import pandas as pd
from sqlalchemy import func, select

from engage.extensions import db
from engage.extracts.counting import is_asked, is_counted
from engage.models import (
    Activity,
    ActivityRecord,
    Contribution,
    Option,
    PopulationCount,
    ProfileChoice,
    Question,
    QuestionnaireVersion,
    Respondent,
    RespondentProfile,
    Response,
    Tally,
)

CONTRIBUTIONS = ("contribution_id", "activity_id", "type", "topic", "kind", "text", "locale", "may_quote")
MEETINGS = ("activity_id", "type", "ward", "audience", "month", "n_people", "n_forms", "is_closed")
#: who answers for somebody's work is no resident here
NOT_RESIDENTS = ("professional", "organisation")
#: begins the key of an answer to "where do you live" that says: not here
LIVES_ELSEWHERE = "not_in_"
CHOICES = ("activity_id", "kind", "question", "option", "count")


def contributions(consultation_id):
    """One row per thing said. Counted by activity_id, as "raised at 7 of 12", never as people."""
    query = (
        select(
            Contribution.id, Activity.id, Activity.type, Contribution.topic, Contribution.kind, Contribution.text,
            Contribution.locale, Contribution.may_quote,
        )
        .join(ActivityRecord, ActivityRecord.id == Contribution.record_id)
        .join(Activity, Activity.id == ActivityRecord.activity_id)
        .where(_held(consultation_id), Contribution.removed_at.is_(None))
        .order_by(Contribution.id)
    )  # fmt: skip
    return _frame(query, CONTRIBUTIONS)


def meetings(consultation_id):
    """One row per activity that was recorded. The same person can be in several."""
    query = (
        select(
            Activity.id, Activity.type, Activity.ward, Activity.audience,
            func.coalesce(ActivityRecord.held_on, Activity.held_on),
            func.coalesce(ActivityRecord.n_present, 0) + func.coalesce(ActivityRecord.n_engaged, 0),
            func.coalesce(ActivityRecord.n_forms, 0), ActivityRecord.closed_at.is_not(None),
        )
        .join(ActivityRecord, ActivityRecord.activity_id == Activity.id)
        .where(_held(consultation_id))
        .order_by(Activity.id)
    )  # fmt: skip
    frame = _frame(query, MEETINGS)
    return frame.assign(month=[f"{day:%Y-%m}" for day in frame["month"]])


def group_choices(consultation_id):
    """One row per option that a group chose or put dots on, with how many tables or dots."""
    query = (
        select(Activity.id, Tally.kind, Tally.question, Tally.label, Tally.count)
        .join(ActivityRecord, ActivityRecord.id == Tally.record_id)
        .join(Activity, Activity.id == ActivityRecord.activity_id)
        .where(_held(consultation_id), Tally.kind.in_(("group_choice", "dot_vote")), Tally.count > 0)
        .order_by(Activity.id, Tally.id)
    )
    return _frame(query, CHOICES)


def profiles(questionnaire_id):
    """How many residents who answered chose each option about people: question, option, respondents."""
    query = (
        select(Question.key, Option.key, func.count(ProfileChoice.profile_id))
        .join(Option, Option.id == ProfileChoice.option_id)
        .join(Question, Question.id == ProfileChoice.question_id)
        .join(RespondentProfile, RespondentProfile.id == ProfileChoice.profile_id)
        .where(RespondentProfile.response_id.in_(resident_ids(questionnaire_id)))
        .group_by(Question.key, Option.key)
        .order_by(Question.key, Option.key)
    )
    return _frame(query, ("question", "option", "respondents"))


def stated(questionnaire_id):
    """question -> how many residents who answered said anything to it, several options or one."""
    query = (
        select(Question.key, func.count(ProfileChoice.profile_id.distinct()))
        .join(Question, Question.id == ProfileChoice.question_id)
        .join(RespondentProfile, RespondentProfile.id == ProfileChoice.profile_id)
        .where(RespondentProfile.response_id.in_(resident_ids(questionnaire_id)), is_asked(ProfileChoice))
        .group_by(Question.key)
    )
    return dict(db.session.execute(query).all())


def residents(questionnaire_id):
    """The ids of the responses that residents sent."""
    return set(db.session.scalars(resident_ids(questionnaire_id)))


def n_residents(questionnaire_id):
    """How many residents sent a response and did not take it back."""
    return db.session.scalar(select(func.count()).select_from(resident_ids(questionnaire_id).subquery()))


def resident_ids(questionnaire_id):
    """A query of the responses of people who live here, as far as they said in which capacity they answer and where."""
    elsewhere = (
        select(RespondentProfile.response_id)
        .join(ProfileChoice, ProfileChoice.profile_id == RespondentProfile.id)
        .join(Question, Question.id == ProfileChoice.question_id)
        .join(Option, Option.id == ProfileChoice.option_id)
        .join(Question.version)
        .where(
            QuestionnaireVersion.questionnaire_id == questionnaire_id,
            Question.type == "single",
            Option.key.startswith(LIVES_ELSEWHERE, autoescape=True),
        )
    )
    return (
        select(Response.id)
        .join(Response.version)
        .outerjoin(Respondent, Respondent.response_id == Response.id)
        .where(
            QuestionnaireVersion.questionnaire_id == questionnaire_id,
            is_counted(),
            func.coalesce(Respondent.capacity, "").not_in(NOT_RESIDENTS),
            Response.id.not_in(elsewhere),
        )
    )


def disputed(consultation_id):
    """Key of a contribution on which people disagreed, as "c5" -> the activity at which it was said."""
    query = (
        select(Contribution.id, Activity.id)
        .join(ActivityRecord, ActivityRecord.id == Contribution.record_id)
        .join(Activity, Activity.id == ActivityRecord.activity_id)
        .where(_held(consultation_id), Contribution.removed_at.is_(None), Contribution.agreement == "disputed")
    )
    return {f"c{id_}": activity_id for id_, activity_id in db.session.execute(query)}


def population(consultation_id):
    """How many residents are in each group: question, option, people, source."""
    query = (
        select(PopulationCount.question, PopulationCount.option, PopulationCount.people, PopulationCount.source)
        .filter_by(consultation_id=consultation_id)
        .order_by(PopulationCount.id)
    )
    return _frame(query, ("question", "option", "people", "source"))


def population_files(consultation_id):
    """One row per question with counts of residents: question, n, people, source, counted_on, file_sha256."""
    first = (func.min(PopulationCount.source), func.min(PopulationCount.counted_on),
             func.min(PopulationCount.file_sha256))  # fmt: skip
    query = (
        select(PopulationCount.question, func.count(), func.sum(PopulationCount.people), *first)
        .where(PopulationCount.consultation_id == consultation_id)
        .group_by(PopulationCount.question)
        .order_by(func.min(PopulationCount.id))
    )
    return _frame(query, ("question", "n", "people", "source", "counted_on", "file_sha256"))


def _held(consultation_id):
    return (Activity.consultation_id == consultation_id) & Activity.cancelled_at.is_(None)


def _frame(query, columns):
    return pd.DataFrame(db.session.execute(query).all(), columns=list(columns))
