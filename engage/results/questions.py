"""Results of one question: its ranking looked at from every side, or the themes of its comments with their dissent."""

from dataclasses import dataclass

from analysis.dissent import speaks_against
from analysis.ranking import wilson
from analysis.small_bases import base_class
from engage.extracts import coding as coding_extracts
from engage.extracts import fieldwork as fieldwork_extracts
from engage.extracts import responses as extracts
from engage.models import Codeframe, Theme
from engage.publishing import newest_version
from engage.results import coding, differences, groups, measured, rankings, steadiness
from engage.results.coded_texts import coded_texts
from engage.results.coding import Counts
from engage.results.differences import Difference, OverallTest
from engage.results.groups import Fieldwork
from engage.results.people import People
from engage.results.rankings import SectionRanking
from engage.results.snapshot.themes import Labels, is_clean
from engage.results.steadiness import SectionSteadiness
from engage.results.wordings import LOCALE, VARIANT, Wordings
from forms.question_types import CHOICE, CHOICES, ORDER, TEXT, VALUE

MOST_QUOTES, MOST_AGAINST = 3, 2
#: with more themes than this the page shows the largest, and says where all are
MOST_THEMES = 100
MOST_BARS = 15


@dataclass(frozen=True)
class SideBySide:
    """Shares of each ranked option in each group; None where too few of the group answered to say."""

    title: str
    #: (words, how many answered)
    groups: tuple[tuple[str, int], ...]
    #: (words of the option, its rank among everybody, shares)
    lines: tuple[tuple[str, str, tuple[float | None, ...]], ...]
    #: groups of which the most chosen option is another than that of everybody
    others_first: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AskedToChoose:
    key: str
    title: str
    question: str
    ranking: SectionRanking
    ways: tuple[SideBySide, ...]
    marked: tuple[Difference, ...]
    #: (question about people, its key, test)
    tests: tuple[tuple[str, str, OverallTest], ...]
    n_tests: int
    steady: SectionSteadiness | None
    weighted_refusals: tuple[str, ...]
    fieldwork: Fieldwork


@dataclass(frozen=True)
class Said:
    """Words that may be quoted; label: what at least ten people share, or empty."""

    text: str
    locale: str
    label: str
    type: str | None


@dataclass(frozen=True)
class ThemeWords:
    """A theme in people's words, and what was said against it."""

    theme: Theme
    quotes: tuple[Said, ...]
    #: comments under it with words of dissent, of all its comments
    n_against: int
    n_comments: int
    against: tuple[Said, ...]
    #: activities at which people disagreed on it
    n_disputed: int


@dataclass(frozen=True)
class Bar:
    """As a chart takes it."""

    words: str
    share: float
    low: float
    high: float
    base: int
    rank: str = ""
    places: str = ""


@dataclass(frozen=True)
class Bars:
    lines: tuple[Bar, ...]


@dataclass(frozen=True)
class CodedThemes:
    counts: Counts
    bars: tuple[Bars, ...]
    words: tuple[ThemeWords, ...]

    @property
    def codeframe(self) -> Codeframe:
        return self.counts.codeframe


@dataclass(frozen=True)
class AskedToWrite:
    key: str
    title: str
    question: str
    n_comments: int
    n_unread: int
    coded: tuple[CodedThemes, ...]


def keys_of(consultation):
    """(key, words, title of its section, type) of each question that has results, in order."""
    version = newest_version(consultation)
    if version is None:
        return ()
    found = Wordings(version.questionnaire_id).questions.items()
    return tuple(
        (key, question.text.get(VARIANT, LOCALE), section.title.get(VARIANT, LOCALE), question.type)
        for key, (section, question, _id) in found
        if question.holds in READERS
    )


def of(consultation, key):
    """AskedToChoose, AskedToWrite, or None if there is no such question. Call operations.hold_snapshot() first."""
    version = newest_version(consultation)
    if version is None:
        return None
    asked = Wordings(version.questionnaire_id).questions.get(key)
    if asked is None or asked[1].holds not in READERS:
        return None
    people = People(version)
    return READERS[asked[1].holds](consultation, people, key, *asked[:2])


def _chosen(consultation, people, key, section, question):
    ranking = next(found for found in _rankings(people) if found.key == key)
    steady, apart = steadiness.of(consultation, people), differences.of(consultation, people)
    return AskedToChoose(
        key=key,
        title=section.title.get(VARIANT, LOCALE),
        question=question.text.get(VARIANT, LOCALE),
        ranking=ranking,
        ways=tuple(_ways(people, key, ranking)),
        marked=tuple(one for one in apart.marked if one.section == section.title.get(VARIANT, LOCALE)),
        tests=tuple(
            (found.words, found.key, test) for found in apart.characteristics for test in found.tests if test.key == key
        ),
        n_tests=apart.n_tests,
        steady=next((part for part in steady.sections if part.key == key), None),
        weighted_refusals=steady.weighted.refusals,
        fieldwork=groups.of(consultation, people.wordings)[0],
    )


def _rankings(people):
    problems = extracts.problems(people.questionnaire_id)
    parts = rankings.part_of(people.everybody, people.picks, people.shown, problems, organisations=False)
    return rankings.rank_all(people.questionnaire_id, people.wordings, *parts)


def _ways(people, key, ranking):
    """By channel and by wording, side by side, in the order of everybody."""
    answers = people.answers()
    channel, wording, _time = people.ways(answers)
    position = list(answers.sections).index(key)
    tables = answers.tables([channel, wording])[position][1:]
    order = {line.option: line for line in ranking.ranked}
    for title, table in zip(("By how it came", "By wording"), tables, strict=True):
        if len(table.groups) > 1:
            yield _side_by_side(title, table, order)


def _side_by_side(title, table, order):
    answered, shares = table.answered, table.shares
    can_say = [str(base_class(n)) in ("low", "full") for n in answered]
    places = {option: place for place, option in enumerate(table.options)}
    lines, first = [], {}
    for option, line in order.items():
        own = tuple(
            float(shares[group, places[option]]) if said and shares[group, places[option]] >= 0 else None
            for group, said in enumerate(can_say)
        )
        lines.append((line.words, line.rank, own))
        for group, share in enumerate(own):
            if share is not None and share > first.get(group, (0.0, ""))[0]:
                first[group] = (share, line.words)
    leader = lines[0][0] if lines else ""
    return SideBySide(
        title=title,
        groups=tuple((str(words), int(n)) for words, n in zip(table.groups, answered, strict=True)),
        lines=tuple(lines),
        others_first=tuple(
            (str(table.groups[group]), words) for group, (_share, words) in sorted(first.items()) if words != leader
        ),
    )


def _written(consultation, people, key, section, question):
    frames = [frame for frame in coding.newest_codeframes(consultation) if frame.question_key in (key, None)]
    labels = Labels(people, {}) if frames else None
    return AskedToWrite(
        key=key,
        title=section.title.get(VARIANT, LOCALE),
        question=question.text.get(VARIANT, LOCALE),
        n_comments=extracts.n_comments(people.questionnaire_id, key),
        n_unread=extracts.n_unread(people.questionnaire_id, key),
        coded=tuple(_coded(frame, labels, consultation) for frame in frames),
    )


def _coded(codeframe, labels, consultation):
    counts = coding.count(codeframe)
    largest = sorted(counts.lines, key=lambda line: -line.n_comments)[:MOST_THEMES]
    base = counts.base
    bars = []
    for line in largest[:MOST_BARS]:
        if line.n_comments and base:
            low, high = wilson(line.n_comments, base)
            bars.append(Bar(line.theme.label, line.share, float(low), float(high), base))
    return CodedThemes(
        counts=counts,
        bars=(Bars(tuple(bars)),) if bars else (),
        words=tuple(_words(codeframe, counts, [line.theme for line in largest], labels, consultation)),
    )


def _words(codeframe, counts, themes, labels, consultation):
    texts = coding_extracts.texts(codeframe).set_index("key")
    rows = coded_texts(codeframe, counts.run).rows
    rows = rows[rows["key"].isin(texts.index)].join(texts, on="key")
    comments = rows[rows["key"].str.startswith("a")]
    against = comments[comments["text"].map(speaks_against).astype(bool)]
    allowed = rows[rows["may_quote"].astype(bool) & (rows["text"] != "")]
    allowed = allowed.sort_values("maker", ascending=False, kind="stable").drop_duplicates(["theme_id", "text"])
    may = dict(iter(allowed.groupby("theme_id")))
    n_disputed = fieldwork_extracts.disputed(consultation.id)
    keys_against = {theme_id: set(part["key"]) for theme_id, part in against.groupby("theme_id")}
    n_of = comments.groupby("theme_id").size()
    said = rows[rows["key"].str.startswith("c")].groupby("theme_id")["key"].agg(set).to_dict()
    for theme in themes:
        own, dissent = may.get(theme.id), keys_against.get(theme.id, set())
        quotes = list(own.itertuples(index=False)) if own is not None else []
        clean = [row for row in quotes if is_clean(row.text)]
        others = [row for row in clean if row.key in dissent][:MOST_AGAINST]
        plain = [row for row in clean if row.key not in dissent][:MOST_QUOTES]
        disputed = {n_disputed[key] for key in said.get(theme.id, ()) if key in n_disputed}
        if plain or dissent or disputed:
            yield ThemeWords(
                theme, tuple(_said(row, labels) for row in plain), len(dissent), int(n_of.get(theme.id, 0)),
                tuple(_said(row, labels) for row in others), len(disputed),
            )  # fmt: skip


def _said(row, labels):
    found = labels.quote(row)
    label = found["label"].get(LOCALE, {}).get(VARIANT, "") if found["label"] else ""
    return Said(row.text, row.locale, label, None if found["source"] == "comment" else found["source"])


#: what an answer is -> what reads the results of such a question
READERS = {CHOICE: _chosen, CHOICES: _chosen, ORDER: _chosen, TEXT: _written, VALUE: measured.of}
