"""Two wordings in four languages on a telephone and on a desk: nothing that axe finds, nothing that does not fit."""

import pytest

from tests.browser.checks import Inspection

WIDTHS = (320, 1280)
TICKED = "() => [...document.querySelectorAll('input:checked')].map(box => box.value)"


def sides(page, first, second):
    """The left edges of two elements."""
    return [page.locator(selector).first.bounding_box()["x"] for selector in (first, second)]


class Visitor:
    """Goes by the structure of pages, not by their words, and looks at each."""

    def __init__(self, page, look):
        self.page, self.look = page, look

    def arrive(self):
        """Every page is looked at in both widths."""
        self.page.wait_for_load_state()
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.look.seen.clear()
            self.look(self.page)

    def open(self, address):
        self.page.goto(address)
        self.arrive()

    def go_on(self):
        self.page.locator("main form button[type=submit]").last.click()
        self.arrive()

    def tick(self, n):
        for number in range(n):
            self.page.locator("main input[type=checkbox]").nth(number).check()


@pytest.mark.parametrize("locale", ["en", "cy", "pl", "ar"])
@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_the_key_pages_in_every_language(site, open_page, locale, variant):
    """Requirements 3, 5 and 12: start, sections, top three clean and wrong, free text, check, receipt."""
    page = open_page()
    visitor = Visitor(page, Inspection())

    visitor.open(f"{site.address}/living-well/{locale}/{variant}")
    visitor.go_on()
    base = page.url.removesuffix("/sections")
    visitor.open(f"{base}/answer/start_well/start_well_priorities")
    visitor.tick(4)
    visitor.go_on()
    assert page.locator(".govuk-error-summary a").count() == 1
    assert len(page.evaluate(TICKED)) == 4
    page.locator("main input[type=checkbox]").first.uncheck()
    visitor.go_on()
    page.locator("textarea").fill("Więcej autobusów. المزيد من الحافلات")
    page.locator("main form button[type=submit]").last.click()
    visitor.open(f"{base}/check")
    page.goto(f"{base}/send")
    visitor.go_on()

    assert page.locator(".app-reference").count() == 1
    assert page.locator("html").get_attribute("lang") == locale
    assert page.locator("html").get_attribute("dir") == ("rtl" if locale == "ar" else "ltr")
    assert site.stored()[0].is_sent


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no_scripts"])
def test_the_language_changes_with_a_press_and_nothing_typed_is_lost(site, open_page, javascript):
    """Requirements 4 and 16: text that was not saved yet goes along, with scripts and without."""
    page = open_page(javascript=javascript)
    page.goto(site.start_page())
    page.locator("main form button").click()
    base = page.url.removesuffix("/sections")
    page.goto(f"{base}/answer/live_well/live_well_comment")
    page.locator("textarea").fill("A long wait.")

    page.get_by_role("navigation", name="Languages").get_by_role("button", name="العربية").click()

    assert "/ar/" in page.url
    assert page.locator("textarea").input_value() == "A long wait."
    page.get_by_role("navigation", name="اللغات").get_by_role("button", name="English").click()
    assert page.locator("textarea").input_value() == "A long wait."


def test_enter_in_a_box_goes_on_and_does_not_change_the_language(site, open_page):
    """The first button of a form is the one that Enter presses."""
    page = open_page()
    page.goto(site.start_page())
    page.locator("main form button").click()
    page.goto(f"{page.url.removesuffix('/sections')}/answer/start_well/start_well_priorities")
    page.locator("main input[type=checkbox]").first.focus()

    page.keyboard.press("Enter")

    page.wait_for_url("**/start_well_comment")
    assert "/en/" in page.url


@pytest.mark.parametrize("width", WIDTHS)
def test_arabic_is_mirrored(site, open_page, width):
    """Requirement 28: box, then picture, then words, from the right; the arrow of Start points left."""
    page = open_page(width)
    page.goto(f"{site.address}/living-well/ar/easy-read")
    arrow = page.locator(".govuk-button__start-icon")
    assert arrow.evaluate("e => getComputedStyle(e).transform") == "matrix(-1, 0, 0, 1, 0, 0)"
    picture, words = sides(page, ".app-rows img", ".app-rows p")
    assert picture > words
    page.locator("main form button").click()
    page.goto(f"{page.url.removesuffix('/sections')}/answer/start_well/start_well_priorities")

    box, picture = sides(page, ".govuk-checkboxes__input", ".govuk-checkboxes__label img")
    _picture, words = sides(page, ".govuk-checkboxes__label img", ".govuk-checkboxes__label span")

    assert box > picture > words
    assert page.evaluate("() => getComputedStyle(document.body).direction") == "rtl"


def test_a_reader_of_arabic_gets_numbers_and_addresses_as_they_are_written(site, open_page):
    """Numbers, e-mail addresses and references stand apart in <bdi>, so that their parts are not turned round."""
    page = open_page()
    page.goto(f"{site.address}/living-well/ar/standard")

    isolated = page.locator("footer bdi").all_inner_texts()

    assert isolated == ["01632 960 001", "talk@example.org", "999", "111", "116 123", "85258"]
