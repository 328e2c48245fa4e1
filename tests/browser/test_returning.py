"""Coming back and leaving, in a browser: what the next person at a shared computer sees, and a tablet in a library."""

import pytest

from tests.browser.checks import check_axe, check_fits, check_structure
from tests.browser.journey import Resident

TEXT = "My mum waited three weeks.\nThen nobody called."
LATER = {"standard": "Save and come back later", "easy_read": "Stop for now. Come back later."}
FINISH = {"standard": "Finish and clear this computer", "easy_read": "Finish. Clear this computer."}
OPEN = "Open my answers"


def code_on(page):
    return page.locator(".app-code").inner_text()


def enter(page, site, code, variant="standard"):
    page.goto(f"{site.start_page(variant)}/come-back")
    page.locator("#code").fill(code)
    page.get_by_role("button", name=OPEN).click()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no_scripts"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("variant", ["standard", "easy_read"])
def test_leave_come_back_elsewhere_send_look_change_and_withdraw(site, open_page, variant, width, javascript):
    """Every page of the way is looked at: it fits, and axe (or, without scripts, the structure) finds nothing."""

    def look(page):
        check_fits(page)
        (check_axe if javascript else check_structure)(page)

    library = Resident(open_page(width, javascript), site, variant, look).start().choose_section("start_well")
    library.press_continue().write(TEXT)
    library.page.get_by_role("button", name=LATER[variant]).click()
    code = code_on(library.arrive().page)
    library.page.get_by_role("button", name=FINISH[variant]).click()
    library.arrive()

    home = Resident(open_page(width, javascript), site, variant, look)
    enter(home.page, site, "0000 0000 0000 0000 0000 0001", variant)
    assert len(home.arrive().errors) == 1
    enter(home.page, site, code.lower(), variant)
    home.arrive().go_to_send().send()
    enter(home.page, site, code, variant)
    assert "nobody called" in home.arrive().page.content()
    home.change("start_well_comment").write("Twice").page.locator(".app-question button[type=submit]").click()
    assert home.arrive().page.locator(".govuk-notification-banner").is_visible()
    home.page.locator("a[href$='/withdraw']").click()
    home.arrive().page.locator("main form button").click()
    home.arrive()

    assert home.page.url.endswith("/withdrawn")
    (response,) = site.stored()
    assert response.answers == {}


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no_scripts"])
@pytest.mark.parametrize("is_sent", [True, False], ids=["sent", "draft"])
def test_back_after_finish_shows_nothing_of_the_person_before(
    site, open_page, open_page_that_keeps_pages, is_sent, javascript
):
    """G1, with the store of whole pages that people's Chromium has for Back, and without."""
    for page in (open_page(javascript=javascript), open_page_that_keeps_pages(javascript)):
        resident = Resident(page, site).start().answer_section("start_well", 3, TEXT)
        if is_sent:
            resident.go_to_send().send()
        else:
            page.get_by_role("link", name=LATER["standard"]).click()
        page.get_by_role("button", name=FINISH["standard"]).click()
        resident.arrive()
        assert resident.heading == "This computer is clear"
        assert page.context.cookies() == []

        for _ in range(4):
            page.go_back(wait_until="load")
            assert "nobody called" not in page.content()
            assert page.locator("input:checked, textarea, .app-code, .app-reference").count() == 0


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no_scripts"])
def test_back_after_looking_at_what_was_sent_and_finish_shows_nothing(site, open_page_that_keeps_pages, javascript):
    page = open_page_that_keeps_pages(javascript)
    resident = Resident(page, site).start().answer_section("start_well", 3, TEXT).go_to_send().send()
    page.get_by_role("link", name="Get your return code").click()
    code = code_on(page)
    enter(page, site, code)
    page.wait_for_load_state()
    assert "nobody called" in page.content()

    page.get_by_role("button", name=FINISH["standard"]).click()
    resident.arrive()

    for _ in range(6):
        page.go_back(wait_until="load")
        assert "nobody called" not in page.content()
        assert code not in page.content()


def test_a_kiosk_asks_after_five_minutes_and_starts_again_a_minute_later(site, open_page):
    page = open_page()
    page.clock.install()
    page.goto(f"{site.address}/living-well/kiosk")
    resident = Resident(page, site).press("start").answer_section("start_well", 2, TEXT)
    dialog = page.locator("dialog")

    page.clock.fast_forward("04:59")
    assert not dialog.is_visible()
    page.clock.fast_forward("00:02")
    assert dialog.is_visible()
    check_axe(page)
    page.get_by_role("button", name="Yes, go on").click()
    assert not dialog.is_visible()
    page.clock.fast_forward("04:59")
    assert not dialog.is_visible()
    page.clock.fast_forward("00:02")
    page.clock.fast_forward("01:01")
    page.wait_for_url("**/living-well")

    assert resident.heading == "Living well in Sefton"
    page.go_back()
    assert resident.heading != "Choose a section"
    assert "nobody called" not in page.content()


def test_a_touch_on_a_kiosk_begins_the_five_minutes_anew(site, open_page):
    page = open_page()
    page.clock.install()
    page.goto(f"{site.address}/living-well/kiosk")
    Resident(page, site).press("start").choose_section("start_well")

    for _ in range(3):
        page.clock.fast_forward("04:00")
        page.keyboard.press("Tab")

    assert not page.locator("dialog").is_visible()


def test_a_kiosk_without_scripts_has_its_button(site, open_page):
    page = open_page(javascript=False)
    page.goto(f"{site.address}/living-well/kiosk")
    resident = Resident(page, site).press("start").answer_section("start_well", 2, TEXT).go_to_send().send()

    page.get_by_role("button", name="Start again for the next person").click()

    assert resident.arrive().heading == "Living well in Sefton"


def test_printing_what_was_sent_leaves_out_what_is_only_for_the_screen(site, open_page):
    page = open_page()
    Resident(page, site).start().answer_section("start_well", 3, TEXT).go_to_send().send()
    page.get_by_role("link", name="Get your return code").click()
    enter(page, site, code_on(page))

    page.emulate_media(media="print")

    assert page.get_by_text("nobody called").is_visible()
    assert not page.get_by_role("link", name="Withdraw what you sent").is_visible()
    assert not page.get_by_role("button", name=FINISH["standard"]).is_visible()
