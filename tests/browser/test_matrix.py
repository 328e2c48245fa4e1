"""Every kind of resident page in 2 wordings and 4 languages, narrow and wide, clean and with mistakes.

One person walks past every page once; each page is looked at in both widths. 320 px is what 1280 px are at 400% zoom.
"""

import pytest

from tests.browser.checks import check_fits, check_structure
from tests.browser.keyboard import Keyboard
from tests.browser.matrix import Walk
from tests.browser.sight import look_closely

N_PAGES = 34
#: every link, button and field that Tab should come to, once each; of a group of radio buttons, one
STOPS = """() => {
    const groups = new Set()
    return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), textarea, select, [tabindex="0"]')]
        .filter(e => e.checkVisibility() && !e.disabled && e.tabIndex >= 0)
        .filter(e => e.type != 'radio' || (!groups.has(e.name) && groups.add(e.name))).length
}"""
#: after the last stop the focus leaves the page, or begins anew
IS_OUT = "[document.body, document.querySelector('.govuk-skip-link')].includes(document.activeElement)"


@pytest.mark.parametrize("locale", ["en", "cy", "pl", "ar"])
@pytest.mark.parametrize("wording", ["standard", "easy-read"])
def test_every_page_in_every_wording_and_language(site, open_page, locale, wording):
    def look(name, page):
        assert page.locator(".govuk-error-summary").count() == name.endswith("-wrong"), name
        look_closely(page)

    page = open_page()

    names = Walk(page, site, locale, wording, look).whole()

    assert len(names) == len(set(names)) == N_PAGES
    assert page.locator("html").get_attribute("dir") == ("rtl" if locale == "ar" else "ltr")


@pytest.mark.parametrize(("locale", "wording"), [("en", "standard"), ("ar", "easy-read")])
def test_every_page_without_scripts(site, open_page, locale, wording):
    """Requirement 4: the same walk, and the checks of every fetched page on what the browser has."""

    def look(name, page):
        check_fits(page)
        check_structure(page)

    names = Walk(open_page(320, javascript=False), site, locale, wording, look).whole()

    assert len(names) == N_PAGES


@pytest.mark.parametrize(("locale", "wording"), [("en", "standard"), ("ar", "easy-read")])
def test_tab_comes_to_everything_that_can_be_used_in_its_order_and_out_again(site, open_page, locale, wording):
    """Requirement 6: each stop can be seen, nothing covers it, the skip link is the first, and none is a trap."""

    def look(name, page):
        if "wrong" in name:  # focus begins on the summary: tests/browser/test_keyboard.py
            return
        n_stops = page.evaluate(STOPS)
        keyboard = Keyboard(page)
        for _ in range(n_stops):
            keyboard.tab()
        assert len(keyboard.stops) == n_stops, f"{name}: {keyboard.stops}"
        assert page.evaluate("document.querySelector('.govuk-skip-link').innerText") == keyboard.stops[0], name
        page.keyboard.press("Tab")
        assert page.evaluate(IS_OUT), name

    Walk(open_page(), site, locale, wording, look).whole()
