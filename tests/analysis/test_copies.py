"""Copies are grouped, campaigns are named, and every text stays and is counted."""

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.copies import find_copies, rule_of
from analysis.frames import COPIES, FrameError, check

LETTER = (
    "I am writing to ask the council to keep the library in our town open because it is the only warm place where "
    "older people and children can sit and read without having to spend any money at all during the winter months"
)


def frame_of(texts):
    return pd.DataFrame({"id": range(1, len(texts) + 1), "text": texts})


def made_up(n_texts, seed=1):
    """Texts of 12 to 60 words drawn from 3,000 made-up words, the common ones more often."""
    draw = random.Random(seed)
    words = [
        f"{a}{b}{c}"
        for a in "bdfgklmnprstvwz"
        for b in ("a", "e", "o", "ai", "u")
        for c in draw.sample("bdgklmnprst", 8)
    ]
    weights = [1 / (rank + 2) for rank in range(len(words))]
    return [" ".join(draw.choices(words, weights, k=draw.randint(12, 60))) for _ in range(n_texts)]


def test_capitals_marks_and_spaces_make_no_other_text():
    copies = find_copies(frame_of([LETTER, LETTER.upper() + "!!", "  " + LETTER.replace(" ", "  ")]))

    assert copies.groups["group"].tolist() == [1, 1, 1]
    assert (copies.n_texts, copies.n_distinct) == (3, 1)


def test_a_letter_with_a_sentence_of_ones_own_is_a_near_copy():
    own = LETTER + " and my neighbour goes there too"

    copies = find_copies(frame_of([own, LETTER, LETTER, "The buses are always late and nobody ever tells us why"]))

    assert copies.groups["group"].tolist() == [2, 2, 2, 4]
    assert copies.groups["n_alike"].tolist() == [3, 3, 3, 1]
    assert copies.n_distinct == 2 and copies.n_campaigns == 0


def test_half_a_letter_of_ones_own_is_a_text_of_its_own():
    own = LETTER + " but what I really want to say is that the swimming pool matters far more to my family and " * 2

    assert find_copies(frame_of([LETTER, own])).n_distinct == 2


def test_short_answers_are_nobodys_copy():
    copies = find_copies(frame_of(["More buses in the evening"] * 30))

    assert copies.n_distinct == 30
    assert not copies.groups["is_campaign"].any()


def test_five_copies_are_a_campaign_and_the_number_is_a_setting():
    texts = frame_of([LETTER] * 5)

    assert find_copies(texts).groups["is_campaign"].all()
    assert not find_copies(texts, campaign_texts=6).groups["is_campaign"].any()
    with pytest.raises(FrameError, match="at least 2"):
        find_copies(texts, campaign_texts=1)


def test_ten_thousand_copies_among_three_hundred_others():
    texts = [LETTER] * 10_000 + made_up(300)

    copies = find_copies(frame_of(texts))

    assert (copies.n_texts, copies.n_distinct, copies.n_campaigns) == (10_300, 301, 1)
    assert int(copies.groups["is_campaign"].sum()) == 10_000


def test_ten_thousand_different_texts_are_compared_to_the_end():
    """Comparing each with each would take an hour; benchmarks/copies.py has the seconds, of 100,000."""
    copies = find_copies(frame_of(made_up(10_000) * 2))

    assert (copies.n_texts, copies.n_distinct) == (20_000, 10_000)


@pytest.mark.parametrize(
    ("texts", "n_texts", "n_distinct"),
    [([], 0, 0), ([""] * 1000, 0, 0), ([None, " ", "🙂"], 0, 0), (["one"], 1, 1), ([LETTER], 1, 1),
     (["نحتاج إلى المزيد من المقاعد في الحديقة لكبار السن والأطفال في الصيف"] * 3, 3, 1),
     (["公园里需要更多的长椅因为老人走路的时候常常需要坐下来休息一会儿然后再继续走路回家去"] * 2, 2, 1)],
)  # fmt: skip
def test_odd_input(texts, n_texts, n_distinct):
    copies = find_copies(frame_of(pd.Series(texts, dtype=object)))

    assert (copies.n_texts, copies.n_distinct) == (n_texts, n_distinct)
    check(copies.groups, COPIES)


@given(st.lists(st.sampled_from([LETTER, LETTER + " now", LETTER[:150], "short", ""]), max_size=12), st.randoms())
def test_the_order_of_rows_changes_nothing(texts, draw):
    frame = frame_of(pd.Series(texts, dtype=object))
    order = list(range(len(texts)))
    draw.shuffle(order)

    first, second = find_copies(frame), find_copies(frame.iloc[order])

    pd.testing.assert_frame_equal(
        first.groups.sort_values("id", ignore_index=True), second.groups.sort_values("id", ignore_index=True)
    )


def test_the_rule_says_its_numbers():
    assert rule_of(7).startswith("Two texts of 8 words or more are taken for copies when they share at least 70%")
    assert "7 or more copies are a campaign" in rule_of(7)


def test_near_copies_are_found_whichever_word_was_changed():
    """One of some 40 words is another: 3 of 37 runs differ on each side, 34 of 40 are shared."""
    words = LETTER.split()
    draw = np.random.default_rng(5)
    texts = [" ".join([*words[:place], "zzyzx", *words[place + 1 :]]) for place in draw.permutation(len(words))]

    assert find_copies(frame_of([LETTER, LETTER, *texts])).n_distinct == 1
