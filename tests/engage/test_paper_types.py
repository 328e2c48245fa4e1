"""Newer types of question on paper: printed, keyed with the freedom of paper, and counted as the web counts them."""

import json

import pytest
from sqlalchemy import select

from engage.assets import DIST
from engage.extensions import db
from engage.models import Answer, AnswerChoice, Option, Question, Role
from engage.models.respondents import CAPACITIES, HELPERS, SIZES
from engage.operations.paper import batches
from engage.paper_words import furniture
from forms import definition
from forms.paper import keys, layout, questions
from tests import pdfua
from tests.builders import NOW, a_batch, a_consultation, a_questionnaire, a_staff_user, keyed, printed_serials
from tests.forms.paper_types import EVERY_TYPE

QUESTIONNAIRE = definition.parse(json.dumps(EVERY_TYPE))


def asked_of(questionnaire=QUESTIONNAIRE):
    return {one.field: one for one in questions.asked(questionnaire, "standard", CAPACITIES, HELPERS, SIZES)}


def judged(field, typed):
    asked = asked_of()[field]
    found = keys.judge(asked, keys.read(asked, typed), "standard", "en")
    return found.value, found.problem


def test_a_statement_is_printed_and_is_no_question():
    asked = asked_of()

    assert "plan" not in asked
    assert asked["ways"].number == 1


def test_the_points_of_a_scale_from_0_have_letters_so_that_no_digit_means_two_things():
    asked = asked_of()

    assert "".join(asked["how_easy"].codes.values()) == "ABCDEF"
    assert asked["how_good"].codes["point_3"] == "3"


@pytest.mark.parametrize(
    ("field", "typed", "value", "problem"),
    [
        ("ways", "13", ["walk", "bus"], None),
        ("ways", "0", [], None),
        ("ways", "15", [], "spoiled"),
        ("two_ways", "123", ["train", "tram", "boat"], "over_ticked"),
        ("how_easy", "a", "point_0", None),
        ("how_easy", "AF", ["point_0", "not_known"], "over_ticked"),
        ("how_good", "/", None, "illegible"),
        ("gap", "12", ["green", "amber"], "over_ticked"),
    ],
)
def test_what_stands_on_paper_is_judged_and_nothing_breaks_it(field, typed, value, problem):
    assert judged(field, typed) == (value, problem)


@pytest.mark.parametrize("kind", layout.LAYOUTS)
def test_every_layout_prints_them_as_tagged_pages_with_a_box_for_each_option(app, kind):
    consultation = a_consultation()
    pictures = {path.stem: path.read_bytes() for path in (DIST / "pictures").glob("*.svg")}
    words = furniture(consultation, 1, kind, "en", ("en",))

    made = layout.make(QUESTIONNAIRE, kind, "en", words, pictures, DIST / "fonts")

    boxes = [box.option for box in made.geometry.boxes if box.field == "how_easy"]
    assert boxes == ["point_0", "point_1", "point_2", "point_3", "point_4", "not_known"]
    assert pdfua.faults(made.pdf) == []


def test_a_form_with_them_is_keyed_and_counts(app):
    consultation = a_consultation(document=json.dumps(EVERY_TYPE))
    clerk = a_staff_user("clerk@example.org", Role.DATA_ENTRY_CLERK)
    batch = a_batch(consultation, clerk)
    [serial] = printed_serials(consultation, 1)
    form = batches.add_printed(batch, serial, None, False, clerk, NOW)

    keyed(form, clerk, {"ways": "13", "how_easy": "b", "how_good": "12", "stops": "1"})

    rows = db.session.execute(
        select(Question.key, Option.key, Answer.problem)
        .join(Answer, Answer.question_id == Question.id)
        .join(AnswerChoice, AnswerChoice.answer_id == Answer.id)
        .join(Option, Option.id == AnswerChoice.option_id)
        .order_by(Question.position, Option.position)
    )
    assert {tuple(row) for row in rows} == {
        ("ways", "walk", None), ("ways", "bus", None), ("how_easy", "point_1", None),
        ("how_good", "point_1", "over_ticked"), ("how_good", "point_2", "over_ticked"), ("stops", "north", None),
    }  # fmt: skip


REFUSED = {"number": "a number", "date": "a date", "rank": "put in order by numbers"}


@pytest.mark.parametrize(("kind", "words"), REFUSED.items())
def test_what_paper_cannot_carry_is_said_before_anything_is_printed(kind, words):
    document = json.loads(a_questionnaire())
    document["sections"][0]["questions"][0]["type"] = kind
    if kind != "rank":
        del document["sections"][0]["questions"][0]["options"]

    reason = questions.not_drawn(definition.parse(json.dumps(document)))

    assert f"“streets_priorities” ({words})" in reason
