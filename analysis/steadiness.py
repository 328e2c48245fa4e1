"""How steady the top three is: whether it holds by channel, without one ward, early or late, weighted, and how.

A top three that holds in every check says more than any interval, which does not cover who chose to answer.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.frames import FrameError
from analysis.patterns import PatternTable
from analysis.rank_ranges import TOP
from analysis.small_bases import FULL_BASE


@dataclass(frozen=True)
class TopChange:
    """Say whether the top three of everybody is the top three of a check too.

    check : what was done, as "channel" or "3-2-1"
    group : the group that was looked at alone or left out; empty where there is none
    left_out : true where the check is of everybody but the group
    n : responses (or ordered responses) behind the check
    top : the options of its top three, first place first; more than three where places are shared at the end
    enters, leaves : options that are in one top three and not in the other
    holds : the same options make the top three; None where too few answered to say
    same_order : they stand in the same order too; None likewise
    """

    check: str
    group: Hashable
    left_out: bool
    n: int
    top: tuple[Hashable, ...]
    enters: tuple[Hashable, ...]
    leaves: tuple[Hashable, ...]
    holds: bool | None
    same_order: bool | None


def top_of(values: ArrayLike, options: Sequence[Hashable], top: int = TOP) -> tuple[Hashable, ...]:
    """Return the options that hold the first places, in order; equal values keep the order of the questionnaire.

    values : K numbers, the largest is first; NaN or 0 is in no top three: nobody picked it
    options : K keys. All options that share the last place of the top are in it.
    """
    numbers = np.nan_to_num(np.asarray(values, dtype=float))
    place = 1 + (numbers[None, :] > numbers[:, None]).sum(axis=1)
    order = np.argsort(-numbers, kind="stable")
    return tuple(options[position] for position in order if place[position] <= top and numbers[position] > 0)


def compare_tops(
    check: str,
    everybody: ArrayLike,
    found: ArrayLike,
    options: Sequence[Hashable],
    n: int,
    group: Hashable = "",
    left_out: bool = False,
    top: int = TOP,
) -> TopChange:
    """Return how the top three by other figures differs from that of everybody.

    everybody, found : K shares or scores, the largest is first; n : responses behind `found`
    Nothing is said (`holds` is None) where nobody is behind one of the two.
    """
    before, after = top_of(everybody, options, top), top_of(found, options, top)
    known = bool(before) and bool(after)
    return TopChange(
        check=check,
        group=group,
        left_out=left_out,
        n=n,
        top=after,
        enters=tuple(option for option in after if option not in before) if known else (),
        leaves=tuple(option for option in before if option not in after) if known else (),
        holds=set(before) == set(after) if known else None,
        same_order=before == after if known else None,
    )


def check_alone(
    check: str, everybody: PatternTable, groups: PatternTable, least: int = FULL_BASE, top: int = TOP
) -> list[TopChange]:
    """Return for each group, as each channel or wording, whether its own top three is that of everybody.

    Compared are options that the group was offered: without the others, everybody's top three moves up.
    everybody, groups : tables of one section, of ranked options
    least : a group with a smaller base has no ranks, so nothing is said of it; 100
    Raises FrameError if the tables are not of the same section.
    """
    _check_same(everybody, groups)
    found = _against(check, everybody, groups, left_out=False, top=top)
    return [change if change.n >= least else _unsaid(change) for change in found]


def check_left_out(
    check: str, everybody: PatternTable, groups: PatternTable, least: int = FULL_BASE, top: int = TOP
) -> list[TopChange]:
    """Return for each group, as each ward or campaign, whether the top three holds without it.

    everybody, groups : tables of one section with the same patterns, as `tables_by_group` gives them. Who is in no
        group stays: it is one group that is left out
    least : where fewer are left they have no ranks, so nothing is said; 100
    Raises FrameError if the tables are not of the same section and patterns.
    """
    _check_same(everybody, groups)
    if everybody.counts.shape[1] != groups.counts.shape[1]:
        raise FrameError("a group can only be left out of a table of the same patterns")
    rest = replace(everybody, groups=groups.groups, counts=everybody.counts - groups.counts)
    found = _against(check, everybody, rest, left_out=True, top=top)
    return [change if change.n >= least else _unsaid(change) for change in found]


def check_steadiness(
    everybody: PatternTable,
    alone: Mapping[str, PatternTable] | None = None,
    left_out: Mapping[str, PatternTable] | None = None,
    weighted: ArrayLike | None = None,
    least: int = FULL_BASE,
    top: int = TOP,
) -> list[TopChange]:
    """Return every check of one section in one list: groups alone, groups left out, and weighted.

    everybody : table of everybody, of ranked options
    alone : name of the check -> table of its groups, as {"channel": ..., "wording": ..., "time": ...}
    left_out : likewise, as {"ward": ..., "campaign": ...}
    weighted : K weighted shares, see `analysis.weighting`; without it, nothing is said of weights
    least, top : as in `check_alone` and `check_left_out`
    """
    found = [
        change
        for check, groups in (alone or {}).items()
        for change in check_alone(check, everybody, groups, least, top)
    ]
    for check, groups in (left_out or {}).items():
        found += check_left_out(check, everybody, groups, least, top)
    if weighted is not None:
        n = int(everybody.answered[0])
        found.append(compare_tops("weighted", everybody.shares[0], weighted, everybody.options, n, top=top))
    return found


def halves(times: pd.Series) -> NDArray[np.int64]:
    """Return 0 for the responses of the early half, 1 for the late half, -1 where the time is missing.

    times : when each response was sent; at equal times all go to the same half, so halves can differ in size
    """
    place = times.rank(method="average").to_numpy(dtype=float, na_value=np.nan)
    known = ~np.isnan(place)
    found = np.full(len(times), -1, dtype=np.int64)
    found[known] = place[known] > (known.sum() + 1) / 2
    return found


def _against(check: str, everybody: PatternTable, groups: PatternTable, left_out: bool, top: int) -> list[TopChange]:
    """Return how the top three of each row of a table differs from that of everybody, among options it was offered.

    An option that most of them could not pick says nothing about them: in Easy Read alone, options that stand only in
    standard words would go out, and one that a single person kept from there would have a share of 100%.
    """
    found = []
    for group, shares, bases, n in zip(groups.groups, groups.shares, groups.bases, groups.answered, strict=True):
        was_offered = 2 * bases > n
        before, after = (np.where(was_offered, values, np.nan) for values in (everybody.shares[0], shares))
        found.append(compare_tops(check, before, after, everybody.options, int(n), group, left_out, top))
    return found


def _check_same(everybody: PatternTable, groups: PatternTable) -> None:
    if everybody.section != groups.section or everybody.options != groups.options:
        raise FrameError("the groups must be of the same section and options as everybody")


def _unsaid(change: TopChange) -> TopChange:
    return replace(change, top=(), enters=(), leaves=(), holds=None, same_order=None)
