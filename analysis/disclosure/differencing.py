"""Differencing: what several figures that each look safe tell together, in one release and in all before it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.disclosure.attack import Bounds, Knowledge, Numbers, possible
from analysis.disclosure.suppression import GENERAL
from analysis.frames import FrameError


@dataclass(frozen=True)
class Figure:
    """Hold one published count: its name, of which pieces of the data, and between which numbers its reader knows it.

    parts : names of the finest groups that it counts together, as {"online", "paper"}
    low, high : equal when it was printed exactly
    """

    name: str
    parts: frozenset[str]
    low: int
    high: int


@dataclass(frozen=True)
class Derived:
    """Hold what follows from the figures though nobody printed it: how many people are in these parts.

    because : names of the figures that give it away, where two alone do
    """

    parts: frozenset[str]
    low: int
    high: int
    because: tuple[str, ...] = ()


def derive(new: Sequence[Figure], earlier: Sequence[Figure] = (), threshold: int = GENERAL) -> list[Derived]:
    """Return every small group that a reader of all these figures can work out; a release is allowed when none is.

    new, earlier : figures of this release, and of every earlier one of the same data
    threshold : a group is given away when it may have fewer people than this and its range is narrower than this.
        For rounded figures 1: a hidden count must never be known exactly
    Looked for are: each piece that the figures tell apart, what one figure counts and another does not, and the same
    group with another count in a later release (somebody who was erased is the difference).
    Raises FrameError if there is nothing to judge, or the figures contradict one another.
    Source: the linear system over all published figures, as Dinur and Nissim, PODS 2003, and the guidance of the
    Government Statistical Service on tables produced from surveys.
    """
    figures = [*new, *earlier]
    if not new:
        raise FrameError("there is no figure to judge")
    changed = _changed(new, earlier, threshold)
    if changed:
        return changed
    pieces = _pieces(figures)
    known = _knowledge(figures, pieces)
    targets = _targets(figures, pieces)
    wanted = np.array([[piece <= target for piece in pieces] for target in targets], dtype=float)
    found = possible(known, wanted)
    return [
        Derived(target, int(low), int(high), _because(target, figures))
        for target, low, high in zip(targets, found.low, found.high, strict=True)
        if high > 0 and low < threshold and high - low < threshold and not _is_empty(low, high)
    ]


def _is_empty(low: float, high: float) -> bool:
    return low == high == 0


def _changed(new: Sequence[Figure], earlier: Sequence[Figure], threshold: int) -> list[Derived]:
    """The same group counted again with a difference so small that it tells who came or went."""
    return [
        Derived(one.parts, 0, abs(one.low - other.low), (one.name, other.name))
        for one in new
        for other in earlier
        if one.parts == other.parts and one.low == one.high and other.low == other.high
        and 0 < abs(one.low - other.low) < threshold
    ]  # fmt: skip


def _pieces(figures: Sequence[Figure]) -> list[frozenset[str]]:
    """The parts that no figure tells apart stand together."""
    signs: dict[tuple[bool, ...], set[str]] = {}
    for part in sorted(set().union(*(figure.parts for figure in figures))):
        signs.setdefault(tuple(part in figure.parts for figure in figures), set()).add(part)
    return [frozenset(parts) for parts in signs.values()]


def _knowledge(figures: Sequence[Figure], pieces: list[frozenset[str]]) -> Knowledge:
    sums: Numbers = np.array([[piece <= figure.parts for piece in pieces] for figure in figures], dtype=float)
    totals = Bounds(
        np.array([figure.low for figure in figures], dtype=float),
        np.array([figure.high for figure in figures], dtype=float),
    )
    return Knowledge(Bounds(np.zeros(len(pieces)), np.full(len(pieces), np.inf)), sums, totals)


def _targets(figures: Sequence[Figure], pieces: list[frozenset[str]]) -> list[frozenset[str]]:
    """Groups that somebody may be after, and that are not printed exactly themselves, in a fixed order."""
    differences = [one.parts - other.parts for one in figures for other in figures]
    hidden = [figure.parts for figure in figures if figure.low < figure.high]
    printed = {figure.parts for figure in figures if figure.low == figure.high}
    found = {*pieces, *differences, *hidden} - printed - {frozenset()}
    return sorted(found, key=lambda parts: (len(parts), sorted(parts)))


def _because(target: frozenset[str], figures: Sequence[Figure]) -> tuple[str, ...]:
    """The first two figures whose difference is this group."""
    for one in figures:
        for other in figures:
            if other.parts < one.parts and one.parts - other.parts == target:
                return (one.name, other.name)
    return ()
