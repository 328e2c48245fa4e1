"""Changing the language, and what is the other way round in Arabic. How pages look in each: test_matrix.py."""

import pytest

WIDTHS = (320, 1280)


def sides(page, first, second):
    """The left edges of two elements."""
    return [page.locator(selector).first.bounding_box()["x"] for selector in (first, second)]


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
