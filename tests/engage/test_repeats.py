"""Bad input, section C of the catalogue (../shared/reference/security.md §6): repeats, navigation, time.

tests/test_requirements.py says which test holds which row.
"""

import datetime as dt
import json
import threading

import pytest
from sqlalchemy import func, select

from engage import create_app, results
from engage.extensions import db
from engage.models import Answer, Consultation, QuestionnaireVersion, Response
from engage.operations import consultations
from tests.builders import NOW, a_consultation, a_questionnaire, count
from tests.conftest import settings
from tests.journey import COMMENT, PRIORITIES, draft_of, open_page, saved_texts, set_clock, start
from tests.pages import Browser

HOUR = dt.timedelta(hours=1)
CLOSES_AT = dt.datetime(2026, 10, 28, tzinfo=dt.UTC)
RECEIPT = "Your answers have been sent"
CLOSED = "This consultation has closed"


def an_answered_draft(browser):
    """A draft with one comment, open at its Send page."""
    page = open_page(browser, COMMENT)
    page.submit({"q_streets_comment": "More trees"})
    return browser.get(page.path.replace(COMMENT, "send"))


def references():
    return list(db.session.scalars(select(Response.reference).where(Response.submitted_at.is_not(None))))


def test_pressing_send_twice_makes_one_response_and_shows_the_same_receipt(browser):
    """C1, C3, C17: a double click, a lost reply, a restart: the form is sent again."""
    page = an_answered_draft(browser)

    first = page.submit()
    second = page.submit()

    assert (first.status, second.status) == (200, 200)
    assert first.h1 == second.h1 == RECEIPT
    assert references()[0] in first.text and references()[0] in second.text
    assert len(references()) == 1


def test_after_a_restart_send_shows_the_receipt_of_what_had_arrived(app, database_url, browser):
    """C17: the server stops when the answers are stored and the reply is on its way; the browser tries again."""
    page = an_answered_draft(browser)
    cookie = browser.client.get_cookie("engage").value
    browser.client.post(page.path, data={"end": "1"})  # this reply is lost
    restarted = create_app(settings(database_url))
    again = restarted.test_client()
    again.set_cookie("engage", cookie)

    with restarted.app_context():
        receipt = Browser(again).post(page.path, {"end": "1"})
        db.session.remove()
        db.engine.dispose()

    assert receipt.h1 == RECEIPT
    [reference] = references()
    assert reference in receipt.text


def test_fifty_presses_of_send_at_once_make_one_response(app, browser):
    """C2: each in a thread of its own, with the same cookie, let go at the same moment."""
    page = an_answered_draft(browser)
    cookie = browser.client.get_cookie("engage").value
    together, receipts = threading.Barrier(50), []

    def press_send():
        client = app.test_client()
        client.set_cookie("engage", cookie)
        together.wait(timeout=60)
        reply = client.post(page.path, follow_redirects=True)
        receipts.append((reply.status_code, Browser(client).get(reply.request.path).text))

    threads = [threading.Thread(target=press_send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)

    assert len(receipts) == 50
    assert len(set(receipts)) == 1 and receipts[0][0] == 200
    [reference] = references()
    assert reference in receipts[0][1]


def test_back_change_and_send_again_is_one_response_with_a_revision(app, browser):
    """C5: after sending, Back leads to the receipt, and the return code to the answers."""
    page = open_page(browser, COMMENT)
    page.submit({"q_streets_comment": "More trees"})
    receipt = browser.get(page.path.replace(COMMENT, "send")).submit()
    back = browser.get(page.path)
    code = receipt.link("Get your return code").tree.find(".//bdi[@dir='ltr']").text

    copy = back.link("Enter your return code").submit({"code": code})
    updated = copy.link("Change Is there anything else about your streets?").submit({"q_streets_comment": "More bees"})

    assert back.h1 == RECEIPT
    assert "We have updated your answers" in updated.text
    assert saved_texts() == ["More bees"]
    assert [tuple(row) for row in db.session.execute(select(Response.reference, Response.revisions))] == [
        (references()[0], 1)
    ]


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_a_second_response_from_one_browser_is_asked_about_kept_and_marked(browser, variant):
    """C6: two tabs are two drafts; both count."""
    first = open_page(browser, COMMENT, variant)
    second = browser.get(f"{draft_of(start(browser, variant))}/{COMMENT}")
    first.submit({"q_streets_comment": "One"})
    second.submit({"q_streets_comment": "Two"})
    unasked = browser.get(second.path.replace(COMMENT, "send"))
    browser.get(first.path.replace(COMMENT, "send")).submit()

    asked = unasked.submit()
    receipt = asked.submit({"second": "yes"})

    assert 'name="second"' not in unasked.html
    assert asked.status == 422 and len(asked.errors) == 1
    assert asked.errors[0].startswith("You already sent a response from this page." if variant == "standard" else "You")
    assert len(references()) == 2 and references()[1] in receipt.text
    assert list(db.session.scalars(select(Response.is_second).order_by(Response.id))) == [False, True]
    taking = results.of(db.session.scalars(select(Consultation)).one()).taking
    assert (taking.submitted, taking.second) == (2, 1)


def test_another_consultation_is_no_second_response(browser):
    an_answered_draft(browser).submit()
    a_consultation("other-place", a_questionnaire(key="other_place"))
    draft = draft_of(start(browser, code="other-place"))
    browser.get(f"{draft}/{COMMENT}").submit({"q_streets_comment": "Elsewhere"})

    assert browser.get(f"{draft}/send").submit().h1 == RECEIPT
    assert list(db.session.scalars(select(Response.is_second))) == [False, False]


def test_the_receipt_can_be_opened_again_and_sends_nothing(browser):
    """C4: it stands behind a redirect, so there is nothing to resend."""
    receipt = an_answered_draft(browser).submit()

    again = browser.get(receipt.path)

    assert receipt.way[-1].endswith("/sent")
    assert again.text == receipt.text
    assert [form.get("action") for form in again.tree.iter("form")] == ["/market-place/en/standard/finish"]
    assert len(references()) == 1


def test_an_answer_that_arrives_after_sending_changes_nothing_and_is_shown(browser):
    """A page left open in another tab: 409, and the words can be copied."""
    page = open_page(browser, COMMENT)
    page.submit({"q_streets_comment": "Sent"})
    browser.get(page.path.replace(COMMENT, "send")).submit()

    refused = page.submit({"q_streets_comment": "Too late"})

    assert refused.status == 409
    assert refused.h1 == "You have already sent these answers"
    assert "Too late" in refused.text
    assert saved_texts() == ["Sent"]


@pytest.mark.parametrize("hours", [9, 21])
def test_a_form_that_was_left_open_for_hours_is_taken(app, browser, hours):
    """C7: nothing in a page runs out, in the 20 hours of WCAG 2.2.1 and beyond."""
    page = open_page(browser, COMMENT)

    set_clock(app, NOW + hours * HOUR)
    saved = page.submit({"q_streets_comment": "After a long lunch"})

    assert saved.status == 200
    assert saved_texts() == ["After a long lunch"]


def test_who_began_before_closing_can_finish_within_a_day(app, browser):
    """C8: the hour of sending says that it was late."""
    page = open_page(browser, COMMENT)

    set_clock(app, CLOSES_AT + 23 * HOUR)
    page.submit({"q_streets_comment": "Just in time"})
    receipt = browser.get(page.path.replace(COMMENT, "send")).submit()

    assert receipt.h1 == RECEIPT
    assert db.session.scalar(select(Response.submitted_at)) == CLOSES_AT + 23 * HOUR


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_after_the_day_of_grace_typed_words_are_shown_and_not_stored(app, browser, variant):
    """C8, C9."""
    page = open_page(browser, COMMENT, variant)

    set_clock(app, CLOSES_AT + 24 * HOUR)
    refused = page.submit({"q_streets_comment": "Far too late"})

    assert refused.status == 410
    assert refused.h1 == (CLOSED if variant == "standard" else "You cannot answer any more")
    assert "11:59pm on Tuesday 27 October 2026" in refused.text
    assert "Far too late" in refused.text
    assert saved_texts() == []


def test_ticks_are_not_shown_as_typed_words(app, browser):
    """C9: an option's key means nothing to the person who ticked it."""
    page = open_page(browser, PRIORITIES)

    set_clock(app, CLOSES_AT + 24 * HOUR)
    refused = page.submit({"q_streets_priorities": ["buses"]})

    assert refused.status == 410
    assert "buses" not in refused.text


@pytest.mark.parametrize("page", ["sections", COMMENT, "check", "about-you", "send"])
def test_after_the_day_of_grace_no_page_of_a_draft_invites_to_type(app, browser, page):
    """C9."""
    draft = draft_of(open_page(browser, COMMENT))

    set_clock(app, CLOSES_AT + 24 * HOUR)
    refused = browser.get(f"{draft}/{page}")

    assert (refused.status, refused.h1) == (410, CLOSED)


def test_a_receipt_outlives_the_consultation(app, browser):
    receipt = an_answered_draft(browser).submit()

    set_clock(app, CLOSES_AT + 400 * 24 * HOUR)
    again = browser.get(receipt.path)

    assert (again.status, again.h1) == (200, RECEIPT)


def test_nobody_begins_after_closing(app, browser):
    """C9: neither by opening the first page nor from one that was left open."""
    a_consultation()
    first = browser.get("/market-place")

    set_clock(app, CLOSES_AT)
    pressed, opened = first.submit(), browser.get("/market-place")

    assert (pressed.status, pressed.h1) == (410, CLOSED)
    assert (opened.status, opened.h1) == (410, CLOSED)
    assert count(Response) == 0


def test_nobody_begins_before_opening(browser):
    a_consultation(opens_at=NOW + HOUR)

    opened = browser.get("/market-place")
    pressed = browser.post("/market-place/en/standard/start")

    for page in (opened, pressed):
        assert (page.status, page.h1) == (403, "This consultation has not opened yet")
        assert "12:30pm on Wednesday 7 October 2026" in page.text
    assert count(Response) == 0


def test_a_clock_that_is_set_back_costs_nobody_their_answers(app, browser):
    """C10."""
    page = an_answered_draft(browser)

    set_clock(app, NOW - 2 * HOUR)
    receipt = page.submit()

    assert receipt.h1 == RECEIPT
    assert len(references()) == 1


@pytest.mark.parametrize(
    ("minutes_after_midnight", "status"),
    [pytest.param(30, 200, id="01:30 summer time"), pytest.param(90, 410, id="01:30 winter time")],
)
def test_half_past_one_comes_twice_and_closing_time_once(app, browser, minutes_after_midnight, status):
    """C11: 25 October 2026. Midnight UTC is 01:00 summer time; the clock goes back at 01:00 UTC."""
    midnight = dt.datetime(2026, 10, 25, tzinfo=dt.UTC)
    a_consultation(closes_at=midnight + HOUR)

    set_clock(app, midnight + dt.timedelta(minutes=minutes_after_midnight))
    page = browser.get("/market-place")

    assert page.status == status
    assert "1:59am on Sunday 25 October 2026" in page.text


def test_a_draft_is_finished_on_the_version_it_began_with(browser):
    """C12: a new version is published while somebody answers."""
    consultation = a_consultation()
    comment = browser.get(f"{draft_of(start(browser))}/{COMMENT}")
    changed = json.loads(a_questionnaire(version=2))
    del changed["sections"][0]["questions"][1]

    consultations.publish(consultation, json.dumps(changed), NOW)
    saved = comment.submit({"q_streets_comment": "To the old question"})
    receipt = browser.get(comment.path.replace(COMMENT, "send")).submit()
    other = Browser(browser.client.application.test_client())
    gone = other.get(f"{draft_of(start(other))}/{COMMENT}")

    assert saved.status == 200 and receipt.h1 == RECEIPT
    assert gone.status == 404
    versions = select(QuestionnaireVersion.number, func.count(Response.id)).join(Response).group_by("number")
    assert [tuple(row) for row in db.session.execute(versions.order_by("number"))] == [(1, 1), (2, 1)]


def test_a_page_that_must_be_answered_cannot_be_skipped_by_its_address(browser):
    """C13: Send leads back to it, and what was answered before is kept."""
    document = json.loads(a_questionnaire())
    document["sections"][1]["questions"][0]["required"] = True
    page = open_page(browser, COMMENT, document=json.dumps(document))
    page.submit({"q_streets_comment": "More trees"})

    back = browser.get(page.path.replace(COMMENT, "send")).submit()
    refused = back.submit()

    assert back.h1 == "Which matter most in your shops?"
    assert refused.errors == ["Choose one of the options"]
    assert references() == []
    assert saved_texts() == ["More trees"]


def test_without_cookies_the_whole_journey_works(app):
    """C15: the key goes on in the address, and every page says so."""
    a_consultation()
    browser = Browser(app.test_client(use_cookies=False))

    sections = start(browser)
    comment = sections.link("Your streets").submit({"q_streets_priorities": ["trees"]})
    sections = comment.submit({"q_streets_comment": "No cookies here"})
    receipt = sections.link("Check your answers").submit().submit({"wanted": "no"}).submit()

    assert "Do not share it" in comment.html
    assert receipt.h1 == RECEIPT
    assert saved_texts() == [None, "No cookies here"]


def test_without_cookies_a_foreign_browser_needs_the_whole_address(app):
    """C15."""
    a_consultation()
    sections = start(Browser(app.test_client(use_cookies=False)))
    draft, _sign, _key = draft_of(sections).partition("~")

    refused = Browser(app.test_client()).get(f"{draft}/sections")
    wrong = Browser(app.test_client()).get(f"{draft}~guess/sections")

    assert (refused.status, wrong.status) == (403, 403)


@pytest.mark.parametrize("page", ["sections", COMMENT, "check", "about-you", "send", "sent"])
def test_a_stranger_who_is_given_an_address_cannot_open_the_draft(app, browser, page):
    draft = draft_of(an_answered_draft(browser))
    stranger = Browser(app.test_client())
    a_consultation("other-place")
    start(stranger, code="other-place")

    refused = stranger.get(f"{draft}/{page}")

    assert (refused.status, refused.h1) == (403, "This page is not yours to open")
    assert "More trees" not in refused.html


def test_a_stranger_cannot_write_into_a_draft_and_keeps_their_words(app, browser):
    page = open_page(browser, COMMENT)

    refused = Browser(app.test_client()).post(page.path, {"q_streets_comment": "Not mine to give", "end": "1"})

    assert refused.status == 403
    assert "Not mine to give" in refused.text
    assert count(Answer) == 0


def test_a_draft_has_one_consultation(browser):
    """The address of a draft under another consultation's name is no page."""
    draft = draft_of(open_page(browser, COMMENT))
    a_consultation("other-place")

    page = browser.get(f"{draft.replace('market-place', 'other-place')}/sections")

    assert page.status == 404
