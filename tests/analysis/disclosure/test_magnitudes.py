"""Numbers in groups of ten people or more, and a middle that points to nobody."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure import grouped, middle, nice_steps
from analysis.disclosure.magnitudes import step_of
from analysis.frames import FrameError

STEPS = nice_steps(10**6)
many = st.lists(st.integers(0, 500), min_size=10, max_size=120)


def test_a_few_numbers_stand_alone_where_ten_gave_each():
    """By hand: 12 people said 1, 15 said 2, 10 said 3, and 4 said 7: they go to those who said 3."""
    found = grouped([1] * 12 + [2] * 15 + [3] * 10 + [7] * 4, STEPS)

    assert [(one.low, one.high, one.n) for one in found] == [(None, 1, 12), (2, 2, 15), (3, None, 14)]


def test_the_ends_are_those_of_the_question():
    found = grouped([1] * 12 + [2] * 15, STEPS, lowest=0, highest=9)

    assert [(one.low, one.high) for one in found] == [(0, 1), (2, 9)]


def test_an_end_that_somebody_passed_is_open():
    found = grouped([1] * 12 + [2] * 15, STEPS, lowest=2, highest=1)

    assert [(one.low, one.high) for one in found] == [(None, 1), (2, None)]


def test_one_group_says_nothing():
    assert grouped([5] * 40, STEPS) == ()
    assert grouped(list(range(19)), STEPS) == ()
    assert grouped([], STEPS) == ()


def test_steps_are_one_two_and_five():
    assert nice_steps(30) == (1, 2, 5, 10, 20, 50)


def test_nobody_gave_a_number():
    with pytest.raises(FrameError, match="nobody gave a number"):
        step_of([], STEPS)


@settings(max_examples=60, deadline=None)
@given(many)
def test_every_group_has_ten_people_and_together_they_are_all(values):
    found = grouped(values, STEPS)

    assert all(one.n >= 10 for one in found)
    assert sum(one.n for one in found) == (len(values) if found else 0)
    for one in found:
        inside = [v for v in values if (one.low is None or v >= one.low) and (one.high is None or v <= one.high)]
        assert len(inside) == one.n


@settings(max_examples=60, deadline=None)
@given(many, st.integers(1, 10**6))
def test_how_far_the_largest_number_lies_cannot_be_told_from_the_groups(values, further):
    """The attack: of two sets that differ in their largest number alone, the same is printed."""
    ordered = sorted(values)

    assert grouped(ordered, STEPS) == grouped([*ordered[:-1], ordered[-1] + further], STEPS)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 500), min_size=30, max_size=120), st.integers(10**5, 10**6))
def test_one_who_stands_far_from_everybody_is_not_told_by_the_mean(values, far):
    found = middle([*values, far])

    assert (found.mean, found.mean_low, found.mean_high) == (None, None, None)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 500), min_size=30, max_size=120))
def test_a_median_and_its_ends_stay_in_order(values):
    found = middle(values)

    assert found.median is None or found.median_low <= found.median <= found.median_high


def test_the_middle_of_few_is_not_told():
    assert middle(list(range(29))).median is None


def test_the_median_is_rounded_until_ten_people_share_it():
    """By hand: of 0 to 30 the median is 15, which one person gave; its ends are 9 and 21. Tens are the first that stand
    for ten people each: 9 is printed as 10 (5 to 14), 15 and 21 as 20 (15 to 24)."""
    found = middle(list(range(31)))

    assert (found.median_low, found.median, found.median_high) == (10.0, 20.0, 20.0)
    assert found.mean == pytest.approx(15)


def test_a_median_that_many_gave_is_told_as_it_is():
    found = middle([2] * 20 + [3] * 30 + [4] * 20)

    assert (found.median, found.median_low, found.median_high) == (3.0, 3.0, 3.0)


def test_quartiles_are_rounded_until_ten_people_share_each():
    """By hand: of 0 to 39 the quartiles are 9.75 and 29.25. Of 5 each is printed as 10 or 30, which five share; of 10
    they stand for 5 to 14 and 25 to 34, ten people each."""
    found = middle(list(range(40)))

    assert (found.lower_quartile, found.upper_quartile) == (10.0, 30.0)
    assert middle(list(range(29))).lower_quartile is None
