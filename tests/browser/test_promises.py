"""From the desk of an officer to what everybody reads, in a browser: a promise is written, answered and published."""

import datetime as dt

from playwright.sync_api import expect

from engage.extensions import db
from engage.models import Role
from engage.operations.consultations import find_consultation
from tests.browser.checks import Inspection, check_axe, check_fits
from tests.browser.serving import CODE
from tests.builders import PASSWORD, a_response, a_staff_user

EMAIL = "officer@example.org"
PLAN = f"/staff/consultations/{CODE}/delivery"


def heading(page, words):
    """Wait for the page with this heading, and look at it once in each state."""
    expect(page.locator("h1")).to_contain_text(words)
    page.wait_for_load_state()


def test_an_officer_publishes_a_promise_and_a_resident_opens_where_it_comes_from(site, open_page):
    section = site.questionnaire.sections[0]

    def fill():
        a_staff_user(EMAIL, Role.ENGAGEMENT_OFFICER)
        consultation = find_consultation(CODE)
        for _number in range(12):
            a_response(consultation, {section.key: [section.questions[0].options[0].key]})
        consultation.closes_at = consultation.opens_at + dt.timedelta(hours=1)
        db.session.commit()

    site.do(fill)
    page, look = open_page(320), Inspection()
    page.goto(f"{site.address}/staff/sign-in")
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    heading(page, "Your desk")
    page.get_by_role("link", name="You said, we did").first.click()
    heading(page, "You said, we did")
    look(page)
    page.get_by_role("link", name="Write a recommendation").click()
    heading(page, "Write a recommendation")
    page.get_by_role("button", name="Save").click()
    heading(page, "Write a recommendation")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page)
    page.get_by_label("Words for the public (English)").fill("People asked for more of this.")
    page.get_by_label("The same in Easy Read (English)").fill("People want more.")
    page.get_by_role("button", name="Save").click()
    heading(page, "Recommendation 1")
    page.get_by_label("Add a figure").select_option(index=1)
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("table")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Publish it").click()
    expect(page.get_by_role("link", name="See the public page")).to_be_visible()
    page.get_by_role("link", name="See the public page").click()
    heading(page, "You said, we did")
    page.locator("summary").first.click()
    expect(page.get_by_role("cell", name="10").first).to_be_visible()
    check_axe(page)
    check_fits(page)
    page.get_by_role("link", name="Easy Read").first.click()
    heading(page, "What we did")
    page.locator("summary").first.click()
    check_axe(page)
    check_fits(page)
