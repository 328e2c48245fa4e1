"""Shares of options that not every wording offers, worked by hand."""

import pandas as pd
import pytest

from analysis.frames import FrameError
from analysis.ranking import rank

OPTIONS = pd.DataFrame({"section": "s", "option": ["a", "b", "c", "ab"], "position": [0, 1, 2, 3]})
OFFERED = pd.DataFrame(
    [("s", "a", "standard"), ("s", "b", "standard"), ("s", "c", "standard"), ("s", "c", "easy"), ("s", "ab", "easy")],
    columns=["section", "option", "wording"],
)
#: 4 people answered in standard words, 1 of them blank; 3 in Easy Read. Person 7 kept "a" from the standard page.
SHOWN = pd.DataFrame({"response_id": range(1, 8), "section": "s", "wording": ["standard"] * 4 + ["easy"] * 3})
PICKS = pd.DataFrame(
    [(1, "a"), (1, "c"), (2, "a"), (3, "b"), (5, "ab"), (6, "ab"), (6, "c"), (7, "a")],
    columns=["response_id", "option"],
).assign(section="s")


def ranked(**others):
    return rank(PICKS, OPTIONS, SHOWN, 9, offered=OFFERED, **others).ranks.set_index("option")


def test_the_base_is_who_answered_where_the_option_was_offered():
    """6 answered: 1, 2, 3 in standard words; 5, 6, 7 in Easy Read.

    a: offered to 1, 2, 3, kept by 7: base 4, picked by 1, 2, 7: 3 of 4. b: base 3, 1 of 3.
    c: offered to all: base 6, picked by 1 and 6: 2 of 6. ab: offered to 5, 6, 7: base 3, 2 of 3,
    and a and b get none of it.
    """
    found = ranked()

    assert found["base"].to_dict() == {"a": 4, "b": 3, "c": 6, "ab": 3}
    assert found["count"].to_dict() == {"a": 3, "b": 1, "c": 2, "ab": 2}
    assert found["share"].to_dict() == pytest.approx({"a": 3 / 4, "b": 1 / 3, "c": 2 / 6, "ab": 2 / 3})
    assert found["answered"].unique().tolist() == [6]
    assert found["rank_label"].to_dict() == {"a": "1", "ab": "2", "b": "3=", "c": "3="}


def test_only_options_of_the_leading_wording_are_ranked():
    found = ranked(leading=["standard"])

    assert found["rank_label"].to_dict() == {"a": "1", "b": "2=", "c": "2=", "ab": ""}
    assert found.index[-1] == "ab"
    assert found.loc["ab", "share"] == pytest.approx(2 / 3)


def test_where_all_is_offered_to_all_the_base_is_who_answered():
    everything = OPTIONS.merge(pd.DataFrame({"wording": ["standard", "easy"]}), how="cross")

    found = rank(PICKS, OPTIONS, SHOWN, 9, offered=everything).ranks
    plain = rank(PICKS, OPTIONS, SHOWN.drop(columns="wording"), 9).ranks

    pd.testing.assert_frame_equal(found, plain)


def test_an_unknown_wording_comes_back_with_its_reason():
    shown = SHOWN.assign(wording=["braille", *SHOWN["wording"][1:]])

    unusable = rank(PICKS, OPTIONS, shown, 9, offered=OFFERED).unusable

    assert set(unusable["reason"]) == {
        "no wording, or one that offers nothing", "the section was not shown to this response",
    }  # fmt: skip


def test_offers_without_the_sections_shown_are_refused():
    with pytest.raises(FrameError, match="of use only with the sections shown"):
        rank(PICKS, OPTIONS, offered=OFFERED)


def test_a_section_without_leading_options_has_shares_and_no_places():
    found = ranked(leading=["nobody"])

    assert found["share"].notna().all()
    assert found[["rank", "best", "worst", "band"]].isna().all(axis=None)
    assert set(found["top"]) == {""}


def test_places_are_of_the_ranked_options_alone():
    """Three options are ranked, and seven people cannot tell them apart."""
    found = ranked(leading=["standard"])

    assert found.loc[["a", "b", "c"], "worst"].tolist() == [3, 3, 3]
    assert found["top"].to_dict() == {"a": "in", "b": "in", "c": "in", "ab": ""}


def test_an_option_that_nobody_was_offered_yet_changes_no_place():
    """85 answered in version 1, one pick each: a 60, b 20, c 5. Version 2 adds d, and nobody answered in it yet.

    Exact sign tests of the three: a over b P(60 or more of 80) and a over c far below 0.001; b over c
    P(20 or more of 25) = 0.002: all stand, so the places are 1, 2 and 3, each in a band of its own.
    """
    picked = ["a"] * 60 + ["b"] * 20 + ["c"] * 5
    picks = pd.DataFrame({"response_id": range(85), "section": "s", "option": picked})
    shown = pd.DataFrame({"response_id": range(85), "section": "s", "wording": "1"})
    options = pd.DataFrame({"section": "s", "option": list("abcd"), "position": range(4)})
    offers = [("1", "a"), ("1", "b"), ("1", "c"), *[("2", option) for option in "abcd"]]
    offered = pd.DataFrame(offers, columns=["wording", "option"]).assign(section="s")

    found = rank(picks, options, shown, offered=offered).ranks.set_index("option")

    named = found[["best", "worst", "band"]].iloc[:3]
    assert named.to_numpy().tolist() == [[1, 1, 1], [2, 2, 2], [3, 3, 3]]
    assert found["top"].to_dict() == {"a": "in", "b": "in", "c": "in", "d": ""}
    assert found["rank_label"].to_dict() == {"a": "1", "b": "2", "c": "3", "d": ""}
    assert found.loc["d", ["rank", "best", "worst", "band"]].isna().all()
