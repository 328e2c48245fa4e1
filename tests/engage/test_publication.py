"""After publishing: staff say where the results are, the public reads it, and a code shows its own sections."""

import datetime as dt

import pytest

from engage.extensions import db
from engage.models import Publication
from engage.operations import consultations
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
    """As a release does (tests/engage/releases)."""
    consultation = consultations.find_consultation("market-place")
    actor = accounts.find_active("officer@example.org") or a_staff_user("officer@example.org")
    day = dt.date(2027, 3, 31)
    found = db.session.get(Publication, consultation.id) or Publication(consultation_id=consultation.id)
    found.published_on, found.link, found.texts, found.made_at, found.made_by_id = day, LINK, texts, NOW, actor.id
    db.session.add(found)
    db.session.commit()


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
