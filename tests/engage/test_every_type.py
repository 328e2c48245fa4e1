"""A question of every type on the web: asked, refused with clear words, kept, shown again, and read back."""

import pytest

from engage import answers
from engage.extensions import db
from engage.models import Answer, AnswerChoice, Option, Question, Response
from engage.publishing import published
from forms.definition import TYPES
from forms.questionnaire import VARIANTS
from tests.builders import a_consultation, translated
from tests.every_type import ORDER, document
from tests.journey import draft_of, start

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

#: type -> what is typed on its page, what is kept, what the check says
SAID = {
    "top_three": ({"q_a_top_three": ["buses", "trees"]}, ["buses", "trees"], "BusesTrees"),
    "multiple": ({"q_a_multiple": ["walk", "bus"]}, ["walk", "bus"], "On footBy bus"),
    "rank": ({"q_a_rank-books": "1", "q_a_rank-parks": " 2 "}, ["books", "parks"], "LibrariesParks"),
    "single": ({"q_a_single": "seldom"}, "seldom", "Now and then"),
    "scale": ({"q_a_scale": "point_10"}, "point_10", "10: Completely"),
    "rating": ({"q_a_rating": "amber"}, "amber", "Amber: partly good"),
    "number": ({"q_a_number": " 12.50 "}, "12.5", "12.5 miles"),
    "date": ({"q_a_date-day": "3", "q_a_date-month": "march", "q_a_date-year": "2026"}, "2026-03-03", "3 March 2026"),
    "free_text": ({"q_a_free_text": "More trees."}, "More trees.", "More trees."),
}
#: type, what is typed, what the page says
REFUSED = [
    ("multiple", {"q_a_multiple": ["walk", "bus", "car"]}, "Choose 2 answers or fewer. You chose 3."),
    ("multiple", {"q_a_multiple": ["walk", "none"]}, "Choose “None of these” or choose other answers, not both."),
    ("rank", {"q_a_rank-books": "1", "q_a_rank-parks": "1"},
     "You gave the number 1 to more than one answer. Use each number once."),
    ("rank", {"q_a_rank-books": "1", "q_a_rank-parks": "3"},
     "You left out the number 2. Start with 1 and leave no number out."),
    ("rank", {"q_a_rank-books": "2"}, "You left out the number 1. Start with 1 and leave no number out."),
    ("rank", {"q_a_rank-books": "0"}, "Use only the numbers 1 to 3. Leave the other boxes empty."),
    ("rank", {"q_a_rank-books": "first"}, "Use only the numbers 1 to 3. Leave the other boxes empty."),
    ("rank", {f"q_a_rank-{key}": str(n) for n, key in enumerate(("books", "parks", "pools", "gyms"), 1)},
     "Choose 3 answers or fewer. You chose 4."),
    ("scale", {"q_a_scale": "point_11"}, "Choose one of the options"),
    ("number", {"q_a_number": "a few"}, "Enter your answer in numbers, like 12"),
    ("number", {"q_a_number": "1.25"}, "Use up to 1 digits after the decimal point"),
    ("number", {"q_a_number": "-1"}, "Enter 0 or more"),
    ("number", {"q_a_number": "1,000"}, "Enter 200 or less"),
    ("date", {"q_a_date-day": "3", "q_a_date-year": "2026"}, "Enter a day, a month and a year, like 27 3 2026"),
    ("date", {"q_a_date-day": "?", "q_a_date-month": "spring", "q_a_date-year": "2024"},
     "Enter the exact date in numbers. If you do not know it, leave all three boxes empty."),
    ("date", {"q_a_date-day": "31", "q_a_date-month": "2", "q_a_date-year": "2024"},
     "Enter a real date, like 27 3 2026"),
    ("date", {"q_a_date-day": "3", "q_a_date-month": "3", "q_a_date-year": "24"},
     "The year must have 4 numbers, like 2026"),
    ("date", {"q_a_date-day": "3", "q_a_date-month": "3", "q_a_date-year": "2019"},
     "The date must be 1 January 2020 or later"),
    ("date", {"q_a_date-day": "8", "q_a_date-month": "10", "q_a_date-year": "2026"},
     "The date must be 7 October 2026 or earlier"),
]  # fmt: skip


def begun(browser, variant="standard", **changes):
    a_consultation(document=document(**changes))
    return draft_of(start(browser, variant))


def opened(browser, draft, kind):
    return browser.get(f"{draft}/answer/types/a_{kind}")


def saved():
    response = db.session.query(Response).one()
    given = answers.of(response, published(response.version_id))
    return {key.removeprefix("a_"): answer.value for key, answer in given.items()}


def test_every_type_has_an_answer_here():
    assert set(SAID) | {"statement"} == set(TYPES) == set(ORDER)


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_type_is_answered_checked_and_sent(browser, variant):
    draft = begun(browser, variant.replace("_", "-"))

    page = opened(browser, draft, ORDER[0])
    for kind in ORDER:
        assert page.path.endswith(f"/a_{kind}"), page.path
        page = page.submit(SAID[kind][0] if kind in SAID else None)

    assert page.path.endswith("/sections")
    assert saved() == {kind: kept for kind, (_typed, kept, _words) in SAID.items()}
    check = browser.get(f"{draft}/check")
    for kind, (_typed, _kept, words) in SAID.items():
        assert f"What about {kind}? {words} Change" in check.text
    assert "What about statement?" not in check.text


def test_an_order_has_places_in_the_tables_and_a_number_has_a_column_of_its_own(browser):
    draft = begun(browser)

    opened(browser, draft, "rank").submit(SAID["rank"][0])
    opened(browser, draft, "number").submit(SAID["number"][0])

    places = db.session.query(Option.key, AnswerChoice.rank).join(Option, Option.id == AnswerChoice.option_id)
    assert sorted(places) == [("books", 1), ("parks", 2)]
    number = db.session.query(Answer.text, Answer.value).join(Question, Question.id == Answer.question_id)
    assert number.filter(Question.key == "a_number").all() == [(None, "12.5")]


@sqlite_only
@pytest.mark.parametrize(("kind", "typed", "message"), REFUSED)
def test_what_cannot_be_taken_is_refused_in_clear_words_and_nothing_typed_is_lost(browser, kind, typed, message):
    page = opened(browser, begun(browser), kind).submit(typed)

    assert page.status == 422
    assert page.errors == [message]
    held = [box.get("value") for box in page.tree.iter("input") if box.get("type") == "text"]
    if kind in ("rank", "number", "date"):
        assert set(typed.values()) <= set(held)
    assert saved() == {}


@sqlite_only
@pytest.mark.parametrize("kind", [kind for kind in SAID if kind != "free_text"])
def test_a_page_that_is_opened_again_holds_what_was_kept_in_both_wordings(browser, kind):
    draft = begun(browser)
    opened(browser, draft, kind).submit(SAID[kind][0])

    again = opened(browser, draft, kind)
    easy = opened(browser, draft.replace("/standard/", "/easy-read/"), kind)
    kept = again.submit()

    assert held(again) == held(easy) != []
    assert kept.status == 200
    assert saved() == {kind: SAID[kind][1]}


def held(page):
    boxes = [box.get("value") for box in page.tree.iter("input") if box.get("type") == "text"]
    return page.ticked or [text for text in boxes if text]


@sqlite_only
@pytest.mark.parametrize("kind", SAID)
def test_every_type_may_be_left_empty_unless_it_is_required(browser, kind):
    draft = begun(browser, **{kind: {"required": True}})

    page = opened(browser, draft, kind).submit({})

    assert page.status == 422
    assert page.errors in (["Enter an answer"], ["Choose one of the options"])


@sqlite_only
def test_a_statement_is_read_and_never_answered(browser):
    page = opened(browser, begun(browser), "statement")

    following = page.submit({"q_a_statement": "I tampered with the page"})

    assert "3 million pounds" in page.text
    assert following.path.endswith("/a_top_three")
    assert saved() == {}


@sqlite_only
def test_a_number_is_read_as_the_language_writes_it(browser):
    document_ = document("number", number={"decimals": 2})
    a_consultation(document=translated(document_, "pl"))
    draft = draft_of(start(browser)).replace("/en/", "/pl/")

    browser.get(f"{draft}/answer/types/a_number").submit({"q_a_number": "12,5"})

    assert saved() == {"number": "12.5"}
    assert held(browser.get(f"{draft}/answer/types/a_number")) == ["12,5"]
