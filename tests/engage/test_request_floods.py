"""The form for other formats takes no flood, keeps the same request once, and turns no real person away in silence."""

import datetime as dt

import pytest

from engage.extensions import db
from engage.models import FormatRequest
from engage.operations import outreach
from tests.builders import NOW, a_consultation
from tests.conftest import SECRET_KEY
from tests.engage.retention.runs import erase_due
from tests.journey import set_clock

WORDINGS = ("standard", "easy-read")
ASKED = {"topic": "paper", "q_details": "For my mother", "q_name": "Ania", "q_reach": "ania@example.org"}


@pytest.fixture(autouse=True)
def _low_ceiling(monkeypatch):
    monkeypatch.setattr(outreach, "MOST_AN_HOUR", 3)


def n_kept():
    return db.session.query(FormatRequest).count()


def ask(consultation, n, now=NOW):
    for number in range(n):
        outreach.ask(consultation, "paper", f"Request {number}", {"name": "", "reach": "me"}, SECRET_KEY, 90, now)


@pytest.mark.parametrize("wording", WORDINGS)
def test_above_the_ceiling_people_read_the_number_to_call_and_lose_no_word(browser, wording):
    ask(a_consultation(), 3)

    page = browser.get(f"/market-place/en/{wording}/formats").submit(ASKED)

    assert page.status == 429
    assert len(page.errors) == 1 and "01632 960 001" in page.errors[0]
    assert page.typed == "For my mother" and "ania@example.org" in page.html and page.ticked == ["paper"]
    assert n_kept() == 3


def test_without_a_telephone_they_are_told_when_to_send_again(app, browser):
    app.config["CONTACT_PHONE"] = ""
    ask(None, 3)

    page = browser.get("/contact").submit(ASKED)

    assert "Send it again in an hour" in page.errors[0]


def test_the_next_hour_and_another_consultation_are_open(app, browser):
    ask(a_consultation(), 3)

    elsewhere = browser.get("/contact").submit(ASKED)
    set_clock(app, NOW + dt.timedelta(hours=1))
    later = browser.get("/market-place/en/standard/formats").submit(ASKED)

    assert elsewhere.h1 == later.h1 == "We have your request"
    assert n_kept() == 5


@pytest.mark.parametrize("wording", WORDINGS)
def test_the_very_same_request_is_kept_once_and_the_person_is_told_how_to_get_more(browser, wording):
    a_consultation()
    page = browser.get(f"/market-place/en/{wording}/formats")
    page.submit(ASKED)

    again = page.submit(ASKED)

    assert again.status == 200 and again.h1 == "We have your request"
    assert ("say how many" if wording == "standard" else "Tell us how many") in again.text
    assert n_kept() == 1


@pytest.mark.parametrize("change", [{"q_name": "Bo"}, {"q_details": "For my father"}, {"topic": "braille"}])
def test_people_of_one_home_who_ask_alike_are_each_heard(browser, change):
    a_consultation()
    page = browser.get("/market-place/en/standard/formats")
    page.submit(ASKED)

    page.submit(ASKED | change)

    assert n_kept() == 2


def test_a_day_later_the_same_request_is_a_new_one(app, browser):
    page = browser.get("/contact")
    page.submit(ASKED)
    set_clock(app, NOW + dt.timedelta(days=1))

    page.submit(ASKED)

    assert n_kept() == 2


def test_what_tells_requests_apart_goes_with_the_address(app, browser):
    browser.get("/contact").submit(ASKED)
    kept = db.session.query(FormatRequest).one().fingerprint

    erase_due(NOW + dt.timedelta(days=365))

    assert len(kept) == 64
    assert db.session.query(FormatRequest).one().fingerprint is None
