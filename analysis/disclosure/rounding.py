"""Rounding: counts from 1 to 7 are hidden, the others go to the nearest 5, and shares come from the rounded figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd
from pandas.api import types

from analysis.frames import FrameError

#: counts from 1 to this are hidden; 0 stays 0, because nobody is told apart by it
HIDDEN_UP_TO = 7
NEAREST = 5
#: of a smaller group nothing is said at all
SMALLEST_GROUP = 10
#: a share is given from this base on: below it, rounding can move a share by more than 7 points
SHARE_BASE = 30
#: a group's own ranking is given from this base on
RANK_BASE = 100
#: from so many people on, a whole per cent tells a count only to about 5 people, as rounding does
EXACT_BASE = 1000
#: what stands in a file instead of a figure; in brackets, because screen readers skip "*"
CONFIDENTIAL, LOW_RELIABILITY, NOT_APPLICABLE = "[c]", "[u]", "[z]"
MEANINGS: Mapping[str, str] = MappingProxyType({
    CONFIDENTIAL: "confidential: so few people that somebody could be recognised",
    LOW_RELIABILITY: "low reliability: fewer than 100 people stand behind the share",
    NOT_APPLICABLE: "not applicable: too few people for a share",
})  # fmt: skip


@dataclass(frozen=True)
class RoundedTable:
    """Hold what may be printed of one table of options by groups.

    counts : like the table given, whole numbers; missing where hidden
    bases : people behind each group, rounded; missing where hidden
    shares : counts / bases, 0 to 1; missing where there is no count or the printed base is below SHARE_BASE
    totals : of each column over all groups, rounded from the true total, so that printed counts need not add up to it
    may_rank : group -> whether its own ranking may be printed
    """

    counts: pd.DataFrame
    bases: pd.Series
    shares: pd.DataFrame
    totals: pd.Series
    may_rank: pd.Series


def round_count(count: int) -> int | None:
    """Return the count as it may be printed: 0 stays 0, 1 to 7 are hidden (None), others go to the nearest 5.

    Raises FrameError if it is below 0.
    Source: NHS England, Disclosure control methodology for HES and ECDS (from September 2018), sub-national counts.
    """
    if count < 0:
        raise FrameError(f"a count of people cannot be {count}")
    if 1 <= count <= HIDDEN_UP_TO:
        return None
    # no multiple of 5 lies half way between two others of whole numbers, so rounding has no ties
    return NEAREST * ((count + NEAREST // 2) // NEAREST)


def round_table(table: pd.DataFrame, bases: pd.Series) -> RoundedTable:
    """Return what may be printed of one table of counts of people.

    table : one row per group, one column per option; how many of the group chose it
    bases : group -> how many of the group answered
    Of a group with 1 to 9 people nothing is told, its base neither. Whether a share is printed is decided by the
    printed base: a limit on the true one would tell 28 and 29 from 30.
    Raises FrameError if a figure is no whole number, is missing, or a count is above its base.
    Source: NHS England as `round_count`; thresholds of bases are ours: see SHARE_BASE, RANK_BASE, SMALLEST_GROUP.
    """
    check_table(table, bases)
    bases = bases.loc[table.index]
    is_small = bases.between(1, SMALLEST_GROUP - 1)
    counts = table.map(round_count).astype("Int64").mask(is_small, axis=0)
    rounded = bases.map(round_count).astype("Int64").mask(is_small)
    wide_enough = (rounded >= SHARE_BASE).fillna(False)
    shares = counts.astype("Float64").div(rounded.mask(~wide_enough).astype("Float64"), axis=0)
    totals = table.sum().map(round_count).astype("Int64")
    return RoundedTable(counts, rounded, shares, totals, (rounded >= RANK_BASE).fillna(False).astype(bool))


def headline_share(count: int, base: int) -> float | None:
    """Return the share of all who answered, for a headline: 0 to 1, or None where it may not be printed.

    From 1,000 people on it is the true share to a whole per cent; below, it comes from the rounded figures.
    """
    if base >= EXACT_BASE:
        return round(count / base, 2)
    printed, printed_base = round_count(count), round_count(base)
    if printed is None or printed_base is None or printed_base < SHARE_BASE:
        return None
    return printed / printed_base


def marker(count: int | None, base: int | None) -> str:
    """Return what stands beside a printed count, or instead of it: "", "[c]", "[z]" (no share) or "[u]" (a weak one).

    count, base : as printed; None where hidden
    Source: Analysis Function, Using symbols in tables (letters in square brackets, never "*").
    """
    if count is None or base is None:
        return CONFIDENTIAL
    if base < SHARE_BASE:
        return NOT_APPLICABLE
    return LOW_RELIABILITY if base < RANK_BASE else ""


def check_table(table: pd.DataFrame, bases: pd.Series | None) -> None:
    """Stop with FrameError unless the table holds whole numbers from 0 on, none above the base of its group."""
    if table.empty or not all(types.is_integer_dtype(dtype) for dtype in table.dtypes) or table.isna().any(axis=None):
        raise FrameError("a table of counts must hold whole numbers, and none may be missing")
    if (table < 0).any(axis=None):
        raise FrameError("a count of people cannot be below 0")
    if bases is None:
        return
    missing = table.index.difference(bases.index)
    if len(missing):
        raise FrameError(f"there is no base for the group {missing[0]}")
    if (table.gt(bases.loc[table.index], axis=0)).any(axis=None):
        raise FrameError("a count is larger than the base of its group")
