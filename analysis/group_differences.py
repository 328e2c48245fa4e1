"""Do groups pick differently: one test for all options, one for each option, and which groups stand out."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, ndtr

from analysis.frames import GROUP_SHARES, GROUP_TESTS, OPTION_TESTS, FrameError
from analysis.many_tests import benjamini_hochberg, holm
from analysis.patterns import PatternTable
from analysis.ranking import wilson
from analysis.small_bases import HIDE_BELOW, SHARES_FROM, base_class

LEVEL = 0.05
"""Of the tests of one report together."""
LEAST_POINTS = 5.0
"""A smaller difference is not marked, however sure: with thousands of answers 2 points would be."""
CLEAR_RESIDUAL = 3.0
"""A residual this far from 0 stands out among a few dozen."""


@dataclass(frozen=True)
class Pearson:
    """Hold chi-square tests: one value of x2, df, p and cramers_v a table, one residual a cell."""

    x2: NDArray[np.float64]
    df: NDArray[np.int64]
    p: NDArray[np.float64]
    residuals: NDArray[np.float64]
    cramers_v: NDArray[np.float64]


@dataclass(frozen=True)
class GroupTest:
    """Hold the test of whether groups differ at all; p is NaN where there is nothing to compare.

    n : people in the groups compared, of those who were offered the options compared; n_groups, n_options : compared
    x2, x2_adjusted, df, p : the sum of the tests of the options, corrected for picks that go together
    """

    n: int
    n_groups: int
    n_options: int
    x2: float
    x2_adjusted: float
    df: float
    p: float


@dataclass(frozen=True)
class Differences:
    """Hold the answer of `find_differences`.

    overall : frame `frames.GROUP_TESTS`, one row per section and characteristic
    options : frame `frames.OPTION_TESTS`, one row per option of them
    groups : frame `frames.GROUP_SHARES`, one row per group and option of them
    """

    overall: pd.DataFrame
    options: pd.DataFrame
    groups: pd.DataFrame


def pearson(observed: ArrayLike) -> Pearson:
    """Return Pearson's chi-square test of tables of counts.

    observed : ... x r x c counts; df is (r - 1)(c - 1) of the rows and columns that are not empty
    Residuals are adjusted and standardised, (O - E) / sqrt(E (1 - row share)(1 - column share)): about normal where
    groups do not differ. p, residuals and V are NaN where there is nothing to compare.
    Source: Agresti A., An Introduction to Categorical Data Analysis (2007), section 2.4.
    """
    counts = np.asarray(observed, dtype=float)
    n = counts.sum(axis=(-2, -1), keepdims=True)
    rows, columns = counts.sum(axis=-1, keepdims=True), counts.sum(axis=-2, keepdims=True)
    n_rows, n_columns = (rows > 0).sum(axis=(-2, -1)), (columns > 0).sum(axis=(-2, -1))
    df = np.maximum(n_rows - 1, 0) * np.maximum(n_columns - 1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.where(n > 0, rows * columns / n, 0)
        x2 = np.where(expected > 0, (counts - expected) ** 2 / expected, 0).sum(axis=(-2, -1))
        residuals = (counts - expected) / np.sqrt(expected * (1 - rows / n) * (1 - columns / n))
        cramers_v = np.sqrt(x2 / (n[..., 0, 0] * (np.minimum(n_rows, n_columns) - 1)))
    p = np.where(df > 0, chdtrc(np.maximum(df, 1), x2), np.nan)
    return Pearson(x2, df, p, residuals, np.where(df > 0, cramers_v, np.nan))


def newcombe(
    count: ArrayLike, n: ArrayLike, other_count: ArrayLike, other_n: ArrayLike, confidence: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lower and upper end of the interval of count / n - other_count / other_n, two separate groups.

    Whole numbers, arrays of one shape; returns -1 to 1, NaN where a group has nobody. Raises FrameError as `wilson`.
    Source: Newcombe R.G., Statistics in Medicine 17 (1998), 873-890, method 10 (squares of two Wilson intervals).
    """
    low, high = wilson(count, n, confidence)
    other_low, other_high = wilson(other_count, other_n, confidence)
    share, other = (_ratio(np.asarray(x), np.asarray(base)) for x, base in ((count, n), (other_count, other_n)))
    difference = share - other
    return (
        difference - np.sqrt((share - low) ** 2 + (other_high - other) ** 2),
        difference + np.sqrt((high - share) ** 2 + (other - other_low) ** 2),
    )


def group_test(table: PatternTable) -> GroupTest:
    """Return whether the groups of one characteristic differ at all in what they pick.

    table : one row a group. Compared are people who were all offered the same options, see `_comparable`. Groups with
        fewer than 10 of them are left out, and so are options that nobody picked, or that everybody did
    The sum of Pearson's X2 over options is not chi-square, because one person's picks go together: it is scaled to
    the mean and variance it has (second-order Rao-Scott). An ordinary test on the table of picks hides differences.
    Where everybody in a group picked the same, there is no variance to scale by: p is then the smallest of the
    options' own tests, adjusted by Holm's procedure.
    Source: Rao and Scott, Annals of Statistics 12 (1984), 46-60; Thomas and Decady, International Journal of Testing
    4 (2004), 43-59; Koziol and Bilder, The R Journal 6/1 (2014), 144-150.
    """
    table = _comparable(table)
    kept = table.answered >= HIDE_BELOW
    counts, answered = table.counts[kept].astype(float), table.answered[kept].astype(float)
    n = float(answered.sum())
    picks = counts @ table.picked
    share = picks.sum(axis=0) / n if n else picks.sum(axis=0)
    used = (share > 0) & (share < 1)
    if len(answered) < 2 or not used.any():
        return GroupTest(int(n), len(answered), int(used.sum()), *[np.nan] * 4)
    picks, share, picked = picks[:, used], share[used], table.picked[:, used].astype(float)
    tested = pearson(np.stack([picks.T, (answered[:, None] - picks).T], axis=-1))
    x2, s2 = float(tested.x2.sum()), _trace_of_square(counts, picked, answered, share)
    t = (len(answered) - 1) * len(share)
    if s2 < t * 1e-9:
        return GroupTest(int(n), len(answered), len(share), x2, np.nan, np.nan, float(holm(tested.p).min()))
    adjusted, df = t * x2 / s2, t * t / s2
    return GroupTest(int(n), len(answered), len(share), x2, adjusted, df, float(chdtrc(df, adjusted)))


def _comparable(table: PatternTable) -> PatternTable:
    """Return the table of some options and of the people who were offered all of them, as much of both as there is.

    Of the sets of options that somebody was offered it is the one with the most people times options, of those that
    leave two groups of 10 or more where any does. One short wording then costs the people who answered in it, and
    not every option that it lacks.
    """
    if table.offered.all():
        return table
    sets = np.unique(table.offered[table.counts.sum(axis=0) > 0], axis=0)
    if not len(sets):
        return table
    # patterns x sets: the pattern was offered the whole set
    holds = (~table.offered).astype(float) @ sets.T.astype(float) == 0
    answered = table.counts.astype(float) @ holds
    cells = answered.sum(axis=0) * sets.sum(axis=1)
    can_compare = (answered >= HIDE_BELOW).sum(axis=0) > 1
    best = int(np.lexsort((cells, can_compare & (cells > 0)))[-1])
    people = holds[:, best]
    whole = replace(table, picked=table.picked[people], offered=table.offered[people], counts=table.counts[:, people])
    return whole.only(sets[best])


def _trace_of_square(
    counts: NDArray[np.float64], picked: NDArray[np.float64], answered: NDArray[np.float64], share: NDArray[np.float64]
) -> float:
    """Return tr(M M) of M = D^-1 H V H' (see group_test), from blocks of groups: V and D have no others.

    With a_g = n_g / n, block (g, h) of H V H' is [g = h] V_g - a_g V_g - a_h V_h + W in which W = sum of a^2 V.
    """
    n = answered.sum()
    size = answered / n
    joint = np.einsum("gp,pj,pk->gjk", counts, picked, picked, optimize=True) / answered[:, None, None]
    own = joint.diagonal(axis1=1, axis2=2)
    inner = (joint - own[:, :, None] * own[:, None, :]) / size[:, None, None]
    whole = (size[:, None, None] ** 2 * inner).sum(axis=0)
    part = size[:, None, None] * inner
    blocks = whole[None, None] - part[None, :] - part[:, None]
    same = np.arange(len(size))
    blocks[same, same] += inner
    blocks = blocks * size[:, None, None, None] / (share * (1 - share))[None, None, :, None]
    return float(np.einsum("ghjk,hgkj->", blocks, blocks))


def find_differences(
    tables: Mapping[Hashable, Sequence[PatternTable]], level: float = LEVEL, least_points: float = LEAST_POINTS
) -> Differences:
    """Return every test of a report and what every group picked, with the differences that may be spoken of marked.

    tables : characteristic -> its table in each section
    level : chance of one false mark or more among the options of the whole report (K x characteristics x sections)
    least_points : difference from which a mark is given, in percentage points; a setting of the council
    Each group is compared with everyone else who said, not with the total that contains it. A group is marked where
    Holm's procedure over the whole report rejects that groups pick the option alike, its residual is 3 or more from 0
    or stands out by Holm's procedure among the groups, and its share is least_points or more from everyone else's.
    The tests of whether groups differ at all are a family of their own, adjusted over the whole report too.
    Of small bases (`small_bases`), of each option's own, figures are missing: below 10 all, below 30 shares; below 30
    of either side differences and residuals, and there is no mark.
    One hidden group can be worked out from the others and the total: what is published needs its own check.
    Raises FrameError if the level is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise FrameError(f"level must be between 0 and 1, not {level}")
    if not tables or not all(tables.values()):
        raise FrameError("there are no tables to compare groups in")
    overall: list[pd.DataFrame] = []
    options: list[pd.DataFrame] = []
    groups: list[pd.DataFrame] = []
    for characteristic, of_sections in tables.items():
        for table in of_sections:
            found, cells = _of_options(table)
            whole = pd.DataFrame([vars(group_test(table))])
            for frame, parts in ((whole, overall), (found, options), (cells, groups)):
                section, name = [table.section] * len(frame), [characteristic] * len(frame)
                parts.append(pd.DataFrame({"section": section, "characteristic": name}).join(frame))
    tests = pd.concat(options, ignore_index=True)
    tests = tests.assign(p_holm=holm(tests["p"]), p_bh=benjamini_hochberg(tests["p"]))[OPTION_TESTS.names]
    cells = _marked(pd.concat(groups, ignore_index=True), tests, level, least_points)
    wholes = pd.concat(overall, ignore_index=True)
    return Differences(wholes.assign(p_holm=holm(wholes["p"]))[GROUP_TESTS.names], tests, cells)


def _of_options(table: PatternTable) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the test of each option, and the figures of each group and option."""
    # G x K: an option that few of a group were offered is hidden there, however many of the group answered
    kept = table.bases >= HIDE_BELOW
    picks, bases = np.where(kept, table.picks, 0), np.where(kept, table.bases, 0)
    tested = pearson(np.stack([picks.T, (bases - picks).T], axis=-1))
    found = pd.DataFrame({"option": table.options, "x2": tested.x2, "df": tested.df, "p": tested.p})
    shape = (len(table.groups), len(table.options))
    residual = np.where(kept, tested.residuals[:, :, 0].T, np.nan)
    alone = holm(2 * ndtr(-np.abs(residual)).T).T
    rest_bases, rest_picks = bases.sum(axis=0) - bases, picks.sum(axis=0) - picks
    low, high = newcombe(picks, bases, rest_picks, rest_bases)
    figures = {
        "base": table.bases,
        "count": table.picks,
        "share": table.shares,
        "rest_base": rest_bases,
        "rest_share": _ratio(rest_picks, rest_bases),
        "points_low": 100 * low,
        "points_high": 100 * high,
        "residual": residual,
        "p_alone": alone,
    }
    cells = pd.DataFrame(
        {
            "group": np.repeat(np.array(table.groups, dtype=object), shape[1]),
            "option": np.tile(np.array(table.options, dtype=object), shape[0]),
            "reliability": base_class(table.bases).ravel(),
        }
        | {name: values.ravel() for name, values in figures.items()}
    )
    return found, cells.assign(points=100 * (cells["share"] - cells["rest_share"]))


def _ratio(count: NDArray[np.float64], base: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(count, base, out=np.full(np.shape(base), np.nan), where=np.asarray(base) > 0)


def _marked(cells: pd.DataFrame, tests: pd.DataFrame, level: float, least_points: float) -> pd.DataFrame:
    """Return the cells with their marks, and without the figures that small groups do not have."""
    keys = ["section", "characteristic", "option"]
    p_holm = cells[keys].merge(tests[[*keys, "p_holm"]], on=keys, how="left")["p_holm"].to_numpy()
    clear = (cells["residual"].abs() >= CLEAR_RESIDUAL) | (cells["p_alone"] <= level)
    # a share is a quotient: 5 points must be 5 points whatever the last digit of it
    far = cells["points"].abs() >= least_points - 1e-9
    has_shares = cells["reliability"].isin(["low", "full"])
    has_rest = has_shares & (cells["rest_base"] >= SHARES_FROM)
    is_marked = has_rest & (p_holm <= level) & clear & far
    mark = np.where(is_marked, np.where(cells["points"] > 0, "higher", "lower"), "")
    has_counts = cells["reliability"] != "hidden"
    shown = {name: cells[name].astype("Int64").where(has_counts) for name in ("base", "count")}
    shown |= {"rest_base": cells["rest_base"].astype("Int64").where(has_shares)}
    compared = ("rest_share", "points", "points_low", "points_high", "residual")
    shown |= {"share": cells["share"].where(has_shares)} | {name: cells[name].where(has_rest) for name in compared}
    return cells.assign(mark=mark, **shown)[GROUP_SHARES.names]
