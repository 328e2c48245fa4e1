"""Themes are found, named in readable words and the same every time."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_mutual_info_score

from analysis.frames import ASSIGNMENTS, SUMMARY, UNUSABLE, FrameError, check
from analysis.themes import ThemeModel, find_themes

CODED = Path(__file__).parents[2].parent / "shared" / "data" / "themes"

PARKING = [
    "There is nowhere to park in the town centre",
    "Parking permits cost far too much",
    "Cars parked on the pavement outside the school",
    "More parking spaces near the shops please",
    "The car park charges are too high",
    "Parking on double yellow lines every day",
]
GP = [
    "I cannot get a GP appointment for weeks",
    "Waiting three weeks to see the doctor",
    "The surgery never answers the phone in the morning",
    "GP appointments are impossible to book online",
    "Doctors should see people the same week",
    "Long waits on the phone for a doctor's appointment",
]
LONELY = [
    "Older people are lonely and need a befriending service",
    "My mum is isolated since the day centre closed",
    "More lunch clubs for lonely older people",
    "Loneliness in old age is terrible here",
    "Isolated pensioners need company and lunch clubs",
    "Bring back the day centre for older people",
]


def frame_of(texts, first=100):
    return pd.DataFrame({"id": range(first, first + len(texts)), "text": pd.Series(list(texts), dtype=object)})


@pytest.fixture(scope="module")
def town():
    return frame_of(PARKING + GP + LONELY + ["🙂", None, "n/a"])


@pytest.fixture(scope="module")
def found(town):
    return find_themes(town, n_themes=3)


class TestFindThemes:
    def test_comments_about_one_thing_share_a_theme(self, found):
        themes = found.assignments["theme"].to_numpy()
        truth = np.repeat([0, 1, 2], 6)

        assert adjusted_mutual_info_score(truth, themes) > 0.5

    def test_frames_come_out_as_specified(self, found):
        check(found.assignments, ASSIGNMENTS)
        check(found.summary, SUMMARY)
        check(found.unusable, UNUSABLE)

    def test_every_comment_is_assigned_or_returned_with_a_reason(self, town, found):
        assert found.assignments["id"].tolist() + found.unusable["id"].tolist() == town["id"].tolist()
        assert found.unusable["reason"].tolist() == ["no words", "empty", "no answer"]

    def test_sizes_count_the_assignments_largest_first(self, found):
        sizes = found.summary["size"].tolist()

        assert sizes == found.assignments["theme"].value_counts().sort_index().tolist()
        assert sizes == sorted(sizes, reverse=True)
        assert found.summary["theme"].tolist() == list(range(len(sizes)))

    def test_quotes_are_different_comments_of_the_theme(self, found):
        theme_of = found.assignments.set_index("id")["theme"]

        for theme, quotes in zip(found.summary["theme"], found.summary["quotes"], strict=True):
            assert 3 <= len(quotes) == len(set(quotes)) <= 5
            assert {theme_of[quote] for quote in quotes} == {theme}

    def test_labels_differ_and_start_with_a_capital(self, found):
        labels = found.summary["label"].tolist()

        assert len(set(labels)) == 3
        assert all(label[0].isupper() for label in labels)

    def test_the_record_of_the_run_says_what_was_done(self, found):
        assert found.parameters["n_themes"] == 3
        assert found.parameters["n_themes_reason"] == "asked for"
        assert found.parameters["n_unusable"] == 3

    def test_the_same_comments_in_another_order_have_the_same_themes(self, town, found):
        mixed = find_themes(town.sample(frac=1, random_state=4), n_themes=3)

        again = mixed.assignments.set_index("id")["theme"].sort_index()
        pd.testing.assert_series_equal(again, found.assignments.set_index("id")["theme"].sort_index())
        pd.testing.assert_frame_equal(mixed.summary, found.summary)

    def test_the_same_seed_gives_the_same_answer_twice(self, town, found):
        again = find_themes(town, n_themes=3)

        pd.testing.assert_frame_equal(again.assignments, found.assignments)
        pd.testing.assert_frame_equal(again.summary, found.summary)

    def test_the_input_is_not_changed(self, town):
        before = town.copy()

        find_themes(town)

        pd.testing.assert_frame_equal(town, before)

    def test_progress_only_rises_and_names_its_stages(self, town):
        steps = []

        find_themes(town, progress=lambda share, stage: steps.append((share, stage)))

        shares = [share for share, _ in steps]
        assert shares[0] == 0
        assert shares[-1] == 1
        assert all(earlier < later for earlier, later in pairwise(shares))
        assert all(stage for _, stage in steps)

    def test_what_progress_raises_stops_the_work(self, town):
        def cancel(share, stage):
            if share > 0.3:
                raise InterruptedError("cancelled")

        with pytest.raises(InterruptedError, match="cancelled"):
            find_themes(town, progress=cancel)


class TestHardInput:
    def test_nothing_at_all(self):
        found = find_themes(frame_of([]))

        assert found.assignments.empty
        assert found.summary.empty
        assert found.parameters["n_themes"] == 0
        check(found.summary, SUMMARY)

    def test_only_emoji(self):
        found = find_themes(frame_of(["🙂", "🙁🙁"]), n_themes=5)

        assert found.summary.empty
        assert found.unusable["reason"].tolist() == ["no words", "no words"]

    def test_one_comment_is_one_theme(self):
        found = find_themes(frame_of(["Parking is dreadful"]))

        assert found.summary["size"].tolist() == [1]
        assert found.summary["label"].iloc[0]

    def test_all_the_same_is_one_theme_with_one_quote(self):
        found = find_themes(frame_of(["Save our library"] * 30), n_themes=4)

        assert found.summary["size"].tolist() == [30]
        assert len(found.summary["quotes"].iloc[0]) == 1
        assert found.parameters["n_themes_reason"] == "all usable comments are the same"

    def test_more_themes_than_comments_gives_as_many_as_differ(self):
        found = find_themes(frame_of(["Fewer cars", "More buses", "Clean parks"]), n_themes=50)

        assert found.parameters["n_themes"] == 3
        assert found.parameters["n_themes_reason"] == "asked for 50, but only 3 comments differ"

    @pytest.mark.parametrize("n", [2, 3, 5, 9, 25])
    def test_few_comments_are_no_trouble(self, n):
        found = find_themes(frame_of((PARKING + GP + LONELY + PARKING + GP)[:n]))

        assert found.summary["size"].sum() == n

    @pytest.mark.parametrize("n", [30, 60])
    def test_comments_without_a_word_in_common_are_no_trouble(self, n):
        texts = [f"{chr(97 + i % 26)}{chr(98 + i // 26)}q{chr(122 - i % 26)}" for i in range(n)]

        found = find_themes(frame_of(texts))

        assert found.summary["size"].sum() == n
        assert found.summary["label"].is_unique

    def test_a_long_repeated_word_and_other_alphabets_are_no_trouble(self):
        found = find_themes(frame_of(["park " * 3000, "公園 をもっと", "حديقة أكثر", "park bench"]), n_themes=2)

        assert len(found.assignments) == 4

    @pytest.mark.parametrize("n_themes", [0, -1, 2.5, "3", True])
    def test_a_number_of_themes_that_is_none_is_refused(self, n_themes):
        with pytest.raises(FrameError, match="positive whole number"):
            find_themes(frame_of(PARKING), n_themes=n_themes)

    @pytest.mark.parametrize("seed", [-1, 2**32, None])
    def test_a_seed_that_is_none_is_refused(self, seed):
        with pytest.raises(FrameError, match="the seed must be"):
            find_themes(frame_of(PARKING), seed=seed)


class TestThemeModel:
    def test_a_new_model_holds_its_parameters_and_nothing_learned(self):
        model = ThemeModel(4, random_state=7)

        assert model.get_params()["n_themes"] == 4
        assert not [name for name in vars(model) if name.endswith("_")]

    def test_another_vectorizer_can_take_the_place_of_ours(self):
        class ByFirstWord:
            def fit_transform(self, texts):
                return np.array([[1.0, 0.0] if text.startswith("A") else [0.0, 1.0] for text in texts])

        model = ThemeModel(2, vectorizer=ByFirstWord()).fit(["A park", "B park", "A bus", None, "A bench"])

        assert model.labels_.tolist() == [0, 1, 0, 0]
        assert model.usable_.tolist() == [0, 1, 2, 4]


@pytest.mark.parametrize("name", ["transport_grievances", "dc_street_safety"])
def test_agrees_with_people_clearly_better_than_word_counts_alone(name):
    """One seed, the people's number of themes, against TF-IDF and k-means with the same seed."""
    path = CODED / f"{name}.csv"
    if not path.exists():
        pytest.skip(f"the coded comments (../shared/data/themes/{name}.csv) are not on this machine")
    coded = pd.read_csv(path, dtype=str, keep_default_na=False)
    people = coded["label"].str.split("|").str[0]
    words = TfidfVectorizer(stop_words="english", sublinear_tf=True, min_df=2).fit_transform(coded["text"])
    plain = KMeans(people.nunique(), n_init=10, random_state=0).fit_predict(words)

    found = find_themes(coded[["id", "text"]], n_themes=people.nunique())

    ours = coded["id"].map(found.assignments.set_index("id")["theme"]).fillna(-1)
    assert adjusted_mutual_info_score(people, ours) > adjusted_mutual_info_score(people, plain) + 0.02
