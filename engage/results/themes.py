"""The comments on each question and the candidate themes that the machine found in them, on any level."""

from dataclasses import dataclass, replace

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
from engage.publishing import newest_version
from engage.results.wordings import LOCALE, VARIANT, Wordings

#: a smaller share of a theme that lies nearer to another is what the edge of any theme has
CLEAR_OVERLAP = 0.1
MOST_OVERLAPS = 2


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
    #: different texts among them, or None if the run did not count them
    n_distinct: int | None
    #: of the comments that could be used
    share: float
    quotes: tuple[Quote, ...]
    #: the comments least like the rest
    farthest: tuple[Quote, ...]
    #: (label of another theme, share of this one whose own words are nearer to that)
    overlaps: tuple[tuple[str, float], ...]
    #: labels of the proposed themes that it is a part of, or that it joins; empty for a proposed one
    of_proposed: tuple[str, ...]


@dataclass(frozen=True)
class Level:
    """The themes of one language at the number an officer asked for; the machine proposed n_proposed."""

    language: str
    n_themes: int
    n_proposed: int
    coarsest: int
    finest: int
    reason: str
    #: (number, how well themes stand apart at it: silhouette, -1 to 1) of each number that was tried
    tried: tuple[tuple[int, float], ...]

    @property
    def coarser(self):
        return self.n_themes - 1 if self.n_themes > self.coarsest else None

    @property
    def finer(self):
        return self.n_themes + 1 if self.n_themes < self.finest else None


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
    #: of each language, the one with most comments first
    levels: tuple[Level, ...] = ()
    #: the one that is shown; None: the proposed themes of every language
    level: Level | None = None

    @property
    def n_unusable(self):
        return sum(n for _reason, n in self.unusable)

    @property
    def n_used(self):
        """Comments in the themes that are shown: of one language where one is."""
        return sum(theme.size for theme in self.themes)

    @property
    def n_usable(self):
        """Comments that could be used, in every language."""
        return sum(theme.size for theme in self.run.candidates) if self.run else 0


def of_question(found, questionnaire_id, wanted=None):
    """wanted : (language or None, number of themes or None) for the themes of one language on one level."""
    section, question, question_id = found
    run = newest_run(question.key, questionnaire_id)
    levels = _levels(run) if run else ()
    level = _level(levels, *wanted) if wanted and levels else None
    return QuestionThemes(
        key=question.key,
        question_id=question_id,
        title=section.title.get(VARIANT, LOCALE),
        question=question.text.get(VARIANT, LOCALE),
        n_comments=extracts.n_comments(questionnaire_id, question.key),
        n_unread=extracts.n_unread(questionnaire_id, question.key),
        run=run,
        themes=_themes(run, level) if run else (),
        unusable=_unusable(run) if run else (),
        levels=levels,
        level=level,
    )


def question_comments(consultation):
    """(key, title of its section, comments) of each free-text question."""
    version = newest_version(consultation)
    if version is None:
        return []
    found = Wordings(version.questionnaire_id).of_type("free_text")
    return [
        (asked.key, section.title.get(VARIANT, LOCALE), extracts.n_comments(version.questionnaire_id, asked.key))
        for section, asked, _id in found
    ]


def newest_run(question_key, questionnaire_id):
    """The newest run that found themes in the comments on this question and is written down whole, or None."""
    return db.session.scalars(
        select(AnalysisRun)
        .join(AnalysisRun.question)
        .join(Question.version)
        .where(
            Question.key == question_key,
            QuestionnaireVersion.questionnaire_id == questionnaire_id,
            AnalysisRun.codeframe_id.is_(None),
            AnalysisRun.kept_at.is_not(None),
        )
        .order_by(AnalysisRun.id.desc())
        .limit(1)
    ).first()


def _levels(run):
    return tuple(
        Level(
            own["language"], own["n_themes"], own["n_themes"], own["coarsest"], own["finest"], own["reason"],
            tuple((n, score) for n, score in own["tried"]),
        )
        for own in run.parameters.get("languages", ())
    )  # fmt: skip


def _level(levels, language, n_themes):
    """The level that is nearest to what was asked for."""
    own = next((level for level in levels if level.language == language), levels[0])
    nearest = own.n_proposed if n_themes is None else min(max(n_themes, own.coarsest), own.finest)
    return replace(own, n_themes=nearest)


def _themes(run, level):
    standing = run.candidates if level is None else _on_level(run, level)
    quotes = _quotes(standing)
    overlaps = _overlaps(run, standing)
    n_used = sum(theme.size for theme in standing)
    return tuple(
        Theme(
            position=place,
            label=theme.label,
            terms=tuple(theme.terms),
            size=theme.size,
            n_distinct=theme.n_distinct,
            share=theme.size / n_used if n_used else 0.0,
            quotes=tuple(quotes.get((theme.id, "nearest"), ())),
            farthest=tuple(quotes.get((theme.id, "farthest"), ())),
            overlaps=overlaps[theme.id],
            of_proposed=() if theme.is_proposed else tuple(other.label for other in _sharing(theme, run.candidates)),
        )
        for place, theme in enumerate(standing, 1)
    )


def _on_level(run, level):
    on_it = (CandidateTheme.from_n <= level.n_themes) & (CandidateTheme.to_n >= level.n_themes)
    return db.session.scalars(
        select(CandidateTheme)
        .where(CandidateTheme.run_id == run.id, CandidateTheme.language == level.language, on_it)
        .order_by(CandidateTheme.size.desc(), CandidateTheme.position)
    ).all()


def _sharing(theme, others):
    return [other for other in others if other.first_leaf <= theme.last_leaf and theme.first_leaf <= other.last_leaf]


def _quotes(standing):
    rows = db.session.execute(
        select(CandidateQuote.candidate_id, CandidateQuote.kind, Answer.text, Answer.locale)
        .join(Answer, Answer.id == CandidateQuote.answer_id)
        .where(CandidateQuote.candidate_id.in_([theme.id for theme in standing]))
        .order_by(CandidateQuote.candidate_id, CandidateQuote.kind, CandidateQuote.place)
    )
    quotes = {}
    for candidate_id, kind, text, locale in rows:
        quotes.setdefault((candidate_id, kind), []).append(Quote(text, locale))
    return quotes


def _overlaps(run, standing):
    """theme id -> (label, share) of the themes that its own words are nearer to, the largest share first."""
    theme_of = {leaf: theme for theme in standing for leaf in range(theme.first_leaf, theme.last_leaf + 1)}
    counts, totals = {theme.id: {} for theme in standing}, dict.fromkeys((theme.id for theme in standing), 0)
    for own in run.parameters.get("languages", ()):
        for leaf, other_leaf, n in own["overlaps"]:
            theme, other = theme_of.get(leaf), theme_of.get(other_leaf)
            if theme is None:
                continue
            totals[theme.id] += n
            if other is not theme:
                counts[theme.id][other.label] = counts[theme.id].get(other.label, 0) + n
    return {id_: _clear(labels, totals[id_]) for id_, labels in counts.items()}


def _clear(counts, total):
    shares = sorted(((label, n / total) for label, n in counts.items()), key=lambda pair: (-pair[1], pair[0]))
    return tuple(pair for pair in shares if pair[1] >= CLEAR_OVERLAP)[:MOST_OVERLAPS]


def _unusable(run):
    query = (
        select(UnusableAnswer.reason, func.count())
        .where(UnusableAnswer.run_id == run.id)
        .group_by(UnusableAnswer.reason)
        .order_by(func.count().desc(), UnusableAnswer.reason)
    )
    return tuple((reason, n) for reason, n in db.session.execute(query))
