"""Nest themes: coarser ones by joining the most alike, finer ones by parting the most spread, in one tree."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans

from analysis.themes.clusters import SMALLEST

Vectors = NDArray[np.float64]
Labels = NDArray[np.int64]

COARSEST = 2
"""Themes on the coarsest level; one theme of everything says nothing."""

FINER = 2
"""The finest level has at most this many times the themes that were proposed: twice is as far as a person who finds
them too coarse has to go before looking into a single theme by itself."""


@dataclass(frozen=True)
class Node:
    """One theme of the tree: it holds the finest themes first to last, and stands on the levels from_n to to_n.

    A level is named by its number of themes. Every finest theme is in exactly one node of each level.
    """

    first: int
    last: int
    from_n: int
    to_n: int


@dataclass(frozen=True)
class Tree:
    """Hold the nodes, those of the proposed level first and in its order, and the finest theme of each row."""

    nodes: tuple[Node, ...]
    leaves: Labels
    n_proposed: int
    coarsest: int
    finest: int

    def members(self) -> NDArray[np.bool_]:
        """Return nodes x rows: is the row in the node?"""
        first = np.array([node.first for node in self.nodes], dtype=np.int64)[:, None]
        last = np.array([node.last for node in self.nodes], dtype=np.int64)[:, None]
        return (first <= self.leaves) & (self.leaves <= last)

    def on(self, n_themes: int) -> list[int]:
        """Return the places of the nodes of a level."""
        return [place for place, node in enumerate(self.nodes) if node.from_n <= n_themes <= node.to_n]


class _Part:
    """A theme while the tree is built: the rows it holds, its parts, and the levels it stands on."""

    def __init__(self, rows: NDArray[np.int64], parts: tuple["_Part", ...] = ()) -> None:
        self.rows, self.parts = rows, parts
        self.from_n = self.to_n = 0


def nest(vectors: Vectors, labels: Labels, seed: int) -> Tree:
    """Return the tree of themes around those that were found.

    vectors : one row per text; labels : theme of each, 0 to n - 1; seed : of the splits
    Coarser: the two themes are joined that lose least (Ward, JASA 58 (1963), 236-244). Finer: the theme is cut in two
    that gains most (bisecting k-means, Steinbach and others, KDD workshop 2000); neither part has fewer than SMALLEST.
    """
    n_proposed = int(labels.max()) + 1 if len(labels) else 0
    if n_proposed == 0:
        return Tree((), labels, 0, 0, 0)
    proposed = [_Part(np.flatnonzero(labels == theme)) for theme in range(n_proposed)]
    every, finest = _split(vectors, proposed, seed)
    roots = _merge(vectors, proposed, every)
    leaves = np.empty(len(labels), dtype=np.int64)
    places: dict[int, tuple[int, int]] = {}
    n_leaves = 0
    for root in roots:
        n_leaves = _number(root, n_leaves, leaves, places)
    ordered = proposed + [part for part in every if all(part is not one for one in proposed)]
    nodes = tuple(Node(*places[id(part)], part.from_n, part.to_n) for part in ordered)
    return Tree(nodes, leaves, n_proposed, min(COARSEST, n_proposed), finest)


def _split(vectors: Vectors, proposed: list[_Part], seed: int) -> tuple[list[_Part], int]:
    """Cut themes in two until the finest level; return every part so far, and the number of themes on that level."""
    standing, every = list(proposed), list(proposed)
    offers = {id(part): _halves(vectors, part, seed) for part in standing}
    for n_themes in range(len(proposed), FINER * len(proposed)):
        best = max(standing, key=lambda part: offers[id(part)][0])
        gain, halves = offers[id(best)]
        if gain <= 0:
            break
        best.to_n, best.parts = n_themes, halves
        place = next(place for place, part in enumerate(standing) if part is best)
        standing[place : place + 1] = halves
        every += halves
        for half in halves:
            half.from_n = n_themes + 1
            offers[id(half)] = _halves(vectors, half, seed)
    for part in standing:
        part.to_n = len(standing)
    return every, len(standing)


def _halves(vectors: Vectors, part: _Part, seed: int) -> tuple[float, tuple[_Part, ...]]:
    """Return what cutting the theme in two gains (0: it cannot be cut), and the two parts, the larger first."""
    if len(part.rows) < 2 * SMALLEST:
        return 0.0, ()
    own = vectors[part.rows]
    model = KMeans(2, n_init=2, random_state=seed).fit(own)
    halves = [part.rows[model.labels_ == side] for side in range(2)]
    if min(map(len, halves)) < SMALLEST:
        return 0.0, ()
    gain = float(((own - own.mean(axis=0)) ** 2).sum() - model.inertia_)
    halves.sort(key=lambda rows: (-len(rows), rows[0]))
    return round(gain, 9), tuple(_Part(rows) for rows in halves)


def _merge(vectors: Vectors, proposed: list[_Part], every: list[_Part]) -> list[_Part]:
    """Join themes two by two down to the coarsest level; add each to `every` and return those that are left."""
    standing = list(proposed)
    while len(standing) > COARSEST:
        sizes = np.array([len(part.rows) for part in standing], dtype=float)
        centres = np.array([vectors[part.rows].mean(axis=0) for part in standing])
        squares = (centres**2).sum(axis=1)
        apart = np.maximum(squares[:, None] + squares - 2 * centres @ centres.T, 0)
        loss = np.round(sizes[:, None] * sizes / (sizes[:, None] + sizes) * apart, 9)
        np.fill_diagonal(loss, np.inf)
        one, other = divmod(int(loss.argmin()), len(standing))
        joined = (standing[one], standing[other])
        whole = _Part(np.sort(np.concatenate([part.rows for part in joined])), joined)
        for part in joined:
            part.from_n = len(standing)
        whole.to_n = len(standing) - 1
        standing[one] = whole
        del standing[other]
        every.append(whole)
    for part in standing:
        part.from_n = len(standing)
    return standing


def _number(part: _Part, first: int, leaves: Labels, places: dict[int, tuple[int, int]]) -> int:
    """Number the finest themes of a part from `first`; return the next free number."""
    following = first
    for own in part.parts:
        following = _number(own, following, leaves, places)
    if not part.parts:
        leaves[part.rows] = first
        following = first + 1
    places[id(part)] = (first, following - 1)
    return following
