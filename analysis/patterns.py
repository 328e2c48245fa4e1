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
USUAL_PICKS, KNOWN_CODES = 3, 1 << 16
"""In a section with fewer possible masks than this, answers of so many picks are numbered before they are counted."""
FLAT_CODES = 1 << 22
"""Codes below this are looked for in a flat table of that size; larger ones are sorted."""
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


@dataclass(frozen=True)
class SectionMasks:
    """Hold what N responses picked in one section.

    section, options : keys; options in the order of the bits of a mask
    masks : N whole numbers, one a response, bit j set where it picked option j; 0 where it has no answer that counts
        (blank, not shown, more ticks than allowed)
    wordings : N positions in `offered`, the wording in which each response answered; None: there is one
    offered : W x K, which options each wording offers; None: all. Who picked an option in one wording and finished in
        another that lacks it was offered it
    """

    section: Hashable
    options: Sequence[Hashable]
    masks: NDArray[np.integer]
    wordings: NDArray[np.integer] | None = None
    offered: NDArray[np.bool_] | None = None


def pattern_table(
    section: Hashable,
    options: Sequence[Hashable],
    masks: NDArray[np.integer],
    wordings: NDArray[np.integer] | None = None,
    offered: NDArray[np.bool_] | None = None,
) -> PatternTable:
    """Return the table of everybody together; the arguments are the fields of `SectionMasks`.

    Raises FrameError if there are too many options or a mask has a bit without an option.
    """
    return tables_of_sections([SectionMasks(section, options, masks, wordings, offered)])[0][0]


def tables_by_group(
    section: Hashable,
    options: Sequence[Hashable],
    masks: NDArray[np.integer],
    characteristics: Sequence[Characteristic],
    wordings: NDArray[np.integer] | None = None,
    offered: NDArray[np.bool_] | None = None,
) -> list[PatternTable]:
    """Return the tables of one section, as `tables_of_sections` does of several."""
    return tables_of_sections([SectionMasks(section, options, masks, wordings, offered)], characteristics)[0]


def tables_of_sections(
    sections: Sequence[SectionMasks], characteristics: Sequence[Characteristic] = ()
) -> list[list[PatternTable]]:
    """Return for each section the table of everybody, then one table for each characteristic, with the same patterns.

    sections : of the same N responses
    characteristics : of them too; who did not say is in no group of that table
    Raises FrameError if there are too many options, a mask has a bit without an option, or lengths differ.
    """
    for found in sections:
        _check(found, characteristics)
    numbered = [_numbered(found) for found in sections]
    counts = _counted(numbered, characteristics)
    for position, (codes, (totals, _grouped)) in enumerate(zip(numbered, counts, strict=True)):
        if codes.rest and totals[-1]:
            # more than three picks in some answer: every code that occurs has to be looked for
            numbered[position] = _numbered(sections[position], look=True)
            counts[position] = _counted([numbered[position]], characteristics)[0]
    return [
        _tables(found, codes.values, totals, grouped, characteristics)
        for found, codes, (totals, grouped) in zip(sections, numbered, counts, strict=True)
    ]


def _check(found: SectionMasks, characteristics: Sequence[Characteristic]) -> None:
    masks, n_options = found.masks, len(found.options)
    if n_options > MOST_OPTIONS:
        raise FrameError(f"a section has at most {MOST_OPTIONS} options, not {n_options}")
    if masks.dtype.kind not in "iu":
        raise FrameError(f"masks must be whole numbers, not {masks.dtype}")
    if len(masks) and (masks.min() < 0 or int(masks.max()) >> n_options):
        raise FrameError("a mask picks an option that the section does not have")
    for one in characteristics:
        if len(one.codes) != len(masks):
            raise FrameError(f"{one.name} is known of {len(one.codes)} responses, but there are {len(masks)}")
        if len(one.codes) and not -1 <= one.codes.min() <= one.codes.max() < len(one.groups):
            raise FrameError(f"a response has a group of {one.name} that has no name")


@dataclass(frozen=True)
class _Numbered:
    """Hold P codes of answers and the number of each response's code; with `rest`, a last number is of all others."""

    values: NDArray[np.int64]
    ids: NDArray[np.integer]
    rest: bool

    @property
    def n_ids(self) -> int:
        return len(self.values) + self.rest


def _numbered(found: SectionMasks, look: bool = False) -> _Numbered:
    """Number the answers: those of up to three picks without looking which occur, unless `look` is said."""
    n_codes = 1 << len(found.options)
    if found.wordings is None and n_codes <= KNOWN_CODES and not look:
        values = np.flatnonzero(np.bitwise_count(np.arange(n_codes, dtype=np.uint32)) <= USUAL_PICKS)
        return _Numbered(values, _looked_up(found.masks, values, n_codes), rest=True)
    codes = found.masks
    if found.wordings is not None and found.offered is not None:
        codes = codes.astype(np.int64) * len(found.offered) + found.wordings
    if len(codes) and codes.max() >= FLAT_CODES:
        values, ids = np.unique(codes, return_inverse=True)
        return _Numbered(values.astype(np.int64), ids, rest=False)
    flat = np.bincount(codes.astype(np.int64, copy=False))
    values = np.flatnonzero(flat)
    return _Numbered(values, _looked_up(codes, values, len(flat)), rest=False)


def _looked_up(codes: NDArray[np.integer], values: NDArray[np.int64], n_codes: int) -> NDArray[np.integer]:
    """Return the position of each code in values, or their number where it is not there."""
    n = len(values)
    position = np.full(n_codes, n, dtype=np.uint8 if n < 1 << 8 else np.uint16 if n < 1 << 16 else np.int64)
    position[values] = np.arange(n)
    return np.take(position, codes)


def _counted(
    numbered: Sequence[_Numbered], characteristics: Sequence[Characteristic]
) -> list[tuple[NDArray[np.int64], list[NDArray[np.int64]]]]:
    """Return for each section how many responses have each number, and G x numbers for each characteristic.

    Several characteristics are counted in one pass; row 0, who did not say, is cut.
    """
    if not characteristics:
        return [(np.bincount(codes.ids, minlength=codes.n_ids), []) for codes in numbered]
    most = max((codes.n_ids for codes in numbered), default=1)
    sizes = [len(found.groups) + 1 for found in characteristics]
    grouped: list[list[NDArray[np.int64]]] = [[] for _ in numbered]
    totals = [np.zeros(0, dtype=np.int64)] * len(numbered)
    for first, last in pairwise(_cubes(sizes, most)):
        part = sizes[first:last]
        cells = _cells(characteristics[first:last], most)
        for section, codes in enumerate(numbered):
            cube = np.bincount(cells + codes.ids, minlength=int(np.prod(part)) * most).reshape(*part, most)
            cube = cube[..., : codes.n_ids]
            for axis in range(len(part)):
                table = cube.sum(axis=tuple(other for other in range(len(part)) if other != axis))
                grouped[section].append(table[1:])
            totals[section] = table.sum(axis=0)
    return list(zip(totals, grouped, strict=True))


def _cells(characteristics: Sequence[Characteristic], n_ids: int) -> NDArray[np.integer]:
    """Return for each response where the counts of its groups begin, of several characteristics at once."""
    n_cells = n_ids * int(np.prod([len(found.groups) + 1 for found in characteristics]))
    size: type[np.integer] = np.int32 if n_cells < 1 << 31 else np.int64
    cells: NDArray[np.integer] = np.zeros(len(characteristics[0].codes), dtype=size)
    for found in characteristics:
        cells *= len(found.groups) + 1
        cells += found.codes.astype(size, copy=False)
        cells += 1
    cells *= n_ids
    return cells


def _cubes(sizes: Sequence[int], n_ids: int) -> list[int]:
    """Return where to cut the characteristics so that each run of them fits a cube: first, cut, ..., end."""
    cuts, cells = [0], max(n_ids, 1)
    for position, size in enumerate(sizes):
        if cells * size > CUBE_CELLS and position > cuts[-1]:
            cuts.append(position)
            cells = max(n_ids, 1)
        cells *= size
    return [*cuts, len(sizes)]


def _tables(
    found: SectionMasks,
    values: NDArray[np.int64],
    totals: NDArray[np.int64],
    grouped: Sequence[NDArray[np.int64]],
    characteristics: Sequence[Characteristic],
) -> list[PatternTable]:
    """Return the tables of the answers that somebody gave."""
    n_options = len(found.options)
    n_wordings = 1 if found.wordings is None or found.offered is None else len(found.offered)
    offers = np.ones((1, n_options), dtype=bool) if n_wordings == 1 and found.offered is None else found.offered
    masks, wording = values // n_wordings, values % n_wordings
    counted = np.flatnonzero((masks > 0) & (totals[: len(values)] > 0))
    picked = (masks[counted, None] >> np.arange(n_options)) & 1 == 1
    offered = np.asarray(offers, dtype=bool)[wording[counted]] | picked
    table = PatternTable(found.section, tuple(found.options), ("",), picked, offered, totals[None, counted])
    by_group = [
        replace(table, groups=characteristic.groups, counts=counts[:, counted])
        for characteristic, counts in zip(characteristics, grouped, strict=True)
    ]
    return [table, *by_group]
