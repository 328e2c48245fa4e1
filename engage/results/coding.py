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
from engage.operations.coding.samples import is_complete

MOST_QUOTES = 3
PEOPLE, MACHINE = "people", "machine"
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
    #: some of it was coded by a machine of which it is not known that it is as good as people
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
    texts, run = extracts.texts(codeframe).set_index("key"), newest_run(codeframe)
    coded = CodedTexts(codeframe, texts, run)
    found = next(reversed(complete_samples(codeframe)), None)
    figures = found and AgreementFigures(found, run)
    rows = coded.rows.join(texts, on="key")
    base = int(texts.loc[sorted(coded.read), "type"].isna().sum())
    activities = _activities(texts.loc[sorted(coded.read)])
    verdicts = figures.verdicts.set_index("theme") if figures else None
    by_people = int(texts.loc[sorted(coded.by_people), "type"].isna().sum())
    reached, n_conversations = _saturation(rows[rows["type"].notna()])
    return Counts(
        codeframe=codeframe,
        lines=tuple(
            _line(theme, rows[rows["theme_id"] == theme.id], base, activities,
                  None if verdicts is None else verdicts.loc[theme.id])
            for theme in codeframe.themes
        ),
        n_comments=int(texts["type"].isna().sum()),
        n_by_people=by_people,
        n_by_machine=base - by_people,
        n_waiting=coded.n_waiting,
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


def _line(theme, rows, base, activities, verdict):
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
        is_about=by_people < len(own) and not _is_as_good(verdict),
        quotes=_quotes(rows),
    )


def _is_as_good(verdict):
    """Whether a sample that is large enough found the machine as good as people at this theme."""
    return verdict is not None and verdict["verdict"] == AS_GOOD and bool(verdict["is_enough"])


class CodedTexts:
    """Which theme each text carries now. What a person says holds; where nobody did, what the newest run says.

    rows : key, theme_id, maker; by_people, read : keys coded by people, and by anybody; n_waiting : see Counts
    """

    def __init__(self, codeframe, texts, run):
        self.n_waiting = 0
        said = extracts.decisions(codeframe)
        decided = set(said[["key", "theme_id"]].itertuples(index=False, name=None))
        given = said.loc[said["applies"].astype(bool), ["key", "theme_id"]]
        rows = [(*row, PEOPLE) for row in given.drop_duplicates().itertuples(index=False, name=None)]
        self.by_people = set(extracts.finished(codeframe)["key"]) & set(texts.index)
        for sample in complete_samples(codeframe):
            truth, n_waiting = truth_of(sample)
            truth = truth[truth.index.isin(texts.index) & ~truth.index.isin(self.by_people)]
            self.n_waiting += n_waiting
            self.by_people |= set(truth.index)
            rows += [(key, theme, PEOPLE) for key, theme in _cells(truth == 1) if (key, theme) not in decided]
        # A decision of an earlier number stands also where the text has to be read again for themes that are new.
        self.read = self.by_people | (set(given["key"]) & set(texts.index))
        if run is not None:
            by_machine = _read_by(run, texts) - self.by_people
            self.read |= by_machine
            proposed = extracts.proposals(run.id)[["key", "theme_id"]].itertuples(index=False, name=None)
            rows += [(*pair, MACHINE) for pair in proposed if pair[0] in by_machine and pair not in decided]
        frame = pd.DataFrame(rows, columns=["key", "theme_id", "maker"])
        self.rows = frame[frame["key"].isin(texts.index)]


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
        return [(key, self.themes[theme]) for key, theme in _cells(self.first != self.second)]


def _cells(table):
    """(text, theme) wherever the table is true, in the order of its rows."""
    rows, columns = table.to_numpy().nonzero()
    return list(zip(table.index[rows], table.columns[columns].tolist(), strict=True))


def _plain(frame):
    """Rows as dicts; what is not known is None."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def codings_of(sample):
    """What each of the two coders gave to the texts that both finished, in the order of the sample."""
    finished, said = (read(sample.codeframe, sample.id) for read in (extracts.finished, extracts.decisions))
    sampled = extracts.sampled(sample.codeframe)
    coders = (sample.first_coder_id, sample.second_coder_id)
    by_coder = [set(finished.loc[finished["coder_id"] == coder, "key"]) for coder in coders]
    both = set.intersection(*by_coder)
    keys = [key for key in sampled.loc[sampled["sample_id"] == sample.id, "key"] if key in both]
    themes = [theme.id for theme in sample.codeframe.themes]
    tables = []
    for coder in coders:
        given = said.loc[(said["coder_id"] == coder) & said["applies"].astype(bool), ["key", "theme_id"]]
        tables.append(_table(keys, themes, given.itertuples(index=False, name=None)))
    return tables


def truth_of(sample):
    """What holds of each text that both finished (missing where they differ and nobody settled it), and how many are
    missing."""
    first, second = codings_of(sample)
    truth = first.where(first == second)
    settled = extracts.settlements(sample.codeframe)
    for key, sample_id, theme, applies in settled.itertuples(index=False, name=None):
        if sample_id == sample.id and key in truth.index and first.loc[key, theme] != second.loc[key, theme]:
            truth.loc[key, theme] = float(applies)
    return truth, int(truth.isna().sum().sum())


def complete_samples(codeframe):
    """Samples that both coders have finished, the newest last: of the others nobody is told anything."""
    query = db.session.query(AgreementSample).filter_by(codeframe_id=codeframe.id).order_by(AgreementSample.id)
    return [sample for sample in query if sample.texts and is_complete(sample)]


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


def _table(keys, themes, given):
    table = pd.DataFrame(0.0, index=pd.Index(keys, dtype=object), columns=themes)
    for key, theme in given:
        if key in table.index and theme in table.columns:
            table.loc[key, theme] = 1.0
    return table


def _machine_table(keys, themes, run):
    """What the machine proposes for these texts; missing where there is no run."""
    if run is None:
        return pd.DataFrame(float("nan"), index=keys, columns=themes)
    return _table(keys, themes, extracts.proposals(run.id)[["key", "theme_id"]].itertuples(index=False, name=None))


def _read_by(run, texts):
    """Keys of texts that the run read: not those that came later, nor those in which there was nothing to read."""
    limits = {"a": run.parameters["last_answer_id"], "c": run.parameters["last_contribution_id"]}
    nothing = extracts.unread(run.id) | set(run.parameters["unread_contributions"])
    return {key for key in texts.index if int(key[1:]) <= limits[key[0]]} - nothing


def _activities(read):
    """type -> activities of which something was coded, the largest first."""
    said = read[read["type"].notna()][["type", "activity_id"]].drop_duplicates()
    return dict(sorted(Counter(said["type"]).items(), key=lambda one: (-one[1], one[0])))


def _quotes(rows):
    """Words that may be quoted, what people coded first."""
    allowed = rows[rows["may_quote"].astype(bool)].sort_values("maker", ascending=False, kind="stable")
    first = allowed.drop_duplicates("text").head(MOST_QUOTES)
    return tuple(
        Quote(text, locale, None if pd.isna(type_) else type_)
        for text, locale, type_ in first[["text", "locale", "type"]].itertuples(index=False, name=None)
    )


def _saturation(said):
    """After how many conversations, in the order of their numbers, little new was raised; and how many there were."""
    seen, fresh = set(), []
    for _activity, own in said.sort_values("activity_id").groupby("activity_id"):
        themes = set(own["theme_id"])
        fresh.append(len(themes - seen))
        seen |= themes
    return saturation(fresh).saturated_after, len(fresh)


def _known(row, name):
    return None if row is None or pd.isna(row[name]) else float(row[name])
