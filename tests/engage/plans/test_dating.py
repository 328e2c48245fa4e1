"""Dates that the public knows change with a reason, words are corrected in a new version, and no answer is lost."""

import datetime as dt
import json

import pytest

from engage.errors import Closed, PlanRefused, Suspended
from engage.extensions import db
from engage.extracts import responses as extracts
from engage.models import QuestionnaireVersion, Response, Role, WordingFix
from engage.operations import responses
from engage.operations.authoring import drafts
from engage.operations.plans import dates, opening
from engage.publishing import newest_version, published
from forms import changes
from forms.authoring.document import read
from tests.builders import GRACE, NOW, a_batch, a_consultation, a_questionnaire, a_response, a_staff_user, count
from tests.engage.plans.prepared import HERE

PAGE = f"{HERE}/market-place/dates"
REASON = {"en": {"standard": "There is an election.", "easy_read": "There is an election."}}
WORDS = {"en_standard": "There is an election.", "en_easy_read": "There is an election."}
BUTTON = "Change it, and tell the public"


@pytest.fixture
def consultation(app):
    return a_consultation()


@pytest.fixture
def officer(app):
    return a_staff_user("officer@example.org", Role.ENGAGEMENT_OFFICER)


def test_while_it_is_suspended_nobody_answers_and_everybody_is_told_why(consultation, staff, browser):
    draft = browser.get("/market-place").submit()
    office = staff(Role.ENGAGEMENT_OFFICER)

    told = office.get(PAGE).submit({"kind": "suspended", "until_on": "20/10/2026"} | WORDS, BUTTON)
    start, easy = browser.get("/market-place"), browser.get("/market-place/en/easy-read")
    going_on, listed = browser.get(draft.path), browser.get("/")

    assert "It has been suspended since" in told.text
    assert start.h1 == "This consultation is paused"
    assert "There is an election." in start.text
    assert "We plan to take answers again on Tuesday 20 October 2026." in start.text
    assert easy.h1 == "You cannot answer now"
    assert (going_on.status, going_on.h1) == (403, "This consultation is paused")
    assert "Paused: nobody can answer at the moment" in listed.text
    again = office.get(PAGE).submit(button="Take answers again")
    assert "Taken up again at" in again.text
    assert browser.get(draft.path).status == 200
    assert "It was paused from" in browser.get("/market-place").text


def test_no_answer_is_taken_while_it_is_suspended(consultation, officer):
    draft = a_response(consultation, {"streets": ["buses"]}, submitted=False)
    dates.suspend(consultation, None, REASON, ("en",), officer, NOW)

    with pytest.raises(Suspended):
        responses.submit(draft, NOW, GRACE)
    with pytest.raises(Suspended):
        a_response(consultation)

    assert issubclass(Suspended, Closed)


def test_one_that_closed_while_it_was_suspended_is_extended_before_it_goes_on(consultation, officer):
    dates.suspend(consultation, None, REASON, ("en",), officer, NOW)

    with pytest.raises(PlanRefused, match="Extend it first"):
        dates.resume(consultation, officer, consultation.closes_at)


def test_closing_early_leaves_until_the_next_full_hour_and_says_why(consultation, officer, browser, app):
    dates.close_early(consultation, REASON, ("en",), officer, NOW)

    assert consultation.closes_at == NOW.replace(hour=11, minute=0)
    app.config["CLOCK"] = lambda: NOW + dt.timedelta(days=3)
    page = browser.get("/market-place")
    assert "It closed earlier than planned. It had been planned until 11:59pm on Tuesday 27 October 2026." in page.text
    assert "There is an election." in page.text


def test_paper_that_comes_after_closing_is_in_time_once_it_is_open_for_paper(consultation, officer, browser, app):
    late = consultation.closes_at + dt.timedelta(days=2)

    dates.reopen_for_paper(consultation, late.date(), REASON, ("en",), officer, late)

    assert consultation.last_paper_day == late.date()
    assert a_batch(consultation, officer, now=late).consultation.last_paper_day == late.date()
    app.config["CLOCK"] = lambda: late
    assert "We take forms on paper until" in browser.get("/market-place").text
    with pytest.raises(Closed):
        a_response(consultation, now=late)


@pytest.mark.parametrize(("typed", "words"), [
    ({}, "Choose what changes"),
    ({"kind": "extended", "until_on": "1/10/2026"} | WORDS,
     "An extension ends after the closing time that was announced, and after today."),
    ({"kind": "suspended", "until_on": "1/10/2026"} | WORDS,
     "This day has passed. Enter a later day, or leave it empty"),
    ({"kind": "paper_only", "until_on": "1/12/2026"} | WORDS, "It has not closed yet, so paper is in time anyway"),
    ({"kind": "suspended", "en_standard": "An election"}, "Write the reason: the public reads it"),
])  # fmt: skip
def test_a_change_that_cannot_be_is_said_at_its_field(consultation, staff, typed, words):
    page = staff(Role.ENGAGEMENT_OFFICER).get(PAGE).submit(typed, BUTTON)

    assert page.status == 422
    assert words in page.errors
    assert consultation.suspended_at is None


def a_draft_with(consultation, actor, was, now):
    """The questionnaire that is open, with these words in the place of those."""
    draft = drafts.start_draft(consultation, actor, NOW)
    document = json.loads(json.dumps(read(draft.document)).replace(was, now))
    return drafts.save_draft(draft, draft.version, document, actor, NOW).draft


def test_corrected_words_are_a_new_version_and_answers_to_both_are_counted_together(
    consultation, officer, staff, browser
):
    for _ in range(2):
        a_response(consultation, {"streets": ["buses"]})
    a_draft_with(consultation, officer, "Street lights", "Street lamps")

    page = staff(Role.ENGAGEMENT_OFFICER).get(f"{HERE}/market-place/wording")
    page.submit({"reason": "The council says lamps"})
    a_response(consultation, {"streets": ["buses", "lights"]})

    assert "Street [removed: lights] [added: lamps]" in page.text
    version = newest_version(consultation)
    assert (version.number, count(WordingFix), count(Response)) == (2, 1, 3)
    picks = extracts.picks(version.questionnaire_id)
    assert picks["option"].value_counts().to_dict() == {"buses": 3, "lights": 1}
    told = browser.get("/market-place").link("Who approved these questions")
    assert "Before: Street lights" in told.text
    assert "Now: Street lamps" in told.text


def test_a_question_that_is_taken_out_loses_no_answer_and_needs_the_panel(consultation, officer):
    a_response(consultation, {"shops": ["banks"]})
    draft = drafts.start_draft(consultation, officer, NOW)
    document = read(draft.document)
    document["sections"] = [one for one in document["sections"] if one["key"] != "shops"]
    drafts.save_draft(draft, draft.version, document, officer, NOW)

    with pytest.raises(PlanRefused, match="the panel has to approve them"):
        opening.fix_words(consultation, draft, "Not needed", (), officer, NOW)

    assert count(QuestionnaireVersion) == 1
    assert "banks" in published(newest_version(consultation).id).options["shops_priorities"]
    db.session.expire_all()
    assert len(extracts.picks(newest_version(consultation).questionnaire_id)) == 1


@pytest.mark.parametrize(("was", "now", "is_small"), [
    ("Street lights are on", "Street lamps are on", True),
    ("We beleive in parks", "We believe in parks", True),
    ("Do you support the plan?", "Do you not support the plan?", False),
    ("Choose up to 3", "Choose up to 5", False),
    ("Which parks do you like best", "What should the council do with its money", False),
])  # fmt: skip
def test_a_slip_of_the_pen_is_told_from_another_meaning(was, now, is_small):
    assert changes.is_small(was, now) is is_small


def test_words_that_changed_are_named_by_their_place_and_parts_that_went_by_their_key():
    before = a_questionnaire()
    after = before.replace('"Trees"', '"Big trees"').replace('"version": 1', '"version": 2')

    found = changes.compare(before, after)

    assert {change.path for change in found.words} == {"streets / streets priorities / trees"}
    assert found.structure == ()


def test_what_is_open_can_be_followed_as_a_feed_and_as_a_calendar(consultation, client):
    feed = client.get("/consultations.xml")
    calendar = client.get("/consultations.ics")

    assert feed.content_type == "application/atom+xml; charset=utf-8"
    assert "<title xml:lang=\"en\">The market place</title>" in feed.text
    lines = calendar.get_data(as_text=True).split("\r\n")
    assert calendar.content_type == "text/calendar; charset=utf-8"
    assert {"BEGIN:VCALENDAR", "SUMMARY:The market place", "DTEND:20261028T000000Z", "END:VCALENDAR"} <= set(lines)
    assert max(len(line.encode()) for line in lines) <= 75
