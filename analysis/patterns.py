"""Pattern tables: how many responses of each group gave each answer to a "choose up to three" section.

Up to three of ten options make 176 possible answers, so a million responses come down to one small table, and shares,
pairs, tests and weights are arithmetic on it.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.frames import FrameError

MOST_OPTIONS = 52
"""A section has at most so many options: a mask then stays a whole number that a float holds exactly."""
FLAT_CODES = 1 << 22
"""Codes below this are counted in a flat table of that size; larger ones are sorted."""
CUBE_CELLS = 1 << 17
"""Characteristics are counted together while their cells times the patterns stay below this: the table then stays in
the processor's cache, and one pass over the responses serves several characteristics."""


@dataclass(frozen=True)
class PatternTable:
    """Hold how many responses of each group gave each answer to one section.

    section : key of the section
    options : K keys, in questionnaire order
    groups : G names; one empty name where everybody is counted together
    picked : P x K, true where the pattern picks the option; every pattern picks one option or more
    offered : P x K, true where who gave this answer could pick the option; what is picked was offered
    counts : G x P responses, whole numbers, or sums of weights
    """

    section: Hashable
    options: tuple[Hashable, ...]
    groups: tuple[Hashable, ...]
    picked: NDArray[np.bool_]
    offered: NDArray[np.bool_]
    counts: NDArray[np.int64] | NDArray[np.float64]

    @property
    def answered(self) -> NDArray[np.float64]:
        """Return G sums of responses: who answered the section."""
        return np.asarray(self.counts.sum(axis=1))

    @property
    def picks(self) -> NDArray[np.float64]:
        """Return G x K: the responses that picked each option."""
        return np.asarray(self.counts @ self.picked.astype(self.counts.dtype))

    @property
    def bases(self) -> NDArray[np.float64]:
        """Return G x K: the responses that answered the section and could pick the option."""
        return np.asarray(self.counts @ self.offered.astype(self.counts.dtype))

    @property
    def shares(self) -> NDArray[np.float64]:
        """Return G x K: picks over bases, 0 to 1; NaN where nobody could pick the option."""
        bases = self.bases
        return np.divide(self.picks, bases, out=np.full(bases.shape, np.nan), where=bases > 0)

    def joint(self) -> NDArray[np.float64]:
        """Return J, G x K x K: the responses that picked both options; the diagonal is `picks`.

        Source: J = P' diag(c) P of the pattern matrix P and the counts c.
        """
        return self._pairs(self.picked[:, :, None] & self.picked[:, None, :])

    def discordant(self) -> NDArray[np.float64]:
        """Return d, G x K x K: d[g, j, k] responses picked option j and not k, and could pick both.

        Where everything is offered to everybody this is J[j, j] - J[j, k].
        """
        passed_over = self.offered & ~self.picked
        return self._pairs(self.picked[:, :, None] & passed_over[:, None, :])

    def _pairs(self, holds: NDArray[np.bool_]) -> NDArray[np.float64]:
        n_options = len(self.options)
        # floats multiply in BLAS and hold whole numbers exactly up to 2 ** 53
        found = self.counts.astype(float) @ holds.reshape(len(holds), n_options * n_options).astype(float)
        shape = (len(self.groups), n_options, n_options)
        return np.asarray(found.astype(self.counts.dtype).reshape(shape))

    def together(self, name: Hashable = "") -> "PatternTable":
        """Return the table of all groups counted as one, under a name."""
        return replace(self, groups=(name,), counts=self.counts.sum(axis=0, keepdims=True))

    def group(self, name: Hashable) -> "PatternTable":
        """Return the table of one group. Raises FrameError if there is no such group."""
        return replace(self, groups=(name,), counts=self.counts[[self._position(name)]])

    def without(self, name: Hashable) -> "PatternTable":
        """Return the table of everybody but one group, counted as one. Raises FrameError if there is no such group."""
        others = np.delete(self.counts, self._position(name), axis=0)
        return replace(self, groups=("",), counts=others.sum(axis=0, keepdims=True))

    def only(self, wanted: ArrayLike) -> "PatternTable":
        """Return the table of some options; who answered with others alone stays in their bases.

        wanted : K true or false
        """
        keep = np.asarray(wanted, dtype=bool)
        options = tuple(option for option, kept in zip(self.options, keep, strict=True) if kept)
        return replace(self, options=options, picked=self.picked[:, keep], offered=self.offered[:, keep])

    def _position(self, name: Hashable) -> int:
        if name not in self.groups:
            raise FrameError(f"there is no group {name!r}; groups are {', '.join(map(str, self.groups))}")
        return self.groups.index(name)


@dataclass(frozen=True)
class Characteristic:
    """Hold to which group of one characteristic each response belongs.

    name : of the characteristic, as "age"
    groups : names of the groups
    codes : one number a response, the position of its group; -1 where it did not say
    """

    name: Hashable
    groups: tuple[Hashable, ...]
    codes: NDArray[np.integer]


def pattern_table(
    section: Hashable,
    options: Sequence[Hashable],
    masks: NDArray[np.integer],
    wordings: NDArray[np.integer] | None = None,
    offered: NDArray[np.bool_] | None = None,
) -> PatternTable:
    """Return the table of everybody together.

    section, options : keys; options in the order of the bits of a mask
    masks : N whole numbers, one a response, bit j set where it picked option j; 0 where it has no answer that counts
        (blank, not shown, more ticks than allowed)
    wordings : N positions in `offered`, the wording in which each response answered; without it there is one
    offered : W x K, which options each wording offers; without it, all. Who picked an option in one wording and
        finished in another that lacks it was offered it
    Raises FrameError if there are too many options or a mask has a bit without an option.
    """
    return tables_by_group(section, options, masks, [], wordings, offered)[0]


def tables_by_group(
    section: Hashable,
    options: Sequence[Hashable],
    masks: NDArray[np.integer],
    characteristics: Sequence[Characteristic],
    wordings: NDArray[np.integer] | None = None,
    offered: NDArray[np.bool_] | None = None,
) -> list[PatternTable]:
    """Return the table of everybody, then one table for each characteristic, in order, all with the same patterns.

    characteristics : of the same N responses; who did not say is in no group of that table
    The other arguments are those of `pattern_table`. Raises FrameError as it does, and if lengths differ.
    """
    _check(options, masks, characteristics)
    offers = np.ones((1, len(options)), dtype=bool) if offered is None else np.asarray(offered, dtype=bool)
    codes = masks.astype(np.int64) * len(offers) + wordings if wordings is not None else masks
    values, ids, totals = _numbered(codes)
    own = values // (1 if wordings is None else len(offers))
    wording = np.zeros(len(values), dtype=np.int64) if wordings is None else values % len(offers)
    picked = (own[:, None] >> np.arange(len(options))) & 1 == 1
    counted = np.flatnonzero(own)
    table = PatternTable(
        section=section,
        options=tuple(options),
        groups=("",),
        picked=picked[counted],
        offered=(offers[wording] | picked)[counted],
        counts=totals[None, counted],
    )
    grouped = _counted_by_group(ids, len(values), characteristics) if characteristics else []
    return [
        table,
        *(
            replace(table, groups=characteristic.groups, counts=counts[:, counted])
            for characteristic, counts in zip(characteristics, grouped, strict=True)
        ),
    ]


def _check(
    options: Sequence[Hashable], masks: NDArray[np.integer], characteristics: Sequence[Characteristic]
) -> None:
    if len(options) > MOST_OPTIONS:
        raise FrameError(f"a section has at most {MOST_OPTIONS} options, not {len(options)}")
    if masks.dtype.kind not in "iu":
        raise FrameError(f"masks must be whole numbers, not {masks.dtype}")
    if len(masks) and (masks.min() < 0 or int(masks.max()) >> len(options)):
        raise FrameError("a mask picks an option that the section does not have")
    for found in characteristics:
        if len(found.codes) != len(masks):
            raise FrameError(f"{found.name} is known of {len(found.codes)} responses, but there are {len(masks)}")
        if len(found.codes) and not -1 <= found.codes.min() <= found.codes.max() < len(found.groups):
            raise FrameError(f"a response has a group of {found.name} that has no name")


def _numbered(codes: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.integer], NDArray[np.int64]]:
    """Return the codes that occur, ascending, the position of each response's code among them, and their counts."""
    if len(codes) and codes.max() >= FLAT_CODES:  # too large a table; sorting needs no more than the codes do
        values, ids, counts = np.unique(codes, return_inverse=True, return_counts=True)
        return values.astype(np.int64), ids, counts.astype(np.int64)
    flat = np.bincount(codes.astype(np.int64, copy=False))
    values = np.flatnonzero(flat)
    position = np.zeros(len(flat), dtype=np.uint16 if len(values) <= 1 << 16 else np.int64)
    position[values] = np.arange(len(values))
    return values, position[codes], flat[values]


def _counted_by_group(
    ids: NDArray[np.integer], n_patterns: int, characteristics: Sequence[Characteristic]
) -> list[NDArray[np.int64]]:
    """Return G x P counts of each characteristic, several from one pass; row 0, who did not say, is cut."""
    sizes = [len(found.groups) + 1 for found in characteristics]
    tables = []
    for first, last in pairwise(_cubes(sizes, n_patterns)):
        part = sizes[first:last]
        cells = _cells(characteristics[first:last])
        cells *= n_patterns
        cells += ids
        cube = np.bincount(cells, minlength=int(np.prod(part)) * n_patterns).reshape(*part, n_patterns)
        for axis in range(len(part)):
            others = tuple(other for other in range(len(part)) if other != axis)
            tables.append(cube.sum(axis=others)[1:])
    return tables


def _cells(characteristics: Sequence[Characteristic]) -> NDArray[np.int64]:
    """Return a number for each response that tells its groups of several characteristics at once."""
    cells = np.zeros(len(characteristics[0].codes), dtype=np.int64)
    for found in characteristics:
        cells *= len(found.groups) + 1
        cells += found.codes
        cells += 1
    return cells


def _cubes(sizes: Sequence[int], n_patterns: int) -> list[int]:
    """Return where to cut the characteristics so that each run of them fits a cube: first, cut, ..., end."""
    cuts, cells = [0], max(n_patterns, 1)
    for position, size in enumerate(sizes):
        if cells * size > CUBE_CELLS and position > cuts[-1]:
            cuts.append(position)
            cells = max(n_patterns, 1)
        cells *= size
    return [*cuts, len(sizes)]
