"""The options of a questionnaire as positions in a table, and which of them each wording offers."""

from collections.abc import Collection

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.frames import OPTIONS


class OptionTable:
    """Hold the options in questionnaire order, with positions for sections and options."""

    def __init__(self, frame: pd.DataFrame) -> None:
        """Order the options by section (first appearance) and position."""
        self.sections = pd.Index(frame["section"].unique())
        order = np.lexsort((frame["position"].to_numpy(), self.sections.get_indexer(frame["section"])))
        self.frame = frame.iloc[order][OPTIONS.names].reset_index(drop=True)
        self.section_of = self.sections.get_indexer(self.frame["section"])
        self.labels = pd.Index(self.frame["option"].unique())
        self.row_of = np.full((len(self.sections) + 1, len(self.labels) + 1), -1, dtype=np.int64)
        self.row_of[self.section_of, self.labels.get_indexer(self.frame["option"])] = np.arange(len(self.frame))

    def locate_section(self, sections: pd.Series) -> NDArray[np.intp]:
        """Return the position of each section, -1 where it has no options."""
        return positions(sections, self.sections)

    def locate(self, sections: NDArray[np.intp], options: pd.Series) -> NDArray[np.int64]:
        """Return the row of each option in the table, -1 where the section has no such option."""
        return self.row_of[sections, positions(options, self.labels)]


class Offers:
    """Hold which options each wording offers, and in which wording each section was shown."""

    def __init__(self, offered: pd.DataFrame, shown: pd.DataFrame, table: OptionTable) -> None:
        """Number the wordings; an offer of an option that the table lacks says nothing."""
        self.table = table
        self.wordings = pd.Index(offered["wording"].unique())
        rows = table.locate(table.locate_section(offered["section"]), offered["option"])
        self.matrix = np.zeros((len(table.frame), len(self.wordings)), dtype=bool)
        self.matrix[rows[rows >= 0], self.wordings.get_indexer(offered["wording"])[rows >= 0]] = True
        self.wording = positions(shown["wording"], self.wordings)

    def offered_by(self, leading: Collection[object]) -> NDArray[np.bool_]:
        """Return for each option whether one of these wordings offers it; all options when none is named."""
        if not leading:
            return np.ones(len(self.table.frame), dtype=bool)
        return np.asarray(self.matrix[:, self.wordings.isin(list(leading))].any(axis=1))


def positions(values: pd.Series, known: pd.Index) -> NDArray[np.intp]:
    """Return the position of each value in `known`, -1 for others; a categorical is looked up once per category."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        of_category = np.append(known.get_indexer(values.cat.categories), -1)
        return of_category[values.cat.codes.to_numpy()]
    return np.asarray(known.get_indexer(pd.Index(values)))
