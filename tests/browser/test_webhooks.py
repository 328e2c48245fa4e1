"""How a program comes to be told of consultations, in a browser: an administrator registers its address."""

import re

import pytest
from playwright.sync_api import expect

from engage.models import Role
from tests.browser.checks import Inspection
from tests.builders import PASSWORD, a_staff_user

ADMINISTRATOR = "administrator@example.org"
#: a number on the internet needs no look-up, and nothing is sent there: no worker runs
ADDRESS = "https://93.184.216.34/a-long-path-of-a-program-that-is-told/of-consultations-of-the-council/0123456789"


@pytest.mark.parametrize("width", [320, 1280])
def test_an_administrator_registers_an_address_and_asks_for_a_test(site, open_page, width):
    site.do(lambda: a_staff_user(ADMINISTRATOR, Role.ADMINISTRATOR))
    page, look = open_page(width), Inspection()
    main = page.get_by_role("main")

    def see(words):
        expect(main).to_contain_text(words)
        look(page)

    page.goto(f"{site.address}/staff/sign-in")
    page.get_by_label("Email address").fill(ADMINISTRATOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    main.get_by_role("link", name="Webhooks: tell other programs").click()
    see("No address is registered yet")
    main.get_by_role("button", name="Register an address").click()
    see("Address of the program")
    page.get_by_label("Address of the program").fill("https://127.0.0.1/hook")
    page.get_by_role("button", name="Register").click()
    see("127.0.0.1 leads into a private network")
    page.get_by_label("Address of the program").fill(ADDRESS)
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_label("Secret")).to_have_value(re.compile("^whsec_.{44}$"))
    see("It is shown this once")
    main.get_by_role("link", name="Go on: send a test").click()
    see("Nothing was sent yet")
    page.get_by_role("button", name="Send a test").click()
    expect(main.get_by_role("row", name="Test")).to_contain_text("Waits")
    look(page)
    page.get_by_role("link", name="Webhooks: tell other programs").click()
    see(ADDRESS)
