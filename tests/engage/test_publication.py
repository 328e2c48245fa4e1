"""After publishing: staff say where the results are, the public reads it, and a code shows its own sections."""

import datetime as dt

import pytest

from engage.extensions import db
from engage.models import AuditEvent, Publication, Role
from engage.operations import consultations, reporting
from engage.operations import staff as accounts
from tests.builders import a_consultation, a_questionnaire, a_staff_user, translated
from tests.engage.test_returning import CLOSES_AT, a_sent_response, another, code_of, come_back
from tests.journey import set_clock

WORDINGS = ("standard", "easy-read")
ADDRESS = "/staff/consultations/market-place/results-published"
LINK = "https://www.example.org/market-place"
EASY = "Most people want buses. We will run more."
TEXTS = {"en": {"standard": "Buses came first.\nWe will run more.", "easy_read": EASY}}
TYPED = {
    "q_date": "31/3/2027", "q_link": LINK, "q_en_standard": TEXTS["en"]["standard"],
    "q_en_easy_read": TEXTS["en"]["easy_read"],
}  # fmt: skip
NOW = CLOSES_AT + dt.timedelta(days=100)


@pytest.fixture
def closed(app):
    consultation = a_consultation(document=translated(a_questionnaire(), "cy"))
    set_clock(app, NOW)
    return consultation


def publish(texts=TEXTS):
    consultation = consultations.find_consultation("market-place")
    day = dt.date(2027, 3, 31)
    actor = accounts.find_active("officer@example.org") or a_staff_user("officer@example.org")
    return reporting.record_results(consultation, day, LINK, texts, ["en", "cy"], actor, NOW)


@pytest.mark.parametrize("wording", WORDINGS)
def test_the_page_of_the_consultation_says_what_came_of_it(closed, browser, wording):
    publish()

    page = browser.get(f"/market-place/en/{wording}")

    assert page.status == 200
    assert page.h1 == ("What came of this consultation" if wording == "standard" else "What we found")
    assert ("Buses came first." if wording == "standard" else "Most people want buses.") in page.text
    assert "Wednesday 31 March 2027" in page.text
    assert LINK in [link.get("href") for link in page.tree.iter("a")]
    assert page.link("Ask").path.endswith("/formats")


def test_a_summary_is_shown_in_its_language_or_said_to_be_english(closed, browser):
    publish(TEXTS | {"cy": {"standard": "Bysiau oedd gyntaf.", "easy_read": "Mae pobl eisiau bysiau."}})
    welsh = browser.get("/market-place/cy/standard")
    publish()

    english = browser.get("/market-place/cy/standard")

    assert "Bysiau oedd gyntaf." in welsh.text and not [p for p in welsh.tree.iter("p") if p.get("lang")]
    marked = [p.text for p in english.tree.iter("p") if (p.get("lang"), p.get("dir")) == ("en", "ltr")]
    assert marked == ["Buses came first.", "We will run more."]
    assert "Saesneg" in english.text


@pytest.mark.parametrize("wording", WORDINGS)
def test_with_the_code_people_see_it_beside_the_sections_they_answered(app, browser, wording):
    a_sent_response(browser)
    set_clock(app, NOW)
    before = come_back(another(app), code_of(), f"/market-place/en/{wording}/come-back")
    publish()

    after = before.browser.get(before.path)

    lists = [" ".join(e.itertext()) for e in after.tree.find(".//main").iter("ul")]
    answered = next(words for words in lists if "Your streets" in words)
    assert "no results yet" in before.text or "not published yet" in before.text
    assert "Your shops" not in answered
    assert LINK in [link.get("href") for link in after.tree.iter("a")]


def test_an_officer_says_so_from_the_desk_corrects_it_and_takes_it_back(closed, staff, browser):
    desk = staff(Role.ENGAGEMENT_OFFICER).get("/staff/consultations/market-place/desk")
    page = desk.link("Say that results are published")

    done = page.submit(TYPED)
    again = done.link("Say that results are published")
    again.submit({"q_en_standard": "Trees came first."})
    shown = browser.get("/market-place/en/standard")
    again.browser.get(ADDRESS).submit(button="Take it back: results are not published")

    assert done.h1.startswith("Desk: ")
    assert again.typed == TEXTS["en"]["standard"] and 'value="31/3/2027"' in again.html
    assert "Trees came first." in shown.text
    assert db.session.query(Publication).count() == 0
    assert browser.get("/market-place/en/standard").h1 == "This consultation has closed"
    verbs = [event.verb for event in db.session.query(AuditEvent).order_by(AuditEvent.id)]
    assert [verb for verb in verbs if "_results" in verb] == ["recorded_results"] * 2 + ["took_back_results"]


@pytest.mark.parametrize(("change", "error"), [
    ({"q_date": "32/3/2027"}, "Enter the day with numbers, like 31/3/2027"),
    ({"q_date": "soon"}, "Enter the day with numbers, like 31/3/2027"),
    ({"q_link": "javascript:alert(1)"}, "Enter the whole address of the page, from https:// on"),
    ({"q_link": "//example.org"}, "Enter the whole address of the page, from https:// on"),
    ({"q_link": "https://"}, "Enter the whole address of the page, from https:// on"),
    ({"q_en_standard": " "}, "Write it in both wordings"),
    ({"q_cy_standard": "Bysiau."}, "Write it in both wordings"),
    ({"q_en_easy_read": "word " * 16}, f"This sentence is too long for Easy Read: {('word ' * 16).strip()}"),
])  # fmt: skip
def test_what_does_not_fit_is_refused_and_nothing_typed_is_lost(closed, staff, change, error):
    page = staff(Role.ADMINISTRATOR).get(ADDRESS)

    refused = page.submit(TYPED | change)

    assert (refused.status, refused.errors) == (422, [error])
    assert all(text.splitlines()[0].strip() in refused.html for text in (TYPED | change).values())
    assert db.session.query(Publication).count() == 0


def test_before_it_has_closed_there_are_no_results_to_publish(staff):
    a_consultation()
    page = staff(Role.ADMINISTRATOR).get(ADDRESS)

    refused = page.submit(TYPED)

    assert "It has not closed yet" in page.text
    assert refused.errors == ["Results are published after the consultation has closed"]
