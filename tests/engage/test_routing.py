"""Routing by section for residents: what comes and goes with an answer, what is sent, what is erased."""

import json

import pytest
from sqlalchemy import select

from engage.extensions import db
from engage.extracts import responses as extracts
from engage.models import Answer, ProfileChoice, Question, Role
from engage.models.respondents import CAPACITIES, HELPERS, SIZES
from engage.operations import returning
from engage.operations.paper import batches
from engage.paper_words import furniture
from engage.publishing import published
from forms import definition
from forms.paper import questions, routes
from tests.builders import (
    NOW,
    a_batch,
    a_consultation,
    a_questionnaire,
    a_staff_user,
    both,
    keyed,
    printed_serials,
)
from tests.engage.test_returning import code_of, come_back
from tests.journey import PRIORITIES, draft_of, saved_choices, start

SHOPS = "answer/shops/shops_priorities"
WORKING = "answer/working/hours"
GONE = "with your other answers they are not for you"


def a_routed_questionnaire():
    """Shops are for who chose buses; a second part about the person is for those under 40."""
    document = json.loads(a_questionnaire())
    document["sections"][1]["shown_when"] = {"any": [{"question": "streets_priorities", "chosen": "buses"}]}
    document["sections"].append({
        "key": "working", "purpose": "profile", "title": both("Your work"),
        "shown_when": {"any": [{"question": "age_band", "chosen": "young"}]},
        "questions": [
            {"key": "hours", "type": "single", "text": both("How long do you work?"), "picture": "clock",
             "options": [{"key": "some", "text": both("Some hours")}, {"key": "none", "text": both("No hours")}]}
        ],
    })  # fmt: skip
    return json.dumps(document)


@pytest.fixture
def consultation(app):
    return a_consultation(document=a_routed_questionnaire())


def questions_saved():
    query = select(Question.key).join(Answer, Answer.question_id == Question.id).order_by(Answer.id)
    return list(db.session.scalars(query))


def choose(browser, draft, *options):
    return browser.get(f"{draft}/{PRIORITIES}").submit({"q_streets_priorities": list(options)})


def with_hidden_shops(browser, variant="standard"):
    """A draft in which shops were answered and then led past; its address."""
    draft = draft_of(start(browser, variant))
    choose(browser, draft, "buses")
    browser.get(f"{draft}/{SHOPS}").submit({"q_shops_priorities": ["banks"]})
    choose(browser, draft, "trees")
    return draft


def test_a_section_comes_into_the_list_with_the_answer_it_depends_on(browser, consultation):
    sections = start(browser)
    assert "Your shops" not in sections.text and "so this list can change" in sections.text
    draft = draft_of(sections)

    choose(browser, draft, "buses")

    assert "Your shops" in browser.get(f"{draft}/sections").text


def test_continue_passes_sections_that_are_not_shown(browser, consultation):
    draft = draft_of(start(browser))
    choose(browser, draft, "trees").submit()

    page = browser.get(f"{draft}/about-you")
    hidden = browser.get(f"{draft}/{SHOPS}")

    assert page.h1 and "Your shops" not in browser.get(f"{draft}/check").text
    assert hidden.path.endswith("/sections")


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_what_was_said_in_a_section_that_went_is_kept_until_it_is_sent(browser, consultation, variant):
    draft = with_hidden_shops(browser, variant)
    words = GONE if variant == "standard" else "These parts are not for you now."

    for page in ("sections", "check", "send"):
        assert words in browser.get(f"{draft}/{page}").text
    assert "shops_priorities" in questions_saved()

    choose(browser, draft, "trees", "buses")
    assert words not in browser.get(f"{draft}/check").text
    assert "Banks" in browser.get(f"{draft}/check").text


def test_a_section_that_went_is_not_sent(browser, consultation):
    draft = with_hidden_shops(browser)

    receipt = browser.get(f"{draft}/send").submit()

    assert receipt.path.endswith("/sent")
    assert questions_saved() == ["streets_priorities"]


def test_answers_in_sections_that_went_alone_are_nothing_to_send(browser, consultation):
    draft = with_hidden_shops(browser)
    choose(browser, draft)

    page = browser.get(f"{draft}/send").submit()

    assert page.status == 422 and "Answer at least one question" in page.text


def test_a_page_that_is_open_in_another_window_is_still_saved(browser, consultation):
    draft = draft_of(start(browser))
    choose(browser, draft, "buses")
    page = browser.get(f"{draft}/{SHOPS}")
    choose(browser, draft, "trees")

    page.submit({"q_shops_priorities": ["banks"]})

    assert "shops_priorities" in questions_saved()


def test_a_section_nobody_was_shown_counts_apart_from_one_left_blank(browser, consultation):
    draft = draft_of(start(browser))
    choose(browser, draft, "trees")
    browser.get(f"{draft}/send").submit()

    shown = extracts.shown(consultation.questionnaires[0].id)

    assert list(shown["section"]) == ["streets_priorities"]


def test_sections_about_the_person_follow_each_other_where_they_are_shown(browser, consultation):
    draft = draft_of(start(browser))
    choose(browser, draft, "trees")
    age = browser.get(f"{draft}/answer/about_you/age_band")

    work = age.submit({"q_age_band": "young"})
    send = work.submit({"q_hours": "some"})
    assert work.path.endswith(WORKING) and send.path.endswith("/send")
    assert work.link("Back").path.endswith("age_band")

    after = browser.get(f"{draft}/answer/about_you/age_band").submit({"q_age_band": "old"})
    assert after.path.endswith("/send")


def test_a_change_of_what_was_sent_is_told_before_it_erases_a_section(browser, consultation):
    draft = draft_of(start(browser))
    choose(browser, draft, "buses")
    browser.get(f"{draft}/{SHOPS}").submit({"q_shops_priorities": ["banks"]})
    browser.get(f"{draft}/send").submit()
    come_back(browser, code_of())

    page = browser.get(f"{draft}/{PRIORITIES}")
    assert "these sections may no longer be for you" in page.text and "Your shops" in page.text
    copy = page.submit({"q_streets_priorities": ["trees"]})

    assert "Your shops" not in copy.text
    assert questions_saved() == ["streets_priorities"]
    assert browser.get(f"{draft}/{SHOPS}").path.endswith("/copy")


def test_a_change_of_what_was_sent_brings_a_section_to_answer(browser, consultation):
    draft = draft_of(start(browser))
    choose(browser, draft, "trees")
    browser.get(f"{draft}/send").submit()
    come_back(browser, code_of())

    copy = browser.get(f"{draft}/{PRIORITIES}").submit({"q_streets_priorities": ["buses"]})
    browser.get(f"{draft}/{SHOPS}").submit({"q_shops_priorities": ["banks"]})

    assert "Your shops" in copy.text
    assert questions_saved() == ["streets_priorities", "shops_priorities"]


# on paper and by telephone


@pytest.fixture
def clerk(app):
    return a_staff_user("clerk@example.org", Role.DATA_ENTRY_CLERK)


def a_form(consultation, clerk, **typed):
    batch = a_batch(consultation, clerk)
    [serial] = printed_serials(consultation, 1)
    form = batches.add_printed(batch, serial, None, False, clerk, NOW)
    return keyed(form, clerk, typed)


def problems():
    """question key -> problem, of every answer that was saved."""
    query = select(Question.key, Answer.problem).join(Answer, Answer.question_id == Question.id).order_by(Answer.id)
    return dict(map(tuple, db.session.execute(query)))


def test_an_answer_on_paper_that_the_rule_leads_past_is_kept_marked_and_not_counted(consultation, clerk):
    form = a_form(consultation, clerk, streets_priorities="2", shops_priorities="1", age_band="2")

    assert problems()["shops_priorities"] == "off_route"
    assert len(saved_choices("shops_priorities")) == 1
    questionnaire_id = consultation.questionnaires[0].id
    assert list(extracts.picks(questionnaire_id)["section"]) == ["streets_priorities"]
    assert list(extracts.shown(questionnaire_id)["section"]) == ["streets_priorities"]
    assert list(extracts.problems(questionnaire_id)["problem"]) == []
    assert form.response.submitted_at is not None


def test_what_was_left_blank_where_nothing_was_asked_was_not_shown(consultation, clerk):
    a_form(consultation, clerk, streets_priorities="2", age_band="2")

    assert set(problems()) == {"streets_priorities"}
    assert db.session.scalars(select(ProfileChoice.question_id)).all() == [question_id("age_band")]


def test_an_answer_on_paper_counts_where_the_rule_leads_to_it(consultation, clerk):
    a_form(consultation, clerk, streets_priorities="1", shops_priorities="1")

    assert problems()["shops_priorities"] is None


def test_a_tick_about_the_person_that_the_rule_leads_past_is_marked(consultation, clerk):
    a_form(consultation, clerk, age_band="2", hours="1")

    choice = db.session.scalars(select(ProfileChoice).filter_by(question_id=question_id("hours"))).one()
    assert (choice.option_id, choice.problem) == (None, "off_route")


def test_who_corrects_a_form_on_paper_brings_back_what_was_marked(consultation, clerk, browser):
    form = a_form(consultation, clerk, streets_priorities="2", shops_priorities="1")
    asked = published(form.version_id).definition.find("streets", "streets_priorities")[1]

    returning.correct(form.response, asked, ["buses"], "standard", "en", NOW)

    assert problems()["shops_priorities"] is None


def test_on_the_telephone_a_section_is_asked_only_where_the_answers_lead_to_it(staff, consultation):
    clerk = staff(Role.DATA_ENTRY_CLERK)
    page = clerk.get("/staff/consultations/market-place/paper/conversations").link("English, standard words")
    page = page.submit({"kind": "telephone", "has_agreed": "y"}, "Begin")

    past = page.submit({"q_streets_priorities": "2"}, "The rest of this page is blank")
    assert "Your shops" not in past.text

    first = clerk.get(page.path.partition("?")[0] + "?page=1")
    to_shops = first.submit({"q_streets_priorities": "1"}, "The rest of this page is blank")
    assert "Your shops" in to_shops.text


def question_id(key):
    return db.session.scalar(select(Question.id).filter_by(key=key))


@pytest.mark.parametrize("kind", ["standard", "easy_read"])
def test_paper_says_who_answers_a_section_and_where_the_others_go_on(consultation, kind):
    questionnaire = definition.parse(a_routed_questionnaire())
    variant = "easy_read" if kind == "easy_read" else "standard"
    asked_there = {one.field: one for one in questions.asked(questionnaire, variant, CAPACITIES, HELPERS, SIZES)}
    words = furniture(consultation, 1, kind, "en", ("en",)).words

    streets, shops, _about, work = (
        routes.told(questionnaire, section, asked_there, variant, "en", words) for section in questionnaire.sections
    )

    verb = "ticked" if kind == "easy_read" else "chose"
    after = asked_there["shops_comment"].number + 1
    assert streets == []
    assert [text for _picture, text in shops][1:] == [
        f"You {verb} “Buses” in question 1.", f"If not, go to question {after}.",
    ]  # fmt: skip
    assert work[-1][1] == "If not, you have finished the questions."
