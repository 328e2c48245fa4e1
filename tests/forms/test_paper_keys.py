"""What is typed for a paper question, and what the web's form makes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage.models import MISSING
from forms import definition
from forms.paper import keys
from forms.paper.questions import CODES, PaperQuestion, asked
from tests.builders import a_questionnaire

PAPER = {part.field: part for part in asked(definition.parse(a_questionnaire()), "standard", ["me", "group"], [], [])}
STREETS, COMMENT, AGE = PAPER["streets_priorities"], PAPER["streets_comment"], PAPER["age_band"]


@pytest.mark.parametrize(
    ("typed", "choices"),
    [
        pytest.param("1", ("buses",), id="one"),
        pytest.param("3 1", ("buses", "trees"), id="in any order"),
        pytest.param("31", ("buses", "trees"), id="without spaces"),
        pytest.param("3, 1, 3", ("buses", "trees"), id="twice the same"),
        pytest.param("1234", ("buses", "lights", "trees", "benches"), id="more than three, all of them"),
    ],
)
def test_codes_are_read_as_ticked(typed, choices):
    assert keys.read(STREETS, typed) == keys.Keyed(choices=choices)


def test_every_missing_code_has_a_key_that_is_no_option():
    assert set(keys.MISSING_KEYS.values()) == set(MISSING)
    assert not set(keys.MISSING_KEYS) & set(CODES)
    for key, missing in keys.MISSING_KEYS.items():
        assert keys.read(STREETS, key) == keys.Keyed(missing=missing)
        assert keys.read(COMMENT, key) == keys.Keyed(missing=missing)


@pytest.mark.parametrize("typed", ["5", "1 9", "1 0", "x", "//"])
def test_a_key_that_says_nothing_here_is_refused_with_the_codes(typed):
    with pytest.raises(keys.KeyRefused, match="Codes: 1 2 3 4"):
        keys.read(STREETS, typed)


@pytest.mark.parametrize("typed", ["", "  ", "\n"])
def test_nothing_typed_is_no_answer_and_not_a_blank_one(typed):
    assert keys.read(STREETS, typed) is None
    assert keys.read(COMMENT, typed) is None


def test_many_options_have_codes_of_two_digits():
    many = PaperQuestion("many", 1, "single", {f"o{n}": f"{n:02}" for n in range(1, 41)}, 1)

    assert keys.read(many, "07").choices == ("o7",)
    assert keys.read(many, "7").choices == ("o7",)
    assert keys.read(many, "00").missing == "none"
    assert keys.read(many, "/").missing == "illegible"


@given(st.sets(st.sampled_from(list(STREETS.codes))))
def test_what_is_written_again_is_read_the_same(choices):
    keyed = keys.Keyed(choices=tuple(key for key in STREETS.codes if key in choices))

    again = keys.read(STREETS, keys.written(STREETS, keyed.choices, None, None))

    assert again == (keyed if choices else None)


def test_the_form_of_the_web_judges():
    assert keys.judge(STREETS, keys.Keyed(("buses", "trees")), "standard", "en") == keys.Judged(["buses", "trees"])
    assert keys.judge(AGE, keys.Keyed(("old",)), "standard", "en") == keys.Judged("old")
    assert keys.judge(COMMENT, keys.Keyed(text="More\r\ntrees"), "standard", "en") == keys.Judged("More\ntrees")
    assert keys.judge(STREETS, keys.Keyed(missing="none"), "standard", "en") == keys.Judged([])
    assert keys.judge(AGE, keys.Keyed(missing="none"), "standard", "en") == keys.Judged(None)


def test_more_ticks_than_allowed_all_stay_and_are_never_the_first_three():
    four = keys.Keyed(("buses", "lights", "trees", "benches"))

    assert keys.judge(STREETS, four, "standard", "en") == keys.Judged(list(four.choices), "over_ticked")
    assert keys.judge(AGE, keys.Keyed(("young", "old")), "standard", "en").problem == "over_ticked"


@pytest.mark.parametrize("missing", [reason for reason in MISSING if reason != "none"])
def test_why_there_is_no_answer_is_a_problem_of_its_own(missing):
    assert keys.judge(STREETS, keys.Keyed(missing=missing), "standard", "en") == keys.Judged([], missing)
