"""Numbers that people gave, as they may be printed: in groups of ten people or more, and a middle that is nobody's own.

All numbers here are whole: of what is smallest (a tenth of a mile, a month), how many.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.disclosure.rounding import SHARE_BASE, SMALLEST_GROUP
from analysis.frames import FrameError
from analysis.measures import measure

#: how many groups there are at most
MOST_GROUPS = 12
#: the widest a group of whole numbers can be is the last of these times ten to any power
NICE = (1, 2, 5)
#: how well the distance of one person may not be known
CLOSENESS = 0.15


@dataclass(frozen=True)
class Group:
    """Hold how many people gave a number from low to high, both included; None is an open end."""

    low: int | None
    high: int | None
    n: int


@dataclass(frozen=True)
class Middle:
    """Hold what may be told of the middle; a figure that is kept back is None."""

    mean: float | None
    mean_low: float | None
    mean_high: float | None
    median: float | None
    median_low: float | None
    median_high: float | None
    lower_quartile: float | None = None
    upper_quartile: float | None = None


def nice_steps(most: int) -> tuple[int, ...]:
    """Return 1, 2, 5, 10, 20, 50 and so on, up to the first that is not below `most`."""
    steps, power = [1], 1
    while steps[-1] < most:
        steps += [factor * power for factor in NICE if factor * power > 1]
        power *= 10
    return tuple(steps)


def step_of(values: Sequence[int], steps: Sequence[int]) -> int:
    """Return the smallest of these steps that divides the middle eight tenths of the values into MOST_GROUPS at most.

    The tenth at each end is left out, so that no outlier chooses the step. Raises FrameError if there are no values.
    """
    if not values:
        raise FrameError("nobody gave a number")
    ordered, tail = sorted(values), max(1, len(values) // 10)
    middle = ordered[tail:-tail] or ordered
    span = middle[-1] - middle[0] + 1
    return next((step for step in steps if step * MOST_GROUPS >= span), steps[-1])


def grouped(
    values: Sequence[int], steps: Sequence[int], lowest: int | None = None, highest: int | None = None
) -> tuple[Group, ...]:
    """Return how many people gave what, smallest first; nothing where there would be fewer than two groups.

    steps : widths that a group can have, smallest first
    lowest, highest : what the question allows; None where it does not say
    Each group begins at a multiple of the step and has at least ten people: one with fewer is put to its neighbour.
    The first and the last are open, or end where the question does: nobody's smallest or largest number is told.
    """
    if not values:
        return ()
    step = step_of(values, steps)
    cells = sorted(Counter(value // step for value in values).items())
    #: (where it begins, people); the next begins right after the cell with which it has ten
    found = [[cells[0][0] * step, 0]]
    for cell, n in cells:
        found[-1][1] += n
        if found[-1][1] >= SMALLEST_GROUP and cell != cells[-1][0]:
            found.append([(cell + 1) * step, 0])
    if len(found) > 1 and found[-1][1] < SMALLEST_GROUP:
        _low, n = found.pop()
        found[-1][1] += n
    if len(found) < 2:
        return ()
    starts: list[int | None] = [low for low, _n in found]
    starts[0] = lowest if lowest is None or lowest <= min(values) else None
    last = highest if highest is None or highest >= max(values) else None
    ends = [*(low - 1 for low, _n in found[1:]), last]
    return tuple(Group(low, high, n) for low, high, (_low, n) in zip(starts, ends, found, strict=True))


def middle(values: Sequence[int]) -> Middle:
    """Return the mean and median with their intervals, and the quartiles (analysis.measures), as they may be printed.

    Of fewer than 30 people nothing is told. The median and its ends are numbers that persons gave: they are rounded
    until at least ten people lie within what each stands for; the two quartiles likewise, by a rounding of their own.
    The mean is rounded to a tenth of the step of the groups,
    and kept back where one person's distance from the median can be worked out from it to 15%: where the squares of
    all distances but the two largest add to less than 1.15^2 - 1 of the square of the largest.
    Source: the p% rule of tables of magnitude (Hundepool et al., Statistical Disclosure Control, 2012, section 4.2),
    on squares, because the interval tells their sum.
    """
    if len(values) < SHARE_BASE:
        return Middle(None, None, None, None, None, None)
    found = measure(values)
    steps = nice_steps(max(values) - min(values) + 1)
    median = _rounded((found.median, found.median_low, found.median_high), steps, values)
    quartiles = _rounded((found.lower_quartile, found.upper_quartile), steps, values)
    if _is_dominated(values, found.median or 0.0):
        return Middle(None, None, None, *median, *quartiles)
    tenth = step_of(values, steps) / 10
    mean = [
        None if one is None else round(one / tenth) * tenth for one in (found.mean, found.mean_low, found.mean_high)
    ]
    return Middle(*mean, *median, *quartiles)


def _rounded(places: Sequence[float | None], steps: Sequence[int], values: Sequence[int]) -> list[float | None]:
    """Return these numbers by the smallest step with which ten people share each; nothing where no step does."""
    known = [one for one in places if one is not None]
    unit = next((step for step in steps if all(_is_shared(place, step, values) for place in known)), None)
    return [None if one is None or unit is None else float(nearest(one, unit)) for one in places]


def nearest(value: float, unit: int) -> int:
    """Return the multiple of the unit nearest to the value; half way goes up."""
    return int((2 * value + unit) // (2 * unit)) * unit


def _is_shared(value: float, unit: int, values: Sequence[int]) -> bool:
    """Are there ten people whose numbers are printed as this one is?"""
    printed = nearest(value, unit)
    return sum(nearest(one, unit) == printed for one in values) >= SMALLEST_GROUP


def _is_dominated(values: Sequence[int], median: float) -> bool:
    squares = sorted(((value - median) ** 2 for value in values), reverse=True)
    return bool(squares[0]) and sum(squares[2:]) < ((1 + CLOSENESS) ** 2 - 1) * squares[0]
