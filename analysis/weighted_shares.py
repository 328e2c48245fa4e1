"""Shares and places of options when responses have weights, and how sure they are."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.frames import OPTION, SECTION, Column, FrameError, FrameSpec
from analysis.patterns import PatternTable
from analysis.rank_ranges import RankRanges, ranges_from, rank_ranges
from analysis.ranking import competition_ranks, wilson
from analysis.weighting import kish

DRAWS, SEED = 50_000, 20_240
"""So many draws give the same places whatever the seed; it is fixed so that a report can be made again."""

WEIGHTED_RANKS = FrameSpec(
    "both rankings",
    (
        SECTION,
        OPTION,
        Column("share", "number", "unweighted share, 0 to 1", may_be_missing=True),
        Column("rank_label", "text", "unweighted rank as printed"),
        Column("best", "integer", "best place it could hold, unweighted"),
        Column("worst", "integer", "worst place it could hold, unweighted"),
        Column("weighted_share", "number", "weighted share, 0 to 1", may_be_missing=True),
        Column("low", "number", "lower end of its interval", may_be_missing=True),
        Column("high", "number", "upper end of its interval", may_be_missing=True),
        Column("deff", "number", "its variance over that of an equally weighted share", may_be_missing=True),
        Column("weighted_rank_label", "text", "weighted rank as printed"),
        Column("weighted_best", "integer", "best place it could hold, weighted"),
        Column("weighted_worst", "integer", "worst place it could hold, weighted"),
    ),
    unique=("section", "option"),
)


@dataclass(frozen=True)
class WeightedShares:
    """Hold weighted shares of K options, their covariance, and what follows from both.

    share : 0 to 1 to 12 places, so that equal ones are equal; NaN where nobody could pick the option
    low, high : ends of the interval of each share
    covariance : K x K
    deff : variance over that of the same number of equally weighted responses
    n, n_eff : responses that answered, and how many equally weighted ones they are worth
    """

    share: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    covariance: NDArray[np.float64]
    deff: NDArray[np.float64]
    n: int
    n_eff: float


def weighted_shares(table: PatternTable, weights: ArrayLike, confidence: float = 0.95) -> WeightedShares:
    """Return the weighted shares of one section.

    table : one row a weighting cell, G x P counts, see `Weighting.cell`
    weights : G weights of the responses of each cell
    Covariance = n/(n-1) sum of w^2 z z', z = offered (picked - share) / (sum of weights that could pick the option):
    linearised, weights taken as given. Intervals are Wilson's with n* = p(1-p)/variance in place of n, and n_eff where
    the variance is 0.
    Raises FrameError if there is not one weight for each cell, or one is negative.
    Source: Woodruff R.S., Journal of the American Statistical Association 66 (1971), 411-414 (linearisation); the
    result is that of svymean in R's survey package.
    """
    w = np.asarray(weights, dtype=float)
    if w.shape != (len(table.groups),) or not (w >= 0).all():
        raise FrameError(f"{len(table.groups)} cells need one weight each, 0 or more")
    n = int(table.answered.sum())
    picked, offered = table.picked.astype(float), table.offered.astype(float)
    once, twice = w @ table.counts, w**2 @ table.counts
    base = once @ offered
    share = np.divide(once @ picked, base, out=np.full(len(base), np.nan), where=base > 0)
    known = np.nan_to_num(share)
    scores = np.divide(offered * (picked - known), base, out=np.zeros(picked.shape), where=base > 0)
    covariance = n / max(n - 1, 1) * (scores.T * twice) @ scores
    variance, spread = covariance.diagonal(), known * (1 - known)
    n_eff = kish(w, table.answered)
    n_star = np.divide(spread, variance, out=np.full(len(base), n_eff), where=variance > 1e-15)
    n_star = np.where(base > 0, n_star, 0)
    low, high = wilson(known * n_star, n_star, confidence)
    plain = np.divide(spread, np.maximum(table.offered.T @ table.counts.sum(axis=0) - 1, 1))
    deff = np.divide(variance, plain, out=np.full(len(base), np.nan), where=plain > 0)
    # sums of weights differ in the last digits where shares are the same, and that must not make an order of them
    return WeightedShares(np.round(share, 12), low, high, covariance, deff, n, n_eff)


def weighted_ranges(
    share: ArrayLike, covariance: ArrayLike, confidence: float = 0.95, draws: int = DRAWS, seed: int = SEED
) -> RankRanges:
    """Return the places K options could hold, one group, from shares and their covariance.

    share : K; covariance : K x K
    Every pair is tested by its difference over its standard error, against the largest of all pairs in Gaussian draws
    with that covariance; what is rejected leaves, and the rest is tested again until nothing more is (step-down
    max-t). A pair whose difference has no variance cannot be told apart. The same seed gives the same places.
    Raises FrameError if shapes do not fit, draws are fewer than 100, or the confidence is not between 0 and 1.
    Source: Mogstad, Romano, Shaikh and Wilhelm, Review of Economic Studies 91 (2024), 476-518.
    """
    shares, spread = np.asarray(share, dtype=float), np.asarray(covariance, dtype=float)
    n_options = len(shares)
    if spread.shape != (n_options, n_options):
        raise FrameError(f"{n_options} shares need a covariance of {n_options} by {n_options}")
    if draws < 100 or not 0 < confidence < 1:
        raise FrameError("the draws must be 100 or more, and the confidence between 0 and 1")
    variance = spread.diagonal()
    error = np.sqrt(np.maximum(variance[:, None] + variance[None, :] - 2 * spread, 0))
    # what rounding leaves of a variance that is 0 is no variance
    known = ~np.isnan(shares)
    is_open = (error > 1e-9) & known[:, None] & known[None, :]
    first, second = np.nonzero(is_open)
    ahead = np.zeros((n_options, n_options), dtype=bool)
    values, vectors = np.linalg.eigh(spread)
    noise = np.random.default_rng(seed).standard_normal((draws, n_options)) * np.sqrt(np.maximum(values, 0)) @ vectors.T
    tested = (shares[first] - shares[second]) / error[first, second]
    drawn = (noise[:, first] - noise[:, second]) / error[first, second]
    remaining = np.ones(len(first), dtype=bool)
    while remaining.any():
        limit = np.quantile(drawn[:, remaining].max(axis=1), confidence)
        rejected = remaining & (tested > limit)
        if not rejected.any():
            break
        ahead[first[rejected], second[rejected]] = True
        remaining &= ~rejected
    return ranges_from(ahead[None], shares[None])


def weighted_ranks(table: PatternTable, weights: ArrayLike, confidence: float = 0.95) -> pd.DataFrame:
    """Return both rankings of one section side by side.

    table : one row a weighting cell, of ranked options, see `PatternTable.only`; weights : one a cell
    Returns frame WEIGHTED_RANKS, options in questionnaire order. Raises FrameError as `weighted_shares` does.
    """
    everybody = table.together()
    found = weighted_shares(table, weights, confidence)
    plain = rank_ranges(everybody, confidence)
    places = weighted_ranges(found.share, found.covariance, confidence)
    frame = pd.DataFrame(
        {
            "section": [table.section] * len(table.options),
            "option": list(table.options),
            "share": everybody.shares[0],
            "rank_label": competition_ranks(np.nan_to_num(everybody.shares[0], nan=-1))[1],
            "best": plain.best[0],
            "worst": plain.worst[0],
            "weighted_share": found.share,
            "low": found.low,
            "high": found.high,
            "deff": found.deff,
            # weighted sums of equal counts differ in the last digits
            "weighted_rank_label": competition_ranks(np.round(np.nan_to_num(found.share, nan=-1), 12))[1],
            "weighted_best": places.best[0],
            "weighted_worst": places.worst[0],
        }
    )
    return frame[WEIGHTED_RANKS.names]
