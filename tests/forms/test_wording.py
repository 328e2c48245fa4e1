"""The linter of questionnaires, with cases made by hand. Accessibility requirements 26, 27 and 28."""

import json

import pytest

from engage.config import ROOT
from forms import definition, wording
from tests.builders import a_questionnaire, translated


def lint(easy="Tell us about the market.", standard="We want to know what you think.", change=lambda document: None):
    """What is found when the first statement of a small questionnaire says this; {message: is it an error?}."""
    document = json.loads(a_questionnaire())
    document["introduction"]["easy_read"][0]["text"]["en"] = easy
    document["introduction"]["standard"][0]["text"]["en"] = standard
    change(document)
    return wording.lint(definition.parse(json.dumps(document)))


def found(path, **options):
    return [finding for finding in lint(**options) if finding.path == path]


EASY = "introduction.1.easy_read.en"
STANDARD = "introduction.1.standard.en"


@pytest.mark.parametrize(("easy", "message"), [
    ("The plan is made by the board.", "'is made' does not say who does it"),
    ("Your answers will be counted.", "'be counted' does not say who does it"),
    ("It was quickly written down.", "'was quickly written' does not say who does it"),
    ("Choose three things.", "'three' is easier to read in digits"),
    ("We work with stakeholders.", "'stakeholders' is a hard word. Easier: people, groups"),
    ("Ask the ICB about it.", "ICB is not explained"),
    ("We work for you. You can help.", "2 sentences in a row"),
    ("We want to hear from all of you about the market this year.", "a sentence of 13 words; Easy Read has up to 12"),
])  # fmt: skip
def test_easy_read_is_advised(easy, message):
    """Requirement 27: sentences over 12 words, passive, jargon and acronyms are warned of."""
    (finding,) = found(EASY, easy=easy)

    assert message in finding.message
    assert not finding.is_error


@pytest.mark.parametrize(("easy", "message"), [
    ("This is *very* good.", "italics"),
    ("This is <em>very</em> good.", "italics"),
    ("This is REALLY good.", "capitals"),
])  # fmt: skip
def test_easy_read_is_refused(easy, message):
    (finding,) = found(EASY, easy=easy)

    assert message in finding.message
    assert finding.is_error


@pytest.mark.parametrize("easy", [
    "You can see your GP (doctor).",
    "The Integrated Care Board (ICB) pays.",
    "The NHS helps you.",
    "People who are married or retired can answer.",
    "Are you worried about money?",
    "You can use 2 x 3 boxes.",
    "Nobody will know it was you.",
])  # fmt: skip
def test_plain_easy_read_is_left_alone(easy):
    assert found(EASY, easy=easy) == []


def test_a_sentence_of_sixteen_words_is_not_easy_read():
    """Requirement 27: no Easy Read sentence is longer than 15 words; the definition itself refuses it."""
    with pytest.raises(definition.DefinitionError, match=r"introduction.easy_read.1.text.en: has 16 words"):
        lint(easy="word " * 16)


def test_a_long_standard_sentence_is_advised():
    """Requirement 26: standard sentences of more than 20 words."""
    (finding,) = found(STANDARD, standard="Short one. " + "word " * 21)

    assert "a sentence of 21 words; up to 20 is easier" in finding.message
    assert not finding.is_error
    assert found(STANDARD, standard="word " * 20) == []


def test_a_standard_text_may_speak_in_the_passive_but_not_in_unknown_letters():
    """Requirement 26: no unexplained acronym."""
    (finding,) = found(STANDARD, standard="The JSNA is made by the board.")

    assert finding.message.startswith("JSNA is not explained")


def test_an_option_about_views_without_a_picture_is_refused():
    """Requirement 28: every Easy Read option has a picture."""

    def change(document):
        del document["sections"][0]["questions"][0]["options"][1]["picture"]

    (finding,) = found("streets.streets_priorities.lights", change=change)

    assert finding.is_error
    assert "missing picture" in finding.message


def test_a_choice_of_three_from_three_is_advised():
    (finding,) = found("shops.shops_priorities")

    assert finding.message == "3 options; 4 to 12 can be weighed"


def test_options_are_counted_as_each_wording_offers_them():
    document = json.loads(a_questionnaire())
    options = document["sections"][0]["questions"][0]["options"]
    stood_for = [options[0]["key"], options[1]["key"]]
    for option in options[:2]:
        option["variants"] = ["standard"]
        del option["text"]["easy_read"]
    options.append(
        {"key": "both_of_them", "picture": "bus", "variants": ["easy_read"], "stands_for": stood_for,
         "text": {"easy_read": {"en": "Buses and lights"}}}
    )  # fmt: skip

    findings = wording.lint(definition.parse(json.dumps(document)))

    about = [finding.message for finding in findings if finding.path == "streets.streets_priorities"]
    assert about == ["3 options; 4 to 12 can be weighed"]


def test_a_hard_word_that_is_bold_in_one_language_only_is_advised():
    document = json.loads(translated(a_questionnaire(), "cy"))
    rows = document["introduction"]["easy_read"]
    rows[:] = [
        {"picture": "house", "text": {"en": "We want **wellbeing**.", "cy": "Rydym ni eisiau llesiant."}},
        {"picture": "house", "text": {"en": "Wellbeing means feeling good.", "cy": "Ystyr llesiant yw teimlo’n dda."}},
    ]

    findings = wording.lint(definition.parse(json.dumps(document)))

    found = [(finding.path, finding.is_error) for finding in findings if "**hard word**" in finding.message]
    assert found == [("introduction.1.easy_read.cy", False)]


def test_lists_of_another_language_are_not_used_for_it():
    """Words that are hard in English mean something else in Welsh."""
    document = translated(a_questionnaire(), "cy").replace("(cy) Tell us about the market.", "Mae tri via")

    findings = wording.lint(definition.parse(document))

    messages = {finding.message for finding in findings if finding.path == "introduction.1.easy_read.cy"}
    assert messages == {"the number 'tri' is easier to read in digits"}


def test_living_well_has_no_error_and_no_warning_in_english():
    """Requirements 26 and 27: what is shipped keeps the rules."""
    findings = wording.lint(definition.load(ROOT / "forms" / "questionnaires" / "living_well.json"))

    assert [finding for finding in findings if finding.is_error or finding.path.endswith(".en")] == []
