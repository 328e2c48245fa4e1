"""How responses come in: when, how, in which wording and language, what is begun and not sent, and where that stops.

Counted in the database, so that a page costs the same with any number of them.
"""

from sqlalchemy import Integer, cast, func, select

from engage.extensions import db
from engage.extracts.counting import is_counted, is_draft
from engage.models import (
    Answer,
    PaperBatch,
    PaperForm,
    ProfileChoice,
    Question,
    QuestionnaireVersion,
    RespondentProfile,
    Response,
    Section,
)


def sent(questionnaire_id):
    """(hour, channel, variant, locale, responses) of what was sent and stands."""
    how = (Response.submitted_at, Response.channel, Response.variant, Response.locale)
    query = (
        select(*how, func.count())
        .join(Response.version)
        .where(
            QuestionnaireVersion.questionnaire_id == questionnaire_id,
            is_counted(),
        )
        .group_by(*how)
        .order_by(*how)
    )
    return [tuple(row) for row in db.session.execute(query)]


def drafts(questionnaire_id, since):
    """Key of the furthest section that was opened, or None -> (drafts, of those the ones begun since then)."""
    unsent = (
        select(Response.id, Response.version_id, Response.started_at)
        .join(Response.version)
        .where(QuestionnaireVersion.questionnaire_id == questionnaire_id, is_draft())
        .subquery()
    )
    answered = (
        select(Answer.response_id, Section.position)
        .join(Question, Question.id == Answer.question_id)
        .join(Section, Section.id == Question.section_id)
        .where(Answer.response_id.in_(select(unsent.c.id)))
    )
    said = (
        select(RespondentProfile.response_id, Section.position)
        .join(ProfileChoice, ProfileChoice.profile_id == RespondentProfile.id)
        .join(Question, Question.id == ProfileChoice.question_id)
        .join(Section, Section.id == Question.section_id)
        .where(RespondentProfile.response_id.in_(select(unsent.c.id)))
    )
    opened = answered.union_all(said).subquery()
    furthest = (
        select(opened.c.response_id, func.max(opened.c.position).label("position"))
        .group_by(opened.c.response_id)
        .subquery()
    )
    is_new = func.sum(cast(unsent.c.started_at >= since, Integer))
    query = (
        select(Section.key, func.count(), is_new)
        .select_from(unsent)
        .outerjoin(furthest, furthest.c.response_id == unsent.c.id)
        .outerjoin(
            Section, (Section.version_id == unsent.c.version_id) & (Section.position == furthest.c.position)
        )
        .group_by(Section.key)
    )
    return {key: (n, int(n_new)) for key, n, n_new in db.session.execute(query)}


def batches(consultation_id, allowed=None):
    """Open batches of paper, the oldest first: (label, public id, came on, counted, entered, rejected, held).

    allowed : ids of the batches that may be told of; None tells of all
    """
    held = PaperForm.held_reason.is_not(None) & PaperForm.released_at.is_(None) & PaperForm.rejected_at.is_(None)
    query = (
        select(
            PaperBatch.label,
            PaperBatch.public_id,
            PaperBatch.received_on,
            PaperBatch.n_standard + PaperBatch.n_large_print + PaperBatch.n_easy_read,
            func.count(PaperForm.response_id),
            func.count(PaperForm.rejected_at),
            func.coalesce(func.sum(cast(held, Integer)), 0),
        )
        .outerjoin(PaperForm, PaperForm.batch_id == PaperBatch.id)
        .where(PaperBatch.consultation_id == consultation_id, PaperBatch.closed_at.is_(None))
        .group_by(PaperBatch.id)
        .order_by(PaperBatch.received_on, PaperBatch.id)
    )
    if allowed is not None:
        query = query.where(PaperBatch.id.in_(allowed))
    return [(*row[:-1], int(row[-1])) for row in db.session.execute(query)]


def n_held_late(consultation_id):
    """Paper forms that came after closing and wait for a supervisor."""
    query = (
        select(func.count(PaperForm.id))
        .join(PaperForm.batch)
        .where(
            PaperBatch.consultation_id == consultation_id,
            PaperForm.held_reason == "late",
            PaperForm.released_at.is_(None),
            PaperForm.rejected_at.is_(None),
        )
    )
    return db.session.scalar(query)

