"""Agreement figures are those of the textbooks, hand-worked cases and a second program, and never better than known."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from sklearn.metrics import cohen_kappa_score

from analysis.agreement import (
    AGREEMENT,
    AS_GOOD,
    SCORES,
    UNKNOWN,
    VERDICTS,
    WORSE,
    alpha,
    alpha_of_sets,
    alpha_of_theme,
    compare,
    judge,
    kappa,
    macro_f1,
    positive_agreement,
    saturation,
    score,
)
from analysis.frames import FrameError, check
from tests.vectors import all_vectors


@pytest.fixture(scope="module")
def vectors():
    return all_vectors()


def codings(*columns, names="ab"):
    """A table of codings: one string of 1, 0 and . (not known) per theme, one letter per text."""
    of_theme = zip(names[: len(columns)], columns, strict=True)
    values = {name: [{"1": 1.0, "0": 0.0}.get(letter, np.nan) for letter in text] for name, text in of_theme}
    return pd.DataFrame(values, index=range(1, len(columns[0]) + 1))


class TestAgainstTheVector:
    def test_kappa(self, vectors):
        table, expected = vectors["V13_agreement"]["input"]["kappa_table"], vectors["V13_agreement"]["expected"]

        assert kappa(table["YY"], table["YN"], table["NY"], table["NN"]) == pytest.approx(expected["kappa"], abs=1e-12)

    def test_alpha_with_codes_missing(self, vectors):
        vector = vectors["V13_agreement"]
        codes = [
            (coder, text, code)
            for coder, row in enumerate(vector["input"]["alpha_missing"])
            for text, code in enumerate(row)
            if code is not None
        ]

        assert alpha(codes) == pytest.approx(113 / 152, abs=1e-12)

    def test_alpha_of_present_and_absent_both_ways(self, vectors):
        one, other = vectors["V13_agreement"]["input"]["alpha_binary"]
        codes = [(coder, text, code) for coder, row in enumerate((one, other)) for text, code in enumerate(row)]
        table = compare(codings("".join(map(str, one)), names="a"), codings("".join(map(str, other)), names="a"))

        assert alpha(codes) == pytest.approx(2 / 21, abs=1e-12)
        assert table["alpha"].tolist() == pytest.approx([2 / 21], abs=1e-12)

    @pytest.mark.parametrize("distance", ["jaccard", "masi"])
    def test_alpha_of_sets(self, vectors, distance):
        vector = vectors["V13_agreement"]
        codes = [
            (coder, text, frozenset(themes))
            for coder, row in enumerate(vector["input"]["sets"])
            for text, themes in enumerate(row)
        ]

        assert alpha(codes, distance) == pytest.approx(vector["expected"][f"alpha_sets_{distance}"], abs=1e-6)

    def test_saturation(self, vectors):
        vector = vectors["V21_saturation"]
        given_, expected = vector["input"], vector["expected"]

        found = saturation(given_["new_themes_per_transcript"], given_["base"], given_["run"], given_["threshold"])

        assert found.base_themes == expected["base_themes"]
        assert {str(end): ratio for end, ratio in found.ratio_after.items()} == pytest.approx(expected["ratio_after"])
        assert found.saturated_after == expected["saturated_after"]


class TestTwoCodersOnOneTheme:
    def test_hand_worked(self):
        """20 both, 5 and 10 one only, 15 neither: agree 35/50 = 0.7.

        By chance 25/50 * 30/50 + 25/50 * 20/50 = 0.5, so kappa (0.7 - 0.5) / 0.5 = 0.4.
        Positive agreement 40 / 55. Alpha: 55 ones, 45 zeros, 1 - 99 * 15 / (55 * 45) = 0.4.
        """
        assert kappa(20, 5, 10, 15) == pytest.approx(0.4)
        assert positive_agreement(20, 5, 10) == pytest.approx(40 / 55)
        assert alpha_of_theme(20, 5, 10, 15) == pytest.approx(1 - 99 * 15 / (55 * 45))

    def test_a_rare_theme_has_a_low_kappa_and_says_so_by_its_positive_agreement(self):
        """98 texts without, 1 with, 1 that only one saw: kappa 196 / (198 + 98) = 0.662, positive agreement 2/3."""
        assert kappa(1, 1, 0, 98) == pytest.approx(2 * 98 / (2 * 99 + 1 * 98))
        assert positive_agreement(1, 1, 0) == pytest.approx(2 / 3)

    @pytest.mark.parametrize("four", [(0, 0, 0, 50), (50, 0, 0, 0), (0, 0, 0, 0)])
    def test_one_single_code_is_no_agreement_that_can_be_measured(self, four):
        assert kappa(*four) is None
        assert alpha_of_theme(*four) is None
        assert alpha([(coder, text, 1) for coder in "ab" for text in range(sum(four))]) is None

    def test_a_theme_nobody_gave_has_no_positive_agreement(self):
        assert positive_agreement(0, 0, 0) is None

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=2, max_size=40))
    def test_agrees_with_two_other_programs(self, pairs):
        one, other = zip(*pairs, strict=True)
        row = compare(codings("".join(map(str, one)), names="a"), codings("".join(map(str, other)), names="a")).iloc[0]
        if len(set(one + other)) < 2:
            assert np.isnan(row["alpha"])
            return
        task = AnnotationTask([(coder, text, code) for coder, side in (("1", one), ("2", other))
                               for text, code in enumerate(side)])  # fmt: skip

        assert row["alpha"] == pytest.approx(task.alpha(), abs=1e-9)
        assert row["kappa"] == pytest.approx(cohen_kappa_score(one, other), abs=1e-9)


class TestCompare:
    def test_counts_only_texts_that_both_coded(self):
        first, second = codings("110.", "0011"), codings("1000", "0.11")

        table = compare(first, second)

        check(table, AGREEMENT)
        assert table[["theme", "n", "both", "first_only", "second_only", "neither"]].to_numpy().tolist() == [
            ["a", 3, 1, 1, 0, 1],
            ["b", 3, 2, 0, 0, 1],
        ]

    def test_the_order_of_texts_and_themes_changes_nothing(self):
        first, second = codings("1101", "0011"), codings("1001", "0111")

        turned = compare(first, second.iloc[::-1][["b", "a"]])

        pd.testing.assert_frame_equal(turned, compare(first, second))

    def test_a_coder_who_coded_nothing_gives_no_figures(self):
        table = compare(codings("11", "01"), codings("11", "01").iloc[:0])

        assert table["n"].tolist() == [0, 0]
        assert table[["positive", "kappa", "alpha"]].isna().all(axis=None)

    def test_refuses_other_themes_and_texts_coded_twice(self):
        table = codings("11", "01")

        with pytest.raises(FrameError, match="same themes"):
            compare(table, table[["a"]])
        with pytest.raises(FrameError, match="only once"):
            compare(pd.concat([table, table]), table)


class TestSets:
    def test_no_theme_is_a_code_like_any_other(self):
        """Two empty sets agree; nltk alone would divide by nothing."""
        first, second = codings("110", "010"), codings("110", "010")

        assert alpha_of_sets([first, second]) == pytest.approx(1)

    def test_a_text_that_one_coder_did_not_see_is_left_out(self):
        first, second = codings("110.", "010."), codings("1101", "0101")

        assert alpha_of_sets([first, second], "jaccard") == pytest.approx(1)

    def test_nothing_coded_is_not_known(self):
        nothing = codings("11").iloc[:0]

        assert alpha_of_sets([nothing, nothing]) is None

    def test_refuses_a_distance_it_does_not_know(self):
        with pytest.raises(FrameError, match="nominal, jaccard, masi"):
            alpha([("a", 1, 1)], "euclid")


class TestMachineAgainstPeople:
    def test_hand_worked(self):
        """Theme a: people 3, machine 4, both 2: precision 2/4, recall 2/3, F1 4/7; F* 2/5 has Wilson 0.118 to 0.769.

        F1 interval: 2 * 0.117621 / 1.117621 = 0.210484 and 2 * 0.769276 / 1.769276 = 0.869595.
        """
        people, machine = codings("111000", names="a"), codings("110110", names="a")

        row = score(people, machine).iloc[0]

        check(score(people, machine), SCORES)
        assert (row["n"], row["n_people"], row["n_machine"], row["n_both"]) == (6, 3, 4, 2)
        assert (row["precision"], row["recall"]) == pytest.approx((1 / 2, 2 / 3))
        assert row["f1"] == pytest.approx(4 / 7)
        assert (row["f1_low"], row["f1_high"]) == pytest.approx((0.210484, 0.869595), abs=1e-5)

    def test_a_theme_nobody_gave_has_no_figures_and_is_not_in_the_mean(self):
        people, machine = codings("1100", "0000"), codings("1100", "0000")

        table, mean = score(people, machine), macro_f1(people, machine)

        assert table.loc[1, list(SCORES.names[5:])].isna().all()
        assert (mean.value, mean.n_themes, mean.n_texts) == (1.0, 1, 4)

    def test_no_mistake_on_few_texts_is_no_certainty(self):
        mean = macro_f1(codings("1100", "0110"), codings("1100", "0110"))

        assert mean.value == 1
        assert mean.low < 0.8
        assert mean.high == 1

    def test_nothing_in_common_is_not_known(self):
        mean = macro_f1(codings("11").iloc[:0], codings("11").iloc[:0])

        assert (mean.value, mean.low, mean.high, mean.n_texts) == (None, None, None, 0)

    def test_one_theme_has_the_interval_of_its_f1(self):
        people, machine = codings("111000", names="a"), codings("110110", names="a")
        row, mean = score(people, machine).iloc[0], macro_f1(people, machine)

        assert (mean.low, mean.high) == pytest.approx((row["f1_low"], row["f1_high"]))

    def test_the_interval_of_the_mean_holds_the_truth_as_often_as_it_says(self):
        """12 themes on 150 texts, drawn 400 times from a large made-up whole; 95% is promised, 3 points are luck."""
        draw = np.random.default_rng(7)
        truth = (draw.random((40_000, 12)) < np.linspace(0.05, 0.4, 12)).astype(float)
        flips = draw.random(truth.shape)
        machine = np.where(truth == 1, flips > 0.3, flips < 0.06).astype(float)
        whole = macro_f1(pd.DataFrame(truth), pd.DataFrame(machine)).value
        held = 0
        for _ in range(400):
            rows = draw.integers(0, len(truth), 150)
            mean = macro_f1(pd.DataFrame(truth[rows]), pd.DataFrame(machine[rows]))
            held += mean.low <= whole <= mean.high

        assert 0.92 <= held / 400 <= 0.99

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.tuples(*[st.sampled_from("01.")] * 4), min_size=1, max_size=25), st.randoms())
    def test_rows_and_names_in_another_order_change_nothing(self, rows, luck):
        a, b, c, d = ("".join(column) for column in zip(*rows, strict=True))
        people, machine = codings(a, b), codings(c, d)
        order = luck.sample(list(people.index), len(people))

        turned = score(people.loc[order, ["b", "a"]], machine)
        before, after = macro_f1(people, machine), macro_f1(people.loc[order, ["b", "a"]], machine)

        pd.testing.assert_frame_equal(turned.iloc[::-1].reset_index(drop=True), score(people, machine))
        assert (before.value is None) == (after.value is None)
        if before.value is not None:
            assert (after.value, after.low, after.high) == pytest.approx((before.value, before.low, before.high))
            assert before.low <= before.value + 1e-12
            assert before.value <= before.high + 1e-12


class TestJudge:
    def test_a_machine_that_is_worse_by_more_than_a_tenth_is_named(self):
        """Theme a: the machine is one of the people; theme b: it tosses coins; theme c: nobody gave it."""
        half = "1100" * 10
        first = codings(half, half, "0" * 40, names="abc")
        second = codings("1" + half[1:], half, "0" * 40, names="abc")
        machine = codings(half, "1010" * 10, "0" * 40, names="abc")

        verdicts = judge(first, second, machine)

        check(verdicts, VERDICTS)
        assert verdicts["verdict"].tolist() == [AS_GOOD, WORSE, UNKNOWN]
        assert verdicts["alpha_people"].tolist()[:2] == pytest.approx([1, 1])

    def test_a_small_sample_is_not_enough_to_publish(self):
        few, many = "1" + "0" * 49, "1" * 30 + "0" * 20

        verdicts = judge(*[codings(few, many)] * 3)

        assert verdicts["is_enough"].tolist() == [0, 1]


class TestSaturation:
    def test_conversations_that_keep_bringing_new_themes_are_not_enough(self):
        assert saturation([3, 3, 3, 3, 3, 3]).saturated_after is None

    def test_too_few_conversations_or_no_theme_say_nothing(self):
        assert saturation([5, 2, 1]).ratio_after == {}
        assert saturation([0, 0, 0, 0, 0, 0]).saturated_after is None

    def test_a_threshold_of_nothing_waits_for_nothing_new(self):
        """Base 20; after the sixth 1/20 = 5%: enough at 5%, not at 0; after the seventh 0."""
        held = [10, 5, 3, 2, 1, 0, 0]

        assert saturation(held).saturated_after == 6
        assert saturation(held, threshold=0).saturated_after == 7

    @pytest.mark.parametrize("settings_", [{"base": 0}, {"run": 0}, {"threshold": 5}])
    def test_refuses_sizes_that_make_no_sense(self, settings_):
        with pytest.raises(FrameError, match="must be 1 or more"):
            saturation([1, 2], **settings_)
