"""Shares, intervals and ranks of "choose up to three" agree with hand-worked and published figures."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.frames import RANKS, SECTIONS, UNUSABLE_PICKS, FrameError, check
from analysis.ranking import competition_ranks, rank, wilson
from tests.vectors import all_vectors


def picks_of(responses, section="s"):
    rows = [(number, section, option) for number, picked in responses.items() for option in picked or ""]
    return pd.DataFrame(rows, columns=["response_id", "section", "option"])


def shown_to(responses, section="s"):
    rows = [(number, section) for number, picked in responses.items() if picked is not None]
    return pd.DataFrame(rows, columns=["response_id", "section"])


def options_of(names, section="s"):
    return pd.DataFrame({"section": section, "option": list(names), "position": range(1, len(names) + 1)})


def column(ranking, name):
    return dict(zip(ranking.ranks["option"], ranking.ranks[name], strict=True))


@pytest.fixture(scope="module")
def vectors():
    return all_vectors()


class TestWilson:
    def test_half_of_ten(self):
        """5 of 10 at 95%: z = 1.959964, z2 = 3.841459.

        centre = (0.5 + 3.841459/20) / (1 + 3.841459/10) = 0.692073 / 1.384146 = 0.5
        half = 1.959964 * sqrt(0.25/10 + 3.841459/400) / 1.384146 = 1.959964 * 0.186020 / 1.384146 = 0.263407
        """
        low, high = wilson(5, 10)

        assert float(low) == pytest.approx(0.5 - 0.263407, abs=2e-6)
        assert float(high) == pytest.approx(0.5 + 0.263407, abs=2e-6)

    def test_nobody_of_n_has_the_upper_end_z2_over_n_plus_z2(self):
        """With x = 0 the centre and the half-width are both z2/2n / (1 + z2/n), so low = 0, high = z2/(n + z2).

        n = 20: 3.841459 / 23.841459 = 0.161125 (Newcombe 1998, table I: 0.1611).
        """
        low, high = wilson([0], [20])

        assert low[0] == pytest.approx(0, abs=1e-12)
        assert high[0] == pytest.approx(3.841459 / 23.841459, abs=1e-6)

    def test_agrees_with_the_published_table(self, vectors):
        vector = vectors["V01_wilson"]
        rows = pd.DataFrame(vector["expected"])

        low, high = wilson(rows["x"], rows["n"])

        np.testing.assert_allclose(low, rows["lo"], atol=vector["tolerance"], rtol=0)
        np.testing.assert_allclose(high, rows["hi"], atol=vector["tolerance"], rtol=0)

    def test_is_unknown_where_nobody_was_counted(self):
        assert np.isnan(wilson(0, 0)).all()

    @pytest.mark.parametrize(("count", "n"), [(3, 2), (-1, 2)])
    def test_refuses_a_count_outside_its_base(self, count, n):
        with pytest.raises(FrameError, match="between 0 and the number"):
            wilson(count, n)

    @pytest.mark.parametrize("confidence", [0, 1, 95])
    def test_refuses_a_confidence_outside_0_to_1(self, confidence):
        with pytest.raises(FrameError, match="confidence must be between 0 and 1"):
            wilson(1, 2, confidence)

    @given(st.integers(0, 500), st.integers(1, 500))
    def test_holds_the_share_and_mirrors(self, count, n):
        count = min(count, n)

        low, high = wilson(count, n)
        mirrored_low, mirrored_high = wilson(n - count, n)

        assert 0 <= low <= count / n + 1e-12
        assert count / n - 1e-12 <= high <= 1
        assert float(low) == pytest.approx(1 - float(mirrored_high), abs=1e-12)
        assert float(high) == pytest.approx(1 - float(mirrored_low), abs=1e-12)


class TestCompetitionRanks:
    def test_ties_share_the_best_place_and_the_next_place_is_skipped(self):
        """5 is beaten by none (1), 3 and 3 by one (2=), 1 by three (4), 0 by four (5)."""
        ranks, labels = competition_ranks([5, 3, 3, 1, 0])

        assert ranks.tolist() == [1, 2, 2, 4, 5]
        assert labels == ["1", "2=", "2=", "4", "5"]

    def test_all_the_same_are_all_first(self):
        assert competition_ranks([4, 4, 4])[1] == ["1=", "1=", "1="]

    def test_agrees_with_the_vector(self, vectors):
        vector = vectors["V27_ties"]

        ranks, labels = competition_ranks(list(vector["input"].values()))

        assert dict(zip(vector["input"], ranks.tolist(), strict=True)) == vector["expected"]["rank"]
        assert dict(zip(vector["input"], labels, strict=True)) == vector["expected"]["label"]


class TestRank:
    RESPONSES = {1: "AB", 2: "BA", 3: "B", 4: "", 5: None}

    def test_hand_worked_section(self):
        """Five responses: AB, BA, B, one blank, one never shown.

        Answered 3, shown 4, blank 4 - 3 = 1, not shown 5 - 4 = 1. B: 3/3 = 1. A: 2/3. C: 0/3 = 0.
        """
        ranking = rank(picks_of(self.RESPONSES), options_of("ABC"), shown_to(self.RESPONSES), n_responses=5)

        assert ranking.ranks["option"].tolist() == ["B", "A", "C"]
        assert column(ranking, "count") == {"A": 2, "B": 3, "C": 0}
        assert column(ranking, "share") == pytest.approx({"A": 2 / 3, "B": 1, "C": 0})
        assert column(ranking, "rank_label") == {"A": "2", "B": "1", "C": "3"}
        bases = ranking.sections.iloc[0]
        assert [bases[name] for name in ("answered", "shown", "blank", "not_shown")] == [3, 4, 1, 1]
        assert ranking.unusable.empty

    def test_agrees_with_the_vector(self, vectors):
        vector = vectors["V03_partial_answers"]
        expected = vector["expected"]
        responses = dict(enumerate(vector["input"]["responses"]))

        ranking = rank(
            picks_of(responses), options_of(vector["input"]["options"]), shown_to(responses), n_responses=len(responses)
        )

        assert column(ranking, "count") == expected["count"]
        assert column(ranking, "rank") == expected["rank_min"]
        assert column(ranking, "share") == pytest.approx(expected["share_of_answered"], abs=1e-9)
        for option, (low, high) in expected["share_ci"].items():
            assert column(ranking, "low")[option] == pytest.approx(low, abs=1e-9)
            assert column(ranking, "high")[option] == pytest.approx(high, abs=1e-9)
        bases = ranking.sections.iloc[0]
        assert bases["shown"] == expected["base_shown"]
        assert bases["answered"] == expected["base_answered"]
        assert bases["blank"] == expected["blank"]
        assert bases["not_shown"] == 1

    def test_frames_come_out_as_specified(self):
        ranking = rank(picks_of(self.RESPONSES), options_of("ABC"), shown_to(self.RESPONSES))

        check(ranking.ranks, RANKS)
        check(ranking.sections, SECTIONS)
        check(ranking.unusable, UNUSABLE_PICKS)
        assert ranking.ranks.columns.tolist() == RANKS.names

    def test_without_shown_the_blank_are_unknown_and_not_nought(self):
        ranking = rank(picks_of(self.RESPONSES), options_of("ABC"), n_responses=5)

        assert ranking.sections[["shown", "blank", "not_shown"]].isna().all(axis=None)
        assert ranking.sections["answered"].tolist() == [3]

    def test_without_the_number_of_responses_the_not_shown_are_unknown(self):
        ranking = rank(picks_of(self.RESPONSES), options_of("ABC"), shown_to(self.RESPONSES))

        assert ranking.sections["not_shown"].isna().all()
        assert ranking.sections["blank"].tolist() == [1]

    def test_nobody_answered(self):
        responses = {1: "", 2: ""}

        ranking = rank(picks_of(responses), options_of("AB"), shown_to(responses))

        assert ranking.ranks["count"].tolist() == [0, 0]
        assert ranking.ranks[["share", "low", "high", "rank"]].isna().all(axis=None)
        assert ranking.ranks["rank_label"].tolist() == ["", ""]
        assert ranking.sections["blank"].tolist() == [2]

    def test_one_respondent_shares_first_place_among_their_picks(self):
        ranking = rank(picks_of({1: "CA"}), options_of("ABC"))

        assert ranking.ranks["option"].tolist() == ["A", "C", "B"]
        assert ranking.ranks["rank_label"].tolist() == ["1=", "1=", "3"]

    def test_ties_keep_the_order_of_the_questionnaire_whatever_the_row_order(self):
        options = options_of("ZYX").iloc[::-1]

        ranking = rank(picks_of({1: "XYZ"}), options)

        assert ranking.ranks["option"].tolist() == ["Z", "Y", "X"]

    def test_sections_are_ranked_apart(self):
        """Section s: 1 of 1 picks A. Section t has an option of the same name: 1 of 2 picks A, 2 of 2 pick B."""
        picks = pd.concat([picks_of({1: "A"}, "s"), picks_of({1: "AB", 2: "B"}, "t")])
        options = pd.concat([options_of("AB", "s"), options_of("AB", "t")])

        ranks = rank(picks, options).ranks.set_index(["section", "option"])

        assert ranks["share"].to_dict() == {("s", "A"): 1, ("s", "B"): 0, ("t", "B"): 1, ("t", "A"): 0.5}
        assert ranks.loc[("t", "A"), "answered"] == 2

    def test_too_many_ticks_leave_the_shares_and_are_counted(self):
        """Response 1 ticked four, so only 2 and 3 count: A 1/2, B 2/2; blank = 3 shown - 2 answered - 1 over = 0."""
        responses = {1: "ABCD", 2: "AB", 3: "B"}

        ranking = rank(picks_of(responses), options_of("ABCD"), shown_to(responses))

        assert column(ranking, "share") == {"A": 0.5, "B": 1, "C": 0, "D": 0}
        assert ranking.sections[["answered", "over_ticked", "blank"]].iloc[0].tolist() == [2, 1, 0]

    def test_no_limit_counts_every_tick(self):
        ranking = rank(picks_of({1: "ABCD", 2: "AB"}), options_of("ABCD"), max_picks=None)

        assert ranking.sections[["answered", "over_ticked"]].iloc[0].tolist() == [2, 0]
        assert column(ranking, "share")["C"] == 0.5

    def test_rows_that_cannot_be_used_come_back_with_a_reason(self):
        picks = pd.DataFrame(
            [(1, "s", "A"), (1, "s", "A"), (2, "s", "Q"), (3, "s", "A"), (None, "s", "A"), (1, "q", "A")],
            columns=["response_id", "section", "option"],
        )
        shown = pd.DataFrame([(1, "s"), (2, "s"), (2, "s"), (4, "z"), (None, "s")], columns=["response_id", "section"])

        ranking = rank(picks, options_of("AB"), shown)

        assert column(ranking, "count") == {"A": 1, "B": 0}
        assert list(zip(ranking.unusable["source"], ranking.unusable["reason"], strict=True)) == [
            ("picks", "picked twice by the same response"),
            ("picks", "not an option of this section"),
            ("picks", "the section was not shown to this response"),
            ("picks", "no response, section or option given"),
            ("picks", "not an option of this section"),
            ("shown", "shown twice to the same response"),
            ("shown", "the section has no options"),
            ("shown", "no response or section given"),
        ]
        assert ranking.sections["shown"].tolist() == [2]

    def test_fewer_responses_than_are_there_is_refused(self):
        with pytest.raises(FrameError, match="n_responses is 2, but 4 different responses"):
            rank(picks_of(self.RESPONSES), options_of("ABC"), shown_to(self.RESPONSES), n_responses=2)

    def test_no_options_is_refused(self):
        with pytest.raises(FrameError, match="there are no options"):
            rank(picks_of({1: "A"}), options_of(""))

    def test_a_limit_below_one_pick_is_refused(self):
        with pytest.raises(FrameError, match="max_picks must be 1 or more"):
            rank(picks_of({1: "A"}), options_of("A"), max_picks=0)

    def test_inputs_are_not_changed(self):
        picks, options, shown = picks_of(self.RESPONSES), options_of("ABC"), shown_to(self.RESPONSES)
        before = [frame.copy() for frame in (picks, options, shown)]

        rank(picks, options, shown)

        for frame, copy in zip((picks, options, shown), before, strict=True):
            pd.testing.assert_frame_equal(frame, copy)

    @pytest.mark.parametrize("dtype", ["str", "category", "int64"])
    def test_the_kind_of_identifier_does_not_matter(self, dtype):
        picks, shown = picks_of(self.RESPONSES), shown_to(self.RESPONSES)
        expected = rank(picks, options_of("ABC"), shown).ranks

        found = rank(
            picks.astype({"response_id": dtype, "option": "category"}),
            options_of("ABC"),
            shown.astype({"response_id": dtype}),
        ).ranks

        pd.testing.assert_frame_equal(found, expected)

    def test_ids_far_apart_count_as_ids_close_together(self):
        far = picks_of(self.RESPONSES).replace({"response_id": {1: -(2**40), 2: 2**60}})

        pd.testing.assert_frame_equal(
            rank(far, options_of("ABC")).ranks, rank(picks_of(self.RESPONSES), options_of("ABC")).ranks
        )


RESPONSES = st.dictionaries(st.integers(0, 30), st.none() | st.sets(st.sampled_from("ABCDE"), max_size=5), min_size=1)


class TestInvariance:
    @settings(deadline=None, max_examples=60)
    @given(RESPONSES, st.randoms(use_true_random=False))
    def test_row_order_changes_nothing(self, responses, random):
        picks, shown = picks_of(responses), shown_to(responses)
        mixed = picks.sample(frac=1, random_state=random.randrange(1000))

        first = rank(picks, options_of("ABCDE"), shown, len(responses))
        second = rank(mixed, options_of("ABCDE"), shown.iloc[::-1], len(responses))

        pd.testing.assert_frame_equal(first.ranks, second.ranks)
        pd.testing.assert_frame_equal(first.sections, second.sections)

    @settings(deadline=None, max_examples=60)
    @given(RESPONSES, st.permutations("ABCDE"))
    def test_option_order_moves_only_ties(self, responses, order):
        first = rank(picks_of(responses), options_of("ABCDE")).ranks.set_index("option")
        second = rank(picks_of(responses), options_of(order)).ranks.set_index("option")

        for name in ("count", "share", "low", "high", "rank", "rank_label"):
            pd.testing.assert_series_equal(first[name].sort_index(), second[name].sort_index())

    @settings(deadline=None, max_examples=60)
    @given(RESPONSES)
    def test_counts_agree_with_counting_by_hand(self, responses):
        counted = [picked for picked in responses.values() if picked and len(picked) <= 3]

        ranking = rank(picks_of(responses), options_of("ABCDE"), shown_to(responses), len(responses))

        assert column(ranking, "count") == {option: sum(option in p for p in counted) for option in "ABCDE"}
        bases = ranking.sections.iloc[0]
        assert bases["answered"] == len(counted)
        assert bases["answered"] + bases["over_ticked"] + bases["blank"] + bases["not_shown"] == len(responses)
