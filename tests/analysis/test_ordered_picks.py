"""First choices, 3-2-1, Borda and split votes agree with the vector and with figures worked by hand."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.answers import read_answers
from analysis.frames import ORDERED_SCORES, ORDERED_SECTIONS, FrameError, check
from analysis.ordered_picks import score_ordered
from tests.vectors import vector


def ordered(responses, options="ABCDE", places=None, **others):
    """Responses as lists of options in the order given; `places` says other places for some of the responses."""
    rows = [
        (number, "s", option, (places or {}).get(number, range(1, 9))[position])
        for number, picked in enumerate(responses)
        for position, option in enumerate(picked or "")
    ]
    picks = pd.DataFrame(rows, columns=["response_id", "section", "option", "place"]).astype({"place": "Int64"})
    listed = pd.DataFrame({"section": "s", "option": list(options), "position": range(len(options))})
    return score_ordered(picks, read_answers(picks, listed, **others))


def column(found, name):
    return dict(zip(found.scores["option"], found.scores[name], strict=True))


def test_agrees_with_the_vector():
    given_, expected, tolerance = vector("V03_partial_answers")

    found = ordered(given_["responses"], given_["options"])

    assert column(found, "first_choices") == expected["first_choice"]
    assert column(found, "points") == expected["score_321"]
    assert column(found, "points_rank") == expected["rank_321"]
    for name, words in (("borda", "borda"), ("split", "fractional")):
        exact = {option: float(Fraction(value)) for option, value in expected[words].items()}
        assert column(found, name) == pytest.approx(exact, abs=tolerance)
    assert found.sections[["answered", "ordered", "not_ordered"]].iloc[0].tolist() == [10, 10, 0]


def test_only_who_gave_an_order_is_scored():
    """ABC in order; BC without places; AD with one place; CA with two first places; B first. Ordered: ABC and B.

    First: A 1, B 1. Points: A 3, B 2 + 3, C 1. Base 2.
    """
    places = {1: [None, None], 2: [1, None], 3: [1, 1]}

    found = ordered(["ABC", "BC", "AD", "CA", "B"], places=places)

    assert found.sections[["answered", "ordered", "not_ordered"]].iloc[0].tolist() == [5, 2, 3]
    assert column(found, "base") == dict.fromkeys("ABCDE", 2)
    assert column(found, "first_choices") == {"A": 1, "B": 1, "C": 0, "D": 0, "E": 0}
    assert column(found, "points") == {"A": 3, "B": 5, "C": 1, "D": 0, "E": 0}


def test_one_pick_is_scored_as_one_pick():
    """A alone, first: 3 points and no more; the 3 + 2 + 1 + 0 Borda points left over are 1.5 for each other option."""
    found = ordered(["A"])

    assert column(found, "points") == {"A": 3, "B": 0, "C": 0, "D": 0, "E": 0}
    assert column(found, "borda") == {"A": 4, "B": 1.5, "C": 1.5, "D": 1.5, "E": 1.5}
    assert column(found, "split") == {"A": 1, "B": 0, "C": 0, "D": 0, "E": 0}


def test_what_is_over_ticked_has_no_points():
    found = ordered(["ABCD", "AB"])

    assert column(found, "points") == {"A": 3, "B": 2, "C": 0, "D": 0, "E": 0}
    assert found.sections["answered"].tolist() == [1]


def test_the_sentence_when_the_top_three_changes():
    """A and B are picked by all. 6 pick C last, 5 pick D first: by share C is third, by first choices A (6) and D (5)
    alone have any, and by 3-2-1 A has 6*3 + 5*2, B 6*2 + 5*1 = 17, D 15, C 6."""
    found = ordered(["ABC"] * 6 + ["DAB"] * 5)

    by_rule = {change.check: change for change in found.changes[0]}
    assert by_rule["3-2-1"].top == ("A", "B", "D")
    assert (by_rule["3-2-1"].enters, by_rule["3-2-1"].leaves) == (("D",), ("C",))
    assert by_rule["3-2-1"].holds is False
    assert by_rule["first choices"].top == ("A", "D")
    assert by_rule["split votes"].holds is True
    assert by_rule["3-2-1"].n == 11


def test_nobody_gave_an_order():
    found = ordered(["AB", "B"], places={0: [None, None], 1: [None]})

    assert column(found, "base") == dict.fromkeys("ABCDE", 0)
    assert found.scores[["first_choice_rank", "points_rank", "borda_rank"]].isna().all(axis=None)
    assert [change.holds for change in found.changes[0]] == [None, None, None, True]


def test_nobody_answered():
    found = ordered([])

    assert found.sections["answered"].tolist() == [0]
    assert {change.holds for change in found.changes[0]} == {None}


def test_frames_come_out_as_specified():
    found = ordered(["AB"])

    check(found.scores, ORDERED_SCORES)
    check(found.sections, ORDERED_SECTIONS)
    assert found.scores.columns.tolist() == ORDERED_SCORES.names


def test_own_bases_by_hand():
    """Standard words offer A and B, Easy Read B and C. AB in standard words; CB in Easy Read.

    A could be picked by one: 3 points of one, mean 3; B by both: 2 + 2 of two, mean 2; C 3 of one. Borda, K = 2: A 1,
    B 0, C 1. A was offered to half of those who gave an order, which is not most of them: B alone is compared.
    """
    rows = [(1, "s", "A", 1), (1, "s", "B", 2), (2, "s", "C", 1), (2, "s", "B", 2)]
    picks = pd.DataFrame(rows, columns=["response_id", "section", "option", "place"])
    options = pd.DataFrame({"section": "s", "option": list("ABC"), "position": range(3)})
    shown = pd.DataFrame({"response_id": [1, 2], "section": "s", "wording": ["standard", "easy"]})
    offered = pd.DataFrame(
        [("s", "A", "standard"), ("s", "B", "standard"), ("s", "B", "easy"), ("s", "C", "easy")],
        columns=["section", "option", "wording"],
    )

    answers = read_answers(picks, options, shown, offered=offered)
    found = score_ordered(picks, answers)
    leading = score_ordered(picks, answers, leading=["standard"])

    assert column(found, "base") == {"A": 1, "B": 2, "C": 1}
    assert column(found, "points") == {"A": 3, "B": 4, "C": 3}
    assert column(found, "points_rank") == {"A": 1, "B": 3, "C": 1}
    assert column(found, "borda") == {"A": 1, "B": 0, "C": 1}
    assert leading.scores["points_rank"].isna().tolist() == [False, False, True]
    assert leading.changes[0][1].top == ("B",)


def test_picks_without_places_are_refused():
    picks = pd.DataFrame({"response_id": [1], "section": ["s"], "option": ["A"]})
    options = pd.DataFrame({"section": ["s"], "option": ["A"], "position": [0]})

    with pytest.raises(FrameError, match="lack the column place"):
        score_ordered(picks, read_answers(picks, options))


RESPONSES = st.lists(
    st.tuples(st.permutations("ABCDE"), st.integers(0, 3)).map(lambda drawn: drawn[0][: drawn[1]]), max_size=12
)


@settings(deadline=None, max_examples=15)
@given(RESPONSES, st.permutations("ABCDE"), st.randoms(use_true_random=False))
def test_the_order_of_options_and_rows_changes_nothing(responses, options, random):
    first = ordered(responses).scores.sort_values("option", ignore_index=True)
    second = ordered(random.sample(responses, len(responses)), "".join(options))

    names = [name for name in ORDERED_SCORES.names if name != "position"]
    pd.testing.assert_frame_equal(first[names], second.scores.sort_values("option", ignore_index=True)[names])


@settings(deadline=None, max_examples=15)
@given(RESPONSES)
def test_every_order_gives_the_same_sum_of_borda_points(responses):
    """4 + 3 + 2 + 1 + 0 each."""
    found = ordered(responses)

    assert found.scores["borda"].sum() == pytest.approx(10 * found.sections["ordered"][0])


def test_options_that_most_who_ordered_were_never_offered_do_not_go_out():
    """60 chose A and B in standard words without an order; 40 in Easy Read put C first, B second; 1 standard ordered.

    Ranked are A, B, C. By share: A 61 of 61, B 101 of 101, C 40 of 40. Of the 41 who ordered 1 was offered A: A is not
    compared, and B and C are the top on both sides: nothing changes, and nothing goes out.
    """
    standard = [(n, option, None) for n in range(60) for option in "AB"] + [(60, "A", 1), (60, "B", 2)]
    easy = [(n, option, place) for n in range(61, 101) for option, place in (("C", 1), ("B", 2))]
    picks = pd.DataFrame(standard + easy, columns=["response_id", "option", "place"]).assign(section="s")
    picks["place"] = picks["place"].astype("Int64")
    options = pd.DataFrame({"section": "s", "option": list("ABC"), "position": range(3)})
    wordings = ["standard"] * 61 + ["easy"] * 40
    shown = pd.DataFrame({"response_id": range(101), "section": "s", "wording": wordings})
    offers = [("A", "standard"), ("B", "standard"), ("B", "easy"), ("C", "easy")]
    offered = pd.DataFrame(offers, columns=["option", "wording"]).assign(section="s")

    found = score_ordered(picks, read_answers(picks, options, shown, offered=offered))
    of_standard = score_ordered(picks, read_answers(picks, options, shown, offered=offered), leading=["standard"])

    by_points = {change.check: change for change in found.changes[0]}["3-2-1"]
    assert (by_points.holds, by_points.enters, by_points.leaves) == (True, (), ())
    assert set(by_points.top) == {"B", "C"}
    # of the standard words only B can be compared, and nobody put it first: nothing can be said by first choices of it
    first = {change.check: change for change in of_standard.changes[0]}["first choices"]
    assert (first.holds, first.enters, first.leaves) == (None, (), ())
