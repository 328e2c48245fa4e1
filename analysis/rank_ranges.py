"""Which place each option could hold: exact paired sign tests.

All ranges are right together at least 95 times in 100 where every option was offered to everybody. Where options have
their own bases, places are by share among different people, and nothing is promised of how often all ranges hold.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr

from analysis.frames import FrameError
from analysis.many_tests import holm
from analysis.patterns import PatternTable

TOP = 3
"""How many options make the top: people are asked for three."""


@dataclass(frozen=True)
class RankRanges:
    """Hold the places that K options could hold in each of G groups.

    best, worst : G x K places, 1 is first: "could be anywhere from best to worst"
    ahead : G x K x K, ahead[g, j, k]: option j is ahead of option k beyond doubt
    """

    best: NDArray[np.int64]
    worst: NDArray[np.int64]
    ahead: NDArray[np.bool_]

    def could_be_top(self, top: int = TOP) -> NDArray[np.bool_]:
        """Return G x K: true where the option could be in the top three."""
        return self.best <= top

    def surely_top(self, top: int = TOP) -> NDArray[np.bool_]:
        """Return G x K: true where the option is in the top three beyond doubt."""
        return self.worst <= top

    def too_close_to_call(self, top: int = TOP) -> NDArray[np.bool_]:
        """Return G x K: true where the option could be in the top three or below it."""
        return self.could_be_top(top) & ~self.surely_top(top)

    @property
    def any_apart(self) -> NDArray[np.bool_]:
        """Return G: true where at least two options can be told apart; no range is drawn for a group otherwise."""
        return np.asarray(self.ahead.any(axis=(1, 2)))

    def bands(self) -> NDArray[np.int64]:
        """Return G x K: the band of each option, 1 holds the first; options of one band cannot be told apart.

        A line is drawn where every option above it has its worst place above the best place of every option below it.
        """
        levels = np.arange(1, self.best.shape[1] + 1)
        straddles = (self.best[:, :, None] <= levels) & (levels < self.worst[:, :, None])
        begins = (self.best[:, :, None] == levels + 1).any(axis=1)  # without it, two lines have no option between them
        lines = ~straddles.any(axis=1) & begins
        return np.asarray(1 + (lines[:, None, :] & (levels < self.best[:, :, None])).sum(axis=2))


def sign_test(discordant: ArrayLike) -> NDArray[np.float64]:
    """Return the one-sided p-values of "option j has a share no larger than option k", 0 to 1.

    discordant : ... x K x K whole numbers, [j, k] picked j and not k, of responses that could pick both
    Returns the same shape; 1 on the diagonal and where nobody picked just one of the two.
    Under equal shares d_jk is binomial(d_jk + d_kj, 1/2), and p is the chance of d_jk or more: exact for any number.
    Source: the sign test (exact McNemar test) on discordant pairs; the same people chose among both options, so two
    separate intervals would be wrong.
    """
    won = np.asarray(discordant, dtype=np.int64)
    lost = np.swapaxes(won, -1, -2)
    total = won + lost
    found = bdtr(lost.astype(float), np.maximum(total, 1), 0.5)
    return np.where(total == 0, 1.0, found)


def rank_ranges(table: PatternTable, confidence: float = 0.95) -> RankRanges:
    """Return the places each option could hold in each group.

    table : of options that are ranked against one another (see PatternTable.only); counts of responses, not weights
    confidence : that all ranges of a group hold together, where options do not have their own bases; 0.95
    L_j = 1 + the options ahead of j beyond doubt, U_j = K - the options it is ahead of beyond doubt, by exact sign
    tests of all K(K - 1) ordered pairs with Holm's procedure. No random numbers: the same answers give the same ranges.
    Where options have their own bases, a pair is compared over the responses that could pick both; a range is then
    widened to hold the option's place by share, if it does not, and a pair nobody could choose between stays open.
    Raises FrameError if the counts are not whole numbers or the confidence is not between 0 and 1.
    Source: Bazylik, Mogstad, Romano, Shaikh and Wilhelm, cemmap CWP40/21 (finite-sample confidence sets for ranks),
    with discordant pairs in place of multinomial counts; for one pick each it is the same.
    """
    if not 0 < confidence < 1:
        raise FrameError(f"confidence must be between 0 and 1, not {confidence}")
    if table.counts.dtype.kind not in "iu":
        raise FrameError("rank ranges are of whole numbers of responses; for weights use weighted_ranges")
    ahead = _ahead(table.discordant(), confidence)
    return ranges_from(ahead, table.shares)


def ranges_from(ahead: NDArray[np.bool_], shares: NDArray[np.float64]) -> RankRanges:
    """Return the ranges that follow from which option is ahead of which, each wide enough to hold its place by share.

    ahead : G x K x K; shares : G x K, NaN where unknown
    """
    n_options = ahead.shape[-1]
    best = 1 + ahead.sum(axis=1)
    worst = n_options - ahead.sum(axis=2)
    place = 1 + (shares[:, None, :] > shares[:, :, None]).sum(axis=2)
    known = ~np.isnan(shares)
    return RankRanges(
        best=np.where(known, np.minimum(best, place), best),
        worst=np.where(known, np.maximum(worst, place), worst),
        ahead=ahead,
    )


def _ahead(discordant: NDArray[np.float64], confidence: float) -> NDArray[np.bool_]:
    n_groups, n_options = discordant.shape[:2]
    pairs = ~np.eye(n_options, dtype=bool)
    found = np.zeros(discordant.shape, dtype=bool)
    # a float difference of 1 and 0.95 is a hair above 0.05; the level is what was meant
    found[:, pairs] = holm(sign_test(discordant)[:, pairs].reshape(n_groups, -1)) <= round(1 - confidence, 12)
    return found
