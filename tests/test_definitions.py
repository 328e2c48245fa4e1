"""Every questionnaire that is shipped: complete, in words that keep the rules, with keys that never change."""

import json
import re

import pytest

from engage.config import ROOT
from forms import definition, hard_words

FILES = sorted((ROOT / "forms" / "questionnaires").glob("*.json"))
KEYS = ROOT / "tests" / "data" / "living_well_keys.txt"
PICTURES = json.loads((ROOT / "forms" / "pictures.json").read_text(encoding="utf-8"))
SETS = {"openmoji": "openmoji/color/svg/{}.svg", "healthicons": "healthicons/public/icons/svg/{}.svg"}
EASY_READ_WORDS = 15


def living_well():
    return definition.load(ROOT / "forms" / "questionnaires" / "living_well.json")


def walk(value):
    """Every dictionary in a document."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(inner)


def easy_sentences(document):
    """Every Easy Read sentence of a document."""
    for part in walk(document):
        rows = part.get("easy_read")
        for wording in rows if isinstance(rows, list) else [{"text": rows}] if isinstance(rows, dict) else []:
            for text in wording["text"].values():
                yield from re.split(r"(?<=[.!?])\s+", text)


def keys_of(questionnaire):
    for section in questionnaire.sections:
        for question in section.questions:
            yield f"{section.key}.{question.key} ({question.type})"
            yield from (f"{section.key}.{question.key}.{option.key}" for option in question.options)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_questionnaire_loads(path):
    questionnaire = definition.load(path)

    assert questionnaire.key == path.stem
    assert questionnaire.of_purpose("views")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_easy_read_sentence_has_at_most_fifteen_words(path):
    sentences = list(easy_sentences(json.loads(path.read_text(encoding="utf-8"))))

    assert len(sentences) > 20
    assert [sentence for sentence in sentences if len(sentence.split()) > EASY_READ_WORDS] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_option_of_an_easy_read_question_about_views_has_a_picture(path):
    questionnaire = definition.load(path)

    without = [
        option.key
        for section in questionnaire.of_purpose("views")
        for question in section.questions
        for option in question.options
        if option.picture is None
    ]

    assert without == []


def test_every_picture_comes_from_an_installed_package_and_is_built():
    packages = ROOT / "node_modules"
    missing = [
        name
        for name, source in PICTURES.items()
        if not (packages / SETS[source["set"]].format(source["file"])).is_file()
    ]
    unbuilt = [name for name in PICTURES if not (ROOT / "static" / "dist" / "pictures" / f"{name}.svg").is_file()]

    assert missing == []
    assert unbuilt == []


def test_living_well_asks_for_the_top_three_of_twelve_needs_and_fewer_in_easy_read():
    numbers = {
        section.key: [
            [len(question.offered(variant)) for variant in definition.VARIANTS]
            for question in section.questions
            if question.type == "top_three"
        ]
        for section in living_well().of_purpose("views")
    }

    assert numbers == {"start_well": [[12, 11]], "live_well": [[12, 11]], "age_well": [[12, 10]], "all_age": [[12, 10]]}


def test_easy_read_offers_every_need_of_living_well_in_as_many_options_or_fewer():
    """Every standard option is offered in Easy Read, or one option of Easy Read stands for it and at least one more."""
    for section in living_well().sections:
        for question in section.questions:
            stood_for = [key for option in question.options for key in option.stands_for]
            only_standard = [option.key for option in question.options if option.variants == ("standard",)]

            assert sorted(stood_for) == sorted(only_standard), question.key
            assert all(len(option.stands_for) != 1 for option in question.options), question.key


@pytest.mark.parametrize("locale", ["en", "cy", "pl", "ar"])
def test_the_hard_words_of_living_well_are_bold_in_every_language(locale):
    """A text that has a hard word in one language has one in all. Each is explained: a rule of every document."""
    marked = {"en": set(), locale: set()}
    for number, part in enumerate(walk(json.loads(FILES[0].read_text(encoding="utf-8")))):
        for language in marked:
            if hard_words.MARK in str(part.get(language, "")):
                marked[language].add(number)

    assert len(marked["en"]) == 10
    assert marked[locale] == marked["en"]


def test_living_well_asks_nothing_that_must_be_answered():
    questions = [question for section in living_well().sections for question in section.questions]

    assert [question.key for question in questions if question.required] == []


def test_every_question_about_you_can_be_declined():
    declinable = {
        question.key: question.options[-1].key == "prefer_not_to_say" and question.options[-1].exclusive
        for section in living_well().of_purpose("profile")
        for question in section.questions
    }

    assert declinable == dict.fromkeys(declinable, True)


def test_keys_are_for_ever():
    """A key that changes cannot be analysed with the answers given before. Only add lines to the file, at the end."""
    known = KEYS.read_text(encoding="utf-8").split("\n")[:-1]

    present = list(keys_of(living_well()))

    assert [key for key in known if key not in present] == []
    assert [key for key in present if key not in known] == [], "new keys: add them to tests/data/living_well_keys.txt"


def test_the_command_finds_every_shipped_questionnaire_complete(app):
    done = app.test_cli_runner().invoke(args=["engage", "check"])

    assert done.exit_code == 0, done.output
    assert "living_well.json: version 2 is complete in en, cy, pl, ar" in done.output
