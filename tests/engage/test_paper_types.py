"""Newer types of question on paper: printed, keyed with the freedom of paper, and counted as the web counts them."""

import json

import cv2
import numpy as np
import pypdfium2
import pytest
from sqlalchemy import select

from benchmarks import handwriting
from engage.assets import DIST
from engage.extensions import db
from engage.extracts import paper as extracts
from engage.models import Answer, AnswerChoice, Option, Question, Role
from engage.models.respondents import CAPACITIES, HELPERS, SIZES
from engage.operations.paper import batches, keying
from engage.paper_words import furniture
from forms import definition
from forms.paper import geometry, keys, layout, questions
from forms.paper.marks import ink, rules, sheet
from tests import every_type, pdfua
from tests.builders import NOW, SECRET, a_batch, a_consultation, a_staff_user, keyed, printed_serials
from tests.forms.paper_types import EVERY_TYPE

PEN = handwriting.Pen(0.5, 40, 0.0)
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


DIGITS = definition.parse(every_type.document("rank", "number", "date"))


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("a_rank", "2013", ["books", "parks", "gyms"]),
        ("a_rank", "0 1 0 0", ["pools"]),
        ("a_rank", "0000", []),
        ("a_number", "12.5", "12.5"),
        ("a_number", "0", "0"),
        ("a_number", "n", None),
        ("a_date", "27032026", "2026-03-27"),
        ("a_date", "27/3/2026", "2026-03-27"),
        ("a_date", "0", None),
    ],
)
def test_digits_are_keyed_as_they_stand_on_the_page(field, typed, value):
    asked = asked_of(DIGITS)[field]
    found = keys.read(asked, typed, "en", NOW.date())

    assert keys.judge(asked, found, "standard", "en") == keys.Judged(value)
    again = keys.written(asked, found.choices, found.text, found.missing, found.value)
    assert keys.read(asked, again, "en", NOW.date()) == found


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("a_rank", "21", "There are 4 boxes"),
        ("a_rank", "1120", "You gave the number 1 to more than one answer"),
        ("a_rank", "0402", "Use only the numbers 1 to 3"),
        ("a_number", "250", "Enter 200 or less"),
        ("a_number", "many", "Enter your answer in numbers"),
        ("a_date", "30 2 2026", "Enter a real date"),
        ("a_date", "3 2026", "Enter a day, a month and a year"),
        ("a_date", "1 1 2099", "or earlier"),
    ],
)
def test_a_clerk_hears_the_words_of_the_web_and_how_to_go_on(field, typed, words):
    with pytest.raises(keys.KeyRefused) as refused:
        keys.read(asked_of(DIGITS)[field], typed, "en", NOW.date())

    assert words in str(refused.value)
    assert str(refused.value).endswith("If the paper says so, type *")


@pytest.mark.parametrize("kind", layout.LAYOUTS)
def test_numbers_dates_and_orders_are_printed_with_a_box_for_each_digit(app, kind):
    pictures = {path.stem: path.read_bytes() for path in (DIST / "pictures").glob("*.svg")}
    words = furniture(a_consultation(), 1, kind, "en", ("en",))

    made = layout.make(DIGITS, kind, "en", words, pictures, DIST / "fonts")

    n = {field: sum(box.field == field for box in made.geometry.digits) for field in asked_of(DIGITS)}
    assert (n["a_rank"], n["a_number"], n["a_date"]) == (4, 4, 8)
    assert pdfua.faults(made.pdf) == []
    assert geometry.from_document(geometry.to_document(made.geometry)) == made.geometry


def test_digits_are_keyed_twice_and_a_difference_in_order_or_number_is_settled(app):
    consultation = a_consultation(document=every_type.document("rank", "number", "date"))
    people = [a_staff_user(f"{name}@example.org", Role.DATA_ENTRY_CLERK) for name in ("one", "two", "three")]
    batch = a_batch(consultation, people[0])
    [serial] = printed_serials(consultation, 1)
    form = batches.add_printed(batch, serial, None, False, people[0], NOW)

    keyed(form, people[0], {"a_rank": "2013", "a_number": "12.5", "a_date": "27 3 2026"})
    keyed(form, people[1], {"a_rank": "1023", "a_number": "12.5", "a_date": "28 3 2026"}, kind="second")
    assert {one.field for one in extracts.comparison(batch).differences} == {"a_rank", "a_date"}
    keying.settle(form, "a_date", keys.Keyed(value="2026-03-28"), "A clear 8", people[2], SECRET, NOW)

    assert {one.field for one in extracts.comparison(batch).waiting} == {"a_rank"}
    kept = select(Question.key, Answer.value).join(Answer).where(Answer.value.is_not(None))
    assert {row[0]: row[1] for row in db.session.execute(kept)} == {"a_number": "12.5", "a_date": "2026-03-28"}
    ranks = select(Option.key, AnswerChoice.rank).join(AnswerChoice).order_by(AnswerChoice.rank)
    assert [tuple(row) for row in db.session.execute(ranks)] == [("books", 1), ("parks", 2), ("gyms", 3)]


def test_the_reader_of_scans_says_whether_digits_are_written_and_never_which(app):
    words = furniture(a_consultation(), 1, "standard", "en", ("en",))
    made = layout.make(DIGITS, "standard", "en", words, {}, DIST / "fonts")
    boxes = made.geometry.digits
    [number] = {box.area.page for box in boxes}
    drawn = pypdfium2.PdfDocument(made.pdf)[number - 1].render(scale=300 / 72, grayscale=True).to_numpy()
    drawn = drawn.reshape(drawn.shape[0], -1)
    page = drawn.copy()
    used = next(box for box in boxes if box.field == "a_number")
    handwriting.draw_mark(page, used.area, "cross", PEN, np.random.default_rng(1))

    inks = ink.measure(*(cv2.resize(one, (sheet.WIDTH, sheet.HEIGHT)) for one in (page, drawn)), boxes)

    found = rules.notice(inks, look_at_blanks=False, is_photograph=False)
    assert {one.field: (one.choices, one.reason) for one in found} == {
        "a_rank": ((), None), "a_number": ((), "digits"), "a_date": ((), None),
    }  # fmt: skip
