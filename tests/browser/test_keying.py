"""A batch of paper, keyed by keyboard alone: first, second, settled, closed. Keystrokes are counted."""

import datetime as dt

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from engage.extensions import db
from engage.extracts import paper as extracts
from engage.models import KeyedValue, PaperBatch, PaperForm, PaperLayout, Response, Role
from engage.operations import staff as accounts
from engage.operations.consultations import find_consultation
from engage.operations.paper import batches
from forms.paper import geometry
from tests.browser.checks import Inspection
from tests.browser.keyboard import Keyboard
from tests.browser.serving import CODE
from tests.builders import (
    PASSWORD,
    a_batch,
    a_consultation,
    a_questionnaire,
    a_staff_user,
    count,
    keyed,
    printed_serials,
)

N_FORMS, N_SAMPLE = 30, 20
#: the closed part of a standard form of Living Well, with nobody's help and no permission given
MOST_KEYS = 25
PEOPLE = ("one", "two", "three")


def now():
    return dt.datetime.now(dt.UTC)


class Clerk:
    """Somebody with a keyboard and no mouse, who counts what they press."""

    def __init__(self, page, site, name):
        self.page, self.site, self.n_keys = page, site, 0
        self.keyboard = Keyboard(page)
        page.goto(f"{site.address}/staff/sign-in")
        self.keyboard.tab_to("Email address")
        page.keyboard.type(f"{name}@example.org")
        self.keyboard.tab_to("Password")
        page.keyboard.type(PASSWORD)
        self.keyboard.press("Enter")

    def open(self, address):
        self.page.goto(f"{self.site.address}{address}")
        return self

    @property
    def focused(self):
        return self.page.evaluate("document.activeElement.name ?? ''")

    def key(self, keys):
        """Press these keys one after the other; wait for the page that the last one leads to."""
        for key in keys:
            self.page.keyboard.press(key)
            self.n_keys += 1
        return self

    def turn(self, keys):
        with self.page.expect_navigation():
            self.key(keys)
        return self


def prepare(site, n, consultation_code, shared=PEOPLE):
    """An open batch with this many printed forms, in which all these clerks may work; returns its address, serials."""

    def make():
        people = [a_staff_user(f"{name}@example.org", Role.DATA_ENTRY_CLERK, now=now()) for name in PEOPLE]
        officer = a_staff_user("officer@example.org", Role.ENGAGEMENT_OFFICER, now=now())
        consultation = find_consultation(consultation_code)
        batch = a_batch(consultation, people[0], n, now())
        for person in people[1:]:
            batches.share(batch, person.email, officer, now())
        return f"/staff/consultations/{consultation_code}/paper/batches/{batch.public_id}", printed_serials(
            consultation, n
        )

    return site.do(make)


@pytest.fixture
def market(site):
    """The small questionnaire beside Living Well, printed on two pages."""

    def make():
        closes_at = dt.datetime(2040, 1, 1, tzinfo=dt.UTC)
        a_consultation("market-place", a_questionnaire(), dt.datetime(2026, 1, 1, tzinfo=dt.UTC), closes_at, now())

    site.do(make)
    site.batch, site.serials = prepare(site, N_FORMS, "market-place")

    def lay_out():
        layout = db.session.scalars(select(PaperLayout)).one()
        pages = {1: ["streets_priorities", "streets_comment", "shops_priorities", "shops_comment"]}
        pages[2] = [
            "who.capacity",
            "who.helper",
            "who.organisation",
            "who.size",
            "who.area",
            "who.consents",
            "age_band",
        ]
        places = tuple(
            geometry.Place(field, geometry.Area(n, 20, 20, 100, 20)) for n, fields in pages.items() for field in fields
        )
        layout.n_pages = 2
        layout.geometry = geometry.to_document(
            geometry.Geometry(2, (), geometry.Area(1, 170, 20, 18, 18), (), (), places, receipt=places[0].area)
        )
        accounts.record(None, "laid_out", "paper_layout", "1", now())  # commits

    site.do(lay_out)
    return site


def test_thirty_forms_are_keyed_twice_settled_and_closed_by_keyboard(market, open_page):
    first, second, third = (Clerk(open_page(), market, name) for name in PEOPLE)
    key_first(first.open(market.batch), market)
    market.do(type_all_text)
    drawn = market.do(lambda: len(extracts.sample(closed_batch())))
    key_again(second, market, drawn, differs_at=0)
    # one field of 140 differs, 0.7%: the sample fails, and the other ten are keyed a second time too
    key_again(second, market, N_FORMS - drawn)
    settle(third.open(market.batch))
    first.open(market.batch).keyboard.enter("Close the batch")

    assert drawn == N_SAMPLE
    assert "Closed at" in first.page.locator("main").inner_text()
    batch, n_responses = market.do(lambda: (closed_batch(), count(Response)))
    assert (batch.n_compared, batch.n_differing, batch.n_wrong) == (7 * N_FORMS, 1, 0)
    assert n_responses == N_FORMS
    # 9 digits and Enter; then 5 keys, or 6 where four boxes are ticked; then 2
    assert first.n_keys == N_FORMS * (10 + 2) + 24 * 5 + 6 * 6


def first_page(is_over):
    return ["1", "2", "3", "4", "Enter", "0"] if is_over else ["1", "2", "Enter", "3", "Enter"]


def key_first(clerk, market):
    for number, serial in enumerate(market.serials):
        assert clerk.focused == "q_serial"
        clerk.turn([*serial, "Enter"])
        clerk.turn(first_page(number % 5 == 0))
        clerk.turn(["1", "."])


def key_again(clerk, market, n, differs_at=None):
    clerk.open(market.batch).keyboard.enter(f"Key a second time: {n} forms wait")
    for place in range(n):
        clerk.turn(first_page(market.do(lambda: is_over_ticked(clerk.page.url))))
        clerk.turn(["1", "0", "0", "0", "2" if place == differs_at else "0"])
        if place < n - 1:
            assert "a second time" in clerk.page.evaluate("document.activeElement.innerText")
            clerk.turn(["Enter"])


def settle(clerk):
    clerk.keyboard.enter("See what differs").enter("Decide")
    clerk.keyboard.tab_to("First keying")
    clerk.key(["Space"])
    clerk.keyboard.tab_to("What you see on the page")
    clerk.page.keyboard.type("The box is empty")
    clerk.keyboard.press("Enter")


def type_all_text():
    """The pass of free text is not what this test is about."""
    clerk = accounts.find_active("two@example.org")
    for form in db.session.scalars(select(PaperForm).order_by(PaperForm.id)).all():
        keyed(form, clerk, {}, "text", now())


def is_over_ticked(url):
    """What lies on the paper in front of the clerk: every fifth form has four ticks."""
    assert "/forms/" in url, url
    form = db.session.scalars(select(PaperForm).filter_by(public_id=url.split("/forms/")[1].split("/")[0])).one()
    return (form.id - 1) % 5 == 0


def closed_batch():
    return db.session.scalars(select(PaperBatch)).one()


def test_a_standard_form_of_living_well_takes_at_most_25_keys(site, open_page):
    batch, serials = prepare(site, 1, CODE)
    clerk = Clerk(open_page(), site, "one").open(batch)
    clerk.turn([*serials[0], "Enter"])
    clerk.n_keys = 0

    for picks in ("137", "28b", "4c1", "569"):
        clerk.turn([*picks, "Enter"])
    clerk.turn(["1", "."])
    clerk.turn(["5", "1", "1", "2", "4", "1", "k"])

    assert clerk.page.locator("h1").inner_text() == "Batch Library 1"
    response = site.stored()[0]
    assert response.is_sent
    assert len([value for key, value in response.answers.items() if value]) == 11
    assert clerk.n_keys <= MOST_KEYS


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_for_clerks_have_no_fault(market, open_page, width):
    look = Inspection()
    clerk = Clerk(open_page(width), market, "one")
    for address in ("/staff/consultations/market-place/paper", market.batch, f"{market.batch}/custody"):
        clerk.open(address)
        look(clerk.page)
    clerk.open(market.batch).turn([*market.serials[0], "Enter"])
    look(clerk.page)
    clerk.key(["9"])
    assert "There is no 9 here. Codes: 1 2 3 4" in clerk.page.locator("[data-cue]").inner_text()
    clerk.key(["F2"])
    clerk.page.keyboard.type("in pencil")
    clerk.key(["Enter"])
    look(clerk.page)
    clerk.key(["1", "Enter", "2", "Backspace", "Backspace"])
    assert clerk.focused == "q_streets_priorities"
    clerk.open("/staff/consultations/market-place/paper/conversations/en/standard")
    look(clerk.page)


@pytest.mark.parametrize("width", [320, 1280])
def test_the_sheet_of_contact_details_has_no_fault(market, open_page, width):
    def enter():
        clerk, batch = accounts.find_active("one@example.org"), closed_batch()
        form = batches.add_printed(batch, market.serials[0], None, False, clerk, now())
        return keyed(form, clerk, {"who.consents": "2"}, now=now()).public_id

    form_id, look = market.do(enter), Inspection()
    clerk = Clerk(open_page(width), market, "one")
    clerk.open(f"/staff/consultations/market-place/paper/forms/{form_id}/contact")
    look(clerk.page)
    clerk.page.get_by_label("Name (optional)").fill("Sam Marsh")
    clerk.page.get_by_role("button", name="Save contact details").click()

    assert clerk.page.get_by_label("Name (optional)").input_value() == "Sam Marsh"
    look(clerk.page)


def test_who_is_signed_out_loses_nothing(market, open_page):
    """What could not be saved stays on the page, says so, and is sent after signing in again in the same tab."""
    clerk = Clerk(open_page(), market, "one").open(market.batch)
    clerk.turn([*market.serials[0], "Enter"])
    clerk.key(["1", "Enter"])
    expect(clerk.page.locator("[data-saved]").first).to_have_text("saved")
    cookies = clerk.page.context.cookies()
    clerk.page.context.clear_cookies()

    clerk.key(["3", "Enter"])

    banner = clerk.page.locator("[data-unsaved]")
    banner.get_by_role("link").wait_for()
    assert cookies
    assert "Not saved: 1. You are signed out." in banner.inner_text()
    banner.get_by_role("link").press("Enter")
    clerk.page.get_by_label("Email address").fill("one@example.org")
    clerk.page.get_by_label("Password").fill(PASSWORD)
    clerk.keyboard.press("Enter")
    expect(clerk.page.locator("[data-saved]")).to_have_text(["saved", "saved"])
    kept = market.do(lambda: [row.choices for row in db.session.scalars(select(KeyedValue).order_by(KeyedValue.id))])
    assert kept == [["buses"], ["banks"]]


def test_a_closed_tab_goes_on_at_the_first_question_without_a_key(market, open_page):
    clerk = Clerk(open_page(), market, "one").open(market.batch)
    clerk.turn([*market.serials[0], "Enter"])
    address = clerk.page.url.partition("?")[0]
    clerk.key(["1", "Enter"])
    expect(clerk.page.locator("[data-saved]").first).to_have_text("saved")

    clerk.page.goto(address)

    assert clerk.focused == "q_shops_priorities"
    assert clerk.page.locator("[name=q_streets_priorities]").input_value() == "1"
