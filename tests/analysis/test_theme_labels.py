"""Themes are named so that an officer can read it and it is true of most comments; terms and quotes say it shortly."""

import numpy as np
import pytest

from analysis.themes.labels import MIXED, choose_labels, find_topics
from analysis.themes.phrases import choose_terms, find_phrases, membership, phrase_scores, phrases_first
from analysis.themes.proper_names import find_names
from analysis.themes.quotes import choose_quotes


def labelled(groups):
    """Return the labels of themes given as lists of comments."""
    texts = [text for group in groups for text in group]
    labels = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    phrases = find_phrases(texts)
    positions = choose_terms(phrase_scores(phrases, membership(labels, len(groups))), phrases)
    return choose_labels(find_topics(texts), phrases, positions, membership(labels, len(groups)))


def terms_of(texts, labels):
    """Return the terms of each theme, strongest first."""
    phrases = find_phrases(texts)
    positions = choose_terms(phrase_scores(phrases, membership(np.array(labels), max(labels) + 1)), phrases)
    return [[phrases.written[position] for position in own] for own in positions]


def all_in_one(n_texts):
    """The members of one theme that holds every text."""
    return membership(np.zeros(n_texts, dtype=int), 1)


OTHERS = ["zig", "zag", "zog", "zug", "zeg", "zyg", "zogg", "zagg", "zigg", "zugg"]


class TestPhrases:
    def test_phrases_are_written_as_residents_wrote_them_and_stay_inside_clauses(self):
        phrases = find_phrases(["The staff were friendly, parking costs", "staff were friendly"])

        assert {"staff were friendly", "parking costs"} <= set(phrases.written)
        assert "friendly parking" not in phrases.written

    def test_a_score_by_hand(self):
        """Theme 0 has 2 comments, both with "bus"; theme 1 has 2, none with it.

        share in = 2/2 = 1; share out = (0 + 0.5) / (2 + 1) = 1/6; score = 1 * log(1 / (1/6)) = log 6 = 1.791759.
        """
        phrases = find_phrases(["bus", "bus", "tree", "tree"])

        scores = phrase_scores(phrases, membership(np.array([0, 0, 1, 1]), 2))

        assert scores[0, phrases.written.index("bus")] == pytest.approx(1.791759, abs=1e-6)
        assert scores[0, phrases.written.index("tree")] == 0

    def test_a_phrase_stands_for_its_words(self):
        assert terms_of(["bus stop", "bus stop", "tree", "tree"], [0, 0, 1, 1]) == [["bus stop"], ["tree"]]

    def test_a_word_that_is_elsewhere_almost_as_often_is_no_term(self):
        """ "people": 2 of 3 inside, (1 + 0.5) / (3 + 1) = 0.375 outside; 0.67 is below twice 0.375."""
        texts = ["people, bus", "people, bus", "bus", "people, tree", "tree", "tree"]

        assert terms_of(texts, [0, 0, 0, 1, 1, 1]) == [["bus"], ["tree"]]

    def test_names_of_places_come_last_and_phrases_first(self):
        texts = ["in Crosby, pier rots", "in Crosby, pier", "for Crosby, bus stop", "bus stop, pier"]
        texts += OTHERS
        phrases = find_phrases(texts)

        own = choose_terms(phrase_scores(phrases, membership(np.repeat([0, 1], [4, 10]), 2)), phrases)[0]

        shown = [phrases.written[position] for position in phrases_first(own, phrases)]
        assert shown == ["bus stop", "pier", "crosby"]


class TestNames:
    def test_a_capital_inside_a_sentence_is_a_name(self):
        texts = ["More buses in Formby please", "Formby needs bins", "the NHS in Crosby", "WE WANT BINS IN FORMBY"]

        assert find_names(texts) == {"formbi", "crosbi"}

    def test_a_capital_after_a_full_stop_says_nothing(self):
        assert find_names(["It is late. Benches help", "I asked. Benches"]) == frozenset()

    def test_a_word_mostly_without_its_capital_is_no_name(self):
        assert find_names(["the pantry", "our pantry", "a Pantry here"]) == frozenset()

    def test_words_of_the_concept_file_are_no_names(self):
        assert find_names(["she has Parkinson's and goes to a Library"]) == frozenset()


class TestLabels:
    def test_a_concept_true_of_most_comments_is_the_label(self):
        assert labelled([["no dentist", "a dentist please", "my teeth hurt", "zzz"], OTHERS])[0] == "Dentists"

    def test_a_broader_subject_is_the_label_where_no_concept_is_true_of_two_thirds(self):
        assert labelled([["buses", "bus stop", "trains", "the station", "taxi", "taxis"], OTHERS])[0] == (
            "Public transport"
        )

    def test_what_people_write_of_names_a_theme_before_whether_they_like_it(self):
        theme = ["excellent choir", "excellent choir", "excellent", "excellent museum", "zzz"]

        assert labelled([theme, OTHERS])[0] == "Events, arts and culture"
        assert labelled([["excellent", "excellent", "brilliant"], OTHERS])[0] == "General praise"

    def test_two_concepts_together_name_a_theme_of_two(self):
        theme = ["no dentist", "dentists", "my teeth", "potholes", "pothole", "tarmac", "xyz"]

        assert labelled([theme, OTHERS])[0] in {
            "Dentists; potholes and road repairs",
            "Potholes and road repairs; dentists",
        }

    def test_a_phrase_of_residents_names_what_no_concept_knows(self):
        theme = ["quux thud again", "a quux thud", "the quux thud", "grault", "quux thud now"]

        assert labelled([theme, OTHERS])[0] == "Quux thud"

    def test_one_word_of_most_of_eight_comments_is_a_label_and_of_five_is_an_accident(self):
        assert labelled([[f"plugh {other}" for other in OTHERS[:8]], OTHERS])[0] == "Plugh"
        assert labelled([[f"plugh {other}" for other in OTHERS[:5]], OTHERS])[0] == f"{MIXED}: plugh"

    def test_a_place_is_not_a_label(self):
        theme = [f"{other} in Zedtown" for other in OTHERS] + ["quux in Zedtown", "quux"]

        assert labelled([theme, [f"{other}aa" for other in OTHERS] * 2])[0] == f"{MIXED}: quux"

    def test_a_word_with_two_meanings_does_not_name_a_large_theme(self):
        """Of 40 comments 24 say "signs", a word of road signs; but stronger terms come first."""
        theme = [f"xylo quark morph{' signs' if n < 24 else ''}" for n in range(40)]

        assert "road markings" not in labelled([theme, OTHERS * 4])[0]

    def test_labels_are_all_different(self):
        labels = labelled([["bus late", "bus late"], ["bus dear", "bus dear"], ["zzz"], ["yyy"], OTHERS])

        assert len(set(labels)) == 5
        assert labels[0] != labels[1]

    def test_a_theme_without_anything_in_common_is_mixed(self):
        assert labelled([["aaa", "bbb", "ccc", "ddd", "eee", "fff"], OTHERS]) == [MIXED, f"{MIXED} (2)"]


class TestQuotes:
    def test_quotes_prefer_what_can_be_read_and_say_nothing_twice(self):
        """Nearest first among comments of 6 to 45 words; the two-word one comes last though it is nearest."""
        texts = ["Bus late", "The bus is always very late", "The bus is always very LATE!", "My bus was an hour late"]

        quotes = choose_quotes(texts, np.array([[0.9, 0.8, 0.7, 0.6]]), all_in_one(4))

        assert quotes == [[1, 3, 0]]

    def test_one_letter_sent_by_many_is_quoted_once(self):
        """Of 9 and 10 words 8 are the same: 8 of 11 in all is more than two thirds."""
        texts = [
            "Keep our parks in public hands and stop selling",
            "I say keep our parks in public hands, stop selling",
            "The swings have been broken since last summer",
        ]

        assert choose_quotes(texts, np.array([[0.9, 0.8, 0.7]]), all_in_one(3)) == [[0, 2]]

    def test_no_more_than_five(self):
        texts = [f"{word} alone is what this one says" for word in ("a1 b1 c1 d1 e1 f1 g1 h1".split())]

        assert max(map(len, choose_quotes(texts, np.ones((1, 8)), all_in_one(8)))) <= 5
