"""The places an option could hold agree with published, independent and hand-worked answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.frames import FrameError
from analysis.patterns import pattern_table
from analysis.rank_ranges import rank_ranges, sign_test
from tests.analysis.test_patterns import counted, masks_of
from tests.vectors import vector


def places(ranges):
    return list(zip(ranges.best[0].tolist(), ranges.worst[0].tolist(), strict=True))


class TestSignTest:
    def test_hand_worked(self):
        """Five picked A and not B, one B and not A: P(X >= 5 of 6) = (6 + 1)/64; the other way P(X >= 1) = 63/64."""
        found = sign_test([[0, 5], [1, 0]])

        assert found.tolist() == pytest.approx(np.array([[1, 7 / 64], [63 / 64, 1]]))

    def test_pairs_nobody_told_apart_are_one(self):
        assert sign_test(np.zeros((2, 3, 3))).tolist() == np.ones((2, 3, 3)).tolist()

    def test_agrees_with_the_vector(self):
        given_, expected, tolerance = vector("V05_rank_sets_pick3")
        table = counted(given_["pattern_counts"])

        found = sign_test(table.discordant())[0]

        for pair, p_value in expected["p_one_sided"].items():
            first, second = (table.options.index(option) for option in pair.split(">"))
            assert found[first, second] == pytest.approx(p_value, abs=tolerance)

    def test_a_million_responses(self):
        """500,000 against 500,000: half, and half of the chance of exactly equal, sqrt(2 / (pi n)) / 2."""
        found = sign_test([[0, 500_000], [500_000, 0]])[0, 1]

        assert found == pytest.approx(0.5 + np.sqrt(2 / (np.pi * 1_000_000)) / 2, abs=1e-8)


class TestRankRanges:
    def test_one_pick_each_agrees_with_the_vector(self):
        given_, expected, _tolerance = vector("V04_rank_sets_pick1")
        options = "ABCDEFGHIJ"

        ranges = rank_ranges(counted(dict(zip(options, given_["counts"], strict=True)), options), given_["coverage"])

        assert ranges.best[0].tolist() == expected["simultaneous_holm"]["L"]
        assert ranges.worst[0].tolist() == expected["simultaneous_holm"]["U"]

    def test_up_to_three_picks_agree_with_the_vector(self):
        given_, expected, _tolerance = vector("V05_rank_sets_pick3")

        ranges = rank_ranges(counted(given_["pattern_counts"]), given_["coverage"])

        assert dict(zip("ABCDE", ranges.best[0].tolist(), strict=True)) == expected["L"]
        assert dict(zip("ABCDE", ranges.worst[0].tolist(), strict=True)) == expected["U"]
        assert ranges.bands().tolist() == [[1, 1, 1, 2, 2]]
        assert ranges.could_be_top().tolist() == [[True, True, True, False, False]]
        assert ranges.too_close_to_call().tolist() == [[False] * 5]

    def test_two_options_by_hand(self):
        """Two tests at 5%: 7 of 7 has p = 1/128 = 0.0078 <= 0.025, 5 of 5 has 1/32 = 0.031 > 0.025."""
        seven, five = rank_ranges(counted({"A": 7}, "AB")), rank_ranges(counted({"A": 5}, "AB"))

        assert places(seven) == [(1, 1), (2, 2)]
        assert seven.bands().tolist() == [[1, 2]]
        assert seven.any_apart.tolist() == [True]
        assert places(five) == [(1, 2), (1, 2)]
        assert five.bands().tolist() == [[1, 1]]
        assert five.any_apart.tolist() == [False]

    def test_the_top_three_can_be_too_close_to_call(self):
        """100 picked A and B; C, D and E had 50 each beside them: A and B are surely in, the others could be."""
        ranges = rank_ranges(counted({"ABC": 50, "ABD": 50, "ABE": 50}))

        assert places(ranges) == [(1, 2), (1, 2), (3, 5), (3, 5), (3, 5)]
        assert ranges.could_be_top().all()
        assert ranges.surely_top().tolist() == [[True, True, False, False, False]]
        assert ranges.too_close_to_call().tolist() == [[False, False, True, True, True]]
        assert ranges.bands().tolist() == [[1, 1, 2, 2, 2]]

    def test_everybody_picked_the_same(self):
        """A and B stand before C, and nothing tells A from B."""
        assert places(rank_ranges(counted({"AB": 1000}, "ABC"))) == [(1, 2), (1, 2), (3, 3)]

    @pytest.mark.parametrize("counts", [{}, {"A": 1}])
    def test_nobody_or_one_person_says_nothing(self, counts):
        ranges = rank_ranges(counted(counts))

        assert places(ranges) == [(1, 5)] * 5
        assert not ranges.any_apart.any()
        assert ranges.bands().tolist() == [[1] * 5]

    def test_one_option_is_first(self):
        ranges = rank_ranges(counted({"A": 10}, "A"))

        assert places(ranges) == [(1, 1)]
        assert ranges.bands().tolist() == [[1]]

    def test_a_pair_is_compared_over_those_who_could_pick_both(self):
        """A and B were offered to 20 people who all picked A; B alone to 1,000 who all picked it.

        By share B has 1000/1020 = 98% and A 20/20 = 100%. Over all picks B would be ahead; over the 20, A is.
        """
        masks = np.concatenate([np.full(20, 1), np.full(1000, 2)])
        wordings = np.repeat([0, 1], [20, 1000])

        ranges = rank_ranges(pattern_table("s", "AB", masks, wordings, np.array([[True, True], [False, True]])))

        assert places(ranges) == [(1, 1), (2, 2)]

    def test_a_pair_nobody_could_choose_between_stays_open(self):
        masks = np.concatenate([np.full(500, 1), np.full(10, 2), np.full(490, 4)])
        wordings = np.repeat([0, 1], [500, 500])
        offered = np.array([[True, False, False], [False, True, True]])

        ranges = rank_ranges(pattern_table("s", "ABC", masks, wordings, offered))

        assert places(ranges) == [(1, 3), (2, 3), (1, 2)]

    def test_a_range_holds_the_place_by_share_of_own_bases(self):
        """20 people could pick both and picked A; 1,000 could pick only A and did not (they picked C).

        By share B, with 1 of 21, is behind C and A is at 20/1020: A is ahead of B among those who could choose, and
        behind it by share (2% and 5%). Its range holds both: 2nd and 3rd.
        """
        masks = np.concatenate([np.full(20, 1), np.full(1, 2), np.full(1000, 4)])
        wordings = np.repeat([0, 0, 1], [20, 1, 1000])
        offered = np.array([[True, True, False], [True, False, True]])

        ranges = rank_ranges(pattern_table("s", "ABC", masks, wordings, offered))

        assert places(ranges)[:2] == [(2, 3), (2, 3)]
        assert ranges.ahead[0, 0, 1]

    def test_weights_are_refused(self):
        table = counted({"A": 3})
        weighted = type(table)(**{**vars(table), "counts": table.counts * 0.5})

        with pytest.raises(FrameError, match="whole numbers of responses"):
            rank_ranges(weighted)

    @pytest.mark.parametrize("confidence", [0, 1, 95])
    def test_a_confidence_outside_0_to_1_is_refused(self, confidence):
        with pytest.raises(FrameError, match="confidence must be between 0 and 1"):
            rank_ranges(counted({"A": 1}), confidence)

    def test_true_places_are_held_at_least_95_times_in_100(self):
        """400 made-up consultations of 200 people with all options equal, the hardest case: every place is 1st to 5th
        unless a range fails; at most 5% may (20, and 33 is three standard errors above)."""
        draw = np.random.default_rng(7)
        missed = sum(
            bool(rank_ranges(pattern_table("s", "ABCDE", _three_of_five(draw, 200))).any_apart[0]) for _ in range(400)
        )

        assert missed <= 33


def _three_of_five(draw, n):
    picked = np.argsort(draw.random((n, 5)), axis=1)[:, :3]
    return (1 << picked).sum(axis=1)


ANSWERS = st.lists(st.sets(st.sampled_from("ABCDE"), min_size=1, max_size=3).map(sorted), min_size=1, max_size=12)


class TestInvariance:
    @settings(deadline=None, max_examples=30)
    @given(ANSWERS, st.integers(1, 60), st.permutations("ABCDE"))
    def test_the_order_of_options_changes_nothing(self, answers, times, order):
        order = "".join(order)

        first = rank_ranges(pattern_table("s", "ABCDE", masks_of(answers * times)))
        second = rank_ranges(pattern_table("s", order, masks_of(answers * times, order)))

        moved = [order.index(option) for option in "ABCDE"]
        assert first.best.tolist() == second.best[:, moved].tolist()
        assert first.worst.tolist() == second.worst[:, moved].tolist()
        assert first.bands().tolist() == second.bands()[:, moved].tolist()

    @settings(deadline=None, max_examples=30)
    @given(ANSWERS, st.integers(1, 60))
    def test_ranges_hold_the_place_and_bands_follow_it(self, answers, times):
        table = pattern_table("s", "ABCDE", masks_of(answers * times))

        ranges = rank_ranges(table)

        place = 1 + (table.picks[0][None, :] > table.picks[0][:, None]).sum(axis=1)
        assert (ranges.best[0] <= place).all()
        assert (place <= ranges.worst[0]).all()
        by_place = ranges.bands()[0][np.argsort(place, kind="stable")]
        assert (np.diff(by_place) >= 0).all()
        assert by_place[0] == 1
