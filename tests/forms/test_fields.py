"""What a field accepts, and what it keeps of what it refuses."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form

from forms.builder import QuestionnaireForm, _choices
from forms.definition import Option, Wording
from forms.fields import UNSTORABLE, ChoicesField, FreeTextField, SingleField, clean_text

ANY_TEXT = st.text(st.characters(exclude_categories=()))
KEYS = ("buses", "trees", "lights", "benches", "parks")


def choices():
    options = [
        Option(key, Wording({"standard": {"en": key.title()}, "easy_read": {"en": key.title()}}), None, False)
        for key in KEYS
    ]
    return _choices(options, "standard", "en")


def posted(field, *values, undecodable=False):
    """The field of a form that got these values under its name, after validation."""

    class OneQuestion(Form):
        q = field

        class Meta(QuestionnaireForm.Meta):
            pass

    form = OneQuestion(MultiDict([("q", value) for value in values]), meta={"undecodable": undecodable})
    form.validate()
    return form.q


def top_three(*values, **options):
    return posted(ChoicesField(choices=choices(), **options), *values)


def single(*values, **options):
    return posted(SingleField(choices=choices(), **options), *values)


def free_text(*values, undecodable=False, **options):
    return posted(FreeTextField(**({"max_length": 10} | options)), *values, undecodable=undecodable)


# clean_text


@given(ANY_TEXT)
def test_cleaning_twice_is_cleaning_once(text):
    assert clean_text(clean_text(text)) == clean_text(text)


@given(ANY_TEXT)
def test_clean_text_can_be_stored_everywhere(text):
    cleaned = clean_text(text)

    cleaned.encode("utf-8")
    assert not UNSTORABLE.search(cleaned)
    assert not {"\0", "\r", "\ufffe", "\U0010ffff"} & set(cleaned)
    assert not [letter for letter in cleaned if unicodedata.category(letter) == "Cc" and letter not in "\t\n"]


@given(ANY_TEXT)
def test_cleaning_loses_no_other_character(text):
    """Compared as decomposed letters, because cleaning composes them."""
    kept = UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))

    assert unicodedata.normalize("NFD", clean_text(text)) == unicodedata.normalize("NFD", kept)


@given(st.text(st.characters(exclude_categories=["C", "M"], max_codepoint=0x2FF)))
def test_plain_letters_are_not_touched(text):
    assert clean_text(text) == text


@pytest.mark.parametrize("mark", ["\u200d", "\u200b", "\u202e", "\u2066", "\ufeff", "\ufe0f", "\t", "\xa0", "\xad"])
def test_marks_that_people_need_stay(mark):
    assert clean_text(f"a{mark}b") == f"a{mark}b"


# free text


def test_the_limit_counts_what_is_stored():
    """Ten characters after cleaning: line ends are one, control characters none, composed letters one."""
    assert free_text("\r\n" * 9 + "\0\x1ba").errors == []
    assert free_text("e\u0301" * 10).errors == []
    assert free_text("a" * 11).errors == ["Your answer is 11 characters. The limit is 10."]


def test_text_over_the_limit_is_kept():
    assert free_text("a" * 11).data == "a" * 11


def test_the_limit_is_said_in_easy_words():
    field = free_text("a" * 1001, variant="easy_read", max_length=1000)

    assert field.errors == ["Your answer is too long. It has 1,001 letters. You can use 1,000."]


def test_only_spaces_are_empty_and_other_words_are_not():
    assert free_text(" \t\n ", required=True).errors == ["Enter an answer"]
    assert free_text(required=True).errors == ["Enter an answer"]
    assert free_text("0", required=True).errors == []


def test_a_replacement_character_counts_as_damage_only_if_bytes_were_damaged():
    assert free_text("a\ufffdb").errors == []
    assert free_text("a\ufffdb", undecodable=True).errors != []
    assert free_text("ab", undecodable=True).errors == []


# one choice


def test_a_single_choice_is_one_option_or_none():
    assert (single("buses").data, single("buses").errors) == ("buses", [])
    assert (single().data, single().errors) == (None, [])
    assert single("").errors == []


@pytest.mark.parametrize("values", [("hacked",), ("BUSES",), (" buses",), ("buses\0",)])
def test_an_option_that_does_not_exist_is_refused(values):
    field = single(*values)

    assert field.errors == ["Choose one of the options"]
    assert field.unknown_keys() == set(values)


@pytest.mark.parametrize("values", [("buses", "trees"), ("", "hacked"), ("buses", "hacked")])
def test_two_values_for_one_choice_are_refused(values):
    assert single(*values).errors == ["Choose one answer"]


def test_a_single_choice_that_is_needed_asks_for_one():
    assert single(required=True).errors == ["Choose one of the options"]
    assert single("trees", required=True).errors == []


# up to three choices


def test_empty_values_among_choices_are_no_choices():
    """architecture.md §5.4: Optional() would have let it pass and made the second choice the first."""
    field = top_three("", "buses", "")

    assert (field.data, field.errors) == (["buses"], [])


def test_an_unknown_choice_after_an_empty_one_is_refused():
    """architecture.md §5.4: Optional() looked at the first value only."""
    field = top_three("", "hacked")

    assert field.errors == ["Choose one of the options"]
    assert field.unknown_keys() == {"hacked"}


def test_the_same_choice_twice_is_one_choice():
    field = top_three("buses", "buses", "trees", "lights")

    assert (field.data, field.errors) == (["buses", "trees", "lights"], [])


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_none_to_three_choices_are_accepted(n):
    assert top_three(*KEYS[:n]).errors == []


@pytest.mark.parametrize("n", [4, 5])
def test_more_than_three_are_refused_and_kept(n):
    field = top_three(*KEYS[:n])

    assert field.errors == [f"Choose 3 answers or fewer. You chose {n}."]
    assert field.data == list(KEYS[:n])


def test_too_many_is_said_in_easy_words():
    assert top_three(*KEYS[:4], variant="easy_read").errors == ["You chose 4. Choose 3 or fewer."]


@pytest.mark.parametrize(("variant", "message"), [
    ("standard", "Choose “None of these” or choose other answers, not both."),
    ("easy_read", "You chose “None of these” and more. Choose only 1 of them."),
])  # fmt: skip
def test_what_excludes_the_others_is_chosen_alone(variant, message):
    """Requirement 11: without scripts both can be ticked, and the ticks are kept."""
    alone = {"exclusive": {"parks": "None of these"}, "variant": variant}

    field = top_three("buses", "parks", **alone)

    assert (field.errors, field.data) == ([message], ["buses", "parks"])
    assert top_three("parks", **alone).errors == []
    assert top_three("buses", "trees", **alone).errors == []


def test_choices_that_are_needed_are_asked_for():
    assert top_three("", required=True).errors == ["Choose one of the options"]


@given(st.lists(st.sampled_from((*KEYS, "", "hacked")), max_size=8))
def test_what_is_accepted_is_always_up_to_three_known_options(values):
    field = top_three(*values)

    if not field.errors:
        assert len(field.data) <= 3
        assert set(field.data) <= set(KEYS)
        assert len(set(field.data)) == len(field.data)
