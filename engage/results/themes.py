"""The comments on each question and the candidate themes that the machine found in them."""

from dataclasses import dataclass

from sqlalchemy import func, select

from engage.extensions import db
from engage.extracts import responses as extracts
from engage.models import (
    AnalysisRun,
    Answer,
    CandidateQuote,
    CandidateTheme,
    Question,
    QuestionnaireVersion,
    UnusableAnswer,
)
from engage.results.wordings import LOCALE, VARIANT


@dataclass(frozen=True)
class Quote:
    text: str
    locale: str


@dataclass(frozen=True)
class Theme:
    position: int
    label: str
    terms: tuple[str, ...]
    size: int
    #: of the comments that could be used
    share: float
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class QuestionThemes:
    """The comments on one question and, if the machine has looked at them, the candidate themes it found."""

    key: str
    question_id: int
    title: str
    question: str
    n_comments: int
    #: on paper: written, and nobody can read it, or its page is missing
    n_unread: int
    run: AnalysisRun | None
    themes: tuple[Theme, ...]
    #: (reason, number of comments)
    unusable: tuple[tuple[str, int], ...]

    @property
    def n_unusable(self):
        return sum(n for _reason, n in self.unusable)

    @property
    def n_used(self):
        return sum(theme.size for theme in self.themes)


def of_question(found, questionnaire_id):
    section, question, question_id = found
    run = db.session.scalars(
        select(AnalysisRun)
        .join(AnalysisRun.question)
        .join(Question.version)
        .where(
            Question.key == question.key,
            QuestionnaireVersion.questionnaire_id == questionnaire_id,
            AnalysisRun.codeframe_id.is_(None),
            AnalysisRun.kept_at.is_not(None),
        )
        .order_by(AnalysisRun.id.desc())
        .limit(1)
    ).first()
    return QuestionThemes(
        key=question.key,
        question_id=question_id,
        title=section.title.get(VARIANT, LOCALE),
        question=question.text.get(VARIANT, LOCALE),
        n_comments=extracts.n_comments(questionnaire_id, question.key),
        n_unread=extracts.n_unread(questionnaire_id, question.key),
        run=run,
        themes=_themes(run) if run else (),
        unusable=_unusable(run) if run else (),
    )


def _themes(run):
    quotes = {}
    rows = db.session.execute(
        select(CandidateTheme.position, Answer.text, Answer.locale)
        .join(CandidateQuote, CandidateQuote.candidate_id == CandidateTheme.id)
        .join(Answer, Answer.id == CandidateQuote.answer_id)
        .where(CandidateTheme.run_id == run.id, CandidateQuote.kind == "nearest")
        .order_by(CandidateTheme.position, CandidateQuote.place)
    )
    for position, text, locale in rows:
        quotes.setdefault(position, []).append(Quote(text, locale))
    n_used = sum(theme.size for theme in run.candidates)
    return tuple(
        Theme(
            position=theme.position,
            label=theme.label,
            terms=tuple(theme.terms),
            size=theme.size,
            share=theme.size / n_used,
            quotes=tuple(quotes.get(theme.position, ())),
        )
        for theme in run.candidates
    )


def _unusable(run):
    query = (
        select(UnusableAnswer.reason, func.count())
        .where(UnusableAnswer.run_id == run.id)
        .group_by(UnusableAnswer.reason)
        .order_by(func.count().desc(), UnusableAnswer.reason)
    )
    return tuple((reason, n) for reason, n in db.session.execute(query))
