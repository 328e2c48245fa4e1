"""Reach: worked by hand, and the edges."""

import pandas as pd
import pytest

from analysis.frames import FrameError
from analysis.reach import dissimilarity, reach


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
