"""Weights agree with other programs and hand-worked figures, and are refused in words where they would mislead."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.frames import FrameError, check
from analysis.margins import margin_problems
from analysis.patterns import Characteristic
from analysis.weighting import MARGIN_FIT, kish, rake, weigh
from tests.vectors import vector


def said(name, groups, values):
    """A characteristic from what each response said; None said nothing."""
    codes = [groups.index(value) if value is not None else -1 for value in values]
    return Characteristic(name, tuple(groups), np.array(codes, dtype=int))


def margins_of(**variables):
    rows = [(variable, category, None, population, "Census 2021", "2021-03-21")
            for variable, counts in variables.items() for category, population in counts.items()]  # fmt: skip
    return pd.DataFrame(rows, columns=["variable", "category", "code", "population", "source", "date"])


def people(**counts):
    """Responses by what they said of age: young=80, old=120, none=5."""
    return [None if name == "none" else name for name, n in counts.items() for _ in range(n)]


def weighed(answers, populations, **others):
    groups = [name for name in dict.fromkeys(answers) if name is not None]
    return weigh([said("age", groups, answers)], margins_of(age=populations), **others)


class TestRake:
    def test_agrees_with_the_vector(self):
        given_, expected, tolerance = vector("V10_raking")
        rows, targets = given_["case_a"]["rows"], given_["case_a"]["targets"]
        keys = {name: list(shares) for name, shares in targets.items()}
        cells = np.array([[keys[name].index(value) for value in rows[name]] for name in keys]).T

        raked = rake(np.ones(len(cells)), cells, [np.array(list(targets[name].values())) for name in keys])

        np.testing.assert_allclose(raked.weights, expected["case_a"]["weights_mean1"], atol=tolerance)
        assert kish(raked.weights) == pytest.approx(expected["case_a"]["n_eff_kish"], abs=tolerance)
        assert raked.has_converged

    def test_two_by_two_has_a_closed_form(self):
        """Raking leaves the odds ratio, 10 * 40 / (20 * 30) = 2/3; with halves, p11 = sqrt(2/3) / (2 + 2 sqrt(2/3))."""
        counts, cells = np.array([10, 20, 30, 40]), np.array([[0, 0], [0, 1], [1, 0], [1, 1]])

        raked = rake(counts, cells, [np.array([0.5, 0.5])] * 2)

        root = np.sqrt(2 / 3)
        fitted = counts * raked.weights / 100
        assert fitted == pytest.approx(np.array([root, 1, 1, root]) / (2 + 2 * root))

    def test_who_does_not_say_keeps_their_weight(self):
        """10 young, 30 old, 10 said nothing; half of residents are young: young 20/10, old 20/30, the rest 1."""
        raked = rake([10, 30, 10], np.array([[0], [1], [-1]]), [np.array([0.5, 0.5])])

        assert raked.weights.tolist() == pytest.approx([2, 2 / 3, 1])

    def test_margins_that_contradict_each_other_do_not_converge(self):
        """The two variables are the same people, and the targets are not the same."""
        raked = rake([10, 30], np.array([[0, 0], [1, 1]]), [np.array([0.5, 0.5]), np.array([0.2, 0.8])])

        assert not raked.has_converged
        assert raked.rounds == 100

    def test_a_category_of_nobody_is_refused(self):
        with pytest.raises(FrameError, match="a category with nobody in it"):
            rake([10], np.array([[0]]), [np.array([0.5, 0.5])])


class TestKish:
    def test_agrees_with_the_vector(self):
        weights, expected, tolerance = vector("V11_kish")

        assert kish(weights) == pytest.approx(expected["n_eff"], abs=tolerance)
        assert kish(weights) / len(weights) == pytest.approx(expected["efficiency"], abs=tolerance)

    def test_cells_count_as_their_people(self):
        assert kish([2, 1], [3, 4]) == pytest.approx(kish([2, 2, 2, 1, 1, 1, 1]))

    def test_nobody_is_worth_nobody(self):
        assert kish([]) == 0


class TestWeigh:
    def test_agrees_with_the_vector(self):
        given_, expected, tolerance = vector("V20_representativeness")
        answers = [age for age, n in given_["respondents"].items() for _ in range(n)]

        found = weighed(answers, given_["population"])

        assert not found.is_refused
        by_age = dict(zip(answers, found.weights.tolist(), strict=True))
        assert by_age == pytest.approx(expected["weights"], abs=1e-9)
        assert found.n_eff == pytest.approx(expected["n_eff"], abs=1e-6)
        assert found.efficiency == pytest.approx(expected["efficiency"], abs=1e-9)
        assert tolerance < 1e-9

    def test_hand_worked(self):
        """120 old, 80 young; 50% of residents are young: 100/80 = 1.25 and 100/120 = 0.8333.

        n_eff = 200^2 / (80 * 1.5625 + 120 * 0.69444) = 40000 / 208.3333 = 192.
        """
        found = weighed(people(young=80, old=120), {"young": 5000, "old": 5000})

        assert (found.smallest, found.largest) == pytest.approx((100 / 120, 1.25))
        assert found.n_eff == pytest.approx(192)
        assert found.refusals == found.warnings == ()
        assert found.n_capped == 0
        check(found.margins, MARGIN_FIT)
        young = found.margins.set_index("category").loc["young"]
        assert (young["share_before"], young["share_target"], young["share_after"]) == pytest.approx((0.4, 0.5, 0.5))

    def test_no_target_keeps_its_share(self):
        """10 would rather not say: weight 1, and the other 200 keep theirs."""
        found = weighed(people(young=80, old=120, secret=10), {"young": 1, "old": 1}, no_target={"age": ["secret"]})

        assert found.weights[[0, 80, 200]].tolist() == pytest.approx([1.25, 100 / 120, 1])
        assert found.weights.mean() == pytest.approx(1)

    def test_small_categories_are_merged_with_a_neighbour(self):
        """The oldest hold 3% of residents and 12 people: they go with the old, their only neighbour."""
        found = weighed(people(young=100, old=100, oldest=12), {"young": 50, "old": 47, "oldest": 3})

        assert found.margins["category"].tolist() == ["young", "old and oldest"]
        assert found.warnings == ("age: oldest (12 people) was merged with old",)
        assert not found.is_refused

    def test_small_wards_are_merged_with_the_smallest_other(self):
        answers = people(Park=110, Mill=100, Lane=12)
        wards = said("ward", ["Park", "Mill", "Lane"], answers)
        found = weigh([wards], margins_of(ward={"Park": 40, "Mill": 57, "Lane": 3}))

        assert found.margins["category"].tolist() == ["Park and Lane", "Mill"]

    def test_no_target_cell_without_respondents(self):
        found = weighed(people(young=100, old=120), {"young": 40, "old": 50, "oldest": 10})

        assert found.margins["category"].tolist() == ["young", "old and oldest"]

    def test_weights_are_capped(self):
        """4% of 500 against 24% of residents needs weights of 6; capped at 5 they leave the margin about 4 points off,
        which is refused, and said."""
        found = weighed(people(young=20, old=480), {"young": 24, "old": 76})

        assert found.largest == pytest.approx(5, rel=1e-6)
        assert found.n_capped == 20
        assert any("age, young is still 4.0 points off after capping" == reason for reason in found.refusals)
        assert "20 weights were capped at 5 times the mean" in found.warnings

    def test_a_cell_may_be_capped_without_a_refusal(self):
        """Two variables: 10 young men of 500 would weigh more than 5. Capped, the other young and the other men make
        up both margins."""
        age = people(young=10, old=190) + people(young=56, old=244)
        sex = ["m"] * 200 + ["f"] * 300

        found = weigh(
            [said("age", ["young", "old"], age), said("sex", ["m", "f"], sex)],
            margins_of(age={"young": 30, "old": 70}, sex={"m": 60, "f": 40}),
        )

        assert found.refusals == ()
        assert (found.n_capped, found.largest) == (10, pytest.approx(5, rel=1e-6))
        assert found.margins["points_off"].abs().max() < 0.01


class TestRefusals:
    def test_fewer_than_200(self):
        found = weighed(people(young=80, old=119), {"young": 1, "old": 1})

        assert found.refusals == ("199 people answered; weighting needs 200 or more",)
        assert set(found.weights) == {1}

    def test_fewer_than_10_in_a_category(self):
        found = weighed(people(young=9, old=300), {"young": 20, "old": 80})

        assert found.refusals == ("too few people of age: young (9); each needs 10 or more",)

    def test_more_than_a_fifth_missing(self):
        found = weighed(people(young=100, old=100, none=51), {"young": 1, "old": 1})

        assert found.refusals == ("20% of people have no age to weight on; at most 20% may",)

    def test_a_tenth_missing_is_a_warning(self):
        found = weighed(people(young=100, old=100, none=30), {"young": 1, "old": 1})

        assert (found.refusals, found.warnings) == ((), ("13% of people have no age to weight on",))

    def test_worth_less_than_half(self):
        """10% against 45% of residents: weights 4.5 and 0.6111; 1 / (0.1 * 20.25 + 0.9 * 0.37346) = 0.424."""
        found = weighed(people(young=30, old=270), {"young": 45, "old": 55})

        assert found.refusals == ("300 weighted answers are worth 127 (42%); at least 50% is needed",)
        assert set(found.weights) == {1}
        assert found.largest == pytest.approx(4.5)

    def test_worth_less_than_seven_tenths_is_a_warning(self):
        """10% against 30%: weights 3 and 0.7778; 1 / (0.9 + 0.5444) = 0.692."""
        found = weighed(people(young=30, old=270), {"young": 30, "old": 70})

        assert (found.refusals, found.warnings) == ((), ("300 weighted answers are worth 208 (69%)",))

    def test_margins_that_contradict_each_other(self):
        same = people(young=100, old=200)
        found = weigh(
            [said("age", ["young", "old"], same), said("size", ["young", "old"], same)],
            margins_of(age={"young": 50, "old": 50}, size={"young": 30, "old": 70}),
        )

        assert "raking did not come to an end in 100 rounds; the margins may contradict each other" in found.refusals

    def test_totals_apart(self):
        found = weigh(
            [said("age", ["young", "old"], people(young=100, old=200)), said("sex", ["m", "f"], ["m", "f"] * 150)],
            margins_of(age={"young": 500, "old": 500}, sex={"m": 500, "f": 520}),
        )

        assert found.refusals[0] == (
            "the totals of the variables differ by more than 1%: age 1,000, sex 1,020; take all of them from the same "
            "area and day"
        )

    def test_groups_without_a_target(self):
        found = weighed(people(young=100, old=200, secret=20), {"young": 1, "old": 1})

        assert found.refusals == (
            "age has groups without residents in the margins: secret; add them, or say that they have no target",
        )

    def test_one_category_is_nothing_to_weight_on(self):
        found = weighed(people(old=300), {"young": 40, "old": 60})

        assert found.refusals == ("no variable is left to weight on",)
        assert found.warnings[-1] == "age is not weighted on: after merging it has one category"

    def test_nobody_answered(self):
        found = weigh([said("age", ["young", "old"], [])], margins_of(age={"young": 40, "old": 60}))

        assert found.refusals[0] == "0 people answered; weighting needs 200 or more"
        assert (found.n, found.n_eff, found.efficiency) == (0, 0, 0)

    def test_a_variable_without_margins(self):
        with pytest.raises(FrameError, match="no margins of age to weight on"):
            weigh([said("age", ["young"], ["young"])], margins_of(sex={"m": 1}))


class TestMarginProblems:
    KNOWN = {"age": ["young", "old"], "ward": ["Park", "Mill"]}

    def test_nothing_is_wrong(self):
        margins = margins_of(age={"young": 400, "old": 600}, ward={"Park": 505, "Mill": 500})

        assert margin_problems(margins, self.KNOWN) == []

    @pytest.mark.parametrize(
        ("variables", "words"),
        [
            ({"age": {"young": -1, "old": 600}}, "age, young has -1 residents: a number below 0 cannot be right"),
            ({"age": {"young": 1, "olde": 1}},
             "age has categories the consultation does not know: olde; known: young, old"),
            ({"ward": {"Park": 1, "Moor": 2, "Hill": 3}},
             "ward has categories the consultation does not know: Moor, Hill; known: Park, Mill"),
            ({"sex": {"m": 1}}, "the consultation does not ask for sex; it asks for age, ward"),
            ({"age": {"young": 0, "old": 0}}, "age has no residents at all"),
            ({"age": {"young": 400, "old": 600}, "ward": {"Park": 500, "Mill": 511}},
             "the totals of the variables differ by more than 1%: age 1,000, ward 1,011"),
        ],
    )  # fmt: skip
    def test_each_fault_in_words(self, variables, words):
        problems = margin_problems(margins_of(**variables), self.KNOWN)

        assert [problem for problem in problems if problem.startswith(words)]

    def test_a_category_twice(self):
        margins = pd.concat([margins_of(age={"young": 1, "old": 2}), margins_of(age={"old": 2})])

        assert margin_problems(margins) == ["age, old stands in the table more than once; keep one row of it"]

    def test_a_missing_column(self):
        with pytest.raises(FrameError, match="the margins lack the column source"):
            margin_problems(margins_of(age={"young": 1}).drop(columns="source"))

    def test_numbers_that_are_none(self):
        margins = margins_of(age={"young": 1}).assign(population="many")

        with pytest.raises(FrameError, match="column population of the margins must hold whole numbers"):
            margin_problems(margins)


PEOPLE = st.tuples(st.sampled_from(["young", "old"]), st.sampled_from(["m", "f"]))
ANSWERS = st.lists(PEOPLE, min_size=260, max_size=400)


@settings(deadline=None, max_examples=12)
@given(ANSWERS, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_groups_changes_nothing(rows, random):
    def weights(rows, ages, sexes):
        found = weigh(
            [said("age", ages, [row[0] for row in rows]), said("sex", sexes, [row[1] for row in rows])],
            margins_of(age={"young": 45, "old": 55}, sex={"m": 49, "f": 51}),
        )
        return found.refusals, dict(zip(rows, found.weights.tolist(), strict=True))

    refusals, first = weights(rows, ["young", "old"], ["m", "f"])
    other, second = weights(random.sample(rows, len(rows)), ["old", "young"], ["f", "m"])

    assert refusals == other
    assert first == pytest.approx(second)
