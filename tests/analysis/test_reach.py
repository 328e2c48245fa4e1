"""Reach: worked by hand, and the edges."""

import itertools

import pandas as pd
import pytest

from analysis.frames import FrameError
from analysis.reach import dissimilarity, reach, worth
from tests.vectors import vector


def groups(respondents, people):
    options = [f"o{number}" for number in range(len(respondents))]
    return pd.DataFrame({"question": "age", "option": options, "respondents": respondents, "people": people})


#: 600 people in six age bands against 100,000 residents
AGES = groups([24, 60, 132, 204, 126, 54], [12500, 15800, 24700, 24100, 12400, 10500])


def test_six_age_bands_worked_by_hand():
    """First band: 24/600 = 4.0% against 12,500/100,000 = 12.5%: 8.5 points fewer, ratio 0.32, 1.92 per 1,000.

    Dissimilarity: half of 8.5 + 5.8 + 2.7 + 9.9 + 8.6 + 1.5 points = 18.5 points.
    """
    found = reach(AGES)

    assert found["share_respondents"].tolist() == pytest.approx([0.04, 0.1, 0.22, 0.34, 0.21, 0.09])
    assert found["share_people"].tolist() == pytest.approx([0.125, 0.158, 0.247, 0.241, 0.124, 0.105])
    assert found["points"].tolist() == pytest.approx([-8.5, -5.8, -2.7, 9.9, 8.6, -1.5])
    assert found["ratio"].tolist() == pytest.approx(
        [0.32, 60 / 600 / 0.158, 0.22 / 0.247, 0.34 / 0.241, 0.21 / 0.124, 0.09 / 0.105]
    )
    assert found["per_1000"].tolist() == pytest.approx([1.92, 60 / 15.8, 132 / 24.7, 204 / 24.1, 126 / 12.4, 54 / 10.5])
    assert found["heard"].tolist() == ["under", "under", "", "over", "over", ""]
    assert dissimilarity(AGES) == pytest.approx(0.185)


def test_the_order_of_groups_changes_nothing():
    turned = reach(AGES.iloc[::-1]).sort_values("option", ignore_index=True)

    pd.testing.assert_frame_equal(turned, reach(AGES))


def test_a_small_count_is_hidden_with_a_second_one_and_never_flagged():
    """3 of 100 alone would be what is missing from the total: 7, the next smallest, hides with it."""
    found = reach(groups([3, 7, 90], [40, 30, 30]))

    assert found["is_small"].tolist() == [True, True, False]
    assert found["respondents"].isna().tolist() == [True, True, False]
    assert found["heard"].tolist() == ["", "", "over"]
    assert found["ratio"].isna().tolist() == [True, True, False]


def test_a_hidden_count_is_guarded_by_a_group_that_is_compared_too():
    """A 50, B 40, C 3, and 4 who preferred not to say, of whom no census tells. Shares are of 93, and 93 - 50 - 40 = 3:
    so B hides with C, and what is left of 93 is 43 for both. Of those 4, the others in no share guard them."""
    found = reach(groups([50, 40, 3, 4, 9], pd.array([500, 400, 100, None, None], dtype="Int64")))

    assert found["is_small"].tolist() == [False, True, True, True, True]
    assert found["share_respondents"].tolist()[0] == pytest.approx(50 / 93)


def test_counts_that_their_sum_would_tell_hide_a_third():
    """1 + 1 hidden with 50 shown of 52 are 1 each, and 8 is only 4 + 4; with 9 hidden too, 11 or 17 is of three."""
    assert reach(groups([4, 4, 9, 50], [1, 1, 1, 1]))["is_small"].tolist() == [True, True, True, False]
    assert reach(groups([1, 1, 9, 50], [1, 1, 1, 1]))["is_small"].tolist() == [True, True, True, False]


@pytest.mark.parametrize(("smallest", "most"), [(3, 6)])
def test_an_attacker_who_knows_the_rule_and_the_total_finds_no_hidden_count(smallest, most):
    """Every table of three groups of up to so many people: what is printed is the counts that are shown, their shares,
    the index, and the total unless all are hidden. Of all the tables that print the same, each hidden count must have
    two possible values or more."""
    printed = {}
    for counts in itertools.product(range(most + 1), repeat=3):
        frame = groups(list(counts), [500, 300, 200])
        found, index = reach(frame, smallest), dissimilarity(frame, smallest)
        shown = tuple(found["respondents"].fillna(-1))
        shares = tuple(found["share_respondents"].fillna(-1).round(3))
        total = None if found["is_small"].all() else sum(counts)
        printed.setdefault((shown, shares, total, None if index is None else round(index, 3)), []).append(counts)

    told = [
        (shown, tables)
        for (shown, *_rest), tables in printed.items()
        for place in range(3)
        if shown[place] == -1 and len({counts[place] for counts in tables}) == 1
    ]
    assert told == []


def test_nobody_of_a_group_is_shown_and_is_under_heard():
    found = reach(groups([0, 100], [50, 50]))

    assert found["respondents"].tolist() == [0, 100]
    assert found["heard"].tolist() == ["under", "over"]


@pytest.mark.parametrize(("respondents", "people"), [([0, 0], [5, 5]), ([50, 50], [0, 0]), ([], [])])
def test_without_people_there_is_nothing_to_compare(respondents, people):
    frame = groups(respondents, people).astype({"respondents": int, "people": int})

    assert reach(frame)["ratio"].isna().all()
    assert dissimilarity(frame) is None


def test_the_frame_that_was_given_stays_as_it_was():
    given = AGES.copy()
    reach(given)

    pd.testing.assert_frame_equal(given, AGES)


def test_a_group_that_is_there_twice_is_refused():
    with pytest.raises(FrameError):
        reach(pd.concat([AGES, AGES]))


def test_agrees_with_the_vector():
    given_, expected, tolerance = vector("V20_representativeness")
    respondents, population = given_["respondents"], given_["population"]
    ages = groups(list(respondents.values()), list(population.values())).assign(option=list(respondents))

    found = reach(ages).set_index("option")

    for column, name in (
        ("share_respondents", "resp_share"), ("share_people", "pop_share"), ("points", "diff_points"),
        ("ratio", "ratio"), ("per_1000", "per_1000"),
    ):  # fmt: skip
        assert found[column].to_dict() == pytest.approx(expected[name], abs=tolerance * 100)
    assert dissimilarity(ages) == pytest.approx(expected["dissimilarity"], abs=tolerance)


def test_how_many_more_would_make_a_group_even():
    """600 answered; 12.5% of residents are 16 to 24: 75 would be even, 24 answered, 51 short. 15.8%: 94.8 - 60 = 34.8,
    35 people. The others are not under-heard."""
    assert reach(AGES)["short"].tolist() == [51, 35, 0, 0, 0, 0]


def test_a_flag_of_a_few_people_may_be_chance():
    """6 of 40 where 8 would be even: ratio 0.75, and 15% of 40 could be 7% to 29%. At ten times the people it is clear.

    Wilson, 60 of 400: centre 0.1533, half-width 0.0348, so at most 18.8%, below 20%.
    """
    few, many = reach(groups([6, 34], [20, 80])), reach(groups([60, 340], [20, 80]))

    assert (few["heard"][0], few["is_clear"][0]) == ("under", False)
    assert (many["heard"][0], many["is_clear"][0]) == ("under", True)


def test_who_did_not_say_is_a_row_and_in_no_share():
    found = reach(groups([30, 70, 20], pd.array([50, 50, None], dtype="Int64")))

    assert found["respondents"].tolist() == [30, 70, 20]
    assert found["share_respondents"].tolist()[:2] == pytest.approx([0.3, 0.7])
    assert found.loc[2, ["share_respondents", "share_people", "ratio", "per_1000"]].isna().all()
    assert (found["heard"][2], found["short"][2]) == ("", 0)
    assert dissimilarity(groups([30, 70, 20], pd.array([50, 50, None], dtype="Int64"))) == pytest.approx(0.2)


@pytest.mark.parametrize(("respondents", "people"), [([-1, 2], [3, 4]), ([1, 2], [3, -4])])
def test_numbers_below_nought_are_refused(respondents, people):
    with pytest.raises(FrameError, match="cannot be below 0"):
        reach(groups(respondents, people))


def test_what_a_self_selected_response_is_worth():
    given_, expected, tolerance = vector("V28_self_selection")

    found = worth([row["f"] for row in given_], [row["rho"] for row in given_])

    assert found.tolist() == pytest.approx([row["n_eff"] for row in expected], abs=tolerance)


def test_what_a_response_is_worth_by_hand():
    """Half of all residents at 0.1: 0.5 / 0.5 / 0.01 = 100 people."""
    assert float(worth(0.5, 0.1)) == pytest.approx(100)


@pytest.mark.parametrize(("share", "correlation"), [(0, 0.1), (1, 0.1), (0.5, 0), (0.5, 1.1)])
def test_what_cannot_be_is_refused(share, correlation):
    with pytest.raises(FrameError, match="must be"):
        worth(share, correlation)
