"""The pages beside the questionnaire in a browser: they fit, axe finds nothing, and errors are where they should be."""

import pytest

from tests.browser.checks import Inspection

WORDINGS = ("standard", "easy-read")
PAGES = ("accessibility", "privacy", "cookies", "contact", "contact/sent")


@pytest.fixture(params=[320, 1280])
def page(request, open_page):
    return open_page(request.param)


def visit(page, url):
    page.goto(url)
    page.wait_for_load_state()
    Inspection()(page)


def press_last(page):
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    Inspection()(page)


@pytest.mark.parametrize("wording", WORDINGS)
def test_pages_about_the_website_fit_and_are_accessible(site, page, wording):
    root = site.start_page("standard").partition("/living-well")[0]
    for name in PAGES:
        visit(page, f"{root}/{name}/en/{wording}")


@pytest.mark.parametrize("wording", WORDINGS)
def test_who_is_answering_and_asking_for_a_format_fit_and_are_accessible_with_errors(site, page, wording):
    start = site.start_page(wording.replace("-", "_"))
    root = start.partition("/living-well")[0]
    visit(page, f"{root}/living-well/en/{wording}/formats")
    press_last(page)
    assert page.locator(".govuk-error-summary").is_visible()
    page.goto(start)
    page.locator("main form button").click()
    page.wait_for_load_state()
    draft = page.url.rsplit("/", 1)[0]
    visit(page, f"{draft}/who")
    page.locator("input[value=on_behalf]").check()
    press_last(page)
    visit(page, f"{draft}/who")
    page.locator("input[value=organisation]").check()
    press_last(page)
    visit(page, f"{draft}/who/organisation")
    visit(page, f"{draft}/send")
