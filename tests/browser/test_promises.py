"""A promise, in a browser: an officer writes it, another publishes it, and a resident comes to it from the receipt."""

import datetime as dt

from playwright.sync_api import expect

from engage import return_codes
from engage.extensions import db
from engage.models import Role
from engage.operations import responses
from engage.operations.consultations import find_consultation
from engage.operations.delivery import actions
from engage.publishing import newest_version
from tests.browser.checks import Inspection, check_axe, check_fits
from tests.browser.serving import CODE
from tests.builders import GRACE, PASSWORD, a_response, a_staff_user
from tests.engage.delivery.plans import WORDS

OFFICER, READER = "officer@example.org", "reader@example.org"
PLAN = f"/staff/consultations/{CODE}/delivery"


def heading(page, words):
    """Wait for the page with this heading, and look at it once in each state."""
    expect(page.locator("h1")).to_contain_text(words)
    page.wait_for_load_state()


def sign_in(page, site, email):
    page.goto(f"{site.address}/staff/sign-in")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    heading(page, "Your desk")


def fill(site):
    """Twelve people chose the first option of the first section, and the consultation has closed; the code of one."""
    section, officer = site.questionnaire.sections[0], a_staff_user(OFFICER, Role.ENGAGEMENT_OFFICER)
    a_staff_user(READER, Role.ANALYST)
    consultation, now = find_consultation(CODE), dt.datetime.now(dt.UTC)
    question, secret = section.questions[0], site.app.config["SECRET_KEY"]
    for _number in range(11):
        a_response(consultation, {section.key: [question.options[0].key]})
    version = newest_version(consultation)
    own = responses.start(consultation, version, "online", "standard", "en", now, "a key", secret)
    responses.save_answer(own, question, [question.options[0].key], "standard", "en", now, GRACE)
    responses.submit(own, now, GRACE)
    details = {"headline_action": "More of this", "owner_role": "Head of Health", "texts": WORDS}
    actions.plan(consultation, details, now.date() + dt.timedelta(days=60), officer, now)
    consultation.closes_at = consultation.opens_at + dt.timedelta(hours=1)
    db.session.commit()
    return return_codes.make(secret, own.public_id)


def write(page, site, look):
    """The officer writes it, rests it on a figure, and lets the action serve it."""
    sign_in(page, site, OFFICER)
    page.goto(f"{site.address}{PLAN}/")
    heading(page, "You said, we did")
    look(page)
    page.get_by_role("link", name="Write a recommendation").click()
    heading(page, "Write a recommendation")
    page.get_by_role("button", name="Save").click()
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
    page.goto(f"{site.address}{PLAN}/actions/1/edit")
    page.get_by_label("For which recommendation?").select_option(index=1)
    page.get_by_role("button", name="Save").click()
    heading(page, "Action 1")
    look(page)


def test_an_officer_writes_a_promise_another_publishes_it_and_a_resident_comes_to_it_with_the_code(site, open_page):
    code = site.do(lambda: fill(site))
    look = Inspection()
    write(open_page(320), site, look)

    reader = open_page(320)
    sign_in(reader, site, READER)
    reader.goto(f"{site.address}{PLAN}/recommendations/1")
    reader.get_by_role("button", name="Publish it").click()
    expect(reader.get_by_role("link", name="See the public page")).to_be_visible()

    home = open_page(320)
    home.goto(f"{site.start_page()}/come-back")
    home.locator("#code").fill(code)
    home.get_by_role("button", name="Open my answers").click()
    heading(home, "What you sent")
    home.get_by_role("link", name="See what came of the sections you answered").click()
    heading(home, "What came of the sections you answered")
    look(home)
    home.get_by_role("link", name="See what is done about it, by whom and by when").click()
    heading(home, "You said, we did: point 1")
    expect(home.get_by_role("cell", name="10").first).to_be_visible()
    expect(home.get_by_text("Head of Health")).to_be_visible()
    look(home)
    home.get_by_role("link", name="Easy Read").first.click()
    heading(home, "What we did: point 1")
    check_axe(home)
    check_fits(home)
