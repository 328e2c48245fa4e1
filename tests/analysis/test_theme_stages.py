"""Each stage of finding themes does what it says: concepts, vectors, clusters."""

import json

import numpy as np
import pytest
import scipy.sparse as sp

from analysis.frames import FrameError
from analysis.text import stem, tokenise
from analysis.themes.clusters import candidates, centres_of, choose_n_themes, group, join_small, n_distinct
from analysis.themes.concepts import (
    CONCEPTS_PATH,
    concept_counts,
    n_distinct_subjects,
    n_subjects_of,
    rarity,
    read_concepts,
    read_subjects,
    subject_counts,
)
from analysis.themes.vectors import concept_vectors, latent_vectors, learned_vectors, reliance, smooth


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

    def test_concepts_add_up_to_their_subjects(self, tmp_path):
        """Bus and train are transport, tree is green; a concept of the council's own has no subject yet."""
        path = tmp_path / "concepts.json"
        subjects = [{"key": "transport", "name": {"en": "T"}}, {"key": "green", "name": {"en": "G"}}]
        places = {"bus": "transport", "train": "transport", "tree": "green"}
        entries = [
            {"key": word, "name": {"en": word}, "words": {"en": [word]}, "subject": places.get(word, "")}
            for word in ("bus", "train", "tree", "fair")
        ]
        path.write_text(json.dumps({"subjects": subjects, "concepts": entries}), encoding="utf-8")
        concepts = read_concepts(path)

        counts = concept_counts([["bus", "train"], ["tree", "fair"]], concepts)

        assert subject_counts(counts, concepts, read_subjects(path)).toarray().tolist() == [[2, 0], [0, 1]]

    def test_a_subject_that_is_not_there_is_refused(self, tmp_path):
        path = tmp_path / "concepts.json"
        entry = {"key": "a", "name": {"en": "A"}, "words": {"en": ["bus"]}, "subject": "transprot"}
        path.write_text(json.dumps({"concepts": [entry]}), encoding="utf-8")

        with pytest.raises(FrameError, match="the concept a has the subject transprot"):
            read_concepts(path)

    def test_every_concept_of_the_file_has_a_subject_and_every_subject_a_concept(self):
        assert {concept.subject for concept in read_concepts()} == {subject.key for subject in read_subjects()}

    def test_no_word_of_the_file_loses_a_number_standing_alone(self):
        """Numbers alone are no words: "turn 18" would be matched as "turn"."""
        assert [
            (concept["key"], word)
            for concept in json.loads(CONCEPTS_PATH.read_text(encoding="utf-8"))["concepts"]
            for word in concept["words"]["en"]
            if any(part.isdigit() for part in word.split())
        ] == []

    @pytest.mark.parametrize(
        ("comment", "name"),
        [
            ("Keep our parks", "Parks and green space"),
            ("Cars parked everywhere", "Parking"),
            ("no nhs dentists", "Dentists"),
            ("cannot get a GP appointment", "GP appointments"),
            ("dog mess", "Dog mess"),
            ("speeding past the house", "Speed of traffic"),
            ("potholes", "Potholes and road repairs"),
            ("more buses", "Buses"),
            ("I am lonely", "Loneliness and isolation"),
            ("carers need a break", "Unpaid carers"),
            ("my dad has dementia", "Dementia and memory"),
            ("had a fall", "Falls and keeping mobile"),
            ("home care visits", "Care at home"),
            ("insulation", "Warm homes and energy"),
            ("black mould", "Damp, mould and repairs"),
            ("cost of living", "Money and the cost of living"),
            ("decent jobs", "Work and jobs"),
            ("CAMHS", "Children's mental health"),
            ("SEND support", "Special educational needs"),
            ("a youth club", "Young people and youth clubs"),
            ("school attendance", "School attendance and exclusion"),
            ("breast feeding", "Babies and feeding"),
            ("air pollution", "Air pollution and climate"),
            ("libraries", "Libraries"),
            ("not everyone is online", "Being left behind by digital services"),
            ("antisocial behaviour", "Crime and antisocial behaviour"),
            ("drugs", "Drugs"),
            ("the high street", "Shops and the high street"),
        ],
    )
    def test_the_file_covers_the_subjects_of_the_questionnaire(self, comment, name):
        concepts = read_concepts()

        counts = concept_counts([[stem(word) for word in tokenise(comment)]], concepts).toarray()[0]

        assert name in {concepts[place].name for place in np.flatnonzero(counts == counts.max())}

    def test_two_kinds_of_comment_with_nothing_in_common_are_two_subjects(self):
        """Half touch only the first, half only the second: gamma = exp(log 2) = 2, alpha = 1; together 2."""
        assert n_distinct_subjects(sp.csr_matrix([[1, 0], [3, 0], [0, 1], [0, 2]])) == pytest.approx(2)

    def test_comments_that_all_touch_the_same_subjects_are_one(self):
        """gamma = 2 and alpha = 2: long comments on everything do not count as many subjects. The last touches none."""
        assert n_distinct_subjects(sp.csr_matrix([[1, 1], [2, 5], [0, 0]])) == pytest.approx(1)

    def test_nothing_known_is_one_subject(self):
        assert n_subjects_of(["zzz", "qqq"]) == 1

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
        vectors = concept_vectors(concept_counts([["zzz"], ["dentist"], ["bus"]], read_concepts()))

        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [0, 1, 1])

    def test_the_file_is_relied_on_more_the_more_subjects_there_are(self):
        """Nothing up to 5 subjects, everything from 8; 6.5 is half way."""
        assert [reliance(n) for n in (1, 5, 6.5, 8, 20)] == [0, 0, 0.5, 1, 1]

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

    def test_the_largest_group_is_0_and_its_centre_has_length_1(self):
        """Groups {0} and {1, 2, 3}. Sum of the second (2.8, 0.6), length sqrt(8.2) = 2.863564.

        Its centre is (2.8, 0.6) / 2.863564 = (0.977802, 0.209529); that of (0, 1) alone is itself.
        """
        labels = group(self.VECTORS, 2, 0)

        assert labels.tolist() == [1, 0, 0, 0]
        np.testing.assert_allclose(centres_of(self.VECTORS, labels), [[0.977802, 0.209529], [0, 1]], atol=1e-6)

    def test_equal_rows_count_once(self):
        assert n_distinct(self.VECTORS) == 3

    def test_the_numbers_tried_follow_the_square_root(self):
        """2,500 comments: 0.45 * 50 = 22.5; times 0.6, 0.75, 1, 1.25, 1.75 = 13.5, 16.875, 22.5, 28.125, 39.375."""
        assert candidates(2500, limit=2500) == [14, 17, 22, 28, 39]

    def test_many_subjects_ask_for_more_themes_than_the_square_root(self):
        """200 comments: the square root gives 6.4; 8 subjects times 1.25 = 10: 6, 7.5, 10, 12.5, 17.5."""
        assert candidates(200, limit=200, n_subjects=8) == [6, 8, 10, 12, 18]

    def test_themes_have_ten_comments_on_average_at_least(self):
        """100 comments allow 10 themes, whatever the subjects: 12 * 1.25 = 15; 0.6 of it is 9, the rest are cut."""
        assert candidates(100, limit=100, n_subjects=12) == [9, 10]

    def test_no_number_tried_is_above_what_can_be_made(self):
        assert candidates(2500, limit=5) == [5]
        assert max(candidates(10**6, limit=10**6)) == 40
        assert candidates(3, limit=3) == [2]

    def test_three_clouds_are_three_themes(self):
        """90 rows round three corners: 0.45 * sqrt(90) = 4.3 tries 3, 4, 5 and 7, and three stand apart best."""
        noise = np.random.default_rng(1).normal(0, 0.02, (90, 3))
        vectors = np.repeat(np.eye(3), 30, axis=0) + noise

        n_themes, reason, scores = choose_n_themes(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), 90, 0)

        assert n_themes == 3
        assert reason == "of 3, 4, 5 and 7 tried for 90 comments, 3 themes stand apart well"
        assert max(scores, key=scores.get) == 3

    def test_the_reason_names_the_subjects(self):
        vectors = np.repeat(np.eye(6), 20, axis=0)

        reason = choose_n_themes(vectors, 6, 0, n_subjects=4.2)[1]

        assert reason == (
            "of 3, 4, 5 and 6 tried for 120 comments on about 4 distinct subjects, 6 themes stand apart well"
        )

    def test_a_theme_too_small_to_stand_joins_the_nearest(self):
        """Five at (1, 0), five at (0, 1), one at (0.6, 0.8): it is nearer to the second, which is then the largest."""
        vectors = np.array([[1.0, 0.0]] * 5 + [[0.0, 1.0]] * 5 + [[0.6, 0.8]])

        assert join_small(vectors, np.array([0] * 5 + [1] * 5 + [2])).tolist() == [1] * 5 + [0] * 6

    def test_the_largest_theme_stays_however_small(self):
        assert join_small(np.eye(3), np.array([0, 1, 2])).max() == 2
