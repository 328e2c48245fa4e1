"""An analyst masks names by keyboard: M masks, L leaves, U undoes; every page fits and axe finds nothing."""

import pytest
from playwright.sync_api import expect

from engage.models import Role
from engage.operations.consultations import find_consultation
from tests.browser.checks import Inspection
from tests.browser.serving import CODE
from tests.browser.test_staff import EMAIL, Analyst
from tests.builders import a_response, a_staff_user

COMMENT = "Mr Plum mends the lights. Ring 07700 900123 or Mrs Wobble, and ask my son Barnaby"


@pytest.mark.parametrize("width", [320, 1280])
def test_names_by_keyboard(site, open_page, width):
    def fill():
        a_staff_user(EMAIL, Role.ANALYST)
        a_response(find_consultation(CODE), comments={"start_well": COMMENT})

    site.do(fill)
    analyst = Analyst(open_page(width), site, Inspection())
    analyst.open_sign_in().sign_in()
    page = analyst.page
    page.goto(f"{site.address}/staff/consultations/{CODE}/texts")
    analyst.arrive().press("Look at the names")

    expect(page.get_by_role("button", name="Mask “Plum”")).to_be_focused()
    page.keyboard.press("m")
    expect(page.get_by_role("button", name="Mask “Wobble”")).to_be_focused()
    analyst.arrive()
    page.keyboard.press("l")
    expect(page.get_by_role("button", name="Mask “Barnaby”")).to_be_focused()
    page.keyboard.press("u")
    expect(page.get_by_role("button", name="Mask “Wobble”")).to_be_focused()
    expect(page.locator(".app-quote")).to_contain_text("Mr [name] mends the lights. Ring [telephone number]")
    analyst.press("Mask these words")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_label("Why do you need it?").fill("To see who answers the phone")
    analyst.press("Show what was typed")
    expect(page.get_by_text("Ring 07700 900123")).to_be_visible()
