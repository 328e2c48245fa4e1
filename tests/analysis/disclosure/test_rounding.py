"""Rounding: the rule, worked by hand, and what somebody who reads a rounded table can work out."""

import itertools

import numpy as np
import pandas as pd
import pytest

from analysis.disclosure import attack_rounded, headline_share, marker, round_count, round_table
from analysis.frames import FrameError


def table_of(rows, bases):
    groups = [f"g{number}" for number in range(len(rows))]
    options = [f"o{number}" for number in range(len(rows[0]))]
    return pd.DataFrame(rows, index=groups, columns=options), pd.Series(bases, index=groups)


def test_a_true_zero_stays_and_one_to_seven_are_hidden():
    assert round_count(0) == 0
    assert [round_count(count) for count in range(1, 8)] == [None] * 7


def test_other_counts_go_to_the_nearest_five():
    assert [round_count(count) for count in range(8, 24)] == [10] * 5 + [15] * 5 + [20] * 5 + [25]
    assert [round_count(1232), round_count(1233)] == [1230, 1235]


def test_a_count_below_zero_is_refused():
    with pytest.raises(FrameError, match="cannot be -1"):
        round_count(-1)


def test_two_cells_and_their_total_never_tell_a_hidden_one():
    """All 3,721 rows of two cells a, b from 0 to 60, printed with their total: what can a be when it is hidden?

    The fewest values left are two: behind ([c], [c], 15) stand only 6 and 7, because 6 + 7 = 13 is the least that 15
    means. A count of 1 or 2 is never what is left alone.
    """
    left: dict[tuple, set[int]] = {}
    for a, b in itertools.product(range(61), repeat=2):
        left.setdefault((round_count(a), round_count(b), round_count(a + b)), set()).add(a)
    hidden = {printed: values for printed, values in left.items() if printed[0] is None}

    smallest = min(len(values) for values in hidden.values())

    assert smallest == 2
    assert sorted(values for printed, values in hidden.items() if printed == (None, None, 15)) == [{6, 7}]
    assert {(None, 10, 20), (None, 15, 25), (None, 20, 30)} <= {
        printed for printed, values in hidden.items() if values == {6, 7}
    }
    assert not any(values <= {1, 2} for values in hidden.values())


def test_shares_come_from_the_printed_figures():
    """33 of 41 are printed as 35 of 40: 0.875, where the true share is 0.805."""
    found = round_table(*table_of([[33, 4, 0]], [41]))

    assert found.counts.iloc[0].tolist() == [35, pd.NA, 0]
    assert found.bases.tolist() == [40]
    assert found.shares.iloc[0].tolist() == [0.875, pd.NA, 0.0]
    assert found.totals.tolist() == [35, pd.NA, 0]


def test_below_a_printed_base_of_thirty_there_are_counts_and_no_shares():
    found = round_table(*table_of([[12, 20], [12, 20]], [27, 28]))

    assert found.bases.tolist() == [25, 30]
    assert found.counts.iloc[0].tolist() == [10, 20]
    assert found.shares.iloc[0].isna().all()
    assert found.shares.iloc[1].tolist() == pytest.approx([10 / 30, 20 / 30])


def test_of_a_group_of_three_nothing_is_told():
    """Its base neither, and not that nobody of it chose an option."""
    found = round_table(*table_of([[3, 0, 1], [90, 20, 30]], [3, 100]))

    assert found.counts.iloc[0].isna().all()
    assert found.bases.isna().tolist() == [True, False]


def test_a_group_has_a_ranking_of_its_own_from_one_hundred_people():
    found = round_table(*table_of([[60, 20], [60, 20]], [97, 100]))

    assert found.may_rank.tolist() == [False, True]


def test_a_headline_is_exact_from_a_thousand_people_on():
    assert headline_share(333, 1000) == 0.33
    assert headline_share(333, 999) == pytest.approx(335 / 1000)
    assert headline_share(4, 500) is None
    assert headline_share(10, 20) is None


def test_a_figure_that_is_not_there_says_why():
    assert [marker(None, 40), marker(10, None), marker(10, 25), marker(10, 95), marker(10, 100)] == [
        "[c]", "[c]", "[z]", "[u]", "",
    ]  # fmt: skip


@pytest.mark.parametrize("all_picks", [False, True])
def test_an_attack_with_everything_known_finds_no_hidden_count(all_picks):
    """Rounded cells, totals of options, bases and all who answered, and that everybody chose up to (or just) three."""
    draw = np.random.default_rng(7)
    sizes = [13, 24, 37, 22, 54, 60]
    n_picks = [np.full(size, 3) if all_picks else draw.integers(1, 4, size) for size in sizes]
    likes = np.array([0.3, 0.2, 0.2, 0.15, 0.1, 0.05])
    rows = [
        np.bincount(np.concatenate([draw.choice(6, n, replace=False, p=likes) for n in picks]), minlength=6)
        for picks in n_picks
    ]
    found = round_table(*table_of(rows, sizes))

    ranges = attack_rounded(found, round_count(sum(sizes)), picks=3, all_picks=all_picks)

    hidden = found.counts.isna().to_numpy()
    assert hidden.sum() >= 3
    assert ranges.width[hidden].min() >= 1
    truth = np.array(rows)
    assert ((ranges.low <= truth) & (truth <= ranges.high)).all()


def test_a_hidden_group_is_not_found_from_the_rest():
    """Nine people in g0, of whom nothing is printed; 60 answered in all, the other group has 50."""
    found = round_table(*table_of([[9, 5, 0], [20, 30, 11]], [9, 51]))

    ranges = attack_rounded(found, 60)

    assert (ranges.width[0] >= 1).all()


@pytest.mark.parametrize(
    ("rows", "bases", "reason"),
    [
        ([[1.5]], [9], "whole numbers"),
        ([[-1]], [9], "below 0"),
        ([[12]], [9], "larger than the base"),
    ],
)
def test_a_table_that_is_none_is_refused_in_words(rows, bases, reason):
    with pytest.raises(FrameError, match=reason):
        round_table(*table_of(rows, bases))


def test_a_group_without_a_base_is_refused():
    table, bases = table_of([[10], [12]], [20, 20])

    with pytest.raises(FrameError, match="no base for the group g1"):
        round_table(table, bases.iloc[:1])


def test_the_order_of_groups_changes_nothing():
    table, bases = table_of([[33, 4], [60, 20], [8, 12]], [41, 97, 14])

    turned = round_table(table.iloc[::-1], bases)

    pd.testing.assert_frame_equal(turned.counts.iloc[::-1], round_table(table, bases).counts)
