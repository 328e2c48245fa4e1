"""What the public reads: each line with its answer, dated while nothing is decided, and where it comes from."""

import datetime as dt
from xml.etree import ElementTree

import pytest

from engage.extensions import db
from engage.models import Consultation, Evidence
from engage.operations.delivery import actions, recommendations
from engage.operations.staff import find_active
from tests.builders import a_consultation, a_questionnaire, a_response, a_staff_user, translated
from tests.engage.delivery.plans import DONE, REASON, a_recommendation, an_action, published
from tests.engage.test_returning import CLOSES_AT, a_sent_response, another, code_of, come_back
from tests.journey import set_clock

AFTER = CLOSES_AT + dt.timedelta(days=30)
WORDINGS = ("standard", "easy-read")
LANGUAGES = ("en", "cy", "pl", "ar")


@pytest.fixture
def line(app):
    """A public recommendation after closing; nine of twelve want buses, all online."""
    consultation = a_consultation(document=translated(a_questionnaire(), "cy", "pl", "ar"))
    for number in range(12):
        a_response(consultation, {"streets": ["buses"] if number < 9 else ["lights"], "shops": ["banks"]})
    set_clock(app, AFTER)
    return published(a_recommendation(consultation, a_staff_user(), now=AFTER), AFTER)


def answered(line, said="no", texts=REASON):
    actor = find_active("officer@example.org")
    recommendations.ask(line, "Borsetshire Buses", AFTER.date(), actor, AFTER)
    recommendations.answer(line, said, AFTER.date(), texts, actor, AFTER)


@pytest.mark.parametrize("wording", WORDINGS)
def test_before_a_decision_the_page_says_so_with_the_day(line, browser, wording):
    page = browser.get(f"/market-place/en/{wording}/what-we-did")

    assert page.h1 == ("You said, we did" if wording == "standard" else "What we did")
    assert ("People want more buses." if wording == "standard" else "People want buses.") in page.text
    assert ("Not decided yet, on Friday 27 November 2026." if wording == "standard" else "not decided yet") in page.text
    assert "No action" in page.text or "no plan" in page.text


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("locale", LANGUAGES)
def test_everybody_reads_the_answer_the_action_and_where_it_comes_from(line, browser, locale, wording):
    """Page.check() looks at the mark-up of each: direction, one sentence a row, a picture with each."""
    answered(line)
    actor = find_active("officer@example.org")
    late = an_action(line.consultation, actor, recommendation_id=line.id, due_on=dt.date(2026, 11, 1), now=AFTER)
    an_action(line.consultation, actor, recommendation_id=line.id, texts={}, headline_action="Secret", now=AFTER)
    actions.record_state(late, line.consultation, DONE, actor, AFTER)

    page = browser.get(f"/market-place/{locale}/{wording}/what-we-did/1")

    assert page.status == 200
    reason = REASON["en"]["standard" if wording == "standard" else "easy_read"]
    assert reason.split(".")[0] in page.text
    assert ("Two buses more." if wording == "standard" else "There are 2 more buses.") in page.text
    assert "Head of Transport" in page.text
    assert "Secret" not in page.text


def test_counts_by_channel_are_rounded_and_stay_as_they_were(line, browser):
    """9 of 12 is printed as 10 of 10; what comes later changes nothing on the page."""
    shown = browser.get("/market-place/en/standard/what-we-did/1")
    for _number in range(20):
        a_response(line.consultation, {"streets": ["buses"]}, now=CLOSES_AT - dt.timedelta(days=20))

    again = browser.get("/market-place/en/standard/what-we-did/1")

    assert [cell.text for cell in shown.tree.iter("td")] == ["10"] * 4
    assert again.text == shown.text


def test_what_is_not_published_is_not_there(line, browser):
    """Its own page says from when to when it was there, and not what it said."""
    recommendations.take_back(line, find_active("officer@example.org"), AFTER)

    page = browser.get("/market-place/en/standard/what-we-did")
    own = browser.get("/market-place/en/standard/what-we-did/1")

    assert "Nothing has been decided yet, on Friday 27 November 2026." in page.text
    assert "buses" not in page.text + own.text
    assert own.status == 410
    assert "shown here from Friday 27 November 2026 to Friday 27 November 2026" in own.text
    assert browser.get("/market-place/en/standard/what-we-did/2").status == 404


@pytest.mark.parametrize("locale", LANGUAGES)
def test_what_is_not_shown_any_more_is_said_in_every_language(line, browser, locale):
    recommendations.take_back(line, find_active("officer@example.org"), AFTER)

    for wording in WORDINGS:
        assert browser.get(f"/market-place/{locale}/{wording}/what-we-did/1").status == 410


def test_each_point_opens_to_its_own_page(line, browser):
    page = browser.get("/market-place/en/standard/what-we-did").link("Where this comes from, and its history")

    assert page.h1 == "You said, we did: point 1"
    assert "This was published here." in page.text
    assert page.link("You said, we did").path.endswith("/what-we-did")


def test_other_words_are_published_again_and_the_history_says_so(line, browser):
    reworded = {"en": {"standard": "People want trams.", "easy_read": "Trams."}}
    recommendations.reword(line, reworded, "", find_active("officer@example.org"), AFTER)
    published(line, AFTER)

    text = browser.get("/market-place/en/standard/what-we-did/1").text

    assert "This was taken from here to change it." in text
    assert "This was published here with other words or figures." in text


@pytest.mark.parametrize(("said", "words"), [
    ("accepted", "accepted this on Friday 27 November 2026"), ("partly", "accepted a part of this"),
    ("no", "did not accept this"),
])  # fmt: skip
def test_each_answer_is_said_in_words(line, browser, said, words):
    answered(line, said, {} if said == "accepted" else REASON)

    assert words in browser.get("/market-place/en/standard/what-we-did").text


def test_who_did_not_answer_stands_in_the_history(line, browser):
    actor = find_active("officer@example.org")
    recommendations.ask(line, "Borsetshire Buses", AFTER.date(), actor, AFTER)
    recommendations.escalate(line, "The Board", AFTER.date(), actor, AFTER)

    text = browser.get("/market-place/en/standard/what-we-did/1").text.replace("\u2068", "").replace("\u2069", "")

    assert "Borsetshire Buses had not answered." in text
    assert "The Board was asked on Friday 27 November 2026." in text


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_feed_tells_of_each_point_with_the_day_of_its_last_change(line, browser, locale):
    """What somebody typed is text in it and no mark-up."""
    actor = find_active("officer@example.org")
    recommendations.reword(line, {"en": {"standard": "Fish & chips <b>5</b>", "easy_read": "Fish."}}, "", actor, AFTER)
    published(line, AFTER)
    later = AFTER + dt.timedelta(days=3)
    recommendations.ask(line, "Borsetshire Buses", later.date(), actor, later)

    reply = browser.client.get(f"/market-place/{locale}/standard/what-we-did.xml")

    feed = ElementTree.fromstring(reply.data)  # noqa: S314 - our own reply
    atom = "{http://www.w3.org/2005/Atom}"
    assert reply.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert feed.find(f"{atom}updated").text == later.isoformat()
    assert feed.find(f"{atom}entry/{atom}summary").text == "Fish & chips <b>5</b>"
    assert feed.find(f"{atom}entry/{atom}id").text.endswith(f"/market-place/{locale}/standard/what-we-did/1")


@pytest.mark.parametrize("wording", WORDINGS)
def test_the_page_of_the_consultation_leads_to_it(line, browser, wording):
    page = browser.get(f"/market-place/en/{wording}")

    found = page.link("See what was done about" if wording == "standard" else "See what we did")

    assert page.status == 410
    assert found.path.endswith("/what-we-did")


@pytest.mark.parametrize("wording", WORDINGS)
def test_with_the_code_people_see_the_points_about_their_sections(app, browser, wording):
    a_sent_response(browser)
    consultation = db.session.query(Consultation).one()
    set_clock(app, AFTER)
    actor = a_staff_user("officer@example.org")
    published(a_recommendation(consultation, actor), AFTER)

    other = a_recommendation(consultation, actor, evidence=("shops_priorities", "banks"))
    published(other, AFTER, {other.evidence[0].id: {"all": [10, 10]}}, ["en"])

    copy = come_back(another(app), code_of(), f"/market-place/en/{wording}/come-back")

    assert "Your streets: point 1" in copy.text
    assert "Your shops: point 2" not in copy.text
    assert copy.link("Your streets: point 1").path.endswith("/what-we-did/1")
    assert db.session.query(Evidence).count() == 2
