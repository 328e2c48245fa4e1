"""Tests between groups agree with published and independent answers, and mark what may be spoken of."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.frames import GROUP_SHARES, GROUP_TESTS, OPTION_TESTS, FrameError, check
from analysis.group_differences import find_differences, group_test, newcombe, pearson
from analysis.many_tests import benjamini_hochberg, holm
from analysis.patterns import Characteristic, tables_by_group
from analysis.small_bases import base_class
from tests.analysis.test_patterns import masks_of
from tests.vectors import vector

OPTIONS = "ABCDE"


def grouped(groups, options=OPTIONS):
    """The table of a dict of group -> {answer: number of responses}."""
    answers = [(answer, place) for place, counts in enumerate(groups.values()) for answer, n in counts.items()
               for _ in range(n)]  # fmt: skip
    codes = np.array([place for _answer, place in answers], dtype=int)
    masks = masks_of([answer for answer, _place in answers], options)
    return tables_by_group("s", tuple(options), masks, [Characteristic("age", tuple(groups), codes)])[1]


def two_groups(n, other_n, picks, other_picks):
    """Two groups that picked A or B."""
    return grouped({"x": {"A": picks, "B": n - picks}, "y": {"A": other_picks, "B": other_n - other_picks}}, "AB")


class TestPearson:
    def test_agrees_with_the_vector(self):
        observed, expected, tolerance = vector("V08_chisq_stdres")

        found = pearson(observed)

        assert float(found.x2) == pytest.approx(expected["X2"], abs=tolerance)
        assert int(found.df) == expected["df"]
        assert float(found.p) == pytest.approx(expected["p"], abs=tolerance)
        assert float(found.cramers_v) == pytest.approx(expected["cramers_v"], abs=tolerance)
        np.testing.assert_allclose(found.residuals, expected["std_resid"], atol=tolerance)

    def test_hand_worked(self):
        """[[8, 2], [2, 8]]: every cell is 5 expected and 3 away: X2 = 4 * 9/5 = 7.2; residual 3/sqrt(5/4) = 2.683."""
        found = pearson([[8, 2], [2, 8]])

        assert float(found.x2) == pytest.approx(7.2)
        assert found.residuals.ravel().tolist() == pytest.approx([2.683282, -2.683282, -2.683282, 2.683282])

    @pytest.mark.parametrize("observed", [[[0, 0], [0, 0]], [[5, 0], [7, 0]], [[5, 3], [0, 0]]])
    def test_nothing_to_compare(self, observed):
        found = pearson(observed)

        assert (int(found.df), float(found.x2)) == (0, 0)
        assert np.isnan([found.p, found.cramers_v]).all()

    def test_an_empty_row_adds_nothing(self):
        with_empty, without = pearson([[8, 2], [0, 0], [2, 8]]), pearson([[8, 2], [2, 8]])

        assert float(with_empty.p) == pytest.approx(float(without.p))


class TestManyTests:
    def test_agree_with_the_vector(self):
        values, expected, tolerance = vector("V09_multiple_tests")

        np.testing.assert_allclose(holm(values), expected["holm"], atol=tolerance)
        np.testing.assert_allclose(benjamini_hochberg(values), expected["bh"], atol=tolerance)
        assert (holm(values) <= 0.05).sum() == expected["rejected_05"]["holm"]
        assert (benjamini_hochberg(values) <= 0.05).sum() == expected["rejected_05"]["bh"]

    def test_hand_worked_in_any_order(self):
        """Ascending 0.01, 0.02, 0.5. Holm: 0.03, max(0.03, 0.04), max(0.04, 0.5). BH: 0.03, 0.03, 0.5."""
        assert holm([0.5, 0.01, 0.02]).tolist() == pytest.approx([0.5, 0.03, 0.04])
        assert benjamini_hochberg([0.5, 0.01, 0.02]).tolist() == pytest.approx([0.5, 0.03, 0.03])

    def test_each_row_is_a_family(self):
        assert holm([[0.02, 0.03], [0.03, 0.02]]).tolist() == [[0.04, 0.04], [0.04, 0.04]]

    @pytest.mark.parametrize("adjusted", [holm, benjamini_hochberg])
    def test_what_is_no_test_is_not_counted(self, adjusted):
        with_gap = adjusted([0.04, np.nan, 0.01])

        assert with_gap[[0, 2]].tolist() == adjusted([0.04, 0.01]).tolist()
        assert np.isnan(with_gap[1])

    @pytest.mark.parametrize("adjusted", [holm, benjamini_hochberg])
    def test_no_tests_at_all(self, adjusted):
        assert adjusted([]).tolist() == []


class TestNewcombe:
    def test_agrees_with_the_vector(self):
        given_, expected, tolerance = vector("V02_newcombe_diff")

        low, high = newcombe(given_["x1"], given_["n1"], given_["x2"], given_["n2"])

        assert float(low) == pytest.approx(expected["lo"], abs=tolerance)
        assert float(high) == pytest.approx(expected["hi"], abs=tolerance)

    def test_nobody_says_nothing(self):
        assert np.isnan(newcombe(0, 0, 3, 5)).all()


class TestGroupTest:
    def test_agrees_with_the_vector(self):
        given_, expected, tolerance = vector("V29_mmi_constructed")

        found = group_test(grouped(given_["groups"]))

        assert (found.n, found.n_groups, found.n_options) == (expected["n"], 3, 5)
        assert found.x2 == pytest.approx(expected["X2_S"], abs=tolerance)
        assert found.x2_adjusted == pytest.approx(expected["X2_S_adj"], abs=tolerance)
        assert found.df == pytest.approx(expected["df_adj"], abs=tolerance)
        assert found.p == pytest.approx(expected["p_adj"], abs=tolerance)

    def test_two_options_by_hand(self):
        """A was picked by 8 and 2 of 10, B by the others: X2_S = 7.2 + 7.2, t = (2 - 1) 2 = 2.

        Inside a group A varies by 0.8 * 0.2 = 0.16, and B is not A: V_g = 2 * 0.16 C, C = [[1, -1], [-1, 1]].
        With a = 1/2, blocks of H V H' are (V_x + V_y)/4 = 0.16 C, minus that off the diagonal; D = 2 * 0.5 * 0.5.
        M = 0.32 (C x C) has one eigenvalue, 0.32 * 2 * 2 = 1.28: s2 = 1.6384. X2 = 2 * 14.4 / s2, df = 4 / s2.
        """
        found = group_test(grouped({"x": {"A": 8, "B": 2}, "y": {"A": 2, "B": 8}}, "AB"))

        assert found.x2 == pytest.approx(14.4)
        assert found.x2_adjusted == pytest.approx(28.8 / 1.6384)
        assert found.df == pytest.approx(4 / 1.6384)

    def test_groups_that_each_agree_among_themselves(self):
        """10 all picked A, 10 all picked B: two tests of X2 = 20 with 1 degree of freedom, adjusted by Holm."""
        found = group_test(grouped({"x": {"A": 10}, "y": {"B": 10}}, "AB"))

        assert found.p == pytest.approx(2 * float(pearson([[10, 0], [0, 10]]).p))
        assert np.isnan(found.x2_adjusted)

    @pytest.mark.parametrize(
        "groups",
        [{"x": {"A": 20}}, {"x": {"A": 20}, "y": {"A": 20}}, {"x": {"A": 12, "B": 9}, "y": {"A": 9}}, {"x": {}}],
        ids=["one group", "all picked the same", "the other group is too small", "nobody"],
    )
    def test_nothing_to_compare(self, groups):
        assert np.isnan(group_test(grouped(groups, "AB")).p)

    def test_false_alarms_are_about_one_in_twenty(self):
        """400 made-up consultations, 6 groups of 50 that do not differ, 3 picks of 10 of unequal liking: 5% is 20, and
        three standard errors are 13."""
        draw = np.random.default_rng(11)
        age = Characteristic("age", tuple(range(6)), np.repeat(np.arange(6), 50))
        alarms = 0
        for _ in range(400):
            picked = np.argsort(draw.random((300, 10)) - np.linspace(0.6, 0, 10), axis=1)[:, :3]
            table = tables_by_group("s", tuple(range(10)), (1 << picked).sum(axis=1), [age])[1]
            alarms += group_test(table).p <= 0.05

        assert 7 <= alarms <= 33


class TestFindDifferences:
    def test_agrees_with_the_vector(self):
        given_, expected, tolerance = vector("V29_mmi_constructed")

        found = find_differences({"age": [grouped(given_["groups"])]})

        tests = found.options.set_index("option")
        assert tests["x2"].to_dict() == pytest.approx(expected["X2_item"], abs=tolerance)
        assert tests["p"].to_dict() == pytest.approx(expected["p_item"], abs=tolerance)
        assert tests["p_holm"].to_dict() == pytest.approx(expected["p_item_holm"], abs=tolerance)
        cells = found.groups.set_index(["group", "option"])
        for group, residuals in expected["std_resid"].items():
            assert cells.loc[group, "share"].to_dict() == pytest.approx(expected["share"][group], abs=tolerance)
            assert cells.loc[group, "residual"].to_dict() == pytest.approx(residuals, abs=tolerance)
        # C alone is rejected; only the oldest are 3 or more from 0 and they are 24 points below everyone else
        marked = found.groups[found.groups["mark"] != ""]
        assert marked[["group", "option", "mark"]].to_dict("records") == [
            {"group": "65+", "option": "C", "mark": "lower"}
        ]

    def test_frames_come_out_as_specified(self):
        found = find_differences({"age": [two_groups(200, 200, 100, 60)]})

        for frame, spec in ((found.overall, GROUP_TESTS), (found.options, OPTION_TESTS), (found.groups, GROUP_SHARES)):
            check(frame, spec)
            assert frame.columns.tolist() == spec.names

    def test_everyone_else_by_hand(self):
        """x: 60 of 200, y: 100 of 200, z: 50 of 100. Everyone else than x: 150 of 300, 50%: x is 20 points below."""
        table = grouped({"x": {"A": 60, "B": 140}, "y": {"A": 100, "B": 100}, "z": {"A": 50, "B": 50}}, "AB")

        row = find_differences({"age": [table]}).groups.set_index(["group", "option"]).loc[("x", "A")]

        assert (row["rest_base"], row["rest_share"], row["points"]) == (300, 0.5, pytest.approx(-20))
        low, high = newcombe(60, 200, 150, 300)
        assert (row["points_low"], row["points_high"]) == pytest.approx((100 * low, 100 * high))
        assert row["mark"] == "lower"

    def test_a_sure_difference_of_less_than_five_points_is_not_marked(self):
        """10,000 each, 52% and 48%: p is 1e-8, and 4 points are 4 points. At a setting of 4 points it is marked."""
        table = two_groups(10_000, 10_000, 5200, 4800)

        assert set(find_differences({"sex": [table]}).groups["mark"]) == {""}
        assert set(find_differences({"sex": [table]}, least_points=4).groups["mark"]) == {"higher", "lower"}

    def test_the_whole_report_is_one_family(self):
        """40 of 200 against 60 of 200 has p = 0.021 alone; among 20 options it is nothing."""
        table = two_groups(200, 200, 40, 60)

        alone, many = find_differences({"sex": [table]}), find_differences({n: [table] for n in range(10)})

        assert alone.options["p_holm"].tolist() == pytest.approx([2 * alone.options["p"][0]] * 2)
        assert many.options["p_holm"][0] == pytest.approx(20 * alone.options["p"][0])
        assert set(many.groups["mark"]) == {""}

    def test_small_groups_have_no_figures(self):
        """9 people are hidden, 29 have counts, 99 have shares of low reliability. The 9 are nobody's everyone else."""
        sizes = {"nine": 9, "many": 400, "few": 29, "some": 99}
        table = grouped({name: {"A": n // 2, "B": n - n // 2} for name, n in sizes.items()}, "AB")

        cells = find_differences({"area": [table]}).groups
        cells = cells[cells["option"] == "A"].set_index("group")

        assert cells["reliability"].to_dict() == {"nine": "hidden", "many": "full", "few": "counts", "some": "low"}
        assert cells["base"].isna().to_dict() == {"nine": True, "many": False, "few": False, "some": False}
        assert cells["share"].isna().to_dict() == {"nine": True, "many": False, "few": True, "some": False}
        assert cells.loc["some", "rest_base"] == 429

    def test_own_bases_have_their_own_test(self):
        """Option C was offered to nobody in group y: it cannot be compared, and the others are."""
        masks = np.repeat([1, 2, 4, 1, 2], [40, 10, 10, 10, 50])
        wordings = np.repeat([0, 1], [60, 60])
        offered = np.array([[True, True, True], [True, True, False]])
        area = Characteristic("area", ("x", "y"), wordings)

        table = tables_by_group("s", tuple("ABC"), masks, [area], wordings, offered)[1]
        found = find_differences({"area": [table]})

        assert found.options["df"].tolist() == [1, 1, 0]
        assert found.options["p"].isna().tolist() == [False, False, True]
        assert found.overall["n_options"].tolist() == [2]

    def test_a_wording_that_lacks_all_options_costs_its_own_answers_alone(self):
        """x and y: 40 each in standard words (A or B), 10 each in Easy Read, which offers E alone. E is not ranked.

        Tested are the 80 who were offered A and B: 30 and 10 of 40, X2 = 80 * (30*30 - 10*10)^2 / 40^4 = 20 for each.
        """
        masks = np.repeat([1, 2, 1, 2, 4], [30, 10, 10, 30, 20])
        codes = np.repeat([0, 1, 0, 1], [40, 40, 10, 10])
        wordings = np.repeat([0, 1], [80, 20])
        offered = np.array([[True, True, False], [False, False, True]])
        group = Characteristic("a", ("x", "y"), codes)
        table = tables_by_group("s", tuple("ABE"), masks, [group], wordings, offered)[1]

        found = group_test(table.only([True, True, False]))

        assert (found.n, found.n_groups, found.n_options) == (80, 2, 2)
        assert found.x2 == pytest.approx(40)
        assert found.p < 0.001

    def test_an_option_that_few_of_a_group_were_offered_is_hidden_there_and_never_marked(self):
        """Of 120 in x 5 were offered A, and 4 of them chose it: 80%. Of 200 in y, all were: 20 chose it, 10%."""
        masks = np.repeat([1, 2, 2, 1, 2], [4, 1, 115, 20, 180])
        codes = np.repeat([0, 1], [120, 200])
        wordings = np.repeat([0, 1, 0], [5, 115, 200])
        offered = np.array([[True, True], [False, True]])
        table = tables_by_group("s", tuple("AB"), masks, [Characteristic("a", ("x", "y"), codes)], wordings, offered)[1]

        cells = find_differences({"a": [table]}).groups.set_index(["group", "option"])

        assert cells.loc[("x", "A"), "reliability"] == "hidden"
        assert cells.loc[("x", "A"), ["base", "count", "share", "rest_share", "points"]].isna().all()
        assert cells.loc[("x", "B"), ["reliability", "base"]].tolist() == ["full", 120]
        assert cells.loc[("y", "A"), "share"] == pytest.approx(0.1)
        assert cells.loc[[("x", "A"), ("y", "A")], "mark"].tolist() == ["", ""]

    def test_nothing_is_marked_against_fewer_than_thirty_others(self):
        """90 of 100 against 1 of 29 is as clear as can be; of 30 it is marked, and of 29 there is no share."""
        for size, mark in ((29, ""), (30, "higher")):
            cells = find_differences({"a": [two_groups(100, size, 90, 1)]}).groups.set_index(["group", "option"])

            assert cells.loc[("x", "A"), "mark"] == mark
            assert cells.loc[("x", "A"), ["rest_share", "points"]].isna().all() == (mark == "")

    def test_tests_of_whether_groups_differ_at_all_are_one_family(self):
        """Ten equal tests: each chance is ten times what it is alone, and no longer below 5%."""
        table = two_groups(200, 200, 40, 60)

        overall = find_differences({name: [table] for name in range(10)}).overall

        assert overall["p"].between(0.005, 0.05).all()
        assert overall["p_holm"].tolist() == pytest.approx([10 * overall["p"][0]] * 10)

    def test_nothing_to_look_at_is_refused(self):
        with pytest.raises(FrameError, match="there are no tables"):
            find_differences({"age": []})

    @pytest.mark.parametrize("level", [0, 1, 5])
    def test_a_level_outside_0_to_1_is_refused(self, level):
        with pytest.raises(FrameError, match="level must be between 0 and 1"):
            find_differences({"age": [two_groups(20, 20, 5, 10)]}, level)


def test_what_may_be_shown_by_size():
    assert base_class([0, 9, 10, 29, 30, 99, 100]).tolist() == [
        "hidden", "hidden", "counts", "counts", "low", "low", "full",
    ]  # fmt: skip


ANSWERS = st.dictionaries(
    st.sets(st.sampled_from("ABC"), min_size=1, max_size=2).map(lambda picked: "".join(sorted(picked))),
    st.integers(0, 60), min_size=1,
)  # fmt: skip
GROUPS = st.fixed_dictionaries({"x": ANSWERS, "y": ANSWERS, "z": ANSWERS})


class TestInvariance:
    @settings(deadline=None, max_examples=15)
    @given(GROUPS, st.permutations("xyz"), st.permutations("ABC"))
    def test_the_order_of_groups_and_options_changes_nothing(self, groups, order, options):
        first = find_differences({"age": [grouped(groups, "ABC")]})
        second = find_differences({"age": [grouped({name: groups[name] for name in order}, "".join(options))]})

        keys = ["group", "option"]
        pd.testing.assert_frame_equal(
            first.groups.sort_values(keys, ignore_index=True), second.groups.sort_values(keys, ignore_index=True)
        )
        assert first.overall["p"][0] == pytest.approx(second.overall["p"][0], nan_ok=True)

    @settings(deadline=None, max_examples=15)
    @given(GROUPS)
    def test_p_values_are_chances(self, groups):
        found = find_differences({"age": [grouped(groups, "ABC")]})

        p_values = pd.concat([found.overall["p"], *(found.options[name] for name in ("p", "p_holm", "p_bh"))]).dropna()
        assert p_values.between(0, 1).all()
