"""A document that is not a questionnaire is refused with the path of every fault."""

import json

import pytest

from forms import definition
from forms.definition import DefinitionError
from tests.builders import a_questionnaire, both

DELETE = object()


def faults_of(text):
    """(path, message) of every fault of this document."""
    with pytest.raises(DefinitionError) as caught:
        definition.parse(text)
    return caught.value.faults


def changed(*changes):
    """The small questionnaire with (way to a place, new value) applied; DELETE takes the place away."""
    document = json.loads(a_questionnaire())
    for way, value in changes:
        *above, last = way
        place = document
        for step in above:
            place = place[step]
        if value is DELETE:
            del place[last]
        else:
            place[last] = value
    return json.dumps(document)


STREETS = ("sections", 0)
PRIORITIES = (*STREETS, "questions", 0)
COMMENT = (*STREETS, "questions", 1)
BUSES = (*PRIORITIES, "options", 0)
AGE = ("sections", 2, "questions", 0)
TWENTY_WORDS = " ".join(["word"] * 20)

CASES = [
    ("an unknown name", ("titel",), "x", "document.titel", "is not known here"),
    ("no schema version", ("schema_version",), DELETE, "schema_version", "must be 1"),
    ("a later schema version", ("schema_version",), 2, "schema_version", "must be 1"),
    ("no version", ("version",), DELETE, "version", "must be a whole number from 1"),
    ("version 0", ("version",), 0, "version", "must be a whole number from 1"),
    ("version true", ("version",), True, "version", "must be a whole number from 1"),
    ("version as text", ("version",), "1", "version", "must be a whole number from 1"),
    ("a bad key", ("key",), "Market Place", "key", "'Market Place' is not a key"),
    ("a key of one letter", ("key",), "m", "key", "is not a key"),
    ("a key that starts with a digit", ("key",), "1st", "key", "is not a key"),
    ("a key of 41 letters", ("key",), "a" * 41, "key", "is not a key"),
    ("a key with a line end", ("key",), "market\n", "key", "is not a key"),
    ("no locales", ("locales",), [], "locales", "must be a list with at least one entry"),
    ("a locale that is a number", ("locales",), ["en", 7], "locales", "must be a list of language codes"),
    ("no title", ("title",), DELETE, "title", "is missing"),
    ("a title that is only text", ("title",), "The market", "title", "must be an object"),
    ("a title without Easy Read", ("title", "easy_read"), DELETE, "title.easy_read", "is missing"),
    ("a third variant", ("title", "braille"), {"en": "x"}, "title.braille", "is not known here"),
    ("a wording in one language only", ("title", "standard", "en"), DELETE, "title.standard.en", "missing wording"),
    ("an empty wording", ("title", "standard", "en"), "  ", "title.standard.en", "missing wording"),
    ("a wording that is a number", ("title", "standard", "en"), 5, "title.standard.en", "missing wording"),
    ("a language that is not offered", ("title", "standard", "cy"), "x", "title.standard.cy", "is not known here"),
    ("Easy Read of 20 words", ("title", "easy_read", "en"), TWENTY_WORDS, "title.easy_read.en", "has 20 words"),
    ("no minutes", ("minutes",), DELETE, "minutes", "is missing"),
    ("no minutes for Easy Read", ("minutes", "easy_read"), DELETE, "minutes.easy_read", "must be a whole number"),
    ("half a minute", ("minutes", "standard"), 0.5, "minutes.standard", "must be a whole number"),
    ("no introduction", ("introduction",), DELETE, "introduction", "is missing"),
    ("an introduction that is text", ("introduction", "standard"), "x", "introduction.standard", "must be a list"),
    ("an Easy Read sentence without a picture", ("introduction", "easy_read", 0, "picture"), DELETE,
     "introduction.easy_read.1", "missing picture"),
    ("an unknown name in a statement", ("introduction", "standard", 0, "html"), "x", "introduction.standard.1.html",
     "is not known here"),
    ("no sections", ("sections",), [], "sections", "must be a list with at least one entry"),
    ("sections that are an object", ("sections",), {"a": 1}, "sections", "must be a list"),
    ("a section that is text", STREETS, "streets", "section 1", "must be an object"),
    ("a section without a key", (*STREETS, "key"), DELETE, "section 1.key", "is not a key"),
    ("a section key used twice", (*STREETS, "key"), "shops", "sections", "the key 'shops' is used twice"),
    ("an unknown purpose", (*STREETS, "purpose"), "quiz", "streets.purpose",
     "must be one of views, profile, not 'quiz'"),
    ("an unknown picture", (*STREETS, "picture"), "dragon", "streets.picture", "there is no picture named 'dragon'"),
    ("a section without questions", (*STREETS, "questions"), [], "streets.questions", "must be a list"),
    ("an unknown type", (*PRIORITIES, "type"), "slider", "streets.streets_priorities", "unknown type 'slider'"),
    ("no type", (*PRIORITIES, "type"), DELETE, "streets.streets_priorities", "unknown type None"),
    ("a question key used twice", (*PRIORITIES, "key"), "shops_comment", "questions",
     "the key 'shops_comment' is used twice"),
    ("a question without text", (*PRIORITIES, "text"), DELETE, "streets.streets_priorities.text", "is missing"),
    ("a hint without wording", (*PRIORITIES, "hint"), {}, "streets.streets_priorities.hint.standard", "is missing"),
    ("no options", (*PRIORITIES, "options"), DELETE, "streets.streets_priorities.options", "must be a list"),
    ("options of a text question", (*COMMENT, "options"), [], "streets.streets_comment.options",
     "a question of type 'free_text' has no options"),
    ("a limit of 0", (*COMMENT, "max_length"), 0, "streets.streets_comment.max_length", "must be a whole number"),
    ("an option that is text", BUSES, "Buses", "streets.streets_priorities.option 1", "must be an object"),
    ("a bad option key", (*BUSES, "key"), "no buses", "streets.streets_priorities.no buses.key", "is not a key"),
    ("an option key used twice", (*BUSES, "key"), "trees", "streets.streets_priorities.options",
     "the key 'trees' is used twice"),
    ("an option without Easy Read", (*BUSES, "text", "easy_read"), DELETE,
     "streets.streets_priorities.buses.text.easy_read", "is missing"),
    ("an exclusive option before others", (*AGE, "options", 0, "exclusive"), True, "about_you.age_band.young",
     "an exclusive option must stand last"),
]  # fmt: skip


@pytest.mark.parametrize(("way", "value", "path", "message"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_a_fault_is_named_with_its_path(way, value, path, message):
    faults = faults_of(changed((way, value)))

    assert [where for where, _said in faults if where == path], faults
    assert [said for where, said in faults if where == path and message in said], faults


@pytest.mark.parametrize("document", ["[]", '"text"', "null", "7", "{}"])
def test_json_that_is_no_object_is_refused(document):
    assert faults_of(document)


def test_text_that_is_not_json_is_refused_with_its_place():
    assert faults_of('{\n  "key": }') == [("document", "is not JSON: Expecting value at line 2, column 10")]


def test_all_faults_are_named_at_once():
    faults = faults_of(
        changed((("version",), 0), ((*PRIORITIES, "type"), "slider"), ((*BUSES, "key"), "?"), (("titel",), 1))
    )

    assert {path for path, _message in faults} >= {
        "version", "streets.streets_priorities", "streets.streets_priorities.options", "document.titel",
    }  # fmt: skip


def test_the_message_of_the_error_holds_every_path():
    with pytest.raises(DefinitionError, match=r"streets\.streets_priorities: unknown type 'slider'"):
        definition.parse(changed(((*PRIORITIES, "type"), "slider")))


def test_a_file_that_is_not_utf8_is_refused_with_its_name(tmp_path):
    path = tmp_path / "old.json"
    path.write_bytes(a_questionnaire().replace("market", "m\xe4rket").encode("cp1252"))

    with pytest.raises(DefinitionError, match="old.json: is not UTF-8 text"):
        definition.load(path)


def test_a_good_document_is_read_in_its_order():
    questionnaire = definition.parse(a_questionnaire())

    assert [section.key for section in questionnaire.sections] == ["streets", "shops", "about_you"]
    assert [section.key for section in questionnaire.of_purpose("profile")] == ["about_you"]
    assert [option.key for option in questionnaire.sections[0].questions[0].options] == [
        "buses", "lights", "trees", "benches",
    ]  # fmt: skip


def test_every_wording_is_found_by_variant_and_locale():
    title = {"standard": {"en": "Streets", "cy": "Strydoedd"}, "easy_read": {"en": "Roads", "cy": "Ffyrdd"}}

    reader = definition._Reader({})
    reader.locales = ("en", "cy")
    wording = reader.wording(title, "title")

    assert reader.faults == []
    assert wording.get("easy_read", "cy") == "Ffyrdd"


def test_a_missing_translation_is_named_by_variant_and_locale():
    faults = faults_of(changed((("locales",), ["en", "cy"])))

    assert ("title.standard.cy", "missing wording") in faults
    assert ("streets.streets_priorities.buses.text.easy_read.cy", "missing wording") in faults


def test_a_remark_is_allowed_everywhere():
    note = "why this is asked"

    questionnaire = definition.parse(
        changed((("note",), note), ((*STREETS, "note"), note), ((*PRIORITIES, "note"), note), ((*BUSES, "note"), note))
    )

    assert questionnaire.key == "market_place"


def test_a_page_that_does_not_exist_is_not_found():
    questionnaire = definition.parse(a_questionnaire())

    assert questionnaire.find("shops", "streets_comment") is None
    section, question = questionnaire.find("streets", "streets_comment")
    assert (section.key, question.key) == ("streets", "streets_comment")


def test_a_hint_is_a_wording():
    questionnaire = definition.parse(changed(((*COMMENT, "hint"), both("Up to you"))))

    assert questionnaire.find("streets", "streets_comment")[1].hint.get("easy_read", "en") == "Up to you"
