"""Themes are the same for any size of chunks and order of rows, copies do not make them, languages stay apart."""

import functools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_mutual_info_score

from analysis.dictionaries import Dictionary, read_dictionary
from analysis.frames import SUMMARY, FrameError, check
from analysis.themes import Settings, find_themes, find_themes_in
from analysis.themes.classifier import UNKNOWN, ThemeClassifier
from analysis.themes.finding import NO_KNOWN_WORD
from analysis.themes.reading import join_samples, survey

PLACES = ["library", "market", "station", "harbour", "school", "surgery", "square", "bridge", "pier", "museum"]
SAYINGS = {
    "bus": ["the bus to the {} is always late", "no bus to the {} after six", "bus fares to the {} cost too much"],
    "park": ["more trees in the park by the {}", "the park near the {} is full of litter", "benches in the park, {}"],
    "doctor": ["no appointment with a doctor at the {}", "a doctor near the {}", "weeks for a doctor by the {}"],
}


def town(n=90):
    """Comments on three things, no two the same."""
    texts = [
        f"{saying.format(place)} {number}th"
        for number in range(n // 90 + 1)
        for place in PLACES
        for sayings in SAYINGS.values()
        for saying in sayings
    ][:n]
    return pd.DataFrame({"id": range(1000, 1000 + len(texts)), "text": texts})


def in_chunks(frame, size, **asked):
    def read():
        return (frame.iloc[first : first + size] for first in range(0, len(frame), size))

    return find_themes_in(read, len(frame), Settings(**asked))


def as_sets(found):
    return {frozenset(own) for _theme, own in found.assignments.groupby("theme")["id"]}


@functools.lru_cache
def town_themes():
    return find_themes(town())


class TestOrderAndChunks:
    @settings(max_examples=8, deadline=None)
    @given(st.randoms(use_true_random=False), st.integers(1, 200))
    def test_the_order_of_rows_and_the_size_of_chunks_change_nothing(self, random, size):
        rows = list(range(len(town())))
        random.shuffle(rows)

        found = in_chunks(town().iloc[rows], size)

        pd.testing.assert_frame_equal(found.summary, town_themes().summary)
        pd.testing.assert_frame_equal(found.others, town_themes().others)
        assert as_sets(found) == as_sets(town_themes())
        assert found.parameters == town_themes().parameters

    def test_a_sample_is_the_same_however_the_rows_are_cut(self):
        frame = town()
        parts = [survey(frame.iloc[part], Settings().dictionary, 3, 20) for part in ([*range(50, 90)], [*range(50)])]

        assert join_samples(*parts, 20) == survey(frame, Settings().dictionary, 3, 20)

    def test_themes_learned_from_a_sample_fit_the_other_comments(self):
        """A third is learned from; the rest goes where its words belong."""
        frame = town(540)
        truth = frame["text"].map(lambda text: next(word for word in SAYINGS if word in text))

        found = in_chunks(frame, 100, sample=180, n_themes=3)

        placed = frame["id"].map(found.assignments.set_index("id")["theme"]).fillna(-1)
        assert found.parameters["languages"][0]["n_learned"] == 180
        assert adjusted_mutual_info_score(truth, placed) > 0.7
        assert found.summary["size"].sum() == len(found.assignments)

    def test_a_comment_of_which_no_word_is_known_says_so(self):
        frame = pd.concat([town(), pd.DataFrame({"id": [5], "text": ["xylophone"]})])
        sampled = in_chunks(frame, 100, sample=60)

        assert sampled.unusable["reason"].tolist() in ([], [NO_KNOWN_WORD])
        assert len(sampled.assignments) + len(sampled.unusable) == 91

    def test_every_comment_is_in_one_theme_of_every_level(self):
        found = town_themes()
        every = pd.concat([found.summary, found.others])
        check(every, SUMMARY)
        own = found.parameters["languages"][0]

        for n_themes in range(own["coarsest"], own["finest"] + 1):
            standing = every[(every["from_n"] <= n_themes) & (n_themes <= every["to_n"])]
            assert len(standing) == n_themes
            assert standing["size"].sum() == len(found.assignments)
            assert standing["label"].is_unique

    def test_the_farthest_quotes_are_of_the_theme_and_the_nearest_come_first(self):
        found = town_themes()
        theme_of = found.assignments.set_index("id")["theme"]

        for row in found.summary.itertuples():
            assert {theme_of[quote] for quote in [*row.quotes, *row.farthest]} == {row.theme}
            assert row.quotes[0] not in row.farthest[:1]


@pytest.fixture(scope="module")
def campaign():
    """10,000 copies of one letter among 300 other comments: those, themes with all copies, themes with one."""
    letter = "Save the library from closing, it is the heart of our town"
    letters = [letter, f"{letter}!", letter.upper(), f"  {letter} "] * 2500
    others = town(300)
    copies = pd.DataFrame({"id": range(100_000, 110_000), "text": letters})
    return others, find_themes(pd.concat([others, copies])), find_themes(pd.concat([others, copies.head(1)]))


class TestCopies:
    def test_ten_thousand_copies_make_the_same_themes_as_one(self, campaign):
        others, many, one = campaign

        shared = set(others["id"]) | {100_000}
        assert {own & shared for own in as_sets(many)} == as_sets(one)
        assert sorted(many.summary["label"]) == sorted(one.summary["label"])

    def test_copies_are_counted_beside_the_different_texts(self, campaign):
        _others, many, _one = campaign

        largest = many.summary.iloc[0]
        assert many.parameters["n_distinct"] == 301
        assert largest["size"] > 10_000 > 300 > largest["distinct"]

    def test_a_letter_is_quoted_once(self, campaign):
        _others, many, _one = campaign

        assert sum(quote >= 100_000 for quotes in many.summary["quotes"] for quote in quotes) <= 1


@pytest.fixture(scope="module")
def mixed():
    """Eight comments in Welsh before ninety in English."""
    welsh = ["mae'r bws yn hwyr bob dydd", "dim bws ar ôl chwech", "mwy o goed yn y parc", "sbwriel yn y parc"]
    rows = pd.DataFrame({"id": range(1, 9), "text": [*welsh, *(f"{text} eto" for text in welsh)]})
    return pd.concat([rows.assign(language="cy"), town().assign(language="en")])


class TestLanguages:
    def test_languages_are_themed_apart(self, mixed):
        found = find_themes(mixed)

        language_of = found.assignments["theme"].map(found.summary["language"])
        assert (language_of == found.assignments["id"].map(mixed.set_index("id")["language"])).all()
        assert [own["language"] for own in found.parameters["languages"]] == ["en", "cy"]

    def test_a_language_beside_it_changes_no_english_theme(self, mixed):
        found = find_themes(mixed)

        english = find_themes(mixed[mixed["language"] == "en"])
        assert as_sets(english) <= as_sets(found)

    def test_a_dictionary_maps_the_comments_it_knows_half_of_and_says_how_many(self, mixed):
        known = ["language,word,english", "cy,bws,bus", "cy,Hwyr,late", "cy,dim,no", "cy,mae’r,the", "cy,yn,is"]

        found = in_chunks(mixed, 30, dictionary=Dictionary(read_dictionary(known)))

        theme_of = found.assignments.set_index("id")["theme"].map(found.summary["language"])
        assert found.parameters["n_mapped"] == 2
        assert theme_of[[1, 5]].tolist() == ["en", "en"]
        assert set(theme_of[[2, 3, 4, 6, 7, 8]]) == {"cy"}

    @pytest.mark.parametrize(
        ("lines", "said"),
        [
            (["cy,,bus"], "row 2 of the dictionary needs the code of a language .as cy., one word, and its English"),
            (["cy,ar ôl,after"], "row 2 of the dictionary needs the code of a language"),
            (["Welsh,bws,bus"], "row 2 of the dictionary needs the code of a language"),
            (["cy,bws"], "row 2 of the dictionary needs the code of a language"),
            (["cy,bws,bus", "cy,bws,coach"], "row 3 of the dictionary gives bws .cy. a second meaning"),
            ([], "lacks the column language, word, english; it needs language, word and english"),
            (["cy,bws,bus"] * 5001, "the dictionary has 5,001 words; at most 5,000 are taken"),
        ],
    )
    def test_a_dictionary_that_cannot_be_used_is_refused_in_words(self, lines, said):
        with pytest.raises(FrameError, match=said):
            read_dictionary(["language,word,english", *lines])

    def test_a_dictionary_without_its_columns_is_refused(self):
        with pytest.raises(FrameError, match="lacks the column english; it needs language, word and english"):
            read_dictionary(["language,word", "cy,bws"])


class TestHardInput:
    def test_a_hundred_thousand_empty_comments(self):
        found = find_themes(pd.DataFrame({"id": range(100_000), "text": [None, "", "  ", "\u200b"] * 25_000}))

        assert found.summary.empty
        assert found.unusable["reason"].value_counts().to_dict() == {"empty": 100_000}
        assert found.parameters["n_themes_reason"] == "there is no usable comment"

    def test_only_arabic(self):
        texts = [f"الحديقة {word} نظيفة جدا" for word in ("ليست", "غير", "كانت")] + [
            f"الحافلة {word} كل يوم" for word in ("متأخرة", "لا تأتي", "مزدحمة")
        ]

        found = find_themes(pd.DataFrame({"id": range(6), "text": texts}), n_themes=2)

        assert found.summary["size"].sum() == 6
        assert all(label.strip() for label in found.summary["label"])

    def test_one_text_of_a_hundred_thousand_letters(self):
        long = ("the bus is late and the park is dirty " * 3000)[:100_000]
        frame = pd.concat([town(), pd.DataFrame({"id": [1], "text": [long]})])

        found = find_themes(frame)

        assert len(found.assignments) == 91
        assert found.summary["label"].str.len().max() <= 200


class TestClassifier:
    def test_a_word_decides_and_an_unknown_word_is_unknown(self):
        model = ThemeClassifier().fit([["bus"], ["bus", "late"], ["tree"], ["tree", "park"]], np.array([0, 0, 1, 1]))

        assert model.predict([["late"], ["park"], ["moon"], []]).tolist() == [0, 1, UNKNOWN, UNKNOWN]

    def test_one_theme_takes_all_it_knows(self):
        model = ThemeClassifier().fit([["bus"], ["late"]], np.array([0, 0]))

        assert model.predict([["bus"], ["moon"]]).tolist() == [0, UNKNOWN]
