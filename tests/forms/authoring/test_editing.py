"""Changes to a document: keys that stay, words that land where they were typed, and documents that cannot be opened."""

import copy
import json

import pytest

from forms.authoring import editing, findings, meaning, patterns, reading_time, shape, typed
from forms.authoring.document import empty, read, written
from forms.definition import DefinitionError, parse
from tests.builders import a_questionnaire, both


def document():
    return json.loads(a_questionnaire())


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Street lights", "street_lights"),
        ("Street lights?", "street_lights"),
        ("Ysgol Gymraeg â lle", "ysgol_gymraeg_a_lle"),
        ("متنزهات", "option"),
        ("3 things", "option_3_things"),
        ("", "option"),
        ("Title", "title_2"),
        ("Buses", "buses_2"),
        ("word " * 40, "word_word_word_word_word_word_word_w"),
    ],
)
def test_a_key_is_made_of_the_words_and_belongs_to_one(words, key):
    assert editing.key_for(words, {"buses"} | editing.RESERVED, "option") == key


def test_changes_leave_the_document_they_are_made_from_alone():
    before = document()
    kept = copy.deepcopy(before)

    editing.moved(before, ("streets",), 1)
    editing.replaced(before, ("streets", "streets_comment"), None)
    editing.added(before, ("shops",), editing.new_question("more", "free_text", "More?", ["en"]))
    typed.question(editing.find(before, ("streets", "streets_priorities")), {"new_options": "Bins"}, ["en"])

    assert before == kept


def test_an_option_comes_before_the_one_that_is_chosen_alone():
    question = editing.find(document(), ("about_you", "age_band"))

    changed = typed.question(question, {"new_options": "90 or over"}, ["en"])

    assert [option["key"] for option in changed["options"]][-2:] == ["option_90_or_over", "prefer_not_to_say"]


def test_a_question_as_it_stands_comes_through_its_own_page_unchanged():
    question = document()["sections"][0]["questions"][0]

    assert typed.question(question, {"text-standard-en": question["text"]["standard"]["en"]}, ["en"]) == question


def test_a_new_meaning_is_asked_for_once_and_only_of_what_people_were_shown():
    was = document()["sections"][0]["questions"][0]
    now = typed.question(was, {"options-buses-text-standard-en": "Trams"}, ["en"])

    assert [change.option for change in meaning.changes(was, was, now)] == ["buses"]
    assert meaning.changes(None, was, now) == []
    assert meaning.changes(was, now, now) == []


def test_an_empty_draft_says_what_it_lacks_and_where():
    found = findings.examined(empty("parks", "Parks"))

    assert ("there is no section yet. Add one", ()) in [(one.message, one.part) for one in found.errors]
    assert "title-easy_read-en" in [one.control for one in found.errors]


def test_a_finding_of_a_statement_names_its_control():
    changed = document()
    changed["sections"][0]["introduction"] = {"standard": [{"text": {"en": "*Italics* are hard."}}], "easy_read": []}

    [found] = [one for one in findings.examined(changed).errors if one.part == ("streets",)]

    assert found.control == "introduction-standard-1-text-en"


@pytest.mark.parametrize("kind", patterns.KINDS)
def test_every_kind_makes_questions_that_can_be_published_once_their_words_are_there(kind):
    made = document()
    for question in patterns.make(kind, "Are buses good?\nAre trains good?", set(), ["en"]):
        question["text"]["easy_read"]["en"] = "Tell us."
        question["picture"] = "bus"
        for end in ("low_end", "high_end"):
            if end in question:
                question[end] = {"standard": {"en": "Not at all"}, "easy_read": {"en": "Not at all"}}
        if question.get("options") == []:
            question["options"] = document()["sections"][0]["questions"][0]["options"]
        made = editing.added(made, ("shops",), question)

    assert parse(written(made)).sections[1].questions


def test_500_options_are_refused_in_words():
    changed = document()
    changed["sections"][0]["questions"][0]["options"] = [
        {"key": f"option_{n}", "text": both(f"Option {n}")} for n in range(500)
    ]

    assert shape.faults(changed) == [
        ("streets.streets_priorities.options", "has 500 entries; up to 60 can be read, printed and compared")
    ]


def test_a_key_that_is_used_twice_is_refused_in_words():
    changed = document()
    changed["sections"][1]["questions"][0]["key"] = "streets_comment"

    assert shape.faults(changed) == [
        ("questions", "the key 'streets_comment' is used 2 times; each needs one of its own")
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"sections": "none"},
        {"sections": [{"key": "Bad Key"}]},
        {"sections": [{"key": "streets", "questions": [{"key": "a_key", "options": [7]}]}]},
        {"sections": [{"key": "streets", "title": "Streets"}]},
        {"sections": [{"key": "streets", "introduction": {"standard": ["text"]}}]},
        {"locales": []},
        {"locales": [f"l{n}" for n in range(13)]},
        {"title": "The market"},
    ],
)
def test_what_the_builder_could_not_show_is_refused_before_it_is_opened(change):
    assert shape.faults(document() | change)


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "[" * 100_000, '{"a": "' + "x" * 3_000_001 + '"}'])
def test_what_is_no_document_is_refused_in_words(text):
    with pytest.raises(DefinitionError):
        read(text)


def test_the_same_document_is_always_the_same_text():
    assert written(read(written(document()))) == written(document())


def test_a_language_comes_and_goes_and_leaves_the_rest_as_it_was():
    more = editing.with_locale(document(), "cy")

    assert more["sections"][0]["title"]["standard"] == {"en": "Your streets", "cy": ""}
    assert typed.without_locale(more, "cy") == document()


def test_reading_time_is_words_and_questions():
    """119 words of Easy Read take 1 minute, a question to choose 10 seconds, one to write a minute."""
    questionnaire = parse(a_questionnaire())

    easy = reading_time.estimate(questionnaire, "easy_read", "en")
    standard = reading_time.estimate(questionnaire, "standard", "en")

    assert (easy.n_choices, easy.n_texts) == (3, 2)
    assert easy.minutes == -(-(60 * easy.n_words / 119 + 30 + 120) // 60)
    assert standard.minutes <= easy.minutes
