"""Cut vectors into themes, and choose how many."""

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

Vectors = NDArray[np.float64]
Labels = NDArray[np.int64]

N_STARTS = 10
"""Starts of k-means; the best is kept. Between 5 and 20 starts the result no longer moved on five coded data sets."""

FEWEST, MOST = 2, 40
"""Themes offered when nobody asked for a number: more than 40 cannot be read, compared and agreed in a meeting."""

SIZE_FACTOR = 0.45
"""The middle of the range tried is this times the square root of the comments: 10 themes for 500 comments, 25 for
3,000. The square root is the usual rule for the number of groups (Mardia, Kent and Bibby, 1979, p. 365, k = sqrt(n/2));
the factor is lower, 0.45 and not 0.71, because officers must name, check and agree each one."""

RANGE = (0.6, 0.75, 1.0, 1.25)
"""Multiples of the middle that are tried; inside them agreement with people's codes is flat (benchmarks/themes.py)."""

CLEAR_GAIN = 0.02
"""Silhouettes closer than this come and go with the seed; the number nearest the middle of the range is then taken."""

SILHOUETTE_ROWS = 1_500
"""Rows used to judge how well themes stand apart; the score of 1,500 differs from that of all by about 0.01."""


def n_distinct(vectors: Vectors) -> int:
    """Return how many rows differ (to 6 decimals): no more groups than this can be made."""
    return len(np.unique(np.round(vectors, 6), axis=0))


def group(vectors: Vectors, n_themes: int, seed: int) -> tuple[Labels, NDArray[np.float64]]:
    """Return the theme of each row, 0 the largest, and the cosine of the row with its theme's centre.

    vectors : rows of length 1; n_themes : 1 to n_distinct(vectors); seed : of the starts
    Equal sizes are numbered by the first row, so that the numbers do not depend on the seed alone.
    Source: k-means on unit vectors, Dhillon and Modha, Machine Learning 42 (2001), 143-175; starts by k-means++.
    """
    model = KMeans(n_themes, n_init=N_STARTS, random_state=seed).fit(vectors)
    labels = _largest_first(model.labels_)
    sums = np.zeros((int(labels.max()) + 1, vectors.shape[1]))
    np.add.at(sums, labels, vectors)
    centres = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), np.finfo(float).tiny)
    return labels, np.einsum("ij,ij->i", vectors, centres[labels])


def _largest_first(labels: Labels) -> Labels:
    found, first, position, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    place = np.empty(len(found), dtype=np.int64)
    place[np.lexsort((first, -sizes))] = np.arange(len(found))
    return place[position]


def candidates(n_texts: int, limit: int) -> list[int]:
    """Return the numbers of themes to try for so many texts, smallest first, none above the limit."""
    middle = SIZE_FACTOR * np.sqrt(n_texts)
    tried = {int(np.clip(round(middle * factor), FEWEST, MOST)) for factor in RANGE}
    return sorted({min(number, limit) for number in tried})


def choose_n_themes(vectors: Vectors, limit: int, seed: int) -> tuple[int, str]:
    """Return how many themes to make and why, in words.

    vectors : rows of length 1; limit : the most that can be made; seed : of the starts and of the sample
    Of the `candidates`, the one whose groups stand apart best by mean silhouette; where others come within CLEAR_GAIN,
    the one nearest to SIZE_FACTOR times the square root.
    Source: Rousseeuw, Journal of Computational and Applied Mathematics 20 (1987), 53-65.
    """
    tried = candidates(len(vectors), limit)
    if len(tried) == 1:
        return tried[0], f"{tried[0]} is what so few comments allow"
    rows = np.random.default_rng(seed).permutation(len(vectors))[:SILHOUETTE_ROWS]
    scores = {number: _silhouette(vectors, rows, number, seed) for number in tried}
    good = [number for number in tried if scores[number] >= max(scores.values()) - CLEAR_GAIN]
    best = min(good, key=lambda number: abs(np.log(number / (SIZE_FACTOR * np.sqrt(len(vectors))))))
    listed = ", ".join(map(str, tried[:-1]))
    return best, f"of {listed} and {tried[-1]} tried for {len(vectors)} comments, {best} themes stand apart well"


def _silhouette(vectors: Vectors, rows: NDArray[np.int64], n_themes: int, seed: int) -> float:
    """Return the mean silhouette of the rows, -1 where there is nothing to compare."""
    labels = KMeans(n_themes, n_init=2, random_state=seed).fit(vectors).labels_[rows]
    if not 1 < len(np.unique(labels)) < len(rows):
        return -1.0
    return round(float(silhouette_score(vectors[rows], labels, metric="cosine")), 6)
