"""Weighted shares, their covariance and the places that follow agree with other programs."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.frames import FrameError, check
from analysis.patterns import Characteristic, PatternTable, tables_by_group
from analysis.rank_ranges import rank_ranges
from analysis.ranking import wilson
from analysis.weighted_shares import WEIGHTED_RANKS, weighted_ranges, weighted_ranks, weighted_shares
from tests.analysis.test_patterns import counted, masks_of
from tests.vectors import vector


def cells_of(answers, cells, options):
    cell = Characteristic("cell", tuple(range(max(cells) + 1)), np.array(cells))
    return tables_by_group("s", tuple(options), masks_of(answers, options), [cell])[1]


class TestWeightedShares:
    def test_agree_with_the_vector(self):
        given_, expected, tolerance = vector("V12_weighted_shares")
        masks = np.array(given_["Y"]) @ (1 << np.arange(4))
        each = Characteristic("person", tuple(range(8)), np.arange(8))

        found = weighted_shares(tables_by_group("s", "ABCD", masks, [each])[1], given_["w"])

        np.testing.assert_allclose(found.share, expected["share"], atol=tolerance)
        np.testing.assert_allclose(found.covariance, expected["cov"], atol=tolerance)
        np.testing.assert_allclose(found.deff, expected["deff"], atol=tolerance)
        assert found.n_eff == pytest.approx(expected["n_eff_kish"], abs=tolerance)

    def test_equal_weights_are_no_weights(self):
        """The variance has n - 1 where Wilson's n is meant: n* = n - 1."""
        table = cells_of(["AB", "A", "B", "C"] * 5, [0] * 20, "ABC")

        found = weighted_shares(table, [3.7])

        assert found.share == pytest.approx([0.5, 0.5, 0.25])
        assert found.deff == pytest.approx([1, 1, 1])
        low, high = wilson([9.5, 9.5, 4.75], [19, 19, 19])
        assert found.low == pytest.approx(low)
        assert found.high == pytest.approx(high)

    def test_hand_worked(self):
        """A picked by one of weight 3, not by one of weight 1: share 3/4. z = 0.25 and -0.75 over 4; with n/(n-1) = 2:
        2 (9 * 0.0625 + 1 * 0.5625) / 16 = 0.140625. Kish 16/10."""
        found = weighted_shares(cells_of(["A", "B"], [0, 1], "AB"), [3, 1])

        assert found.share.tolist() == [0.75, 0.25]
        assert found.covariance[0, 0] == pytest.approx(0.140625)
        assert found.covariance[0, 1] == pytest.approx(-0.140625)
        assert found.n_eff == pytest.approx(1.6)

    def test_what_everybody_picked_has_an_interval_all_the_same(self):
        found = weighted_shares(cells_of(["A"] * 40, [0, 1] * 20, "AB"), [1, 2])

        assert found.share.tolist() == [1, 0]
        low, _high = wilson(found.n_eff, found.n_eff)
        assert found.low[0] == pytest.approx(float(low))

    def test_own_bases_by_hand(self):
        """A is offered to cell 0 alone: 1 of 2 there, weight 2 each, so 1/2 whatever the others weigh."""
        masks, cell = np.array([1, 2, 2, 2]), Characteristic("cell", (0, 1), np.array([0, 0, 1, 1]))
        offered = np.array([[True, True], [False, True]])

        table = tables_by_group("s", "AB", masks, [cell], np.array([0, 0, 1, 1]), offered)[1]
        found = weighted_shares(table, [2, 5])

        assert found.share.tolist() == pytest.approx([0.5, 12 / 14])

    def test_nobody_answered(self):
        found = weighted_shares(cells_of([""], [0], "AB"), [1])

        assert np.isnan(found.share).all()
        assert np.isnan([found.low, found.high]).all()
        assert (found.n, found.n_eff) == (0, 0)

    @pytest.mark.parametrize("weights", [[1, 2], [-1], [np.nan]])
    def test_weights_that_do_not_fit_are_refused(self, weights):
        with pytest.raises(FrameError, match="1 cells need one weight each"):
            weighted_shares(counted({"A": 1}), weights)


class TestWeightedRanges:
    def test_agree_with_the_vector(self):
        given_, expected, _tolerance = vector("V18_rank_sets_gaussian")

        for seed in (1, 2, 3):
            ranges = weighted_ranges(given_["share"], given_["cov"], given_["coverage"], seed=seed)

            assert ranges.best[0].tolist() == expected["L"]
            assert ranges.worst[0].tolist() == expected["U"]
            assert ranges.could_be_top()[0].tolist() == expected["could_be_top3"]

    def test_without_variance_nothing_is_told_apart(self):
        ranges = weighted_ranges([0.6, 0.4], np.zeros((2, 2)))

        assert (ranges.best[0].tolist(), ranges.worst[0].tolist()) == ([1, 1], [2, 2])

    def test_the_same_seed_gives_the_same_places(self):
        given_, _expected, _tolerance = vector("V18_rank_sets_gaussian")

        first, second = (weighted_ranges(given_["share"], given_["cov"], draws=200) for _ in range(2))

        assert (first.ahead == second.ahead).all()

    def test_one_option_is_first(self):
        assert weighted_ranges([0.4], [[0.01]]).worst.tolist() == [[1]]

    @pytest.mark.parametrize(
        ("covariance", "others", "words"),
        [([[1]], {}, "2 shares need a covariance of 2 by 2"), (np.eye(2), {"draws": 10}, "draws must be 100"),
         (np.eye(2), {"confidence": 95}, "confidence between 0 and 1")],
    )  # fmt: skip
    def test_what_does_not_fit_is_refused(self, covariance, others, words):
        with pytest.raises(FrameError, match=words):
            weighted_ranges([0.1, 0.2], covariance, **others)

    def test_equal_weights_give_the_places_of_the_exact_tests_where_these_are_clear(self):
        table = counted({"AB": 500, "AC": 400, "A": 100, "B": 100})

        found = weighted_shares(table, [1])
        places, exact = weighted_ranges(found.share, found.covariance), rank_ranges(table)

        assert places.best.tolist() == exact.best.tolist()
        assert places.worst.tolist() == exact.worst.tolist()


class TestWeightedRanks:
    def test_both_side_by_side(self):
        """A leads 300 to 100 among the old; the young, 100 to 300 for B, weigh three times as much."""
        masks = np.repeat([1, 2, 1, 2], [300, 100, 100, 200])
        cell = Characteristic("cell", ("old", "young"), np.repeat([0, 1], [400, 300]))
        table = tables_by_group("s", "AB", masks, [cell])[1]

        found = weighted_ranks(table, [0.5, 2])

        check(found, WEIGHTED_RANKS)
        assert found["rank_label"].tolist() == ["1", "2"]
        assert found["weighted_rank_label"].tolist() == ["2", "1"]
        assert found["weighted_share"].tolist() == pytest.approx([350 / 800, 450 / 800])


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.tuples(st.sampled_from(["A", "AB", "BC", "C", "ABC"]), st.integers(0, 2)), min_size=3, max_size=30),
    st.permutations([0, 1, 2]), st.permutations("ABC"),
)  # fmt: skip
def test_the_order_of_cells_and_options_changes_nothing(rows, cells, options):
    weights = np.array([0.5, 1, 2])
    table = cells_of([row[0] for row in rows] + ["A"], [row[1] for row in rows] + [2], "ABC")
    turned = replace(table, groups=tuple(cells), counts=table.counts[cells])
    order = ["ABC".index(option) for option in options]

    first, second = weighted_shares(table, weights), weighted_shares(turned.only([True] * 3), weights[cells])
    moved = replace(turned, options=tuple(options), picked=turned.picked[:, order], offered=turned.offered[:, order])
    third = weighted_shares(moved, weights[cells])

    assert first.share == pytest.approx(second.share)
    assert first.share[order] == pytest.approx(third.share)
    assert first.covariance[np.ix_(order, order)] == pytest.approx(third.covariance)


def test_options_that_as_many_picked_share_their_place_with_weights_too():
    """In each of three cells A and B have 6 picks: A 1 alone and 5 with C, B 4 alone and 2 with C. Weights in tenths do
    not add up the same way, but the shares are the same, and so are the places."""
    picked = np.array([[1, 0, 0], [1, 0, 1], [0, 1, 0], [0, 1, 1]], dtype=bool)
    for weights in itertools.product([0.1, 0.7, 4.9], repeat=3):
        counts = np.array([[1, 5, 4, 2]] * 3)
        table = PatternTable("s", ("A", "B", "C"), (0, 1, 2), picked, np.ones_like(picked), counts)

        found = weighted_shares(table, weights)

        assert found.share[0] == found.share[1] == 0.5
        assert weighted_ranks(table, weights)["weighted_rank_label"].tolist()[:2] == ["2=", "2="]
