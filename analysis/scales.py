"""The middle of a scale: of points from one end to the other, the mean and the median."""

from collections.abc import Mapping

import numpy as np

from analysis.disclosure.rounding import HIDDEN_UP_TO, SHARE_BASE
from analysis.measures import Measure, measure

#: a mean or a median that could lie further apart than this, in points, is not told
CLOSE_ENOUGH = 1


def scale_middle(counts: Mapping[int, int]) -> Measure:
    """Return the mean and the median of a scale with their intervals (analysis.measures).

    counts : point of the scale -> how many chose it; who cannot say is none of them
    The median needs only that the points have an order; the mean takes every step of the scale as equally wide, which
    nobody can know, so it is told beside the median and the counts, never instead of them.
    Source: Stevens, On the Theory of Scales of Measurement (Science 103, 1946): of an ordinal scale the median, of an
    interval scale the mean.
    """
    return measure(np.repeat(np.array(list(counts), dtype=float), list(counts.values())).tolist())


def printed_middle(counts: Mapping[int, int | None], answered: int | None = None) -> Measure | None:
    """Return the middle of a scale from what is printed of it alone, so that it tells nothing that was kept back.

    counts : point -> the printed count; None where it is kept back
    answered : how many people are in the counts, where these are exact; None where they are rounded
    A count that is kept back stands for 1 to 7 people where counts are rounded, and for none to all who are left where
    they are exact. Where the mean could then lie more than one point apart, or the median be another point, it is None.
    Returns None for fewer than 30 people. What is told is of the counts as printed: rounded ones that are kept back as
    4 people each, exact ones that are kept back left out.
    """
    known = {point: n for point, n in counts.items() if n is not None}
    hidden = [point for point in counts if counts[point] is None]
    if sum(known.values()) < SHARE_BASE:
        return None
    if answered is None:
        half = HIDDEN_UP_TO // 2 + 1
        tries = _rounded_tries(known, hidden)
        middle = known | dict.fromkeys(hidden, half)
    else:
        left = answered - sum(known.values())
        tries = [known | {point: left} for point in hidden] + [known]
        middle = known
    found, others = scale_middle(middle), [scale_middle(one) for one in tries]
    means = [one.mean for one in others if one.mean is not None]
    is_close = max(means) - min(means) <= CLOSE_ENOUGH
    is_one = len({one.median for one in (found, *others)}) == 1
    mean = (found.mean, found.mean_low, found.mean_high) if is_close else (None, None, None)
    median = (found.median, found.median_low, found.median_high) if is_one else (None, None, None)
    return Measure(found.n, *mean, *median)


def _rounded_tries(known: Mapping[int, int], hidden: list[int]) -> list[dict[int, int]]:
    """Return the counts with as many people as can be at the lower end of what is hidden, and at the upper end."""
    found = [dict(known)]
    for place in range(len(hidden) + 1):
        below, above = sorted(hidden)[:place], sorted(hidden)[place:]
        for low, high in ((HIDDEN_UP_TO, 1), (1, HIDDEN_UP_TO)):
            found.append({**known, **dict.fromkeys(below, low), **dict.fromkeys(above, high)})
    return found if hidden else [dict(known)]
