"""How results leave, in a browser: an officer signs in and prepares them, another person approves, the public reads."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from engage.extensions import db
from engage.models import Role
from tests.browser.checks import Inspection
from tests.builders import PASSWORD, a_codeframe, a_consultation, a_response, a_staff_user, many_responses
from tests.engage.releases.test_release_pages import TYPED
from tests.engage.test_codes import code_all, keys_of

OFFICER, READER = "officer@example.org", "reader@example.org"
DESK = "/staff/consultations/market-place/desk"


def fill():
    """Thirty people took part; what eleven wrote is read; the consultation has closed."""
    consultation = a_consultation()
    many_responses(consultation, 19, {"streets": ["buses"]}, {"age_band": "old"})
    for number in range(11):
        a_response(consultation, {"streets": ["trees"]}, {"streets": f"Trees {number}"}, {"age_band": "old"})
    a_staff_user(OFFICER, Role.ENGAGEMENT_OFFICER)
    reader = a_staff_user(READER, Role.ANALYST)
    codeframe = a_codeframe(consultation, reader, "Trees")
    code_all(codeframe, reader, *keys_of(codeframe))
    consultation.closes_at = consultation.opens_at + dt.timedelta(hours=1)
    db.session.commit()


@pytest.mark.parametrize("width", [320, 1280])
def test_results_go_from_sign_in_to_the_public_page(site, open_page, width):
    site.do(fill)
    officer, reader, public = open_page(width), open_page(width), open_page(width)
    look = Inspection()

    sign_in(officer, site, OFFICER)
    go(officer, "Releases: prepare, approve and publish results", "Releases")
    look(officer)
    go(officer, "Prepare a release", "Prepare")
    look(officer)
    press(officer, "Count and save", "There is a problem")
    look(officer)
    for name, words in TYPED.items():
        field = officer.locator(f"[name={name}]")
        field.first.check() if name == "mode" else field.fill(words)
    press(officer, "Count and save", "Release 1")
    look(officer)
    sign_in(reader, site, READER)
    go(reader, "Releases: prepare, approve and publish results", "Releases")
    go(reader, "Release 1", "Release 1")
    press(reader, "Approve these results", "Approved")
    officer.reload()
    press(officer, "Publish these results", "Published")
    look(officer)
    public.goto(f"{site.address}/market-place/en/standard/results")

    expect(public.get_by_role("main")).to_contain_text("Buses came first")
    expect(public.get_by_role("link", name="full-report")).not_to_have_count(0)
    look(public)


def sign_in(page, site, email):
    page.goto(f"{site.address}/staff/sign-in?next={DESK}")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in", "Desk: ")


def go(page, link, words):
    page.get_by_role("main").get_by_role("link", name=link).first.click()
    arrived(page, words)


def press(page, button, words):
    page.get_by_role("button", name=button).first.click()
    arrived(page, words)


def arrived(page, words):
    expect(page.get_by_role("main")).to_contain_text(words)
    page.wait_for_load_state()
