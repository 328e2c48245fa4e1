"""The results of one consultation, as plain data for pages and downloads: who answered, ranking, newest themes."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import func, select

from analysis import ranking
from engage.extensions import db
from engage.extracts import responses as extracts
from engage.models import (
    AnalysisRun,
    Answer,
    CandidateMember,
    CandidateTheme,
    Consultation,
    Question,
    QuestionnaireVersion,
    UnusableAnswer,
)
from engage.operations.outreach import KIOSK_CODE, channel_codes
from engage.publishing import newest_version, published
from forms import definition

#: results are read in the words of the standard questionnaire, in English
VARIANT, LOCALE = "standard", "en"


@dataclass(frozen=True)
class Taking:
    """How many took part, and how."""

    submitted: int
    #: of those: sent after the closing time, inside the time of grace
    late: int
    #: begun and not sent; not counted anywhere else
    drafts: int
    #: sent and taken back; not counted anywhere else
    withdrawn: int
    #: of those sent: on purpose, from a browser that had sent one before
    second: int
    #: (channel, variant) -> number of responses
    ways: dict[tuple[str, str], int]
    #: capacity, "blank" or "not_asked" -> number of responses
    capacities: dict[str, int]
    #: code of a poster or link -> number of responses; None: by none
    vias: dict[str | None, int]

    @property
    def organisations(self):
        return self.capacities.get("organisation", 0)

    @property
    def people(self):
        """Everybody who does not answer for an organisation."""
        return self.submitted - self.organisations

    def by_channel(self, channel):
        return sum(n for (way, _variant), n in self.ways.items() if way == channel)

    def by_variant(self, variant):
        return sum(n for (_channel, wording), n in self.ways.items() if wording == variant)


@dataclass(frozen=True)
class Line:
    """One option of a ranking. Shares are 0 to 1, and None where nobody answered."""

    words: str
    #: empty for an option of Easy Read alone: it is not ranked among those that it stands for
    rank: str
    count: int
    #: how many answered in a wording that offered it: its share is of them
    base: int
    #: the one variant that offers it, or empty
    only_in: str
    #: the words of the standard options that it stands for
    stands_for: tuple[str, ...]
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class SectionRanking:
    key: str
    title: str
    question: str
    lines: tuple[Line, ...]
    answered: int
    blank: int
    not_shown: int
    over_ticked: int
    #: on paper: why nobody can count the answer -> number of responses
    problems: dict[str, int]

    @property
    def ranked(self):
        return tuple(line for line in self.lines if line.rank)

    @property
    def has_own_bases(self):
        """Was an option offered to some of those who answered, and not to others?"""
        return any(line.base != self.answered for line in self.lines)


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


@dataclass(frozen=True)
class Results:
    consultation: Consultation
    title: str
    #: (number, sha256) of each version that was published
    versions: tuple[tuple[int, str], ...]
    taking: Taking
    #: of people; those of organisations are counted apart, with their own base
    rankings: tuple[SectionRanking, ...]
    organisation_rankings: tuple[SectionRanking, ...]
    #: (name, size, area)
    organisations: tuple[tuple[str, str | None, str], ...]
    #: code -> where it hangs
    places: dict[str, str]
    comments: tuple[QuestionThemes, ...]
    #: (batch, fields keyed twice, differing, wrong at first, upper end of their share) of each closed batch of paper
    keying_checks: tuple[tuple, ...]
    data_sha256: str
    #: the hour of the newest response that is counted, or None
    newest_at: dt.datetime | None


def of(consultation):
    """The Results, or None while nothing is published. Call operations.hold_snapshot() first."""
    version = newest_version(consultation)
    if version is None:
        return None
    questionnaire_id = version.questionnaire_id
    wordings = _Wordings(questionnaire_id)
    frame = extracts.responses(questionnaire_id)
    picks, shown = extracts.picks(questionnaire_id), extracts.shown(questionnaire_id)
    problems = extracts.problems(questionnaire_id)
    comments = tuple(_question_themes(found, questionnaire_id) for found in wordings.of_type("free_text"))
    hashes = pd.DataFrame({"input_sha256": [found.run.input_sha256 if found.run else "" for found in comments]})
    return Results(
        consultation=consultation,
        title=published(version.id).definition.title.get(VARIANT, LOCALE),
        versions=wordings.numbers,
        taking=_taking(frame, consultation, questionnaire_id),
        rankings=_rankings(questionnaire_id, wordings, *_of(frame, picks, shown, problems, organisations=False)),
        organisation_rankings=_rankings(
            questionnaire_id, wordings, *_of(frame, picks, shown, problems, organisations=True)
        ),
        organisations=tuple(extracts.organisations(questionnaire_id).itertuples(index=False, name=None)),
        places={KIOSK_CODE: "A tablet for many people"}
        | {found.code: found.place for found in channel_codes(consultation)},
        comments=comments,
        keying_checks=tuple(extracts.keying_checks(consultation.id).itertuples(index=False, name=None)),
        data_sha256=extracts.sha256_of(frame, picks, shown, *([problems] if len(problems) else []), hashes),
        newest_at=frame["submitted_at"].max().to_pydatetime() if len(frame) else None,
    )


def themes_of(consultation, question_key):
    """The QuestionThemes of one free-text question, or None if there is no such question."""
    version = newest_version(consultation)
    if version is None:
        return None
    wordings = _Wordings(version.questionnaire_id)
    found = next((asked for asked in wordings.of_type("free_text") if asked[1].key == question_key), None)
    return found and _question_themes(found, version.questionnaire_id)


def question_keys(consultation):
    """key -> question id of the free-text questions, in order."""
    version = newest_version(consultation)
    found = _Wordings(version.questionnaire_id).of_type("free_text") if version else []
    return {question.key: question_id for _section, question, question_id in found}


class _Wordings:
    """The words of every question and option, from the newest version that has them."""

    def __init__(self, questionnaire_id):
        versions = db.session.execute(
            select(QuestionnaireVersion.id, QuestionnaireVersion.number, QuestionnaireVersion.sha256)
            .where(QuestionnaireVersion.questionnaire_id == questionnaire_id)
            .order_by(QuestionnaireVersion.number.desc())
        ).all()
        self.numbers = tuple((number, sha256) for _id, number, sha256 in reversed(versions))
        self.questions: dict[str, tuple[definition.Section, definition.Question, int]] = {}
        #: (question key, option key) -> the question and option
        self.options: dict[tuple[str, str], tuple[definition.Question, definition.Option]] = {}
        #: section, option, wording: which option each variant of each version offers
        self.offers: list[tuple[str, str, str]] = []
        for version_id, number, _sha256 in versions:
            known = published(version_id)
            for section in known.definition.of_purpose("views"):
                for question in section.questions:
                    self.questions.setdefault(question.key, (section, question, known.questions[question.key]))
                    for option in question.options:
                        self.options.setdefault((question.key, option.key), (question, option))
                        wordings = [extracts.wording_of(variant, number) for variant in option.variants]
                        self.offers += [(question.key, option.key, wording) for wording in wordings]

    def offered(self):
        """The offers as a frame, and the names of the standard wordings: their options are ranked."""
        leading = [extracts.wording_of(VARIANT, number) for number, _sha256 in self.numbers]
        return pd.DataFrame(self.offers, columns=["section", "option", "wording"]), leading

    def of_type(self, kind):
        """(section, question, question id), in the order of the newest questionnaire."""
        return [found for found in self.questions.values() if found[1].type == kind]


def _taking(frame, consultation, questionnaire_id):
    late = int((frame["submitted_at"] >= consultation.closes_at).sum()) if len(frame) else 0
    ways = frame.groupby(["channel", "variant"], sort=True).size()
    capacities, vias = Counter(frame["capacity"]), Counter(frame["via"].dropna())
    if vias:
        vias[None] = len(frame) - vias.total()
    return Taking(
        submitted=len(frame),
        late=late,
        drafts=extracts.n_drafts(questionnaire_id),
        withdrawn=extracts.n_withdrawn(questionnaire_id),
        second=extracts.n_second(questionnaire_id),
        ways={key: int(n) for key, n in ways.items()},
        capacities=dict(capacities),
        vias=dict(vias),
    )


def _of(frame, picks, shown, problems, organisations):
    """The picks, the pages shown, what cannot be read, and the number of responses of people, or of organisations."""
    own = frame.loc[(frame["capacity"] == "organisation") == organisations, "response_id"]
    return *(part[part["response_id"].isin(own)] for part in (picks, shown, problems)), len(own)


def _rankings(questionnaire_id, wordings, picks, shown, problems, n_responses):
    options = extracts.options(questionnaire_id)
    if options.empty:
        return ()
    offered, leading = wordings.offered()
    ranked = ranking.rank(picks, options, shown, n_responses, offered=offered, leading=leading)
    bases = ranked.sections.set_index("section")
    lines = {key: rows.to_dict("records") for key, rows in ranked.ranks.groupby("section", sort=False)}
    unread = problems.groupby(["section", "problem"]).size().to_dict()

    def of_section(key):
        found = {problem: int(n) for (section, problem), n in unread.items() if section == key}
        counts = {name: int(bases.loc[key, name]) for name in ("answered", "blank", "not_shown", "over_ticked")}
        return counts | {"not_shown": counts["not_shown"] - sum(found.values()), "problems": found}

    return tuple(
        SectionRanking(
            key=question.key,
            title=section.title.get(VARIANT, LOCALE),
            question=question.text.get(VARIANT, LOCALE),
            lines=tuple(_line(row, wordings) for row in lines[question.key]),
            **of_section(question.key),
        )
        for section, question, _id in wordings.of_type("top_three")
    )


def _line(row, wordings):
    shares = {name: None if pd.isna(row[name]) else float(row[name]) for name in ("share", "low", "high")}
    question, option = wordings.options[row["section"], row["option"]]
    return Line(
        words=option.text.get(VARIANT, LOCALE),
        rank=row["rank_label"],
        count=int(row["count"]),
        base=int(row["base"]),
        only_in=option.variants[0] if len(option.variants) == 1 else "",
        stands_for=tuple(question.option(key).text.get(VARIANT, LOCALE) for key in option.stands_for),
        **shares,
    )


def _question_themes(found, questionnaire_id):
    section, question, question_id = found
    run = db.session.scalars(
        select(AnalysisRun)
        .join(AnalysisRun.question)
        .join(Question.version)
        .where(Question.key == question.key, QuestionnaireVersion.questionnaire_id == questionnaire_id)
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
        .join(CandidateMember, CandidateMember.candidate_id == CandidateTheme.id)
        .join(Answer, Answer.id == CandidateMember.answer_id)
        .where(CandidateTheme.run_id == run.id, CandidateMember.quote.is_not(None))
        .order_by(CandidateTheme.position, CandidateMember.quote)
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
