"""Which texts a person codes next: first spread over all that was said, then those the machine is least sure of."""

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans

Numbers = NDArray[np.float64]

BATCH = 20
"""Texts between two lessons of the machine."""

RESERVE = 80
"""Texts beyond the batch, least sure first: for a second coder, and while the machine learns."""

SPREAD_UNTIL = 100
"""Coded texts. Up to here texts chosen to spread teach most; later those in doubt do, still spread."""

MOST_CLUSTERED = 4_000
MOST_GROUPS = 300


def choose_next(vectors: Numbers, known: NDArray[np.bool_], scores: Numbers, seed: int) -> NDArray[np.int64]:
    """Return rows of texts to code next, most useful first; none that is known.

    vectors : texts x dimensions, rows of length 1; known : texts that have codes; scores : texts x themes, 0 to 1
    All texts are put into as many groups as there are coded texts and texts wanted; a group that holds a coded text is
    known, and each of the others, the largest first, sends the text nearest to its middle.
    Sources: Nguyen and Smeulders, ICML 2004 (one per cluster); Zhdanov, arXiv 1901.05954 (2019) (weights by doubt).
    """
    unknown = np.flatnonzero(~known)
    doubt = _doubt(scores)
    by_doubt = unknown[np.argsort(-doubt[unknown], kind="stable")]
    if len(unknown) <= BATCH:
        return by_doubt
    rows = _sample(known, seed)
    spread = _from_groups(vectors[rows], known[rows], _weights(doubt[rows], int(known.sum())), seed)
    first = rows[spread]
    rest = by_doubt[~np.isin(by_doubt, first)]
    return np.concatenate([first, rest[: BATCH + RESERVE - len(first)]]).astype(np.int64)


def _doubt(scores: Numbers) -> Numbers:
    """Return 1 where the two best themes of a text are equal, 0 where the best stands alone."""
    if scores.shape[1] < 2:
        return 1 - np.abs(2 * scores[:, 0] - 1) if scores.shape[1] else np.ones(len(scores))
    ordered = np.sort(scores, axis=1)
    return np.round(1 - (ordered[:, -1] - ordered[:, -2]), 6)


def _weights(doubt: Numbers, n_known: int) -> Numbers:
    return np.ones(len(doubt)) if n_known < SPREAD_UNTIL else np.maximum(doubt**3, 1e-6)


def _sample(known: NDArray[np.bool_], seed: int) -> NDArray[np.int64]:
    """Return rows to group: all, or the known ones and some of the others."""
    if len(known) <= MOST_CLUSTERED:
        return np.arange(len(known))
    unknown = np.flatnonzero(~known)
    drawn = np.random.default_rng(seed).permutation(unknown)[:MOST_CLUSTERED]
    return np.sort(np.concatenate([np.flatnonzero(known)[:MOST_CLUSTERED], drawn]))


def _from_groups(vectors: Numbers, known: NDArray[np.bool_], weights: Numbers, seed: int) -> NDArray[np.int64]:
    n_groups = min(int(known.sum()) + BATCH, MOST_GROUPS, len(np.unique(np.round(vectors, 6), axis=0)))
    model = KMeans(n_groups, n_init=1, max_iter=30, random_state=seed).fit(vectors, sample_weight=weights)
    labels = model.labels_
    far = ((vectors - model.cluster_centers_[labels]) ** 2).sum(axis=1).round(9)
    sizes = np.bincount(labels, weights=weights, minlength=n_groups)
    n_known = np.bincount(labels, weights=known, minlength=n_groups)
    nearest = np.lexsort((far, labels))
    first_of = {int(labels[row]): int(row) for row in nearest[::-1]}
    groups = [group for group in first_of if n_known[group] == 0]
    groups.sort(key=lambda group: (-round(float(sizes[group]), 6), first_of[group]))
    return np.array([first_of[group] for group in groups[:BATCH]], dtype=np.int64)
