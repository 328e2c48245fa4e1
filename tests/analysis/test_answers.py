"""Answers are read from frames into bit masks, and give the tables of every group."""

import pandas as pd
import pytest

from analysis.answers import read_answers
from analysis.frames import FrameError

OPTIONS = pd.DataFrame({"section": ["s"] * 3 + ["t"], "option": ["a", "b", "c", "a"], "position": [2, 1, 3, 1]})
PICKS = pd.DataFrame(
    [(7, "s", "a"), (7, "s", "c"), (9, "s", "b"), (7, "t", "a"), (8, "s", "a"), (8, "s", "b"), (8, "s", "c")],
    columns=["response_id", "section", "option"],
)
GROUPS = pd.DataFrame(
    [(9, "age", "old"), (7, "age", "young"), (7, "ward", "Park"), (8, "ward", "Park"), (99, "age", "old")],
    columns=["response_id", "characteristic", "group"],
)


def test_masks_by_hand():
    """Bits of section s are b, a, c, by position: 7 picked a and c, 6; 9 picked b, 1; 8 ticked three of two, 0."""
    answers = read_answers(PICKS, OPTIONS, max_picks=2)

    assert answers.responses.tolist() == [7, 8, 9]
    assert answers.masks.tolist() == [[6, 0, 1], [1, 0, 0]]
    assert answers.over_ticked.tolist() == [1, 0]
    assert answers.sections.tolist() == ["s", "t"]


def test_groups_by_hand():
    """Old is 9 alone (99 has no answers here); young is 7; 8 gave no age, and lives in Park like 7."""
    answers = read_answers(PICKS, OPTIONS)
    age, ward = answers.characteristics(GROUPS)

    everybody, by_age, by_ward = answers.tables([age, ward])[0]

    assert everybody.options == ("b", "a", "c")
    assert everybody.answered.tolist() == [3]
    assert by_age.groups == ("old", "young")
    assert by_age.picks.tolist() == [[1, 0, 0], [0, 1, 1]]
    assert by_ward.groups == ("Park",)
    assert by_ward.picks.tolist() == [[1, 2, 2]]


def test_the_kind_of_response_id_does_not_matter():
    found = read_answers(PICKS.astype({"response_id": str}), OPTIONS)

    assert dict(zip(found.responses, found.masks[0].tolist(), strict=True)) == {"7": 6, "8": 7, "9": 1}
    codes = found.characteristics(GROUPS.astype({"response_id": str}))[0].codes
    assert dict(zip(found.responses, codes.tolist(), strict=True)) == {"7": 1, "8": -1, "9": 0}


def test_two_groups_of_one_characteristic_are_refused():
    with pytest.raises(FrameError, match="duplicate response_id and characteristic in the groups of responses: 7, age"):
        read_answers(PICKS, OPTIONS).characteristics(pd.concat([GROUPS, GROUPS.iloc[[1]]]))


def test_no_answers_at_all():
    answers = read_answers(PICKS.iloc[:0], OPTIONS)

    assert answers.masks.shape == (2, 0)
    assert answers.tables()[0][0].picks.tolist() == [[0, 0, 0]]


def test_picks_without_a_response_are_no_answers():
    picks = PICKS.assign(response_id=None).astype({"response_id": "Int64"})

    answers = read_answers(picks, OPTIONS, PICKS[["response_id", "section"]].iloc[:0])

    assert answers.masks.shape == (2, 0)
    assert set(answers.unusable["reason"]) == {"no response, section or option given"}


def test_more_options_than_a_mask_holds_are_refused():
    many = pd.DataFrame({"section": "s", "option": range(53), "position": range(53)})

    with pytest.raises(FrameError, match="at most 52 options, not 53"):
        read_answers(PICKS, many)
