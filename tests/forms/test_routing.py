"""Routing by section: who sees a section, and the faults of a rule, each at its place."""

import json

import pytest

from forms import changes, definition, routing, wording
from tests.builders import a_questionnaire, both


def routed(**rules):
    """The small questionnaire with these rules: section key -> the value of "shown_when"."""
    document = json.loads(a_questionnaire())
    for section in document["sections"]:
        if section["key"] in rules:
            section["shown_when"] = rules[section["key"]]
    return document


def given(option, question="streets_priorities", name="chosen"):
    return {"question": question, name: option}


def a_section(key, rule=None, options=("one", "two")):
    """One more section of views, with one question to choose one option from."""
    return {
        "key": key, "purpose": "views", "title": both(key), **({"shown_when": rule} if rule else {}),
        "questions": [
            {"key": f"{key}_one", "type": "single", "text": both("Which one?"),
             "options": [{"key": option, "text": both(option)} for option in options]}
        ],
    }  # fmt: skip


def with_sections(*sections):
    document = json.loads(a_questionnaire())
    return document | {"sections": [*sections, *document["sections"]]}


def faults_of(document):
    return [(path, message) for path, message in definition.examine(document)[1] if "shown_when" in path]


def seen(document, **values):
    return [section.key for section in routing.shown(definition.parse(json.dumps(document)), values)]


def test_without_a_rule_everybody_sees_every_section():
    assert seen(json.loads(a_questionnaire())) == ["streets", "shops", "about_you"]


def test_any_of_the_options_shows_a_section():
    document = routed(shops={"any": [given("buses"), given("trees")]})

    assert seen(document, streets_priorities=["trees", "lights"]) == ["streets", "shops", "about_you"]
    assert seen(document, streets_priorities=["lights"]) == ["streets", "about_you"]
    assert seen(document) == ["streets", "about_you"]


def test_all_conditions_have_to_hold_and_one_may_say_not():
    document = routed(shops={"all": [given("buses"), given("trees", name="not_chosen")]})

    assert "shops" in seen(document, streets_priorities=["buses"])
    assert "shops" not in seen(document, streets_priorities=["buses", "trees"])


def test_who_left_the_question_blank_has_not_chosen():
    assert "shops" in seen(routed(shops={"any": [given("buses", name="not_chosen")]}))


def test_an_answer_in_a_section_that_is_not_shown_leads_nowhere():
    document = with_sections(
        a_section("first"),
        a_section("second", {"any": [given("one", "first_one")]}),
        a_section("third", {"any": [given("one", "second_one")]}),
    )

    assert "third" in seen(document, first_one="one", second_one="one")
    assert "third" not in seen(document, first_one="two", second_one="one")


def test_an_easy_read_option_chooses_what_it_stands_for():
    document = routed(shops={"any": [given("buses")]})
    options = document["sections"][0]["questions"][0]["options"]
    options[0] |= {"variants": ["standard"], "text": {"standard": {"en": "Buses"}}}
    wide = {"key": "travel", "text": {"easy_read": {"en": "Getting about"}}, "variants": ["easy_read"]}
    options.append(wide | {"stands_for": ["buses"]})

    assert "shops" in seen(document, streets_priorities=["travel"])


def test_answers_in_sections_that_are_not_shown_are_found():
    questionnaire = definition.parse(json.dumps(routed(shops={"any": [given("buses")]})))
    values = {"streets_priorities": ["trees"], "shops_priorities": ["banks"], "shops_comment": None}

    [(section, questions)] = routing.hidden_answers(questionnaire, values)

    assert (section.key, [question.key for question in questions]) == ("shops", ["shops_priorities"])


def test_sections_that_depend_on_a_question_through_another_are_known():
    questionnaire, _faults = definition.examine(
        with_sections(
            a_section("first"),
            a_section("second", {"any": [given("one", "first_one")]}),
            a_section("third", {"any": [given("one", "second_one")]}),
        )
    )

    assert [section.key for section in routing.depending(questionnaire, "first_one")] == ["second", "third"]


ONE = {"any": [given("buses")]}
FAULTS = [
    ("not an object", {"shops": "buses"}, "shops.shown_when", "must be an object with one list"),
    ("two lists", {"shops": {**ONE, "all": []}}, "shops.shown_when", "must be an object with one list"),
    ("no condition", {"shops": {"any": []}}, "shops.shown_when.any", "at least one condition"),
    ("too many", {"shops": {"any": [given("buses")] * 11}}, "shops.shown_when.any", "up to 10"),
    ("an unknown name", {"shops": {"any": [given("buses") | {"size": 2}]}}, "shops.shown_when.1.size", "is not known"),
    ("neither way", {"shops": {"any": [{"question": "streets_priorities"}]}}, "shops.shown_when.1", "must name a"),
    ("no such question", {"shops": {"any": [given("x", "gone")]}}, "shops.shown_when.1", "no question has the key"),
    ("no such option", {"shops": {"any": [given("trams")]}}, "shops.shown_when.1", "has no option 'trams'"),
    ("own words", {"shops": {"any": [given("x", "streets_comment")]}}, "shops.shown_when.1", "has no options"),
    ("its own section", {"streets": ONE}, "streets.shown_when.1", "stands in this section itself"),
    ("a later section", {"streets": {"any": [given("banks", "shops_priorities")]}}, "streets.shown_when.1", "later"),
    ("about the person", {"shops": {"any": [given("young", "age_band")]}}, "shops.shown_when.1", "later section"),
    (
        "a circle",
        {"streets": {"any": [given("banks", "shops_priorities")]}, "shops": ONE},
        "streets.shown_when.1",
        "goes in a circle",
    ),
    (
        "a contradiction",
        {"shops": {"all": [given("buses"), given("buses", name="not_chosen")]}},
        "shops.shown_when",
        "nobody can ever reach this section",
    ),
    (
        "four of three",
        {"shops": {"all": [given(key) for key in ("buses", "lights", "trees", "benches")]}},
        "shops.shown_when",
        "nobody can ever reach this section",
    ),
]


@pytest.mark.parametrize(("rules", "path", "words"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_a_rule_that_means_nothing_is_refused_at_its_place(rules, path, words):
    found = faults_of(routed(**rules))

    assert any(where == path and words in message for where, message in found), found


def test_views_are_not_shown_by_what_a_person_is():
    document = json.loads(a_questionnaire())
    streets, shops, about_you = document["sections"]
    shops["shown_when"] = {"any": [given("young", "age_band")]}

    found = faults_of(document | {"sections": [streets, about_you, shops]})

    message = "'age_band' asks about the person, which is kept apart. Choose a question about views"
    assert found == [("shops.shown_when.1", message)]


def test_a_section_behind_one_that_nobody_reaches_is_not_reached_either():
    both_options = {"all": [given("one", "first_one"), given("two", "first_one")]}
    document = with_sections(
        a_section("first"), a_section("second", both_options), a_section("third", {"any": [given("one", "second_one")]})
    )

    assert [path for path, _message in faults_of(document)] == ["second.shown_when", "third.shown_when"]


def test_many_ways_to_one_section_are_followed_without_end():
    options = [f"option_{letter}" for letter in "abcdefghij"]
    sections = [a_section("part_0", options=options)]
    for number in range(1, 8):
        rule = {"any": [given(option, f"part_{number - 1}_one") for option in options]}
        sections.append(a_section(f"part_{number}", rule, options))

    assert faults_of(with_sections(*sections)) == []


def test_a_rule_that_always_holds_is_advised_against():
    document = routed(shops={"any": [given("buses"), given("buses", name="not_chosen")]})

    found = wording.lint(definition.parse(json.dumps(document)))

    assert ("shops.shown_when", False) in [(one.path, one.is_error) for one in found if "everybody sees" in one.message]


def test_a_wording_that_does_not_offer_the_option_is_advised():
    document = routed(shops={"any": [given("buses")]})
    document["sections"][0]["questions"][0]["options"][0] |= {
        "variants": ["standard"], "text": {"standard": {"en": "Buses"}},
    }  # fmt: skip

    found = [one for one in wording.lint(definition.parse(json.dumps(document))) if "shown_when" in one.path]

    assert [(one.path, "Easy Read" in one.message) for one in found] == [("shops.shown_when.1", True)]


def test_staff_read_a_rule_in_words():
    questionnaire = definition.parse(
        json.dumps(routed(shops={"all": [given("buses"), given("trees", name="not_chosen")]}))
    )

    words = routing.in_english(questionnaire, questionnaire.sections[1])

    asked = questionnaire.sections[0].questions[0].text.get("standard", "en")
    assert words == f"Shown when “Buses” is chosen in “{asked}” and “Trees” is not chosen in “{asked}”."
    assert routing.in_english(questionnaire, questionnaire.sections[0]) == ""


def test_another_rule_is_more_than_words():
    before, after = json.loads(a_questionnaire()), routed(shops={"any": [given("buses")]})

    found = changes.compare(json.dumps(before), json.dumps(after))

    assert found.structure == ("shops: shown to “everybody” before, now to “any: streets_priorities = buses”",)
    assert not found.is_small
