"""The resident's journey."""

import pytest
from sqlalchemy import select

from engage.config import ROOT
from engage.extensions import db
from engage.models import Answer, AnswerChoice, Option, ProfileChoice, Question, Response
from tests.builders import NOW, a_consultation, count
from tests.journey import AGE, COMMENT, PRIORITIES, draft_of, open_page, saved_choices, saved_texts, start

LIVING_WELL = (ROOT / "forms" / "questionnaires" / "living_well.json").read_text(encoding="utf-8")


def variants_of_answers():
    """question key -> the wording its answer was given in."""
    rows = select(Question.key, Answer.variant).join(Answer, Answer.question_id == Question.id).order_by(Answer.id)
    return dict(map(tuple, db.session.execute(rows)))


def profile_choices():
    """question key -> option key, or None where it was left blank; for every question about you that was saved."""
    rows = (
        select(Question.key, Option.key)
        .select_from(ProfileChoice)
        .join(Question, Question.id == ProfileChoice.question_id)
        .outerjoin(Option, Option.id == ProfileChoice.option_id)
    )
    return dict(map(tuple, db.session.execute(rows)))


# the whole journey


def test_a_resident_answers_checks_and_sends(browser):
    a_consultation()

    sections = start(browser)
    priorities = sections.link("Your streets")
    comment = priorities.submit({"q_streets_priorities": ["buses", "trees"]})
    sections = comment.submit({"q_streets_comment": "More trees"})
    check = sections.link("Check your answers")
    explainer = check.submit()
    age = explainer.submit({"wanted": "yes"})
    send = age.submit({"q_age_band": "old"})
    receipt = send.submit()

    assert "Buses" in check.text and "More trees" in check.text
    assert receipt.h1 == "Your answers have been sent"
    response = db.session.scalars(select(Response)).one()
    assert response.reference in receipt.text
    assert response.submitted_at == NOW.replace(minute=0)
    assert count(AnswerChoice) == 2
    assert count(ProfileChoice) == 1


def test_the_same_journey_in_easy_read(browser):
    a_consultation()

    sections = start(browser, "easy-read")
    comment = sections.link("Your streets").submit({"q_streets_priorities": ["buses"]})
    sections = comment.submit({"q_streets_comment": "More trees"})
    check = sections.link("Check your answers")
    receipt = check.submit().submit({"wanted": "no"}).submit()

    assert sections.h1 == "Choose a part"
    assert receipt.h1 == "We have your answers"
    assert set(variants_of_answers().values()) == {"easy_read"}
    assert db.session.scalar(select(Response.variant)) == "easy_read"


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_every_page_of_living_well_can_be_opened_filled_in_and_sent(browser, variant):
    """Each page is checked as it is fetched (tests/pages.py), clean and with an error."""
    a_consultation("living-well", LIVING_WELL)

    page, n_pages = start(browser, variant, "living-well").submit().submit().submit(), 0
    while page.path.split("/")[5].startswith("answer"):
        n_pages += 1
        options = [box.get("value") for box in page.tree.iter("input") if box.get("type") in ("checkbox", "radio")]
        [name] = {field.get("name") for field in page.tree.iter() if (field.get("name") or "").startswith("q_")}
        wrong = page.submit({name: options[:4] or "x" * 100_001})
        assert wrong.status == 422 and wrong.errors
        page = wrong.submit({name: options[-1:] or "Words"})
        if page.path.endswith("/sections"):
            page = page.submit()
        if page.path.endswith("/check"):
            page = page.submit().submit().submit({"wanted": "yes"})
    receipt = page.submit()

    assert n_pages == 15
    assert receipt.path.endswith("/sent")
    assert count(Answer) == 8 and len(profile_choices()) == 7


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_pages_around_the_journey_keep_the_promises_of_every_page(browser, variant):
    """Start, list of consultations, and the two pages that are an error of their own."""
    a_consultation()
    draft = draft_of(start(browser, variant))

    listed = browser.get("/")
    explained = browser.get(f"{draft}/about-you").submit()
    unsent = browser.get(f"{draft}/send").submit()

    assert listed.link("The market place").h1 == "The market place"
    assert (explained.status, len(explained.errors)) == (422, 1)
    assert (unsent.status, len(unsent.errors)) == (422, 1)


def test_with_nothing_open_the_first_page_says_so(browser):
    assert "No consultation is open at the moment." in browser.get("/").text


# sections in any order


def test_continue_on_the_list_leads_to_what_was_not_answered_yet(browser):
    a_consultation()
    sections = start(browser)

    who = sections.submit()
    first = who.submit().submit()

    assert who.h1 == "Who is answering?"
    assert first.h1 == "Which matter most in your streets?"


def test_sections_are_done_in_any_order_and_may_be_left_out(browser):
    a_consultation()

    comment = start(browser).link("Your shops").submit({"q_shops_priorities": ["banks"]})
    sections = comment.submit()
    receipt = sections.link("Check your answers").submit().submit({"wanted": "no"}).submit()

    assert "Your shops Completed" in sections.text and "Your streets Not started" in sections.text
    assert receipt.status == 200
    assert set(variants_of_answers()) == {"shops_priorities", "shops_comment"}


def test_a_section_that_was_begun_says_so_and_goes_on_where_it_stopped(browser):
    a_consultation()
    comment = start(browser).link("Your streets").submit({"q_streets_priorities": ["trees"]})

    sections = browser.get(f"{draft_of(comment)}/sections")

    assert "Your streets Started" in sections.text
    assert sections.link("Your streets").path == comment.path


def test_with_every_section_done_continue_leads_to_the_check(browser):
    a_consultation()
    sections = start(browser).submit().submit()

    for _ in range(2):
        sections = sections.submit().submit().submit()

    assert sections.submit().h1 == "Check your answers before you send them"


# checking and changing


def test_a_change_link_leads_to_its_question_and_back_to_the_check(browser):
    page = open_page(browser, PRIORITIES)
    page.submit({"q_streets_priorities": ["buses"]})
    check = browser.get(f"{draft_of(page)}/check")

    change = check.link("Change Which matter most in your streets?")
    changed = change.submit({"q_streets_priorities": ["trees"]})

    assert change.ticked == ["buses"]
    assert changed.h1 == check.h1
    assert saved_choices() == ["trees"]


def test_a_change_about_you_leads_back_to_send(browser):
    page = open_page(browser, AGE)
    send = page.submit({"q_age_band": "old"})

    changed = send.link("Change How old are you?").submit({"q_age_band": "young"})

    assert changed.h1 == send.h1
    assert "Under 40" in changed.text and "40 or over" not in changed.text


def test_the_check_says_what_was_not_answered(browser):
    check = browser.get(f"{draft_of(open_page(browser, COMMENT))}/check")

    assert check.text.count("Not provided") == 5


# the two wordings


def test_switching_the_wording_keeps_ticks_and_place(browser):
    page = open_page(browser, PRIORITIES)

    easy = page.submit({"q_streets_priorities": ["buses", "trees"]}, button="Use Easy Read")
    back = easy.submit(button="Use standard words")

    assert easy.h1 == "Pick 3 things for your streets."
    assert easy.ticked == back.ticked == ["buses", "trees"]
    assert back.path == page.path


def test_switching_the_wording_keeps_text(browser):
    page = open_page(browser, COMMENT, "easy-read")

    standard = page.submit({"q_streets_comment": " Half a "}, button="Use standard words")

    assert standard.h1 == "Is there anything else about your streets?"
    assert standard.typed == " Half a "


def test_switching_the_wording_of_a_page_with_an_error_keeps_every_tick(browser):
    page = open_page(browser, PRIORITIES)
    all_four = ["buses", "lights", "trees", "benches"]
    wrong = page.submit({"q_streets_priorities": all_four})

    easy = wrong.submit(button="Use Easy Read")
    mended = easy.submit({"q_streets_priorities": ["trees"]})

    assert easy.status == 422
    assert easy.errors == ["You chose 4. Choose 3 or fewer."]
    assert easy.ticked == all_four
    assert "/easy-read/" in mended.path


@pytest.mark.parametrize("page", ["sections", "check", "about-you", "send"])
def test_pages_without_a_question_keep_the_place_in_other_words(browser, page):
    standard = browser.get(f"{draft_of(open_page(browser, COMMENT))}/{page}")

    easy = standard.switch("Use Easy Read")
    back = easy.switch("Use standard words")

    assert easy.path == standard.path.replace("/standard/", "/easy-read/")
    assert back.path == standard.path


def test_each_answer_keeps_the_wording_it_was_given_in(browser):
    page = open_page(browser, PRIORITIES)
    comment = page.submit({"q_streets_priorities": ["buses"]})

    comment.submit(button="Use Easy Read").submit({"q_streets_comment": "More trees"})

    assert variants_of_answers() == {"streets_priorities": "standard", "streets_comment": "easy_read"}


# what is stored


def test_more_than_three_ticks_is_an_error_that_keeps_all_ticks(browser):
    page = open_page(browser, PRIORITIES)
    all_four = ["buses", "lights", "trees", "benches"]

    refused = page.submit({"q_streets_priorities": all_four})

    assert refused.status == 422
    assert refused.title.startswith("Error: ")
    assert refused.errors == ["Choose 3 answers or fewer. You chose 4."]
    assert refused.ticked == all_four
    assert count(Answer) == 0


def test_blank_is_not_the_same_as_not_shown(browser):
    page = open_page(browser, PRIORITIES)

    page.submit()

    assert set(variants_of_answers()) == {"streets_priorities"}
    assert count(AnswerChoice) == 0


def test_an_answer_can_be_taken_back(browser):
    page = open_page(browser, PRIORITIES)
    page.submit({"q_streets_priorities": ["buses"]})

    page.submit()

    assert saved_choices() == []
    assert count(Answer) == 1


@pytest.mark.parametrize(
    ("answer", "stored"),
    [
        pytest.param(None, {}, id="not asked"),
        pytest.param({}, {"age_band": None}, id="left blank"),
        pytest.param({"q_age_band": "prefer_not_to_say"}, {"age_band": "prefer_not_to_say"}, id="prefer not to say"),
    ],
)
def test_not_asked_blank_and_prefer_not_to_say_are_three_things(browser, answer, stored):
    page = open_page(browser, AGE)

    if answer is not None:
        page.submit(answer)

    assert profile_choices() == stored


def test_a_draft_is_not_sent(browser):
    page = open_page(browser, COMMENT)

    page.submit({"q_streets_comment": "Not sent"})

    response = db.session.scalars(select(Response)).one()
    assert response.submitted_at is None and response.reference is None


@pytest.mark.parametrize("fill", [{}, {"q_streets_comment": "  "}])
def test_send_with_nothing_answered_is_refused_in_words(browser, fill):
    page = open_page(browser, COMMENT)
    page.submit(fill)

    refused = browser.get(f"{draft_of(page)}/send").submit()

    assert refused.status == 422
    assert refused.errors == ["Answer at least one question before you send"]
    assert count(Response, submitted_at=None) == 1


def test_one_answer_about_you_is_enough_to_send(browser):
    page = open_page(browser, AGE)

    receipt = page.submit({"q_age_band": "prefer_not_to_say"}).submit()

    assert receipt.path.endswith("/sent")


@pytest.mark.parametrize("page", ["sections", COMMENT, PRIORITIES, AGE, "check", "about-you", "send", "sent"])
def test_once_sent_no_page_shows_an_answer(browser, page):
    comment = open_page(browser, COMMENT)
    comment.submit({"q_streets_comment": "Between you and me"})
    browser.get(f"{draft_of(comment)}/{PRIORITIES}").submit({"q_streets_priorities": ["lights"]})
    browser.get(f"{draft_of(comment)}/send").submit()

    shown = browser.get(f"{draft_of(comment)}/{page}")

    assert shown.path.endswith("/sent")
    assert "Between you and me" not in shown.html and "Street lights" not in shown.html


def test_a_receipt_is_no_page_before_sending(browser):
    page = open_page(browser, COMMENT)

    early = browser.get(f"{draft_of(page)}/sent")

    assert early.h1 == "Choose a section"


def test_a_second_start_in_the_same_browser_is_a_second_draft(browser):
    a_consultation()
    first = start(browser)
    browser.get(f"{draft_of(first)}/{COMMENT}").submit({"q_streets_comment": "Mine"})

    second = start(browser)

    assert draft_of(second) != draft_of(first)
    assert "Not provided" in browser.get(f"{draft_of(second)}/check").text
    assert browser.get(f"{draft_of(first)}/{COMMENT}").typed == "Mine"
    assert saved_texts() == ["Mine"]


def test_started_and_sent_are_kept_to_the_hour(browser):
    page = open_page(browser, COMMENT)
    page.submit({"q_streets_comment": "More trees"})
    browser.get(f"{draft_of(page)}/send").submit()

    response = db.session.scalars(select(Response)).one()

    assert response.started_at == response.submitted_at == NOW.replace(minute=0, second=0, microsecond=0)


def test_a_journey_stores_nothing_about_the_device(browser):
    """No address and no name of a browser in any column of any table."""
    agent = {"environ_base": {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Marker/1.0"}}
    page = open_page(browser, COMMENT)
    browser.post(page.path, {"q_streets_comment": "More trees", "end": "1"}, **agent)
    browser.post(page.path.replace(COMMENT, "send"), **agent)

    stored = [str(row) for table in db.metadata.sorted_tables for row in db.session.execute(table.select())]

    assert count(Response, submitted_at=None) == 0
    assert not [row for row in stored if "203.0.113" in row or "Marker" in row]
