"""From questions to a form class, in the words of one variant."""

import json

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from forms import definition
from forms.builder import MAKERS, field_name, form_class
from tests.builders import a_questionnaire


def questions(**changes):
    document = json.loads(a_questionnaire())
    document["sections"][0]["questions"][0] |= changes
    return definition.parse(json.dumps(document)).sections[0].questions


def test_a_form_has_one_field_per_question_in_their_order():
    form = form_class(questions(), "standard", "en")()

    assert [field.name for field in form] == ["q_streets_priorities", "q_streets_comment"]


@pytest.mark.parametrize(
    ("variant", "label"),
    [("standard", "Which matter most in your streets?"), ("easy_read", "Pick 3 things for your streets.")],
)
def test_a_form_speaks_its_variant(variant, label):
    form = form_class(questions(), variant, "en")()

    assert form.q_streets_priorities.label.text == label


@pytest.mark.parametrize("key", ["data", "errors", "meta", "validate", "populate_obj", "process"])
def test_a_question_may_be_keyed_like_a_part_of_a_form(key):
    """architecture.md §5.3: the prefix keeps it off WTForms' own attributes."""
    form = form_class(questions(key=key), "standard", "en")(MultiDict([(field_name(key), "buses")]))

    assert form.validate()
    assert form[field_name(key)].data == ["buses"]
    assert callable(form.validate) and callable(form.process)


def test_every_type_of_a_definition_can_be_made():
    assert set(MAKERS) == set(definition.TYPES)


def test_a_required_question_is_required_in_its_form():
    form = form_class(questions(required=True), "standard", "en")(MultiDict())

    assert not form.validate()
    assert form.errors == {"q_streets_priorities": ["Choose one of the options"]}


def test_two_forms_share_nothing():
    first = form_class(questions(), "standard", "en")(MultiDict([("q_streets_comment", "mine")]))
    second = form_class(questions(), "standard", "en")(MultiDict())

    assert first.q_streets_comment.data == "mine"
    assert second.q_streets_comment.data == ""


def test_messages_are_asked_of_the_translations_of_the_form():
    class Shouting:
        def gettext(self, text):
            return text.upper()

        def ngettext(self, one, many, n):
            return (one if n == 1 else many).upper()

    made = form_class(questions(required=True), "standard", "en")
    form = made(MultiDict(), meta={"get_translations": lambda form: Shouting()})
    form.validate()

    assert form.errors == {"q_streets_priorities": ["CHOOSE ONE OF THE OPTIONS"]}
    assert isinstance(form, Form)
