"""What the coded texts come to: how often each theme was raised, who coded it, and how far that can be relied on.

Comments are counted over comments, conversations over conversations; the two are never added.
"""

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from analysis.agreement import AS_GOOD, alpha_of_sets, compare, judge, macro_f1, saturation, score
from engage.extensions import db
from engage.extracts import coding as extracts
from engage.models import AgreementSample, AnalysisRun, Codeframe, Theme
from engage.operations.coding.learning import newest_run
from engage.results.coded_texts import (
    PEOPLE,
    CodedTexts,
    cells,
    codings_of,
    complete_samples,
    read_by,
    table_of,
    truth_of,
)

MOST_QUOTES = 3
#: texts of a lesson from which its agreement is shown
FEWEST_TO_JUDGE = 5


@dataclass(frozen=True)
class Quote:
    text: str
    locale: str
    #: None for an answer, else the type of the activity
    type: str | None


@dataclass(frozen=True)
class ThemeCount:
    theme: Theme
    n_comments: int
    n_by_people: int
    share: float | None
    #: (type of activity, activities that raised it, activities of which something was coded)
    raised: tuple[tuple[str, int, int], ...]
    alpha_people: float | None
    alpha_machine: float | None
    verdict: str | None
    #: the machine alone read some of the texts, and it is not known to be as good as people: also a 0 is about
    is_about: bool
    quotes: tuple[Quote, ...]

    @property
    def n_raised(self):
        """Activities of every type that raised it, and of which something was coded."""
        return sum(n for _type, n, _of in self.raised), sum(of for _type, _n, of in self.raised)

    @property
    def n_by_machine(self):
        return self.n_comments - self.n_by_people


@dataclass(frozen=True)
class Counts:
    codeframe: Codeframe
    lines: tuple[ThemeCount, ...]
    n_comments: int
    #: comments coded by people, and read by the machine alone: together the base
    n_by_people: int
    n_by_machine: int
    #: differences between two coders that nobody has settled: they are in no count
    n_waiting: int
    #: comments that people coded with an earlier number and that wait to be read for what is new in this one
    n_read_again: int
    run: AnalysisRun | None
    #: the newest sample that two people have finished
    sample: AgreementSample | None
    n_sampled: int
    #: the conversation after which little new was raised, of how many; None where it cannot be said
    saturated_after: int | None
    n_conversations: int

    @property
    def base(self):
        return self.n_by_people + self.n_by_machine


def count(codeframe):
    """The Counts of an agreed codeframe as of now. Call operations.hold_snapshot() first."""
    texts, run = extracts.texts(codeframe, erased=True).set_index("key"), newest_run(codeframe)
    coded = CodedTexts(codeframe, texts, run)
    found = next(reversed(complete_samples(codeframe)), None)
    figures = found and AgreementFigures(found, run)
    rows = coded.rows.join(texts, on="key")
    n_by_people, n_by_machine, n_read_again = (
        sum(key.startswith("a") for key in keys) for keys in (coded.by_people, coded.by_machine, coded.read_again)
    )
    activities = _activities(texts.loc[sorted(coded.read)])
    verdicts = figures.verdicts.set_index("theme") if figures else None
    reached, n_conversations = _saturation(texts.loc[sorted(coded.read)], rows)
    return Counts(
        codeframe=codeframe,
        lines=tuple(
            _line(
                theme,
                rows[rows["theme_id"] == theme.id],
                n_by_people + n_by_machine,
                activities,
                None if verdicts is None else verdicts.loc[theme.id],
                bool(coded.by_machine),
            )
            for theme in codeframe.themes
        ),
        n_comments=int(texts["type"].isna().sum()),
        n_by_people=n_by_people,
        n_by_machine=n_by_machine,
        n_waiting=coded.n_waiting,
        n_read_again=n_read_again,
        run=run,
        sample=found,
        n_sampled=len(figures.first) if figures else 0,
        saturated_after=reached,
        n_conversations=n_conversations,
    )


def newest_codeframes(consultation):
    """The newest agreed codeframe of each question, and of every question."""
    query = db.session.query(Codeframe).filter_by(consultation_id=consultation.id)
    agreed = query.filter(Codeframe.agreed_at.is_not(None)).order_by(Codeframe.number)
    return tuple({codeframe.question_key: codeframe for codeframe in agreed}.values())


def _line(theme, rows, base, activities, verdict, has_machine):
    own, said = rows[rows["type"].isna()], rows[rows["type"].notna()]
    by_people = int((own["maker"] == PEOPLE).sum())
    raised = Counter(said[["type", "activity_id"]].drop_duplicates()["type"])
    return ThemeCount(
        theme=theme,
        n_comments=len(own),
        n_by_people=by_people,
        share=len(own) / base if base else None,
        raised=tuple((type_, raised.get(type_, 0), n) for type_, n in activities.items()),
        alpha_people=_known(verdict, "alpha_people"),
        alpha_machine=_known(verdict, "alpha_machine"),
        verdict=None if verdict is None else verdict["verdict"],
        is_about=has_machine and not _is_as_good(verdict),
        quotes=_quotes(rows),
    )


def _is_as_good(verdict):
    """Whether a sample that is large enough found the machine as good as people at this theme."""
    return verdict is not None and verdict["verdict"] == AS_GOOD and bool(verdict["is_enough"])


class AgreementFigures:
    """How two people agreed on one sample, and the machine with them. Tables are as analysis.agreement takes them."""

    def __init__(self, sample, run):
        self.sample, self.run = sample, run
        self.themes = {theme.id: theme for theme in sample.codeframe.themes}
        self.first, self.second = codings_of(sample)
        self.truth, self.n_waiting = truth_of(sample)
        self.machine = _machine_table(self.first.index, list(self.themes), run)
        self.people = compare(self.first, self.second)
        self.verdicts = judge(self.first, self.second, self.machine)
        self.scores = score(self.truth, self.machine)
        self.macro = macro_f1(self.truth, self.machine)

    @property
    def of_sets(self):
        """Alpha of whole sets of themes, by MASI and by Jaccard distance; None where it cannot be worked out."""
        return [alpha_of_sets([self.first, self.second], distance) for distance in ("masi", "jaccard")]

    @property
    def lines(self):
        """(theme, row of AGREEMENT, row of VERDICTS, row of SCORES) of each theme."""
        frames = (self.people, self.verdicts, self.scores)
        rows = zip(*(_plain(frame) for frame in frames), strict=True)
        return [(self.themes[people["theme"]], people, verdict, scores) for people, verdict, scores in rows]

    @property
    def differences(self):
        """(key, theme) where the two differed, in the order of the sample."""
        return [(key, self.themes[theme]) for key, theme in cells(self.first != self.second)]


def _plain(frame):
    """Rows as dicts; what is not known is None."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def lessons(codeframe):
    """(texts coded while the run stood, micro-F1 of its proposals with people) of each run that people coded after."""
    done = extracts.finished(codeframe).drop_duplicates("key", keep="last").set_index("key")["finished_at"]
    runs = db.session.query(AnalysisRun).filter_by(codeframe_id=codeframe.id).order_by(AnalysisRun.id).all()
    said = extracts.decisions(codeframe)
    given = set(said.loc[said["applies"].astype(bool), ["key", "theme_id"]].itertuples(index=False, name=None))
    before = extracts.proposals_before_people(codeframe)
    offered = set(before[["key", "theme_id"]].itertuples(index=False, name=None))
    found = []
    for number, run in enumerate(runs):
        until = runs[number + 1].finished_at if number + 1 < len(runs) else None
        keys = {key for key, at in done.items() if at >= run.finished_at and (until is None or at < until)}
        ours, theirs = ({pair for pair in pairs if pair[0] in keys} for pairs in (offered, given))
        if len(keys) >= FEWEST_TO_JUDGE and (ours or theirs):
            found.append((len(keys), 2 * len(ours & theirs) / (len(ours) + len(theirs))))
    return found


def _machine_table(keys, themes, run):
    """What the machine proposes for these texts; missing where there is no run, and where it did not read the text."""
    if run is None:
        return pd.DataFrame(float("nan"), index=keys, columns=themes)
    proposed = extracts.proposals(run.id)[["key", "theme_id"]]
    found = table_of(keys, themes, proposed.itertuples(index=False, name=None))
    found.loc[~found.index.isin(read_by(run, found))] = float("nan")
    return found


def _activities(read):
    """type -> activities of which something was coded, the largest first."""
    said = read[read["type"].notna()][["type", "activity_id"]].drop_duplicates()
    return dict(sorted(Counter(said["type"]).items(), key=lambda one: (-one[1], one[0])))


def _quotes(rows):
    """Words that may be quoted, what people coded first."""
    allowed = rows[rows["may_quote"].astype(bool) & (rows["text"] != "")]
    first = allowed.sort_values("maker", ascending=False, kind="stable")
    first = first.drop_duplicates("text").head(MOST_QUOTES)
    return tuple(
        Quote(text, locale, None if pd.isna(type_) else type_)
        for text, locale, type_ in first[["text", "locale", "type"]].itertuples(index=False, name=None)
    )


def _saturation(read, rows):
    """After how many conversations, by the day they were held, little new was raised; and how many there were.

    One of which something was coded and that raised no theme is a conversation too: nothing new came up at it.
    """
    held = read[read["type"].notna()][["activity_id", "held_on"]].drop_duplicates()
    by_activity = rows[rows["type"].notna()].groupby("activity_id")["theme_id"].agg(set).to_dict()
    seen, fresh = set(), []
    for activity in held.sort_values(["held_on", "activity_id"])["activity_id"]:
        themes = by_activity.get(activity, set())
        fresh.append(len(themes - seen))
        seen |= themes
    return saturation(fresh).saturated_after, len(fresh)


def _known(row, name):
    return None if row is None or pd.isna(row[name]) else float(row[name])
