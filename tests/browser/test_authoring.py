"""An author in a browser: the keyboard reorders, the page saves by itself, undo brings back; with axe on each page."""

import pytest
from playwright.sync_api import expect

from engage.models import Role
from engage.operations.authoring import drafts
from engage.operations.consultations import find_consultation
from tests.browser.checks import Inspection
from tests.browser.serving import CODE
from tests.builders import NOW, PASSWORD, a_staff_user

EMAIL = "officer@example.org"
EVERY_MILLISECONDS = 20_000
LONG = "Is there anything more that you would like to tell us about how young children start well?"


@pytest.fixture
def drafted(site):
    def fill():
        author = a_staff_user(EMAIL, Role.ENGAGEMENT_OFFICER)
        drafts.start_draft(find_consultation(CODE), author, NOW)

    site.do(fill)
    return site


@pytest.mark.parametrize("width", [320, 1280])
def test_an_author_reorders_with_the_keyboard_and_is_saved_while_typing(drafted, open_page, width):
    page, look = open_page(width), Inspection()
    draft = f"{drafted.address}/staff/consultations/{CODE}/questionnaire"
    page.clock.install()
    page.goto(f"{drafted.address}/staff/sign-in")
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("h1")).to_have_text("Your desk")

    for path in ("", "/settings", "/preview/en/easy-read", "/checklist", "/files", "/bank", "/sections/start_well"):
        page.goto(f"{draft}{path}")
        look(page)

    page.goto(f"{draft}/sections/start_well/questions/start_well_comment")
    page.locator("#text-easy_read-en").fill(LONG)
    with page.expect_response(lambda reply: reply.request.method == "POST"):
        page.clock.run_for(EVERY_MILLISECONDS)
    expect(page.locator("[data-said]")).to_contain_text("Saved by itself")
    page.reload()
    expect(page.locator("#findings")).to_contain_text("Easy Read allows 15")
    look(page)

    page.goto(f"{draft}/sections/start_well/questions/start_well_priorities")
    page.get_by_role("button", name="Down").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#options-*")
    page.goto(draft)
    for _step in range(2):
        page.get_by_role("button", name="Undo the last change").click()
        expect(page.get_by_role("button", name="Do it again")).to_be_visible()
    expect(page.locator("main")).to_contain_text("To mend before publishing: 0")
