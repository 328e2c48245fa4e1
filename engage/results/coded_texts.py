"""Which theme each text carries, and who read it: one rule for every count, within the council and in public."""

from functools import cached_property

import pandas as pd
from sqlalchemy import select

from engage.extensions import db
from engage.extracts import codeframes
from engage.extracts import coding as extracts
from engage.models import AgreementSample, AnalysisRun

PEOPLE, MACHINE = "people", "machine"


class CodedTexts:
    """Which theme each text carries now. What a person says holds; where nobody did, what the newest run says.

    rows : key, theme_id, maker, of texts that were read
    by_people, by_machine, read : keys that people read, that the machine alone read, and both together. A text that
        was read and carries nothing is among them
    read_again : keys that people coded with an earlier number, and that wait to be read for what is new in this one
    n_waiting : see engage.results.coding.Counts
    """

    def __init__(self, codeframe, texts, run, among=None):
        """among : keys of the texts to read, all of which stand in `texts`; None reads all"""
        self.n_waiting, self.codeframe, self.texts, self.among = 0, codeframe, texts, among
        said = extracts.decisions(codeframe, among=among)
        decided = set(said[["key", "theme_id"]].itertuples(index=False, name=None))
        given = said.loc[said["applies"].astype(bool), ["key", "theme_id"]]
        rows = [(*row, PEOPLE) for row in given.drop_duplicates().itertuples(index=False, name=None)]
        self.by_people = set(extracts.finished(codeframe, among=among)["key"]) & set(texts.index)
        for sample in _complete(codeframe):
            truth, n_waiting = truth_of(sample, also_erased=True)
            truth = truth[truth.index.isin(texts.index) & ~truth.index.isin(self.by_people)]
            self.n_waiting += n_waiting
            self.by_people |= set(truth.index)
            rows += [(key, theme, PEOPLE) for key, theme in cells(truth == 1) if (key, theme) not in decided]
        self.by_machine, proposed = _by_machine(codeframe, texts, run, among)
        self.by_machine -= self.by_people
        rows += [(*pair, MACHINE) for pair in proposed if pair[0] in self.by_machine and pair not in decided]
        # A theme without a reading has no base: what was carried to a text that waits to be read again is left out.
        self.read = self.by_people | self.by_machine
        frame = pd.DataFrame(rows, columns=["key", "theme_id", "maker"])
        self.rows = frame[frame["key"].isin(self.read)]

    @cached_property
    def read_again(self):
        return (codeframes.finished_before(self.codeframe) & set(self.texts.index)) - self.by_people


def coded_texts(codeframe, run):
    """The CodedTexts of every text, also of those whose words are erased."""
    return CodedTexts(codeframe, extracts.texts(codeframe, erased=True).set_index("key"), run)


def cells(table):
    """(text, theme) wherever the table is true, in the order of its rows."""
    rows, columns = table.to_numpy().nonzero()
    return list(zip(table.index[rows], table.columns[columns].tolist(), strict=True))


def codings_of(sample, also_erased=False):
    """What each of the two coders gave to the texts that both finished, in the order of the sample.

    also_erased : with the texts that left the sample because their words were erased
    """
    finished, said = (read(sample.codeframe, sample.id) for read in (extracts.finished, extracts.decisions))
    coders = (sample.first_coder_id, sample.second_coder_id)
    by_coder = [set(finished.loc[finished["coder_id"] == coder, "key"]) for coder in coders]
    both = set.intersection(*by_coder)
    keys = [key for key in extracts.keys_there(sample) if key in both]
    if also_erased:
        keys += sorted(both - set(keys))
    themes = [theme.id for theme in sample.codeframe.themes]
    tables = []
    for coder in coders:
        given = said.loc[(said["coder_id"] == coder) & said["applies"].astype(bool), ["key", "theme_id"]]
        tables.append(table_of(keys, themes, given.itertuples(index=False, name=None)))
    return tables


def truth_of(sample, also_erased=False):
    """What holds of each text that both finished (missing where they differ and nobody settled it), and how many are
    missing."""
    first, second = codings_of(sample, also_erased)
    truth = first.where(first == second)
    settled = extracts.settlements(sample.codeframe)
    for key, sample_id, theme, applies in settled.itertuples(index=False, name=None):
        if sample_id == sample.id and key in truth.index and first.loc[key, theme] != second.loc[key, theme]:
            truth.loc[key, theme] = float(applies)
    return truth, int(truth.isna().sum().sum())


def complete_samples(codeframe):
    """Samples that both coders have finished, the newest last: of the others nobody is told anything."""
    return [sample for sample in _complete(codeframe) if sample.texts]


def _complete(codeframe):
    query = db.session.query(AgreementSample).filter_by(codeframe_id=codeframe.id).order_by(AgreementSample.id)
    return [sample for sample in query if extracts.is_complete(sample)]


def table_of(keys, themes, given):
    table = pd.DataFrame(0.0, index=pd.Index(keys, dtype=object), columns=themes)
    for key, theme in given:
        if key in table.index and theme in table.columns:
            table.loc[key, theme] = 1.0
    return table


def _by_machine(codeframe, texts, run, among):
    """(keys that the machine read, its pairs of key and theme). Words that are erased cannot be read again: of them
    what the last run said before that stands."""
    erased = texts[texts["erased_at"].notna()]
    read, pairs = set(), []
    if run is not None:
        read = read_by(run, texts[texts["erased_at"].isna()])
        pairs = list(extracts.proposals(run.id, among)[["key", "theme_id"]].itertuples(index=False, name=None))
    if not erased.empty:
        for older in db.session.scalars(select(AnalysisRun).filter_by(codeframe_id=codeframe.id)):
            read |= read_by(older, erased[erased["erased_at"] >= older.finished_at])
        pairs += extracts.proposals_of_erased(codeframe).itertuples(index=False, name=None)
    return read, list(dict.fromkeys(pairs))


def read_by(run, texts):
    """Keys of texts that the run read: not those that came later, nor those in which there was nothing to read."""
    limits = {"a": run.parameters["last_answer_id"], "c": run.parameters["last_contribution_id"]}
    nothing = extracts.unread(run.id) | set(run.parameters["unread_contributions"])
    # begun before the run and sent after it: the number of the answer does not tell
    nothing |= set(run.parameters.get("unsent", ()))
    return {key for key in texts.index if int(key[1:]) <= limits[key[0]]} - nothing
