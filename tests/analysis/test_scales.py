"""The middle of a scale, worked by hand, and what may be told of it where counts are kept back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.scales import printed_middle, scale_middle

COUNTS = st.lists(st.one_of(st.none(), st.integers(8, 60)), min_size=3, max_size=11)


def test_the_middle_of_a_scale_is_that_of_the_points_that_people_chose():
    """1, 1, 2, 2, 2, 4: mean 12 / 6 = 2, median 2; nobody chose 3. s = sqrt((1 + 1 + 4) / 5) = 1.0954, over sqrt(6)
    0.44721, t of 5 degrees of freedom 2.57058: 2 +- 1.14960."""
    found = scale_middle({1: 2, 2: 3, 3: 0, 4: 1})

    assert (found.n, found.mean, found.median) == (6, 2, 2)
    assert (found.mean_low, found.mean_high) == pytest.approx((0.85040, 3.14960), abs=1e-4)


def test_where_every_count_is_printed_the_middle_is_that_of_the_printed_counts():
    """10 of 1, 20 of 3, 10 of 5: mean (10 + 60 + 50) / 40 = 3."""
    found = printed_middle({1: 10, 3: 20, 5: 10})

    assert (found.n, found.mean, found.median) == (40, 3, 3)


def test_a_rounded_count_that_is_kept_back_stands_for_one_to_seven():
    """20 of 1, 21 of 2, and 1 to 7 of 3: the mean lies between (62 + 3) / 42 = 1.55 and (62 + 21) / 48 = 1.73, and
    with 4 people it is (62 + 12) / 45 = 1.64. The median is 2 with any of them."""
    found = printed_middle({1: 20, 2: 21, 3: None})

    assert found.mean == pytest.approx((20 + 42 + 12) / 45)
    assert found.median == 2


def test_a_middle_that_hidden_counts_could_move_is_not_told():
    """15 of 1, 15 of 3 and 1 to 7 of 11: the mean lies between 71 / 31 = 2.29 and 137 / 37 = 3.70."""
    found = printed_middle({1: 15, 3: 15, 11: None})

    assert found.mean is None


def test_exact_counts_that_are_kept_back_share_who_is_left():
    """Of 44 people 20 said 1, 20 said 2; 4 are left. At 3: (20 + 40 + 12) / 44 = 1.64; at 4: 1.73."""
    found = printed_middle({1: 20, 2: 20, 3: None, 4: None}, 44)

    assert found.mean == 1.5
    assert found.median is None, "1.5 of those who are told, 2 with the others"


def test_of_fewer_than_thirty_nothing_is_told():
    assert printed_middle({1: 15, 2: 14}) is None


@settings(max_examples=50, deadline=None)
@given(COUNTS, st.integers(1, 7), st.integers(1, 7))
def test_what_is_told_is_the_same_whatever_was_kept_back(counts, one, other):
    """The attack: two sets of answers that print the same counts print the same middle."""
    printed = dict(enumerate(counts))
    behind = [{point: n or hidden for point, n in printed.items()} for hidden in (one, other)]
    again = [{point: n if n > 7 else None for point, n in found.items()} for found in behind]

    assert printed_middle(again[0]) == printed_middle(again[1])
