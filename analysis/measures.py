"""Mean, median and quartiles of numbers that people gave, with the intervals in which mean and median could lie."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import bdtr, stdtrit

from analysis.frames import FrameError


@dataclass(frozen=True)
class Measure:
    """Hold the middle of n numbers; an end that cannot be told is None."""

    n: int
    mean: float | None
    mean_low: float | None
    mean_high: float | None
    median: float | None
    median_low: float | None
    median_high: float | None
    lower_quartile: float | None = None
    upper_quartile: float | None = None


def measure(values: Sequence[float], confidence: float = 0.95) -> Measure:
    """Return the mean and the median of these numbers with their intervals.

    values : one number for each person, in any order
    confidence : of both intervals, between 0 and 1
    The mean lies in mean +- t * s / sqrt(n), t of n - 1 degrees of freedom: None for fewer than 2 numbers. The median
    lies between the r-th smallest and the r-th largest, r as large as the binomial distribution with one half allows:
    None where even the smallest and the largest do not reach the confidence (n below 6 for 95%). The quartiles are
    those of most programs: on the straight line between the two numbers beside the place 1 + (n - 1) / 4 or its mirror.
    Raises FrameError if a value is not finite or the confidence is not between 0 and 1.
    Source: Altman, Machin, Bryant and Gardner, Statistics with Confidence (2nd edition, 2000), chapters 4 (means) and
    5 (medians). The interval of the median asks nothing of the shape of the numbers. Quartiles: Hyndman and Fan, Sample
    Quantiles in Statistical Packages (The American Statistician 50, 1996), definition 7.
    """
    if not 0 < confidence < 1:
        raise FrameError(f"confidence must be between 0 and 1, not {confidence}")
    ordered = np.sort(np.asarray(values, dtype=float))
    if not np.isfinite(ordered).all():
        raise FrameError("a value is no finite number")
    n = len(ordered)
    if n == 0:
        return Measure(0, None, None, None, None, None, None)
    mean, half = float(ordered.mean()), None
    if n > 1:
        half = float(stdtrit(n - 1, 0.5 + confidence / 2)) * float(ordered.std(ddof=1)) / math.sqrt(n)
    place = _place(n, confidence)
    return Measure(
        n=n,
        mean=mean,
        mean_low=None if half is None else mean - half,
        mean_high=None if half is None else mean + half,
        median=float(np.median(ordered)),
        median_low=None if place is None else float(ordered[place - 1]),
        median_high=None if place is None else float(ordered[n - place]),
        lower_quartile=float(np.quantile(ordered, 0.25)),
        upper_quartile=float(np.quantile(ordered, 0.75)),
    )


def _place(n: int, confidence: float) -> int | None:
    """Return the largest r with P(X < r) at most half of what is left out, X binomial with n and one half."""
    places = np.arange(1, n // 2 + 1)
    allowed = places[bdtr(places - 1, n, 0.5) <= (1 - confidence) / 2]
    return int(allowed[-1]) if len(allowed) else None
