"""Comments are cleaned, cut and stemmed the same way everywhere, and none disappears."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.frames import PREPARED, UNUSABLE, FrameError, check
from analysis.text import (
    DATA,
    STEM_EXCEPTIONS,
    STOP_WORDS,
    clean,
    meaning_stems,
    prepare,
    stem,
    tokenise,
    words_as_written,
)


def test_clean_composes_accents_and_closes_gaps():
    assert clean(" Tŷ\u200b  bach\r\n y\tpark ") == "Tŷ bach y park"


def test_clean_keeps_spelling_and_capitals():
    assert clean("NEVER on tyme!!") == "NEVER on tyme!!"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don\u2019t close the GP's!", ["don't", "close", "the", "gp's"]),
        ("20mph zones, 3 of them (since 2019)", ["20mph", "zones", "of", "them", "since"]),
        ("tŷ ŵyneb Łódź", ["tŷ", "ŵyneb", "łódź"]),
        ("🙂 12.30 --", []),
        ("e-scooters_and bikes", ["e", "scooters", "and", "bikes"]),
    ],
)
def test_tokenise_cuts_at_all_but_letters(text, words):
    assert tokenise(text) == words


def test_forms_of_a_word_have_one_stem():
    assert {stem(word) for word in ("crossing", "crossings", "crossed")} == {"cross"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("parks", "parking"),
        ("trains", "training"),
        ("even", "evening"),
        ("help", "helpful"),
        ("care", "caring"),
        ("careful", "care"),
        ("mobile", "mobility"),
        ("hospital", "hospitality"),
        ("universal", "university"),
        ("organ", "organic"),
        ("organ", "organisation"),
        ("police", "policy"),
        ("polite", "politics"),
        ("general", "generation"),
        ("community", "communication"),
        ("personal", "person"),
        ("fine", "fines"),
        ("railings", "railway"),
    ],
)
def test_words_of_different_meaning_have_different_stems(one, other):
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    "forms",
    ["bus buses", "gp gps", "parking parked", "child children", "house housing houses", "refer referral", "park parks"],
)
def test_forms_that_the_stemmer_keeps_apart_are_joined(forms):
    assert len({stem(word) for word in forms.split()}) == 1


def test_no_word_has_two_stems_in_the_list_of_exceptions():
    lines = (DATA / "stem_exceptions.txt").read_text(encoding="utf-8").splitlines()
    words = [word for line in lines for word in line.partition("#")[0].partition(":")[2].split()]

    assert len(words) == len(set(words)) == len(STEM_EXCEPTIONS)


def test_words_as_written_know_where_a_sentence_starts():
    assert words_as_written("Fix it. Now in Bootle") == [
        ("Fix", True),
        ("it", False),
        ("Now", True),
        ("in", False),
        ("Bootle", False),
    ]


def test_stop_words_single_letters_and_ordinals_carry_no_meaning():
    assert meaning_stems(["the", "buses", "on", "42nd", "s", "street"]) == ["bus", "street"]


def test_not_too_much_is_a_stop_word():
    assert {"the", "and", "was"} <= STOP_WORDS
    assert not {"bill", "fire", "system", "help", "good", "nothing", "safe"} & STOP_WORDS


def test_each_unusable_text_has_its_reason():
    reasons = {
        "": "empty",
        "  \t": "empty",
        None: "empty",
        "🙂🙂 10/10!": "no words",
        "N/A": "no answer",
        "None.": "no answer",
        "x": "too short",
        "ok": "only common words",
        "h" * 500: "only common words",
        "It was what it was": "only common words",
    }
    frame = pd.DataFrame({"id": range(len(reasons)), "text": list(reasons)})

    prepared, unusable = prepare(frame)

    assert prepared.empty
    assert unusable["reason"].tolist() == list(reasons.values())
    check(unusable, UNUSABLE)


def test_a_one_word_answer_is_an_answer():
    prepared, unusable = prepare(pd.DataFrame({"id": ["a", "b"], "text": ["Parking", "GP"]}))

    assert prepared["tokens"].tolist() == [["parking"], ["gp"]]
    assert unusable.empty


def test_prepare_changes_nothing_it_was_given_and_ignores_the_index():
    frame = pd.DataFrame({"id": [5, 3], "text": ["  More  buses", None], "channel": ["a", "b"]}, index=[7, 7])
    before = frame.copy()

    prepared, unusable = prepare(frame)

    pd.testing.assert_frame_equal(frame, before)
    assert prepared.to_dict("list") == {"id": [5], "text": ["More buses"], "tokens": [["bus"]]}
    assert unusable["id"].tolist() == [3]
    check(prepared, PREPARED)


def test_a_frame_without_texts_is_refused():
    with pytest.raises(FrameError, match="lack the column text"):
        prepare(pd.DataFrame({"id": [1]}))


@given(st.lists(st.none() | st.text(max_size=30), max_size=20))
def test_every_row_comes_back_exactly_once(texts):
    frame = pd.DataFrame({"id": range(len(texts)), "text": pd.Series(texts, dtype=object)})

    prepared, unusable = prepare(frame)

    assert sorted(prepared["id"].tolist() + unusable["id"].tolist()) == list(range(len(texts)))
    assert (unusable["reason"] != "").all()
