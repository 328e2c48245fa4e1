"""What stands in the question bank: the questionnaire that comes with Engage, and what other consultations asked."""

import json
import statistics
from dataclasses import dataclass

from sqlalchemy import literal, select

from engage.config import ROOT
from engage.extensions import db
from engage.extracts.counting import is_asked, is_counted
from engage.models import (
    Answer,
    AnswerChoice,
    Consultation,
    ProfileChoice,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    RespondentProfile,
    Response,
)
from engage.publishing import newest_version

SHIPPED, SHIPPED_FILE = "engage", ROOT / "forms" / "questionnaires" / "living_well.json"
#: with fewer people a share says something about somebody
FEWEST_PEOPLE = 10
#: texts that are opened at a time
PORTION = 1000


@dataclass(frozen=True)
class Performance:
    """How a question did: people who were shown it and sent their answers, and how many of them answered it."""

    n_shown: int
    n_answered: int
    #: letters of the answer in the middle; none where nothing is written
    median_length: float | None

    @property
    def is_told(self):
        return self.n_shown >= FEWEST_PEOPLE

    @property
    def percent_answered(self):
        return round(100 * self.n_answered / self.n_shown)


def sources(consultation):
    """(code, document) of each: what comes with Engage first, then other consultations, newest first."""
    found = [(SHIPPED, json.loads(SHIPPED_FILE.read_text(encoding="utf-8")))]
    others = db.session.scalars(
        select(Consultation)
        .where(Consultation.id != consultation.id)
        .order_by(Consultation.closes_at.desc(), Consultation.id)
    )
    for other in others:
        if (latest := newest_version(other)) is not None:
            found.append((other.code, json.loads(latest.definition)))
    return found


def performance(code):
    """Question key -> Performance, over all versions of a consultation."""
    chosen = select(AnswerChoice.answer_id).where(AnswerChoice.answer_id == Answer.id).exists()
    answers = db.session.execute(
        select(Question.key, chosen, Answer.text)
        .select_from(Answer)
        .join(Question, Question.id == Answer.question_id)
        .join(Response, Response.id == Answer.response_id)
        .where(*_counted(code), is_asked())
        .order_by(Answer.id)
        .execution_options(yield_per=PORTION)
    )
    lengths = [(key, is_chosen, len((text or "").strip())) for key, is_chosen, text in answers]
    rows = [(key, is_chosen or length > 0, length) for key, is_chosen, length in lengths]
    rows += db.session.execute(
        select(Question.key, ProfileChoice.option_id.is_not(None), literal(0))
        .select_from(ProfileChoice)
        .join(Question, Question.id == ProfileChoice.question_id)
        .join(RespondentProfile, RespondentProfile.id == ProfileChoice.profile_id)
        .join(Response, Response.id == RespondentProfile.response_id)
        .where(*_counted(code), is_asked(ProfileChoice))
        .order_by(ProfileChoice.profile_id, ProfileChoice.question_id)
    ).all()
    by_key = {}
    for key, is_answered, length in rows:
        by_key.setdefault(key, []).append((bool(is_answered), length or 0))
    return {
        key: Performance(len(found), sum(ok for ok, _n in found), _median([n for _ok, n in found if n]))
        for key, found in by_key.items()
    }


def _median(lengths):
    return statistics.median(lengths) if lengths else None


def _counted(code):
    """Those that count, of any version of this consultation."""
    versions = (
        select(QuestionnaireVersion.id).join(Questionnaire).join(Consultation).where(Consultation.code == code)
    )
    return is_counted(), Response.version_id.in_(versions)
