"""Suppression: exact counts, with small ones hidden and others hidden beside them until nobody can work them out."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.disclosure.attack import SLACK, Bounds, Numbers, attack_table, exactly
from analysis.disclosure.rounding import SMALLEST_GROUP, check_table
from analysis.frames import FrameError

#: counts below this are hidden; SENSITIVE is for disability, health, ethnicity, religion, orientation and children
GENERAL, SENSITIVE = 5, 10
#: seconds that the search for the fewest hidden counts may take
LONGEST_SEARCH = 60


@dataclass(frozen=True)
class SuppressedColumn:
    """Hold what is hidden of one option by groups whose total is published.

    primary, secondary : positions that are hidden because they are small, and to protect those
    low, high : the range that each hidden count can have; None when none is hidden
    total_hidden : whether the total has to be hidden too, because even all counts together tell too much
    """

    primary: tuple[int, ...]
    secondary: tuple[int, ...]
    hidden_sum: int
    low: int | None
    high: int | None
    total_hidden: bool = False


@dataclass(frozen=True)
class Suppressed:
    """Hold what is hidden of one table.

    primary, hidden : like the table, True where a count is small, and where it is not printed
    totals_hidden : option -> whether its total is not printed either
    ranges : the smallest and largest value that each count can have for somebody who reads the rest
    """

    primary: pd.DataFrame
    hidden: pd.DataFrame
    totals_hidden: pd.Series
    ranges: Bounds


def suppress_column(counts: list[int], threshold: int = GENERAL, hide_zeros: bool = False) -> SuppressedColumn:
    """Return which counts of one option by groups are hidden, when its total is published.

    counts : of each group
    threshold : counts from 1 to one fewer are small
    hide_zeros : a 0 is hidden too ("nobody in this group" can be told of nobody)
    The reader knows the sum S of m hidden counts, each at least 1: each lies in 1 to S - (m - 1). While that range is
    narrower than the threshold, the smallest count still shown is hidden as well.
    This is step one and never the whole check: it ignores how many options a person may choose. See `suppress`.
    """
    least = 0 if hide_zeros else 1
    primary = [place for place, count in enumerate(counts) if least <= count < threshold]
    hidden = list(primary)
    shown = sorted((count, place) for place, count in enumerate(counts) if place not in primary and count > 0)
    while hidden and _reach(counts, hidden, least) < threshold and shown:
        hidden.append(shown.pop(0)[1])
    hidden_sum = sum(counts[place] for place in hidden)
    high = hidden_sum - least * (len(hidden) - 1) if hidden else None
    return SuppressedColumn(
        tuple(primary),
        tuple(sorted(set(hidden) - set(primary))),
        hidden_sum,
        least if hidden else None,
        high,
        bool(hidden) and _reach(counts, hidden, least) < threshold,
    )


def suppress(
    table: pd.DataFrame,
    bases: pd.Series | None = None,
    threshold: int = GENERAL,
    picks: int | None = 3,
    all_picks: bool = False,
    row_totals: bool = False,
    hide_zeros: bool = False,
) -> Suppressed:
    """Return which counts of a table of groups (rows) by options (columns) are hidden, so that no small one is found.

    bases : group -> people; known to the reader. None: not printed anywhere
    threshold, hide_zeros : as in `suppress_column`
    picks, all_picks : how many options a person may choose, or must
    row_totals : whether the total of each group is printed as well (a two-way table)
    First the rule of one column; then the attack that knows the bases and the limit of picks; if a small count can be
    worked out to a range narrower than the threshold, the fewest further counts are sought, by sum, and the attack is
    made again. Totals of options stay visible unless the rule of one column hides them.
    Raises FrameError if a group has fewer than 10 people, or no set of hidden counts protects the small ones: merge
    groups or options first. It never falls back to a table that is not protected.
    Source: Fischetti and Salazar, Solving the cell suppression problem on tabular data with linear constraints,
    Management Science 47 (2001); the row of unused picks is ours, because people here choose up to three.
    """
    check_table(table, bases)
    _refuse_small_groups(bases)
    columns = [suppress_column([int(n) for n in table[name]], threshold, hide_zeros) for name in table.columns]
    problem = _Problem(table, bases, threshold, picks, all_picks, row_totals, hide_zeros, columns)
    hidden = np.zeros(table.shape, dtype=bool)
    for place, column in enumerate(columns):
        hidden[[*column.primary, *column.secondary], place] = True
    ranges = problem.attack(hidden)
    if not problem.is_safe(ranges):
        hidden = problem.search()
        ranges = problem.attack(hidden)
    if not problem.is_safe(ranges):
        raise FrameError("a small count can still be worked out: merge groups or options first")
    return Suppressed(
        pd.DataFrame(problem.primary, table.index, table.columns),
        pd.DataFrame(hidden, table.index, table.columns),
        pd.Series([column.total_hidden for column in columns], table.columns),
        ranges,
    )


def _reach(counts: list[int], hidden: list[int], least: int) -> int:
    """How wide the range of a hidden count is: 0 when it stands alone."""
    return sum(counts[place] for place in hidden) - least * len(hidden) if len(hidden) > 1 else 0


def _refuse_small_groups(bases: pd.Series | None) -> None:
    small = [] if bases is None else list(bases.index[(bases > 0) & (bases < SMALLEST_GROUP)])
    if small:
        raise FrameError(f"the group {small[0]} has fewer than {SMALLEST_GROUP} people: merge it with another first")


class _Problem:
    """One table with all that its reader knows of it."""

    def __init__(
        self,
        table: pd.DataFrame,
        bases: pd.Series | None,
        threshold: int,
        picks: int | None,
        all_picks: bool,
        row_totals: bool,
        hide_zeros: bool,
        columns: list[SuppressedColumn],
    ) -> None:
        self.counts: Numbers = table.to_numpy(dtype=float)
        self.bases: Numbers | None = None if bases is None else bases.loc[table.index].to_numpy(dtype=float)
        self.threshold, self.picks, self.all_picks, self.row_totals = threshold, picks, all_picks, row_totals
        self.least = 0.0 if hide_zeros else 1.0
        self.totals_hidden = np.array([column.total_hidden for column in columns])
        self.primary: NDArray[np.bool_] = (self.counts >= self.least) & (self.counts < threshold)

    def attack(self, hidden: NDArray[np.bool_]) -> Bounds:
        """Return the range of every count when these are hidden."""
        most = np.inf if self.bases is None else self.bases[:, None]
        low = np.where(hidden, self.least, self.counts)
        high = np.where(hidden, most, self.counts)
        totals = self.counts.sum(axis=0)
        columns = Bounds(np.where(self.totals_hidden, 0, totals), np.where(self.totals_hidden, np.inf, totals))
        rows = exactly(self.counts.sum(axis=1)) if self.row_totals else None
        bases = None if self.bases is None else exactly(self.bases)
        return attack_table(Bounds(low, high), columns, rows, bases, None, self.picks, self.all_picks)

    def is_safe(self, ranges: Bounds) -> bool:
        """Is the range of every small count as wide as the threshold? What only protects it may be worked out."""
        return bool((ranges.width[self.primary] >= self.threshold - SLACK).all())

    def search(self) -> NDArray[np.bool_]:
        """Return the hidden counts with the smallest sum for which every small count can move by the threshold."""
        # Imported here and not above: scipy.optimize takes 0.3 seconds to load, and only a release needs it.
        from scipy.optimize import Bounds as Limits
        from scipy.optimize import LinearConstraint, milp

        program = _Program(self)
        found = milp(
            program.cost,
            constraints=LinearConstraint(program.matrix(), np.array(program.low), np.array(program.high)),
            integrality=program.is_choice,
            bounds=Limits(program.least, program.most),
            options={"time_limit": LONGEST_SEARCH},
        )
        if found.x is None:
            raise FrameError("no set of hidden counts protects the small ones: merge groups or options first")
        chosen: NDArray[np.bool_] = found.x[: self.counts.size].reshape(self.counts.shape) > 0.5
        return chosen


class _Program:
    """The mixed-integer programme: which counts are hidden, and for each small one two other tables that fit.

    Unknowns: a choice per cell; then, for each small cell, a move of every cell (and of the unused picks of every
    group) towards a table in which the small cell is larger, and one towards a table in which it is smaller.
    """

    def __init__(self, problem: _Problem) -> None:
        self.problem = problem
        n_groups, n_options = problem.counts.shape
        self.n_cells, self.n_groups, self.n_options = problem.counts.size, n_groups, n_options
        self.has_slack = problem.bases is not None and problem.picks is not None and not problem.row_totals
        self.block = self.n_cells + n_groups
        small = np.flatnonzero(problem.primary.ravel())
        size = self.n_cells + 2 * len(small) * self.block
        self.cost = np.concatenate([problem.counts.ravel() + 1e-3, np.zeros(size - self.n_cells)])
        self.is_choice = (np.arange(size) < self.n_cells).astype(int)
        self.least, self.most = np.full(size, -np.inf), np.full(size, np.inf)
        self.entries: list[tuple[int, int, float]] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self._limit_choices()
        for number, cell in enumerate(small):
            starts = [self.n_cells + (2 * number + direction) * self.block for direction in (0, 1)]
            for start in starts:
                self._move(start)
            self._add([(starts[0] + cell, 1.0), (starts[1] + cell, -1.0)], float(problem.threshold), np.inf)

    def matrix(self) -> object:
        """Return the coefficients of the rows."""
        # Imported here and not above, as scipy.optimize is.
        from scipy.sparse import coo_array

        rows, columns, values = zip(*self.entries, strict=True)
        return coo_array((values, (rows, columns)), shape=(len(self.low), len(self.cost))).tocsr()

    def _limit_choices(self) -> None:
        """Small cells are hidden; an empty one is not, where the reader knows that hidden counts are at least 1."""
        counts = self.problem.counts.ravel()
        self.least[: self.n_cells] = self.problem.primary.ravel()
        self.most[: self.n_cells] = counts >= self.problem.least

    def _move(self, start: int) -> None:
        """Add a move that leaves everything printed as it is, and moves only what is hidden."""
        problem = self.problem
        counts, step = problem.counts.ravel(), float(problem.threshold)
        for cell in range(self.n_cells):
            room = np.inf if problem.bases is None else problem.bases[cell // self.n_options] - counts[cell]
            self._add([(start + cell, 1.0), (cell, min(counts[cell] - problem.least, step))], 0, np.inf)
            self._add([(start + cell, 1.0), (cell, -min(room, step))], -np.inf, 0)
        for option in np.flatnonzero(~problem.totals_hidden):
            self._add([(start + cell, 1.0) for cell in range(option, self.n_cells, self.n_options)], 0, 0)
        for group in range(self.n_groups):
            self._move_row(start, group)

    def _move_row(self, start: int, group: int) -> None:
        problem, slack = self.problem, start + self.n_cells + group
        row = range(group * self.n_options, (group + 1) * self.n_options)
        self._add([*((start + cell, 1.0) for cell in row), (slack, 1.0)], 0, 0)
        if problem.row_totals:
            self.least[slack] = self.most[slack] = 0
        elif self.has_slack and problem.bases is not None and problem.picks is not None:
            base, chosen = problem.bases[group], problem.counts[group].sum()
            # what a row may still gain, and lose, with each person choosing 1 to `picks` options
            self.least[slack] = 0 if problem.all_picks else chosen - problem.picks * base
            self.most[slack] = 0 if problem.all_picks else chosen - base

    def _add(self, terms: list[tuple[int, float]], low: float, high: float) -> None:
        row = len(self.low)
        self.entries += [(row, column, value) for column, value in terms if value]
        self.low.append(low)
        self.high.append(high)
