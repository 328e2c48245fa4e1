"""The machine learns themes from people, begins with words alone, asks for what helps it, and never says nonsense."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import coding_features
from analysis.coding import PROPOSALS, propose
from analysis.frames import FrameError, check

SUBJECTS = {
    "bus": ["The bus is late", "More buses in the evening", "No bus on Sunday", "Bus fares cost too much",
            "The bus driver never waits", "A bus to the hospital", "Buses are full at eight",
            "Bus stop has no shelter"],
    "park": ["The park is dirty", "Plant trees in the park", "The playground swings are broken", "Dogs run in the park",
             "Parks need benches and grass", "More flowers in the park", "Playground for small children",
             "The park gates close early"],
    "doctor": ["I cannot get a doctor appointment", "The surgery never answers", "Doctor listens and is kind",
               "Weeks to see a doctor", "Appointments at the surgery by telephone", "The doctor retired",
               "A doctor who knows me", "Surgery waiting room is cold"],
}  # fmt: skip
COMMENTS = pd.DataFrame(
    [(f"{theme}{number}", text) for theme, texts in SUBJECTS.items() for number, text in enumerate(texts)],
    columns=["id", "text"],
)
THEMES = pd.DataFrame({"theme": list(SUBJECTS), "words": ["", "", ""]})
WORDED = pd.DataFrame({"theme": list(SUBJECTS), "words": ["buses", "parks and playgrounds", "doctor, surgery"]})
NOTHING = pd.DataFrame({"id": [], "theme": [], "applies": pd.Series([], dtype=int)})


def coded(*ids, themes=SUBJECTS):
    """Codes of these comments: the theme in their name applies, the others do not."""
    return pd.DataFrame(
        [(id_, theme, int(id_.startswith(theme))) for id_ in ids for theme in themes],
        columns=["id", "theme", "applies"],
    )


def best(proposals):
    """The theme with the highest score of each comment for which something is proposed."""
    top = proposals.codes.sort_values(["score", "theme"]).drop_duplicates("id", keep="last")
    return dict(zip(top["id"], top["theme"], strict=True))


def share_right(found):
    return np.mean([id_.startswith(theme) for id_, theme in found.items()])


class TestLearning:
    def test_begins_with_the_words_of_the_themes_alone(self):
        proposals = propose(COMMENTS, NOTHING, WORDED)

        check(proposals.codes, PROPOSALS)
        assert len(best(proposals)) >= 12
        assert share_right(best(proposals)) >= 0.8

    def test_learns_from_a_few_coded_texts(self):
        taught = ["bus0", "bus1", "park0", "park2", "doctor0", "doctor1"]

        found = best(propose(COMMENTS, coded(*taught), THEMES))

        new = {id_: theme for id_, theme in found.items() if id_ not in taught}
        assert len(new) >= 12
        assert share_right(new) >= 0.7

    def test_proposes_nothing_without_words_or_codes(self):
        proposals = propose(COMMENTS, NOTHING, THEMES)

        assert proposals.codes.empty
        assert len(proposals.order) == len(COMMENTS)

    def test_proposes_several_themes_for_one_text(self):
        """Two texts were given both themes; the third on both subjects is offered both."""
        texts = ["The bus to the park", "A bus stop by the park", "The park needs a bus"]
        both = pd.DataFrame({"id": ["x0", "x1", "x2"], "text": texts})
        of_both = coded("x0", "x1", themes=["bus", "park"]).assign(applies=1)
        taught = pd.concat([coded("bus0", "park0", "doctor0"), of_both])

        found = propose(pd.concat([COMMENTS, both], ignore_index=True), taught, WORDED).codes

        assert set(found.loc[found["id"] == "x2", "theme"]) == {"bus", "park"}

    def test_a_text_that_a_person_finished_without_a_theme_teaches_too(self):
        none = pd.DataFrame({"id": [f"none{n}" for n in range(4)], "text": ["Thank you", "Thanks a lot", "Nice survey",
                                                                          "Thank you for asking"]})  # fmt: skip
        everything = pd.concat([COMMENTS, none], ignore_index=True)
        codes = coded(*COMMENTS["id"], "none0", "none1", "none2")

        found = propose(everything, codes, WORDED).codes

        assert "none3" not in set(found["id"])

    def test_records_what_is_needed_to_do_it_again(self):
        parameters = propose(COMMENTS, coded("bus0"), WORDED, seed=3).parameters

        assert (parameters["seed"], parameters["n_comments"], parameters["n_coded"]) == (3, 24, 1)
        assert "method" in parameters
        assert "threshold" in parameters


class TestWhatToShowNext:
    def test_starts_all_over_the_place(self):
        """Of 24 texts on three subjects, the first three are not of one."""
        order = propose(COMMENTS, NOTHING, WORDED).order

        assert len({id_.rstrip("01234567") for id_ in order[:3]}) >= 2

    def test_never_shows_what_is_coded(self):
        taught = ["bus0", "park0", "doctor0"]

        order = propose(COMMENTS, coded(*taught), WORDED).order

        assert len(order) == len(set(order)) == 21
        assert not set(order) & set(taught)

    def test_shows_one_of_many_copies(self):
        copies = pd.DataFrame({"id": [f"copy{n}" for n in range(300)], "text": ["Save our library from closing"] * 300})

        order = propose(pd.concat([COMMENTS, copies], ignore_index=True), NOTHING, WORDED).order

        assert len([id_ for id_ in order if id_.startswith("copy")]) == 1

    def test_everything_coded_leaves_nothing(self):
        assert propose(COMMENTS, coded(*COMMENTS["id"]), WORDED).order == []


class TestBadInput:
    @pytest.mark.parametrize(
        "texts",
        [
            [],
            [""] * 100,
            ["One text about a bus"],
            ["The bus is late"] * 50,
            ["\U0001f600\U0001f600", "\U0001f44d"],
            ["\u0627\u0644\u062d\u0627\u0641\u0644\u0629"] * 2
            + ["\u062d\u0627\u0641\u0644\u0629 \u0645\u062a\u0623\u062e\u0631\u0629"],
            ["bus " * 25_000, "park"],
            [None, "bus"],
        ],
    )  # fmt: skip
    def test_texts_that_say_little_are_no_error(self, texts):
        comments = pd.DataFrame({"id": range(len(texts)), "text": pd.Series(texts, dtype=object)})

        proposals = propose(comments, NOTHING, WORDED)

        assert proposals.codes["score"].between(0, 1).all()
        assert len(proposals.order) <= len(comments)
        assert set(proposals.codes["id"]).isdisjoint(proposals.unusable["id"])

    def test_more_themes_than_texts(self):
        many = pd.DataFrame({"theme": range(40), "words": [f"subject {n}" for n in range(40)]})

        assert propose(COMMENTS.head(3), NOTHING, many).codes["score"].between(0, 1).all()

    def test_no_theme_at_all(self):
        assert propose(COMMENTS, NOTHING, THEMES.head(0)).codes.empty

    def test_a_single_theme_given_to_everything(self):
        one = WORDED.head(1)

        proposals = propose(COMMENTS, coded(*COMMENTS["id"], themes=["bus"]).assign(applies=1), one)

        assert len(proposals.codes) == len(COMMENTS)

    def test_refuses_codes_of_a_theme_that_is_not_there(self):
        with pytest.raises(FrameError, match="no theme tram"):
            propose(COMMENTS, pd.DataFrame({"id": ["bus0"], "theme": ["tram"], "applies": [1]}), THEMES)


class TestOrderChangesNothing:
    @settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.randoms(use_true_random=False))
    def test_of_texts_codes_and_themes(self, luck):
        codes = coded("bus0", "park0", "doctor0", "bus3")
        before = propose(COMMENTS, codes, WORDED)

        shuffled = [frame.iloc[luck.sample(range(len(frame)), len(frame))] for frame in (COMMENTS, codes, WORDED)]
        after = propose(*(frame.reset_index(drop=True) for frame in shuffled))

        keys = ["id", "theme"]
        one, other = (p.codes.sort_values(keys, ignore_index=True) for p in (before, after))
        pd.testing.assert_frame_equal(one[keys], other[keys])
        np.testing.assert_allclose(one["score"], other["score"], atol=2e-4)
        assert set(before.order[:20]) == set(after.order[:20])

    def test_of_names(self):
        """Other names for themes and comments give the same codes under the new names."""
        names = {"bus": "z", "park": "y", "doctor": "x"}
        codes = coded("bus0", "park0", "doctor0")
        before = propose(COMMENTS, codes, WORDED).codes

        after = propose(
            COMMENTS.assign(id="n" + COMMENTS["id"]),
            codes.assign(id="n" + codes["id"], theme=codes["theme"].map(names)),
            WORDED.assign(theme=WORDED["theme"].map(names)),
        ).codes

        assert ("n" + before["id"]).tolist() == after["id"].tolist()
        assert before["theme"].map(names).tolist() == after["theme"].tolist()
        np.testing.assert_allclose(before["score"], after["score"], atol=2e-4)

    def test_the_same_seed_gives_the_same(self):
        one, other = (propose(COMMENTS, coded("bus0", "park1"), WORDED, seed=5) for _ in range(2))

        pd.testing.assert_frame_equal(one.codes, other.codes)
        assert one.order == other.order


class TestManyTexts:
    def test_texts_beyond_those_that_vectors_are_learned_from_are_scored_alike(self, monkeypatch):
        """Of 480 different texts, vectors are learned from 60; the others still get the theme of their words."""
        monkeypatch.setattr(coding_features, "LARGEST", 60)
        many = pd.DataFrame(
            [(f"{row.id}/{n}", f"{row.text} {n}x street") for row in COMMENTS.itertuples() for n in range(20)],
            columns=["id", "text"],
        )
        taught = coded(*[f"{row.id}/0" for row in COMMENTS.itertuples()])

        found = best(propose(many, taught, WORDED))

        assert len(found) >= 450
        assert share_right(found) >= 0.9

    def test_says_how_far_it_is_and_can_be_stopped(self):
        stages = []

        propose(COMMENTS, NOTHING, WORDED, progress=lambda share, stage: stages.append((share, stage)))

        assert [share for share, _ in stages] == sorted(share for share, _ in stages)
        assert stages[-1] == (1.0, "Done")

        def stop(share, stage):
            raise InterruptedError(stage)

        with pytest.raises(InterruptedError):
            propose(COMMENTS, NOTHING, WORDED, progress=stop)
