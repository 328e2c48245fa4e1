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

SMALLEST = 5
"""Comments in a theme, when nobody asked for a number of themes; smaller ones join the nearest. Fewer than five are
single voices, and from five a theme can be published. Source: the rule of i.AI themefinder, 0.1% of responses or 5,
whichever is greater (of 5,000 comments, the most that 40 themes of this size need, 0.1% is 5)."""

MEAN_SIZE = 10
"""Comments in a theme on average, at least: twice SMALLEST, as sizes differ. People who grouped four sets of 135 to 151
comments made themes of 11 to 13."""

SIZE_FACTOR = 0.45
"""The middle of the range tried is this times the square root of the comments: 10 themes for 500 comments, 25 for
3,000. The square root is the usual rule for the number of groups (Mardia, Kent and Bibby, 1979, p. 365, k = sqrt(n/2));
the factor is lower, 0.45 and not 0.71, because officers must name, check and agree each one. Where the
comments are on many distinct subjects, the middle is SUBJECT_FACTOR for each, if that is more."""

SUBJECT_FACTOR = 1.25
"""Themes for each distinct subject (`concepts.n_distinct_subjects`), as one of which much is said is cut finer: people
made 1.1 to 1.4 (mean 1.26) in those four sets, 11 to 14 themes where the square root alone gives 5."""

RANGE = (0.6, 0.75, 1.0, 1.25, 1.75)
"""Multiples of the middle that are tried; inside them agreement with people's codes is flat (benchmarks/themes.py)."""

CLEAR_GAIN = 0.03
"""Silhouettes closer than this come and go with the seed (by up to 0.03 over four seeds of three coded sets); the
number nearest the middle of the range is then taken."""

MANY_ROWS, MANY_STARTS = 5_000, 4
"""So many rows show the same themes from almost any start: fewer starts are then enough."""

TRIED_ROWS = 3_000
"""Rows on which the numbers of themes are tried: with more the order of the scores no longer moved."""

SILHOUETTE_ROWS = 1_500
"""Rows used to judge how well themes stand apart; the score of 1,500 differs from that of all by about 0.01."""


def n_distinct(vectors: Vectors) -> int:
    """Return how many rows differ (to 6 decimals): no more groups than this can be made."""
    return len(np.unique(np.round(vectors, 6), axis=0))


def group(vectors: Vectors, n_themes: int, seed: int) -> Labels:
    """Return the theme of each row, 0 the largest.

    vectors : rows of length 1; n_themes : 1 to n_distinct(vectors); seed : of the starts
    Equal sizes are numbered by the first row, so that the numbers do not depend on the seed alone.
    Source: k-means on unit vectors, Dhillon and Modha, Machine Learning 42 (2001), 143-175; starts by k-means++.
    """
    n_starts = N_STARTS if len(vectors) <= MANY_ROWS else MANY_STARTS
    model = KMeans(n_themes, n_init=n_starts, random_state=seed).fit(vectors)
    return _largest_first(model.labels_)


def centres_of(vectors: Vectors, labels: Labels) -> Vectors:
    """Return the centre of each theme, of length 1."""
    sums = np.zeros((int(labels.max()) + 1, vectors.shape[1]))
    np.add.at(sums, labels, vectors)
    return sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), np.finfo(float).tiny)


def _largest_first(labels: Labels) -> Labels:
    found, first, position, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    place = np.empty(len(found), dtype=np.int64)
    place[np.lexsort((first, -sizes))] = np.arange(len(found))
    return place[position]


def middle(n_texts: int, n_subjects: float) -> float:
    """Return the number of themes to expect of so many texts on so many distinct subjects."""
    return float(max(SIZE_FACTOR * np.sqrt(n_texts), SUBJECT_FACTOR * n_subjects))


def candidates(n_texts: int, limit: int, n_subjects: float = 1) -> list[int]:
    """Return the numbers of themes to try for so many texts, smallest first, none above the limit."""
    most = int(np.clip(n_texts // MEAN_SIZE, FEWEST, MOST))
    tried = {int(np.clip(round(middle(n_texts, n_subjects) * factor), FEWEST, most)) for factor in RANGE}
    return sorted({min(number, limit) for number in tried})


def choose_n_themes(
    vectors: Vectors, limit: int, seed: int, n_subjects: float = 1
) -> tuple[int, str, dict[int, float]]:
    """Return how many themes to make, why, in words, and how well themes stand apart at each number that was tried.

    vectors : rows of length 1; limit : the most that can be made; seed : of the starts and of the sample; n_subjects :
        distinct subjects of the comments (`concepts.n_distinct_subjects`)
    Of the `candidates`, the one whose groups stand apart best by mean silhouette; where others come within CLEAR_GAIN,
    the one nearest to the `middle`.
    Source: Rousseeuw, Journal of Computational and Applied Mathematics 20 (1987), 53-65.
    """
    tried = candidates(len(vectors), limit, n_subjects)
    if len(tried) == 1:
        return tried[0], f"{tried[0]} is what so few comments allow", {}
    rows = np.random.default_rng(seed).permutation(len(vectors))
    some = vectors[np.sort(rows[:TRIED_ROWS])] if len(rows) > TRIED_ROWS else vectors
    rows = rows[:SILHOUETTE_ROWS] if len(rows) <= TRIED_ROWS else np.arange(SILHOUETTE_ROWS)
    scores = {number: _silhouette(some, rows, number, seed) for number in tried}
    good = [number for number in tried if scores[number] >= max(scores.values()) - CLEAR_GAIN]
    expected = middle(len(vectors), n_subjects)
    best = min(good, key=lambda number: abs(np.log(number / expected)))
    listed = ", ".join(map(str, tried[:-1]))
    spread = f" on about {n_subjects:.0f} distinct subjects" if n_subjects >= 2 else ""
    reason = f"of {listed} and {tried[-1]} tried for {len(vectors)} comments{spread}, {best} themes stand apart well"
    return best, reason, scores


def join_small(vectors: Vectors, labels: Labels, smallest: int = SMALLEST) -> Labels:
    """Return the labels with every theme of fewer than `smallest` rows joined to the nearest theme that has them.

    vectors : rows of length 1; labels : 0 to n - 1, 0 the largest
    The largest theme always stays; each row of a small one goes to the theme with the nearest centre.
    """
    sizes = np.bincount(labels)
    large = np.flatnonzero(sizes >= min(smallest, sizes.max()))
    centres = centres_of(vectors, labels)[large]
    nearest = large[(vectors @ centres.T).argmax(axis=1)]
    return _largest_first(np.where(np.isin(labels, large), labels, nearest))


def _silhouette(vectors: Vectors, rows: NDArray[np.int64], n_themes: int, seed: int) -> float:
    """Return the mean silhouette of the rows, -1 where there is nothing to compare."""
    labels = KMeans(n_themes, n_init=4, random_state=seed).fit(vectors).labels_[rows]
    if not 1 < len(np.unique(labels)) < len(rows):
        return -1.0
    return round(float(silhouette_score(vectors[rows], labels, metric="cosine")), 6)
