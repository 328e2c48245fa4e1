"""Each stage of finding themes does what it says: concepts, vectors, clusters, labels."""

import json

import numpy as np
import pytest
import scipy.sparse as sp

from analysis.frames import FrameError
from analysis.themes.clusters import candidates, choose_n_themes, group, n_distinct
from analysis.themes.concepts import concept_counts, rarity, read_concepts
from analysis.themes.labels import choose_labels, choose_quotes, choose_terms, find_phrases, is_mixed, phrase_scores
from analysis.themes.vectors import concept_vectors, latent_vectors, learned_vectors, smooth


class TestConcepts:
    def test_the_file_is_readable_and_its_names_differ(self):
        concepts = read_concepts()

        assert len({concept.name for concept in concepts}) == len(concepts) > 50
        assert all(concept.words for concept in concepts)

    def test_a_word_of_two_concepts_counts_half_for_each_and_a_phrase_more(self, tmp_path):
        """ "bus" alone is in both concepts: 1/2 each. "bus stop" is only in the second: 1.5, and not 1/2 as well."""
        path = tmp_path / "concepts.json"
        entries = [
            {"key": "a", "name": {"en": "A"}, "words": {"en": ["bus"]}},
            {"key": "b", "name": {"en": "B"}, "words": {"en": ["bus", "bus stops"]}},
            {"key": "c", "name": {"cy": "C"}, "words": {"cy": ["bws"]}},
        ]
        path.write_text(json.dumps({"concepts": entries}), encoding="utf-8")
        concepts = read_concepts(path)

        counts = concept_counts([["bus", "lane"], ["the", "bus", "stop"], ["tree"]], concepts)

        assert [concept.key for concept in concepts] == ["a", "b"]
        assert counts.toarray().tolist() == [[0.5, 0.5], [0.0, 1.5], [0.0, 0.0]]

    def test_rarity_of_a_concept_in_one_of_three_comments(self):
        """log((1 + 3) / (1 + 1)) = log 2; a concept in all three is worth log(4/4) = 0."""
        counts = sp.csr_matrix([[1.0, 2.0], [0.0, 1.0], [0.0, 1.0]])

        np.testing.assert_allclose(rarity(counts), [np.log(2), 0])

    @pytest.mark.parametrize("content", ["[]", "{", '{"concepts": [{"key": "a"}]}'])
    def test_a_file_that_is_not_of_concepts_is_refused(self, tmp_path, content):
        path = tmp_path / "concepts.json"
        path.write_text(content, encoding="utf-8")

        with pytest.raises(FrameError, match="not a file of concepts"):
            read_concepts(path)

    def test_a_key_used_twice_is_refused(self, tmp_path):
        path = tmp_path / "concepts.json"
        entry = {"key": "a", "name": {"en": "A"}, "words": {"en": ["bus"]}}
        path.write_text(json.dumps({"concepts": [entry, entry]}), encoding="utf-8")

        with pytest.raises(FrameError, match="has the concept a twice"):
            read_concepts(path)


class TestVectors:
    STEMS = [["park", "the", "car"], ["the", "doctor"], ["doctor", "surgeri"], ["car", "park"]]

    def test_rows_have_length_one(self):
        for vectors in (
            latent_vectors([" ".join(row) for row in self.STEMS], self.STEMS, 3, 0),
            learned_vectors(self.STEMS, 2, 0),
        ):
            np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1)

    def test_a_comment_that_touches_no_concept_is_a_row_of_noughts(self):
        vectors = concept_vectors([["zzz"], ["dentist"], ["bus"]])

        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [0, 1, 1])

    def test_smoothing_takes_the_middle_of_a_row_and_its_neighbours(self):
        """20 rows: ten at (1, 0), ten at (0.8, 0.6). One neighbour each, at the same place: nothing moves."""
        vectors = np.repeat([[1.0, 0.0], [0.8, 0.6]], 10, axis=0)

        np.testing.assert_allclose(smooth(vectors, n_neighbours=1, n_rounds=2), vectors)

    def test_smoothing_brings_neighbours_together(self):
        """40 rows on an arc, unevenly spaced, two neighbours each: the widest step shrinks."""
        angles = np.linspace(0, 1, 40) + np.where(np.arange(40) % 2, 0.01, 0)
        vectors = np.column_stack([np.cos(angles), np.sin(angles)])

        smoothed = smooth(vectors, n_neighbours=2, n_rounds=3)

        before, after = (np.linalg.norm(np.diff(rows, axis=0), axis=1).max() for rows in (vectors, smoothed))
        assert after < before
        np.testing.assert_allclose(np.linalg.norm(smoothed, axis=1), 1)

    def test_a_handful_of_comments_is_not_smoothed(self):
        vectors = np.eye(5)

        np.testing.assert_array_equal(smooth(vectors, n_neighbours=15, n_rounds=2), vectors)


class TestClusters:
    VECTORS = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 0.0], [0.8, 0.6]])

    def test_the_largest_group_is_0_and_closeness_is_the_cosine_with_its_centre(self):
        """Groups {0} and {1, 2, 3}. Sum of the second (2.8, 0.6), length sqrt(8.2) = 2.863564.

        Cosines: (1, 0): 2.8 / 2.863564 = 0.977802; (0.8, 0.6): (2.24 + 0.36) / 2.863564 = 0.907959; (0, 1) alone: 1.
        """
        labels, closeness = group(self.VECTORS, 2, 0)

        assert labels.tolist() == [1, 0, 0, 0]
        np.testing.assert_allclose(closeness, [1, 0.977802, 0.977802, 0.907959], atol=1e-6)

    def test_equal_rows_count_once(self):
        assert n_distinct(self.VECTORS) == 3

    def test_the_numbers_tried_follow_the_square_root(self):
        """2,500 comments: 0.45 * 50 = 22.5; times 0.6, 0.75, 1, 1.25 = 13.5, 16.875, 22.5, 28.125."""
        assert candidates(2500, limit=2500) == [14, 17, 22, 28]

    def test_no_number_tried_is_above_what_can_be_made(self):
        assert candidates(2500, limit=5) == [5]
        assert max(candidates(10**6, limit=10**6)) == 40
        assert candidates(3, limit=3) == [2]

    def test_three_clouds_are_three_themes(self):
        """90 rows round three corners: 0.45 * sqrt(90) = 4.3 tries 3, 4 and 5, and three stand apart best."""
        noise = np.random.default_rng(1).normal(0, 0.02, (90, 3))
        vectors = np.repeat(np.eye(3), 30, axis=0) + noise

        n_themes, reason = choose_n_themes(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), 90, 0)

        assert n_themes == 3
        assert reason == "of 3, 4 and 5 tried for 90 comments, 3 themes stand apart well"


class TestLabels:
    def test_phrases_are_written_as_residents_wrote_them_and_stay_inside_clauses(self):
        phrases = find_phrases(["The staff were friendly, parking costs", "staff were friendly"])

        assert {"staff were friendly", "parking costs"} <= set(phrases.written)
        assert "friendly parking" not in phrases.written

    def test_a_score_by_hand(self):
        """Theme 0 has 2 comments, both with "bus"; theme 1 has 2, none with it.

        share in = 2/2 = 1; share out = (0 + 0.5) / (2 + 1) = 1/6; score = 1 * log(1 / (1/6)) = log 6 = 1.791759.
        """
        phrases = find_phrases(["bus", "bus", "tree", "tree"])

        scores = phrase_scores(phrases, np.array([0, 0, 1, 1]), 2)

        assert scores[0, phrases.written.index("bus")] == pytest.approx(1.791759, abs=1e-6)
        assert scores[0, phrases.written.index("tree")] == 0

    def test_a_phrase_stands_for_its_words(self):
        phrases = find_phrases(["bus stop", "bus stop", "tree", "tree"])

        positions = choose_terms(phrase_scores(phrases, np.array([0, 0, 1, 1]), 2), phrases)

        assert [[phrases.written[position] for position in own] for own in positions] == [["bus stop"], ["tree"]]

    def test_a_theme_whose_best_term_is_in_few_of_its_comments_is_mixed(self):
        """Theme 0: its best term is in 1 of 6 comments, below a fifth. Theme 1: in 2 of 2."""
        phrases = find_phrases(["bus", "tree", "road", "bin", "pool", "shop", "park", "park"])
        best = [[phrases.written.index("bus")], [phrases.written.index("park")]]

        assert is_mixed(phrases, np.array([0, 0, 0, 0, 0, 0, 1, 1]), best) == [True, False]

    def test_labels_are_all_different(self):
        terms = [["queue", "hold"], ["waiting", "hours"], ["bench", "tree"], ["bench"], ["sun"], [], []]
        concepts = ["Waiting times", "Waiting times", None, None, None, None, None]

        assert choose_labels(terms, concepts, [False] * 4 + [True] * 3) == [
            "Waiting times: queue",
            "Waiting times: hours",
            "Bench, tree",
            "Bench",
            "Mixed comments: sun",
            "Mixed comments",
            "Mixed comments (2)",
        ]

    def test_a_concept_of_one_theme_is_its_label(self):
        labels = choose_labels([["permits"], ["bus stop", "late"]], ["Parking", None], [False, False])

        assert labels == ["Parking", "Bus stop"]

    def test_quotes_prefer_what_can_be_read_and_say_nothing_twice(self):
        """Nearest first among comments of 6 to 45 words; the two-word one comes last though it is nearest."""
        texts = ["Bus late", "The bus is always very late", "The bus is always very LATE!", "My bus was an hour late"]

        quotes = choose_quotes(texts, np.array([0.9, 0.8, 0.7, 0.6]), np.zeros(4, dtype=int), 1)

        assert quotes == [[1, 3, 0]]
