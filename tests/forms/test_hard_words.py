"""Hard words of Easy Read are bold and explained; options of one wording say what they stand for."""

import json

import pytest

from forms import definition, hard_words
from tests.builders import a_questionnaire
from tests.forms.test_definition import BUSES, PRIORITIES, changed, faults_of

INTRODUCTION = ("introduction", "easy_read")


def rows(*texts):
    return [{"picture": "house", "text": {"en": text}} for text in texts]


@pytest.mark.parametrize("texts", [
    ("We want **wellbeing**.", "Wellbeing means feeling good."),
    ("We thank **carers**.", "A carer looks after somebody."),
    ("**Dementia** is here. Dementia is an illness.",),
])  # fmt: skip
def test_a_hard_word_explained_in_the_next_sentence_is_taken(texts):
    assert definition.parse(changed((INTRODUCTION, rows(*texts))))


@pytest.mark.parametrize(("texts", "message"), [
    (("We want **wellbeing**.",), "'wellbeing' is not explained"),
    (("We want **wellbeing**.", "We have a plan.", "Wellbeing means feeling good."), "'wellbeing' is not explained"),
    (("We want **wellbeing.", "Wellbeing means feeling good."), "has a ** without its pair"),
])  # fmt: skip
def test_a_hard_word_that_nobody_explains_is_named(texts, message):
    (fault,) = faults_of(changed((INTRODUCTION, rows(*texts))))

    assert fault[0] == "introduction.easy_read.1.text.en"
    assert message in fault[1]


def test_standard_text_has_no_hard_words():
    (fault,) = faults_of(changed((("title", "standard", "en"), "The **market**")))

    assert fault == ("title.standard.en", "** marks hard words in Easy Read only")


def test_a_hard_word_of_an_option_is_explained_in_the_introduction_of_its_section():
    text = ((*BUSES, "text", "easy_read", "en"), "**Transport**")
    explained = (("sections", 0, "introduction"), {"standard": [], "easy_read": rows("Transport is buses and trains.")})

    assert "not explained" in faults_of(changed(text))[0][1]
    option = definition.parse(changed(text, explained)).sections[0].questions[0].option("buses")
    assert option.text.get("easy_read", "en") == "Transport"
    assert hard_words.pieces(option.text.marked("easy_read", "en")) == [("Transport", True)]


def test_a_hard_word_of_a_question_is_explained_in_its_hint():
    text = ((*PRIORITIES, "text", "easy_read", "en"), "Which **services** matter?")
    words = {"standard": {"en": "Choose 3."}, "easy_read": {"en": "Services are buses and lamps."}}
    hint = ((*PRIORITIES, "hint"), words)

    assert "not explained" in faults_of(changed(text))[0][1]
    assert definition.parse(changed(text, hint))


# options that one wording offers


def streets(**options):
    """The question about streets with these changes of its options."""
    document = json.loads(a_questionnaire())
    question = document["sections"][0]["questions"][0]
    for key, changes in options.items():
        found = next((option for option in question["options"] if option["key"] == key), None)
        if found is None:
            question["options"].append(found := {"key": key, "picture": "house", "text": {}})
        found |= changes
        for variant in ("standard", "easy_read"):
            if variant not in found.get("variants", ["standard", "easy_read"]):
                found["text"].pop(variant, None)
            else:
                found["text"].setdefault(variant, {"en": key.title()})
    return json.dumps(document)


STANDARD_ONLY, EASY_ONLY = {"variants": ["standard"]}, {"variants": ["easy_read"]}
FOR_BUSES = EASY_ONLY | {"stands_for": ["buses"]}
FEWER = streets(
    buses=STANDARD_ONLY, lights=STANDARD_ONLY, trees=STANDARD_ONLY,
    safe=EASY_ONLY | {"stands_for": ["buses", "lights"]}, green=EASY_ONLY | {"stands_for": ["trees"]},
)  # fmt: skip


@pytest.mark.parametrize(("document", "path", "message"), [
    (streets(safe=EASY_ONLY), "safe.stands_for", "is missing"),
    (streets(safe=EASY_ONLY | {"stands_for": ["safe"]}), "safe.stands_for", "stands for itself"),
    (streets(safe=EASY_ONLY | {"stands_for": ["tram"]}), "safe.stands_for", "'tram' is not an option"),
    (streets(safe=EASY_ONLY | {"stands_for": ["buses"]}), "safe.stands_for", "'buses' is offered in Easy Read itself"),
    (streets(buses={"stands_for": ["trees"]}), "buses.stands_for", "is only for an option"),
    (streets(buses={"variants": []}), "buses.variants", "must name the wordings"),
    (streets(buses={"variants": ["braille"]}), "buses.variants", "must name the wordings"),
    (streets(buses=STANDARD_ONLY, one=FOR_BUSES, two=FOR_BUSES), "options", "2 options stand for 'buses'"),
])  # fmt: skip
def test_an_option_of_one_wording_that_makes_no_sense_is_refused_with_its_place(document, path, message):
    faults = faults_of(document)

    assert any(where == f"streets.streets_priorities.{path}" and message in text for where, text in faults), faults


def test_a_wording_offers_its_own_options_and_those_that_were_kept():
    question = definition.parse(FEWER).sections[0].questions[0]

    assert [option.key for option in question.offered("standard")] == ["buses", "lights", "trees", "benches"]
    easy = [option.key for option in question.offered("easy_read", ["lights"])]
    assert easy == ["lights", "benches", "safe", "green"]


def test_one_to_one_is_carried_over_and_the_rest_stays_as_it_was_given():
    question = definition.parse(FEWER).sections[0].questions[0]

    assert question.carried(["trees", "buses", "benches"], "easy_read") == ["green", "buses", "benches"]
    assert question.carried(["green", "safe", "benches"], "standard") == ["trees", "safe", "benches"]
    assert question.option("safe").text.get("standard", "en") == "Safe"
    assert PRIORITIES == ("sections", 0, "questions", 0)
