"""Mean and median with their intervals, against numbers worked by hand."""

import pytest

from analysis.frames import FrameError
from analysis.measures import measure


def test_the_mean_of_five_numbers_worked_by_hand():
    """2, 4, 4, 4, 6: mean 4, squares of the distances 4 + 0 + 0 + 0 + 4 = 8, s = sqrt(8 / 4) = 1.41421,
    s / sqrt(5) = 0.63246, t of 4 degrees of freedom 2.77645: 4 +- 1.75598."""
    found = measure([4, 2, 6, 4, 4])

    assert (found.n, found.mean, found.median) == (5, 4, 4)
    assert (found.mean_low, found.mean_high) == pytest.approx((2.24402, 5.75598), abs=1e-5)
    assert (found.median_low, found.median_high) == (None, None)


def test_the_median_of_ten_numbers_lies_between_the_second_and_the_ninth():
    """Binomial of 10 with one half: P(X <= 1) = 11 / 1024 = 0.0107, P(X <= 2) = 56 / 1024 = 0.0547. At 2.5% the second
    smallest and the second largest are the ends."""
    found = measure([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])

    assert (found.median, found.median_low, found.median_high) == (5.5, 2, 9)


def test_the_quartiles_lie_on_the_line_between_the_two_numbers_beside_them():
    """Of 1, 2, 3, 10 the places are 1 + 3 / 4 = 1.75 and 3.25: 1 + 0.75 = 1.75, and 3 + 0.25 * 7 = 4.75.
    Of nine numbers the third and the seventh."""
    few, nine = measure([1, 2, 3, 10]), measure(list(range(9, 0, -1)))

    assert (few.lower_quartile, few.upper_quartile) == (1.75, 4.75)
    assert (nine.lower_quartile, nine.upper_quartile) == (3, 7)


def test_of_six_numbers_the_smallest_and_the_largest_are_the_ends():
    """P(X <= 0) = 1 / 64 = 0.0156, below 2.5%; of five it is 1 / 32 = 0.031, above."""
    assert (measure([1, 2, 3, 4, 5, 6]).median_low, measure([1, 2, 3, 4, 5, 6]).median_high) == (1, 6)
    assert measure([1, 2, 3, 4, 5]).median_low is None


def test_nobody_one_person_and_all_the_same():
    assert measure([]).mean is None
    assert (measure([7]).mean, measure([7]).mean_low) == (7, None)
    assert (measure([3] * 8).mean_low, measure([3] * 8).median_high) == (3, 3)


def test_the_order_of_the_numbers_changes_nothing_and_what_is_no_number_is_refused():
    assert measure([1, 5, 2]) == measure([5, 2, 1])
    with pytest.raises(FrameError, match="finite"):
        measure([1, float("nan")])
    with pytest.raises(FrameError, match="confidence"):
        measure([1], confidence=1)
