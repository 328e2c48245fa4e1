"""Responses, choices and comments as frames, each ordered so that the same data gives the same frame and the same hash.

Versions of one questionnaire are read together: the key of a question or an option never changes its meaning.
"""

import hashlib
import json

import numpy as np
import pandas as pd
from sqlalchemy import case, func, select, true

from engage.extensions import db
from engage.extracts.columns import Keys, in_order, numbers
from engage.extracts.counting import is_asked, is_counted, is_draft, is_withdrawn
from engage.models import (
    Answer,
    AnswerChoice,
    Option,
    Organisation,
    PaperBatch,
    ProfileChoice,
    Question,
    QuestionnaireVersion,
    Respondent,
    RespondentProfile,
    Response,
    Section,
    TextReading,
)
from engage.models.responses import VARIANTS
from forms.question_types import CLOSED

RESPONSES = ("response_id", "version", "channel", "variant", "locale", "submitted_at", "capacity", "via")
#: in the column `capacity`: the page was left blank, and it was never opened
BLANK, NOT_ASKED = "blank", "not_asked"
COMMENTS = ("answer_id", "response_id", "text", "channel", "locale", "variant")
#: what a worker read from each text (operations.texts); empty where it has not yet
READINGS = ("language", "copy_of", "n_alike", "is_campaign")


def responses(questionnaire_id):
    """One row per submitted response."""
    query = (
        select(
            Response.id,
            QuestionnaireVersion.number,
            Response.channel,
            Response.variant,
            Response.locale,
            Response.submitted_at,
            case((Respondent.response_id.is_(None), NOT_ASKED), else_=func.coalesce(Respondent.capacity, BLANK)),
            Response.via,
        )
        .join(Response.version)
        .outerjoin(Respondent, Respondent.response_id == Response.id)
        .where(_counted(questionnaire_id))
        .order_by(Response.id)
    )
    return _frame(query, RESPONSES)


def n_drafts(questionnaire_id):
    """Responses that were begun and not sent. They are nobody's answers: only their number is known."""
    return db.session.scalar(
        select(func.count(Response.id))
        .join(Response.version)
        .where(QuestionnaireVersion.questionnaire_id == questionnaire_id, is_draft())
    )


def n_withdrawn(questionnaire_id):
    """Responses that were sent and taken back: nothing of them is left but their number."""
    return db.session.scalar(
        select(func.count(Response.id))
        .join(Response.version)
        .where(QuestionnaireVersion.questionnaire_id == questionnaire_id, is_withdrawn())
    )


def n_second(questionnaire_id):
    """Responses that were sent on purpose beside another one from the same browser; they are counted like any other."""
    return db.session.scalar(
        select(func.count(Response.id)).join(Response.version).where(_counted(questionnaire_id), Response.is_second)
    )


def picks(questionnaire_id):
    """One row per option chosen in a closed question: response_id, section, option, place.

    `section` holds the question's key: that is what the shares are taken over. `place` is 1 for the first choice,
    and missing where no order was given.
    """
    asked = _keys_of(questionnaire_id, Question.type.in_(CLOSED))
    query = (
        select(Answer.response_id, Answer.question_id, AnswerChoice.option_id, func.coalesce(AnswerChoice.rank, 0))
        .join(AnswerChoice, AnswerChoice.answer_id == Answer.id)
        .join(Response, Response.id == Answer.response_id)
        .join(Response.version)
        .where(_counted(questionnaire_id), Answer.question_id.in_(asked), is_asked())
    )
    response_id, question_id, option_id, rank = numbers(query)
    sections, options = Keys(question_id, asked), Keys(option_id, _options_of(asked))
    rows = in_order(response_id, sections, options)
    place = pd.Series(rank[rows]).astype("Int64")
    return pd.DataFrame({
        "response_id": response_id[rows], "section": sections.words(rows), "option": options.words(rows),
        "place": place.mask(place == 0),
    })  # fmt: skip


def shown(questionnaire_id):
    """One row per response and closed question that it opened, answered or left blank.

    A paper form whose answer nobody can read is not among them: problems() counts it.

    `wording` names the version and the variant of the answer, as wording_of() does.
    """
    asked = _keys_of(questionnaire_id, Question.type.in_(CLOSED))
    variant = case({name: place for place, name in enumerate(VARIANTS)}, value=Answer.variant)
    query = (
        select(Answer.response_id, Answer.question_id, QuestionnaireVersion.number * len(VARIANTS) + variant)
        .join(Response, Response.id == Answer.response_id)
        .join(Response.version)
        .where(_counted(questionnaire_id), Answer.question_id.in_(asked), _is_readable())
    )
    response_id, question_id, wording = numbers(query)
    names = {n: wording_of(VARIANTS[n % len(VARIANTS)], n // len(VARIANTS)) for n in np.unique(wording).tolist()}
    sections, wordings = Keys(question_id, asked), Keys(wording, names)
    rows = in_order(response_id, sections)
    return pd.DataFrame({
        "response_id": response_id[rows], "section": sections.words(rows), "wording": wordings.words(rows),
    })  # fmt: skip


def values(questionnaire_id, question_key):
    """One row per response that opened a question for a number or a date: response_id, value (missing where blank)."""
    query = (
        select(Answer.response_id, Answer.value)
        .join(Question, Question.id == Answer.question_id)
        .join(Response, Response.id == Answer.response_id)
        .join(Response.version)
        .where(_counted(questionnaire_id), Question.key == question_key, _is_readable(), is_asked())
        .order_by(Answer.response_id)
    )
    return _frame(query, ("response_id", "value"))


def groups(questionnaire_id):
    """One row per response and question about people in which it chose one option: response_id, characteristic, group.

    Read for counting alone: who is in a group is never shown.
    """
    asked = _keys_of(questionnaire_id, Question.type == "single")
    query = (
        select(RespondentProfile.response_id, ProfileChoice.question_id, ProfileChoice.option_id)
        .join(ProfileChoice, ProfileChoice.profile_id == RespondentProfile.id)
        .join(Response, Response.id == RespondentProfile.response_id)
        .join(Response.version)
        .where(_counted(questionnaire_id), ProfileChoice.question_id.in_(asked), ProfileChoice.option_id.is_not(None))
    )
    response_id, question_id, option_id = numbers(query)
    characteristics, options = Keys(question_id, asked), Keys(option_id, _options_of(asked))
    rows = in_order(characteristics, response_id)
    return pd.DataFrame({
        "response_id": response_id[rows], "characteristic": characteristics.words(rows), "group": options.words(rows),
    })  # fmt: skip


def problems(questionnaire_id):
    """One row per answer on paper that nobody can count: response_id, section, problem (as Answer.problem).

    More ticks than allowed are not among them: they are picks, and the ranking leaves them out by their number.
    Nor is what was said in a section that is not for this person: it was not asked, and counts as not shown.
    """
    query = (
        select(Answer.response_id, Question.key, Answer.problem)
        .join(Question, Question.id == Answer.question_id)
        .join(Response, Response.id == Answer.response_id)
        .join(Response.version)
        .where(_counted(questionnaire_id), ~_is_readable(), is_asked())
        .order_by(Answer.response_id, Question.key)
    )
    return _frame(query, ("response_id", "section", "problem"))


def keying_checks(consultation_id):
    """One row per closed batch of paper: its label, fields keyed twice, differing, wrong at first, upper end."""
    query = (
        select(
            PaperBatch.label, PaperBatch.n_compared, PaperBatch.n_differing, PaperBatch.n_wrong, PaperBatch.wrong_upper
        )
        .where(PaperBatch.consultation_id == consultation_id, PaperBatch.closed_at.is_not(None))
        .order_by(PaperBatch.id)
    )
    return _frame(query, ("batch", "compared", "differing", "wrong", "upper"))


def wording_of(variant, number):
    """The name of one variant of one version, as in the frame `shown`."""
    return f"{variant}{number}"


def offers(rows):
    """(section, option, wording) as a frame: which option each wording offers."""
    return pd.DataFrame(rows, columns=["section", "option", "wording"])


def options(questionnaire_id):
    """The options of every closed question of views, the newest version first: section, option, position."""
    query = (
        select(Question.key, Option.key)
        .join(Option.question)
        .join(Question.section)
        .join(Question.version)
        .where(QuestionnaireVersion.questionnaire_id == questionnaire_id, Question.type.in_(CLOSED))
        .where(Section.purpose == "views")
        .order_by(QuestionnaireVersion.number.desc(), Section.position, Question.position, Option.position, Option.id)
    )
    frame = _frame(query, ("section", "option")).drop_duplicates(ignore_index=True)
    return frame.assign(position=range(len(frame)))


def answers(question, after_id=0, last_id=None, most=None):
    """The comments on a free-text question, masked, in all versions; the columns are COMMENTS and READINGS.

    copy_of names the answer that stands for all that say the same; every copy is a row and is counted.
    after_id, last_id, most : at most so many of those that come after this answer, up to that one
    """
    questionnaire_id = question.version.questionnaire_id
    query = (
        select(
            Answer.id, Answer.response_id, Answer.text, Response.channel, Answer.locale, Answer.variant,
            TextReading.language, TextReading.group_id, TextReading.n_alike, TextReading.is_campaign,
        )
        .join(Question, Question.id == Answer.question_id)
        .join(Response, Response.id == Answer.response_id)
        .join(Response.version)
        .outerjoin(TextReading, TextReading.answer_id == Answer.id)
        .where(_counted(questionnaire_id), Question.key == question.key, Answer.text.is_not(None), is_asked())
        .where(Answer.id > after_id, true() if last_id is None else Answer.id <= last_id)
        .order_by(Answer.id)
        .limit(most)
    )  # fmt: skip
    return _frame(query, (*COMMENTS, *READINGS))


def n_comments(questionnaire_id, question_key):
    """How many comments a free-text question has."""
    return db.session.scalar(
        select(func.count(Answer.id))
        .join(Question, Question.id == Answer.question_id)
        .join(Response, Response.id == Answer.response_id)
        .join(Response.version)
        .where(_counted(questionnaire_id), Question.key == question_key, Answer.text.is_not(None), is_asked())
    )


def n_unread(questionnaire_id, question_key):
    """How many comments on paper cannot be read, are spoiled or missing."""
    return db.session.scalar(
        select(func.count(Answer.id))
        .join(Question, Question.id == Answer.question_id)
        .join(Response, Response.id == Answer.response_id)
        .join(Response.version)
        .where(_counted(questionnaire_id), Question.key == question_key, ~_is_readable(), is_asked())
    )


def organisations(questionnaire_id):
    """One row per organisation that answered: name, size, area. What it said is not beside it."""
    query = (
        select(Organisation.name, Organisation.size, Organisation.area)
        .join(Response, Response.id == Organisation.response_id)
        .join(Response.version)
        .where(_counted(questionnaire_id))
        .order_by(Organisation.name, Organisation.response_id)
    )
    return _frame(query, ("name", "size", "area"))


def sha256_of(*frames):
    """The hash of the rows of these frames, in their order: the same answers give the same hash on every machine."""
    digest = hashlib.sha256()
    for frame in frames:
        digest.update(json.dumps(list(frame.columns)).encode())
        digest.update(b"[" + rows_as_json(frame) + b"]")
    return digest.hexdigest()


def rows_as_json(frame):
    """The rows of a frame as they stand in a JSON list: the rows of two frames, with a comma between, are one list."""
    rows = frame.to_json(orient="values", date_format="iso", date_unit="s", force_ascii=False)
    return rows.encode("utf-8", "surrogatepass")[1:-1]


def _counted(questionnaire_id):
    return (QuestionnaireVersion.questionnaire_id == questionnaire_id) & is_counted()


def _keys_of(questionnaire_id, condition):
    """id -> key of the questions of every version of which this holds."""
    query = select(Question.id, Question.key).join(Question.version)
    query = query.where(QuestionnaireVersion.questionnaire_id == questionnaire_id, condition)
    return dict(db.session.execute(query).all())


def _options_of(asked):
    """id -> key of the options of these questions."""
    return dict(db.session.execute(select(Option.id, Option.key).where(Option.question_id.in_(asked))).all())


def _is_readable():
    return Answer.problem.is_(None) | (Answer.problem == "over_ticked")


def _frame(query, columns):
    return pd.DataFrame(db.session.execute(query).all(), columns=list(columns))
