"""Searching answers: what is found, what is written down of it, and what nobody is shown."""

import datetime as dt

import pytest
from sqlalchemy import select

from engage.extensions import db
from engage.models import Answer, AuditEvent, Question, Role
from engage.operations import returning
from engage.operations.coding import deciding
from engage.operations.paper import batches
from tests.builders import (
    NOW,
    a_batch,
    a_codeframe,
    a_consultation,
    a_response,
    a_staff_user,
    keyed,
    many_responses,
    printed_serials,
)
from tests.structure import text_of

SEARCH = "/staff/consultations/market-place/answers"
READERS = frozenset({Role.ANALYST, Role.ENGAGEMENT_OFFICER})
#: rows of tests.test_access.TABLE
ENDPOINTS = {
    "answers.search": ("get", f"{SEARCH}?question=streets_comment", READERS),
    "answers.show_answer": ("get", f"{SEARCH}/{{answer}}", READERS),
}


def comment(consultation, text, now=NOW, **said):
    """The id of an answer with this comment."""
    response = a_response(consultation, {"streets": ["buses"]}, {"streets": text}, now=now, **said)
    return db.session.scalar(select(Answer.id).where(Answer.response_id == response.id, Answer.text.is_not(None)))


def shown(page):
    """The texts that the page shows, newest first."""
    return [text_of(quote) for quote in page.tree.iter("blockquote")]


def events(verb):
    return db.session.scalars(select(AuditEvent).filter_by(verb=verb).order_by(AuditEvent.id)).all()


def test_words_are_found_in_capitals_or_not_in_every_alphabet_and_as_a_phrase(app, staff):
    consultation = a_consultation()
    for text in ("Buses for Łódź Street", "100% more trees", "A green bus stop", "Świat za drogi"):
        comment(consultation, text)
    analyst = staff(Role.ANALYST)

    def found(**fields):
        return shown(analyst.get(SEARCH, query_string=fields))

    assert found(words="łÓDŹ buses") == ["Buses for Łódź Street"]
    assert found(words="świat") == ["Świat za drogi"]
    assert found(words="“bus stop” green") == ["A green bus stop"]
    assert found(words='"stop bus"') == []
    assert found(words="100%") == ["100% more trees"] and found(words="_") == []
    assert len(found(kind="text")) == 4


def test_answers_are_filtered_by_what_was_chosen_how_it_came_and_when(app, staff):
    consultation = a_consultation()
    comment(consultation, "On paper", channel="paper", now=NOW - dt.timedelta(days=3))
    comment(consultation, "In Easy Read", variant="easy_read")
    a_response(consultation, {"streets": ["trees"]}, {"shops": "Of trees"})
    a_response(consultation, {"streets": ["trees"]}, {"shops": "Never sent"}, submitted=False)
    analyst = staff(Role.ANALYST)

    def found(**fields):
        return shown(analyst.get(SEARCH, query_string=fields))

    assert found(channel="paper") == found(until=f"{NOW - dt.timedelta(days=2):%d/%m/%Y}") == ["On paper"]
    assert found(wording="easy_read") == ["In Easy Read"]
    assert found(option="streets_priorities.trees") == found(question="shops_comment") == ["Of trees"]
    assert found(kind="choice", question="streets_priorities") == []
    choices = analyst.get(SEARCH, query_string={"kind": "choice"})
    assert "3 answers found" in choices.text and "Trees" in choices.text


def test_pages_are_of_fifty_by_number_and_an_address_works_for_a_colleague(app, staff):
    consultation = a_consultation()
    many_responses(consultation, 120, {"streets": ["buses"]})

    first = staff(Role.ANALYST).get(SEARCH, query_string={"kind": "choice", "question": "streets_priorities"})
    second = first.link("Older answers")
    colleague = staff(Role.ANALYST, "other@example.org").get(second.path)
    last = second.link("Older answers")

    assert "120 answers found" in first.text and "120 answers found" in last.text
    numbers = [[text_of(h) for h in page.tree.iter("h3")] for page in (first, second, last)]
    assert [len(found) for found in numbers] == [50, 50, 20]
    assert len({one for found in numbers for one in found}) == 120
    assert [text_of(h) for h in colleague.tree.iter("h3")] == numbers[1]


def test_a_search_is_written_down_without_its_words(app, staff):
    consultation = a_consultation()
    number = comment(consultation, "Ask my neighbour about the trees")

    staff(Role.ANALYST).get(SEARCH, query_string={"words": "neighbour trees", "channel": "online"})
    staff(Role.ANALYST).get(SEARCH)

    (event,) = events("searched_answers")
    assert event.detail | {"words_hmac": ""} == {
        "kind": "text", "channel": "online", "n_words": 2, "words_hmac": "", "n": 1, "answers": [number],
    }  # fmt: skip
    assert "neighbour" not in str(event.detail)


def test_answers_of_a_group_of_three_are_not_shown_together(app, staff):
    consultation = a_consultation()
    for place in range(12):
        group = "old" if place < 3 else "young"
        comment(consultation, f"Words of the {group}", profile={"age_band": group})
    officer = staff(Role.ENGAGEMENT_OFFICER)

    few = officer.get(SEARCH, query_string={"group": "age_band.old"})
    many = officer.get(SEARCH, query_string={"group": "age_band.young"})
    none = officer.get(SEARCH, query_string={"group": "age_band.young", "words": "gold"})
    alone = officer.get(SEARCH, query_string={"words": "words of"})

    assert "Too few people to show" in few.text and shown(few) == []
    assert "Too few people to show" in many.text
    assert none.text.count("Too few people to show") == 1
    assert len(shown(alone)) == 12
    assert "answers" not in events("searched_answers")[0].detail

    comment(consultation, "Words of the young", profile={"age_band": "young"})
    assert len(shown(officer.get(SEARCH, query_string={"group": "age_band.young"}))) == 10


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"question": "parks_comment"}, "This is not in the list. Choose from the list"),
        ({"group": "age_band.ancient"}, "This is not in the list. Choose from the list"),
        ({"flag": "all of them"}, "This is not in the list. Choose from the list"),
        ({"theme": "Dragons"}, "No agreed theme has this code or name"),
        ({"since": "9/10/2026", "until": "8/10/2026"}, "The last day is before the first. Change one of them"),
        ({"since": "soon"}, "Enter the day, as 7/10/2026"),
        ({"words": "a b c d e f g h i"}, "Look for 8 words or fewer"),
        ({"words": "x" * 101}, "This is 101 characters. The limit is 100"),
    ],
)
def test_what_cannot_be_looked_for_is_said_and_nothing_is_read(app, staff, fields, says):
    comment(a_consultation(), "More buses")

    page = staff(Role.ANALYST).get(SEARCH, query_string=fields | {"channel": "online"})

    assert page.status == 422 and page.errors == [says]
    assert shown(page) == [] and events("searched_answers") == []
    assert "More buses" not in page.text


def test_a_theme_is_found_as_people_coded_it_and_blind_samples_are_left_out(app, staff):
    consultation, coder = a_consultation(), a_staff_user("coder@example.org")
    codeframe = a_codeframe(consultation, coder, "Trees", "Buses")
    trees, buses = (theme.id for theme in codeframe.themes)
    numbers = [comment(consultation, text) for text in ("Plant trees", "More buses", "Not read yet")]
    deciding.code_text(codeframe, f"a{numbers[0]}", {trees}, coder, NOW)
    deciding.code_text(codeframe, f"a{numbers[1]}", {buses}, coder, NOW)
    analyst = staff(Role.ANALYST)

    by_code = analyst.get(SEARCH, query_string={"theme": "streets_comment.T1"})
    by_name = analyst.get(SEARCH, query_string={"theme": "Buses"})
    opened = by_code.link("Answer")

    assert shown(by_code) == ["Plant trees"] and shown(by_name) == ["More buses"]
    assert "Trees (codeframe 1, by coder@example.org)" in opened.text
    assert "Given the theme “Trees” (codeframe 1)" in opened.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_five_thousand_themes_are_typed_and_not_listed(app, staff):
    consultation, coder = a_consultation(), a_staff_user("coder@example.org")
    codeframe = a_codeframe(consultation, coder, *(f"Theme {number}" for number in range(400)))
    number = comment(consultation, "Plant trees")
    deciding.code_text(codeframe, f"a{number}", {codeframe.themes[-1].id}, coder, NOW)

    page = staff(Role.ANALYST).get(SEARCH, query_string={"theme": "theme 399"})
    exact = staff(Role.ANALYST).get(SEARCH, query_string={"theme": "Theme 399"})

    assert "There are 400 themes" in page.text and page.html.count("<option") < 100
    assert shown(exact) == ["Plant trees"]


def test_an_answer_on_paper_has_its_history(app, staff):
    consultation = a_consultation()
    clerks = [a_staff_user(f"{name}@example.org", Role.DATA_ENTRY_CLERK) for name in ("one", "two")]
    batch = a_batch(consultation, clerks[0], n=1)
    form = batches.add_printed(batch, printed_serials(consultation, 1)[0], None, False, clerks[0], NOW)
    keyed(form, clerks[0], {"streets_priorities": "1"})
    query = select(Answer.id).join(Question, Question.id == Answer.question_id)
    number = db.session.scalar(query.where(Question.key == "streets_priorities"))

    page = staff(Role.ENGAGEMENT_OFFICER).get(f"{SEARCH}/{number}")

    assert "Keyed from paper" in page.text and "one@example.org" in page.text
    assert "Sent, to the hour" in page.text
    assert [event.object_id for event in events("viewed_answer")] == [str(number)]


def test_what_was_withdrawn_is_gone_and_what_is_of_another_consultation_is_not_here(app, staff):
    consultation = a_consultation()
    number = comment(consultation, "I take this back")
    response = db.session.get_one(Answer, number).response
    analyst = staff(Role.ANALYST)

    there = analyst.get(f"{SEARCH}/{number}")
    returning.withdraw(response, NOW)
    gone = analyst.get(f"{SEARCH}/{number}")

    assert "I take this back" in there.text
    assert gone.status == 404 and "the person took the response back" in gone.text
    assert analyst.get(f"{SEARCH}/{2**40}").status == 404
    assert shown(analyst.get(SEARCH, query_string={"kind": "both"})) == []


def test_a_text_is_shown_as_masked_and_can_be_found_by_that(app, staff):
    consultation = a_consultation()
    comment(consultation, "Write to me at ann@example.org about the trees")
    comment(consultation, "Trees")
    analyst = staff(Role.ANALYST)

    (text,) = shown(analyst.get(SEARCH, query_string={"flag": "marked"}))
    opened = analyst.get(SEARCH, query_string={"flag": "marked"}).link("Answer")

    assert "ann@example.org" not in text and "about the trees" in text
    assert "Masked when it was saved: e-mail addresses (1)" in opened.text
    assert shown(analyst.get(SEARCH, query_string={"words": "ann@example.org"})) == []
