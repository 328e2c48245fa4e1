"""What somebody can work out who reads everything published: the range in which each hidden count must lie."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.disclosure.rounding import HIDDEN_UP_TO, NEAREST, SMALLEST_GROUP, RoundedTable
from analysis.frames import FrameError

Numbers = NDArray[np.float64]
#: how far a solver may be off a whole number
SLACK = 1e-6


@dataclass(frozen=True)
class Bounds:
    """Hold the smallest and the largest value that figures can have, for all that is known. Arrays of one shape."""

    low: Numbers
    high: Numbers

    @property
    def width(self) -> Numbers:
        """Return high - low: 0 where a figure is known exactly."""
        return self.high - self.low


@dataclass(frozen=True)
class Knowledge:
    """Hold a linear system: bounds of each unknown, and sums of unknowns with bounds of their own."""

    unknowns: Bounds
    #: one row per sum, one column per unknown
    sums: Numbers
    totals: Bounds


def exactly(values: Numbers) -> Bounds:
    """Return the bounds of what was published as it is."""
    return Bounds(values, values)


def possible(known: Knowledge, pieces: Numbers) -> Bounds:
    """Return the range of each piece.

    pieces : one row per piece, one column per unknown: the sum of unknowns that somebody is after
    The range is that of the linear programme, so it can be wider than that of whole numbers and never narrower; ends
    are moved inward to whole numbers. Raises FrameError if the published figures contradict one another.
    """
    # Imported here and not above: scipy.optimize takes 0.3 seconds to load, and only a release is ever attacked.
    from scipy.optimize import linprog

    equal = known.totals.low == known.totals.high
    above, below = ~equal & np.isfinite(known.totals.high), ~equal & np.isfinite(known.totals.low)
    limits = {
        "A_eq": known.sums[equal],
        "b_eq": known.totals.low[equal],
        "A_ub": np.vstack([known.sums[above], -known.sums[below]]),
        "b_ub": np.concatenate([known.totals.high[above], -known.totals.low[below]]),
        "bounds": np.column_stack([known.unknowns.low, known.unknowns.high]),
        "method": "highs",
    }
    low, high = np.empty(len(pieces)), np.empty(len(pieces))
    for number, piece in enumerate(pieces):
        ends = [linprog(sign * piece, **limits) for sign in (1, -1)]
        if any(end.status == 2 for end in ends):
            raise FrameError("the published figures contradict one another")
        low[number] = np.ceil(ends[0].fun - SLACK) if ends[0].status == 0 else -np.inf
        high[number] = np.floor(-ends[1].fun + SLACK) if ends[1].status == 0 else np.inf
    return Bounds(low, high)


def attack_table(
    cells: Bounds,
    columns: Bounds | None = None,
    rows: Bounds | None = None,
    bases: Bounds | None = None,
    people: Bounds | None = None,
    picks: int | None = None,
    all_picks: bool = False,
) -> Bounds:
    """Return the range of every cell of a table of groups (rows) by options (columns).

    cells : what is printed of each cell; low equals high where it is printed exactly
    columns, rows : printed totals of options and of groups; None where they are not printed
    bases, people : people in each group, and in all; no cell can be above its base
    picks : how many options a person may choose. With the bases it limits the sum of each row:
        base <= sum <= picks * base, or, with all_picks, sum = picks * base
    Source: the attacker's linear programme of cell suppression (Fischetti and Salazar, Management Science 47, 2001),
    with the limit of picks added as rows.
    """
    n_groups, n_options = cells.low.shape
    n_cells = n_groups * n_options
    system = _System(n_cells, n_groups if bases is not None else 0)
    for group in range(n_groups):
        row = np.arange(group * n_options, (group + 1) * n_options)
        if rows is not None:
            system.add(row, None, 0, rows.low[group], rows.high[group])
        if bases is not None:
            base = n_cells + group
            for cell in row:
                system.add([cell], base, -1, -np.inf, 0)
            if picks is not None:
                system.add(row, base, -picks, 0 if all_picks else -np.inf, 0)
                system.add(row, base, -1, 0, np.inf)
    if columns is not None:
        for option in range(n_options):
            column = np.arange(option, n_cells, n_options)
            system.add(column, None, 0, columns.low[option], columns.high[option])
    if bases is not None and people is not None:
        system.add(np.arange(n_cells, n_cells + n_groups), None, 0, float(people.low), float(people.high))
    known = system.knowledge(cells, bases)
    hidden = np.flatnonzero(cells.low.ravel() != cells.high.ravel())
    pieces = np.zeros((len(hidden), known.sums.shape[1]))
    pieces[np.arange(len(hidden)), hidden] = 1
    found = possible(known, pieces)
    low, high = cells.low.ravel().astype(float), cells.high.ravel().astype(float)
    low[hidden], high[hidden] = found.low, found.high
    return Bounds(low.reshape(cells.low.shape), high.reshape(cells.low.shape))


def attack_rounded(table: RoundedTable, people: int | None, picks: int | None = 3, all_picks: bool = False) -> Bounds:
    """Return the range of every true count behind a rounded table, for somebody who knows the rule and all it prints.

    people : all who answered, as printed (rounded); None where it is not printed or hidden
    picks, all_picks : as in `attack_table`
    """
    counts = behind(table.counts)
    bases = behind(table.bases)
    hidden_group = table.bases.isna().to_numpy()
    # of a small group everything is hidden, a 0 too
    bases.low[hidden_group], bases.high[hidden_group] = 1, SMALLEST_GROUP - 1
    counts.low[hidden_group], counts.high[hidden_group] = 0, SMALLEST_GROUP - 1
    total = None if people is None else behind(pd.Series([people], dtype="Int64"))
    total = total and Bounds(total.low[0], total.high[0])
    return attack_table(counts, behind(table.totals), None, bases, total, picks, all_picks)


def behind(printed: pd.DataFrame | pd.Series) -> Bounds:
    """Return the true counts that can stand behind rounded ones: 1 to 7 behind a hidden one, v - 2 to v + 2 else."""
    values = printed.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    hidden, half = np.isnan(values), NEAREST // 2
    low = np.where(hidden, 1.0, np.where(values == 0, 0.0, np.maximum(values - half, HIDDEN_UP_TO + 1)))
    high = np.where(hidden, float(HIDDEN_UP_TO), np.where(values == 0, 0.0, values + half))
    return Bounds(low, high)


class _System:
    """Rows of a linear system as they are found: sums of cells, and at times the base of a group."""

    def __init__(self, n_cells: int, n_bases: int) -> None:
        self.width = n_cells + n_bases
        self.rows: list[Numbers] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def add(
        self, cells: NDArray[np.int64] | list[int], base: int | None, weight: float, low: float, high: float
    ) -> None:
        """Say that the sum of these cells, and weight times this base, lies between low and high."""
        row = np.zeros(self.width)
        row[cells] = 1
        if base is not None:
            row[base] = weight
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)

    def knowledge(self, cells: Bounds, bases: Bounds | None) -> Knowledge:
        """Return the whole system; the cells come first, row by row, then the bases."""
        low, high = [cells.low.ravel()], [cells.high.ravel()]
        if bases is not None:
            low.append(bases.low)
            high.append(bases.high)
        sums = np.array(self.rows) if self.rows else np.zeros((0, self.width))
        totals = Bounds(np.array(self.low, dtype=float), np.array(self.high, dtype=float))
        return Knowledge(Bounds(np.concatenate(low).astype(float), np.concatenate(high).astype(float)), sums, totals)
