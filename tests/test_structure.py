"""Each promise about the mark-up of a page, broken once: the checks of every fetched page would notice."""

import html5lib
import pytest

from tests import structure
from tests.journey import COMMENT, PRIORITIES, draft_of, open_page
from tests.pages import Browser

PICTURE = '<img class="app-picture" src="/static/dist/pictures/house.svg" alt="" width="96" height="96">'
#: (requirement, page, what stands on it, what is put in its place)
BROKEN = [
    ("2", COMMENT, " - Borsetshire Council</title>", "</title>"),
    ("9", PRIORITIES, "<legend", f"<h1>{PICTURE} Another</h1><legend"),
    ("13", PRIORITIES, 'type="checkbox"', 'type="checkbox" required'),
    ("13", PRIORITIES, 'type="checkbox"', 'type="range"'),
    ("13", PRIORITIES, 'type="checkbox"', 'type="checkbox" data-aria-controls="more"'),
    ("13", COMMENT, "<textarea", '<textarea placeholder="Write here"'),
    ("13", COMMENT, "<textarea", '<textarea maxlength="200"'),
    ("13", COMMENT, "</label>", " *</label>"),
    ("13", COMMENT, "<main", '<main data-puzzle="captcha"'),
    ("14", COMMENT, 'rows="8" dir="auto"', 'rows="8"'),
    ("22", COMMENT, 'href="tel:999"', 'href="tel:0"'),
    ("22", COMMENT, 'href="/privacy', 'href="/elsewhere'),
    ("27", COMMENT, "Do not write names or addresses.", "Do not write names. Do not write addresses."),
    ("28", COMMENT, PICTURE.split(' src')[0], '<span class="gone"'),
    ("29", COMMENT, "Do not write names", "DO NOT write names"),
    ("29", COMMENT, "Do not write names", "<em>Do not</em> write names"),
]  # fmt: skip


@pytest.fixture
def html_of(browser):
    """The mark-up of an Easy Read page."""
    pages = {}

    def html_of(page):
        if not pages:
            pages[COMMENT] = open_page(browser, COMMENT, "easy-read")
            pages[PRIORITIES] = browser.get(f"{draft_of(pages[COMMENT])}/{PRIORITIES}")
        return pages[page].html

    return html_of


def faults_of(html):
    return structure.faults(html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False))


@pytest.mark.parametrize(("requirement", "page", "good", "bad"), BROKEN)
def test_a_broken_promise_is_noticed(html_of, requirement, page, good, bad):
    html = html_of(page)

    found = faults_of(html.replace(good, bad))

    assert good in html
    assert faults_of(html) == []
    assert found
    assert {fault.partition(":")[0] for fault in found} == {requirement}


@pytest.mark.parametrize(("requirement", "part"), [
    ("11", '<div class="govuk-radios"><div class="govuk-radios__divider">or</div><p>No</p><p>Yes</p></div>'),
    ("12", '<ul class="govuk-error-summary__list"><li><a href="#main-content">Choose</a></li></ul>'),
    ("24", '<nav class="app-languages"><a href="/x">Cymraeg</a></nav>'),
    ("24", '<nav class="app-languages"><a href="/x" lang="cy" hreflang="cy" dir="ltr"><img src="/f" alt=""></a></nav>'),
    ("35", '<input type="password" autocomplete="off">'),
    ("38", "<table><caption>Big</caption><tr><th>1</th><th>2</th><th>3</th></tr></table>"),
    ("38", '<table><caption>Big</caption><tr><th aria-sort="none"><a href="/x">1</a></th></tr></table>'),
    ("41", '<div class="app-answer">مرحبا</div>'),
])  # fmt: skip
def test_a_broken_promise_of_other_pages_is_noticed(client, requirement, part):
    html = Browser(client).get("/staff/sign-in").html

    found = faults_of(html.replace("</main>", f"{part}</main>"))

    assert faults_of(html) == []
    assert {fault.partition(":")[0] for fault in found} == {requirement}
