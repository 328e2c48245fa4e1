"""Suppression: known tables worked by hand, and the attacks that the rule of one column does not stand."""

import itertools

import numpy as np
import pandas as pd
import pytest

from analysis.disclosure import Bounds, attack_table, suppress, suppress_column
from analysis.frames import FrameError


def frame(rows, bases=None):
    groups = [f"g{number + 1}" for number in range(len(rows))]
    table = pd.DataFrame(rows, index=groups, columns=list("ABCDEFGHIJ")[: len(rows[0])])
    return table, None if bases is None else pd.Series(bases, index=groups)


def cells(flags):
    return [(int(row), int(column)) for row, column in np.argwhere(np.asarray(flags))]


def two_way(rows, hidden, least=0):
    """The range of each hidden cell of a table that is printed with all its totals."""
    counts = np.array(rows, dtype=float)
    mask = np.zeros(counts.shape, dtype=bool)
    mask[tuple(zip(*hidden, strict=True))] = True
    columns, lines = counts.sum(axis=0), counts.sum(axis=1)
    known = Bounds(np.where(mask, least, counts), np.where(mask, np.inf, counts))
    return attack_table(known, Bounds(columns, columns), Bounds(lines, lines))


@pytest.mark.parametrize(
    ("counts", "threshold", "primary", "secondary", "hidden_sum", "high"),
    [
        # 3 alone is what is missing from the total; with 22 it is anything from 1 to 24
        ([3, 40, 55, 22, 61], 5, (0,), (3,), 25, 24),
        # 3 and 4 hide each other: 1 to 6 is as wide as five
        ([3, 4, 55, 22, 61], 5, (0, 1), (), 7, 6),
        # 1 and 2 do not: both are 1 or 2; with 9 each is 1 to 10
        ([1, 2, 9, 30, 0], 5, (0, 1), (2,), 12, 10),
        ([6, 40, 55, 22, 61], 5, (), (), 0, None),
        ([9, 8, 7, 30, 40], 10, (0, 1, 2), (), 24, 22),
    ],
)
def test_one_option_by_groups_worked_by_hand(counts, threshold, primary, secondary, hidden_sum, high):
    found = suppress_column(counts, threshold)

    assert (found.primary, found.secondary, found.hidden_sum) == (primary, secondary, hidden_sum)
    assert (found.low, found.high) == ((1, high) if primary else (None, None))
    assert not found.total_hidden


def test_the_range_of_a_column_is_that_of_all_whole_numbers_that_fit():
    for counts, threshold in [([3, 40, 55, 22, 61], 5), ([1, 2, 9, 30, 0], 5), ([9, 8, 7, 30, 40], 10)]:
        found = suppress_column(counts, threshold)
        n_hidden = len(found.primary) + len(found.secondary)
        fitting = [
            row
            for row in itertools.product(range(1, found.hidden_sum), repeat=n_hidden)
            if sum(row) == found.hidden_sum
        ]

        assert (min(row[0] for row in fitting), max(row[0] for row in fitting)) == (found.low, found.high)


def test_where_all_counts_together_are_too_few_the_total_goes_too():
    found = suppress_column([1, 2, 0])

    assert found.total_hidden
    assert suppress_column([0, 4, 0], hide_zeros=True).total_hidden


def test_a_small_cell_alone_in_a_two_way_table_is_what_is_missing_from_its_row():
    ranges = two_way([[3, 20, 30], [25, 40, 35], [22, 18, 27]], [(0, 0)])

    assert (ranges.low[0, 0], ranges.high[0, 0]) == (3, 3)


def test_the_cheapest_safe_set_of_a_three_by_three_table():
    """By hand: four cells in a rectangle leave one free number t, from 0 to 23: 3 + 20 = 23 people in the first row.

    The four: t, 23 - t, 25 - t and 15 + t. No other rectangle through the small cell hides fewer than 20 + 22 + 18.
    """
    table, _bases = frame([[3, 20, 30], [25, 40, 35], [22, 18, 27]])

    found = suppress(table, row_totals=True, hide_zeros=True)

    assert cells(found.primary) == [(0, 0)]
    assert cells(found.hidden) == [(0, 0), (0, 1), (2, 0), (2, 1)]
    low, high = found.ranges.low, found.ranges.high
    assert [(low[cell], high[cell]) for cell in [(0, 0), (0, 1), (2, 0), (2, 1)]] == [
        (0, 23),
        (0, 23),
        (2, 25),
        (15, 38),
    ]


def test_no_cheaper_set_of_that_table_is_safe():
    """Every set of other cells, 256 of them, is attacked."""
    rows = [[3, 20, 30], [25, 40, 35], [22, 18, 27]]
    others = [(row, column) for row in range(3) for column in range(3) if (row, column) != (0, 0)]
    sums = [
        sum(rows[row][column] for row, column in chosen)
        for size in range(9)
        for chosen in itertools.combinations(others, size)
        if sum(rows[row][column] for row, column in chosen) <= 60 and two_way(rows, [(0, 0), *chosen]).width[0, 0] >= 5
    ]

    assert min(sums) == 60


def test_two_hidden_cells_in_each_row_and_column_are_not_enough():
    """By hand: rows 1 and 2 hide 20 + 14 = 34 people, columns 1 and 2 hide 15 + 15 = 30: 4 are left for (0, 2).

    The table has nine hidden cells, two at least in every line; the fourth of row 1 is worked out exactly.
    """
    rows = [[7, 9, 4, 50], [8, 6, 60, 55], [40, 70, 9, 8], [45, 65, 6, 7]]
    hidden = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (0, 2)]

    ranges = two_way(rows, hidden)

    known = [cell for cell in hidden if ranges.width[cell] == 0]
    assert known == [(0, 2)]
    assert ranges.low[0, 2] == 4
    assert [(ranges.low[cell], ranges.high[cell]) for cell in hidden[:8]] == [
        (1, 15), (1, 15), (0, 14), (0, 14), (2, 15), (2, 15), (0, 13), (0, 13),
    ]  # fmt: skip


PICK_THREE = ([[3, 9, 8, 10], [14, 16, 12, 18], [20, 22, 24, 24]], [10, 20, 30])


@pytest.mark.parametrize("all_picks", [False, True])
def test_people_who_all_choose_three_give_a_hidden_count_away(all_picks):
    """By hand: 3 * 10 - 27 = 3 is the most g1 has left for A, 3 * 20 - 46 = 14 the most of g2; together 17: both."""
    counts, bases = np.array(PICK_THREE[0], dtype=float), np.array(PICK_THREE[1], dtype=float)
    hidden = np.zeros(counts.shape, dtype=bool)
    hidden[[0, 1], 0] = True
    known = Bounds(np.where(hidden, 1, counts), np.where(hidden, bases[:, None], counts))
    totals = Bounds(counts.sum(axis=0), counts.sum(axis=0))

    blind = attack_table(known, totals)
    knowing = attack_table(known, totals, bases=Bounds(bases, bases), picks=3, all_picks=all_picks)

    assert (blind.low[0, 0], blind.high[0, 0]) == (1, 10)
    assert (knowing.low[0, 0], knowing.high[0, 0]) == (3, 3)


@pytest.mark.parametrize("all_picks", [False, True])
def test_the_limit_of_picks_is_part_of_the_check(all_picks):
    """The column rule hides A of g1 and g2; C of both is hidden beside them, 8 + 12 people, and A is 1 to 10 again."""
    table, bases = frame(*PICK_THREE)

    found = suppress(table, bases, all_picks=all_picks)

    assert cells(found.primary) == [(0, 0)]
    assert cells(found.hidden) == [(0, 0), (0, 2), (1, 0), (1, 2)]
    assert (found.ranges.low[0, 0], found.ranges.high[0, 0]) == (1, 10)
    assert not found.totals_hidden.any()


def test_without_printed_bases_the_rule_of_one_column_is_enough():
    table, _bases = frame(PICK_THREE[0])

    assert cells(suppress(table).hidden) == [(0, 0), (1, 0)]


def test_nothing_is_hidden_where_nothing_is_small():
    table, bases = frame([[20, 30], [25, 40]], [50, 60])

    found = suppress(table, bases)

    assert not found.hidden.any(axis=None)
    assert (found.ranges.width == 0).all()


def test_a_table_that_nothing_protects_is_refused_and_not_printed():
    table, _bases = frame([[3, 30], [40, 40]])

    with pytest.raises(FrameError, match="merge groups or options"):
        suppress(table.iloc[:1], row_totals=True)


def test_a_group_of_three_is_merged_first():
    table, bases = frame([[1, 2], [25, 40]], [3, 60])

    with pytest.raises(FrameError, match="g1 has fewer than 10 people"):
        suppress(table, bases)


@pytest.mark.parametrize("seed", range(4))
def test_every_small_count_of_a_made_up_consultation_stands_the_attack(seed):
    """Eight groups of five options, nearly everybody with three picks."""
    draw = np.random.default_rng(seed)
    bases = draw.integers(12, 60, 8)
    likes = np.array([0.35, 0.25, 0.2, 0.15, 0.05])
    rows = [
        np.bincount(
            np.concatenate(
                [draw.choice(5, 3 if draw.random() < 0.95 else 2, replace=False, p=likes) for _ in range(n)]
            ),
            minlength=5,
        )
        for n in bases
    ]
    table, sizes = frame(rows, bases)

    found = suppress(table, sizes)

    small = found.primary.to_numpy()
    assert small.any()
    assert (found.hidden.to_numpy() | ~small).all()
    assert found.ranges.width[small].min() >= 5
    assert ((found.ranges.low <= table.to_numpy()) & (table.to_numpy() <= found.ranges.high)).all()
