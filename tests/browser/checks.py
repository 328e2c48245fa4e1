"""What every page promises to everybody who reads it, seen in the browser."""

import json
from types import SimpleNamespace
from urllib.parse import urlsplit

from engage.config import ROOT
from tests.pages import Page

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
#: what a narrower or wider window can change
LAYOUT_RULES = ["color-contrast", "region", "scrollable-region-focusable", "target-size"]
RUN_AXE = """async only => (await axe.run({runOnly: only, resultTypes: ['violations']}))
    .violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | '))"""


class Inspection:
    """Looks at each page once in each state: its width; with scripts what axe finds, without them the structure."""

    def __init__(self, javascript=True):
        self.javascript, self.seen = javascript, set()

    def __call__(self, page):
        states = set(page.locator(".govuk-task-list__status").all_inner_texts())
        key = (urlsplit(page.url).path, page.title(), *sorted(states))
        if key in self.seen:
            return
        self.seen.add(key)
        check_fits(page)
        if self.javascript:
            check_axe(page)
        else:
            check_structure(page)


def check_axe(page, rules=None):
    """Every rule, or these only."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)  # the page's policy forbids a script tag, not the developer's console
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": AXE_TAGS}
    violations = page.evaluate(RUN_AXE, only)
    assert not violations, f"{page.url}: {json.dumps(violations, indent=1)}"


def check_fits(page):
    """Nothing is wider than the window (WCAG 1.4.10)."""
    width, wide = page.evaluate(
        """() => [document.documentElement.scrollWidth - document.documentElement.clientWidth,
            [...document.body.querySelectorAll('*')].map(e => [e, e.getBoundingClientRect()])
            .filter(([e, r]) => r.right > document.documentElement.clientWidth + 1 || r.left < -1)
            .map(([e, r]) => e.tagName + '.' + e.className + ' ' + r.left + ' ' + r.right)]"""
    )
    assert width <= 0, f"{page.url}: {width} pixels too wide: {wide}"


def check_structure(page):
    """The checks of tests.pages, on the document as the browser has it."""
    path = urlsplit(page.url).path
    request = SimpleNamespace(full_path=path)
    body = page.content()
    reply = SimpleNamespace(status_code=200, headers={}, history=(), request=request, get_data=lambda as_text: body)
    Page(reply, None).check()


def console_faults(message):
    """What the console has to say, but for the status of a page, which is meant."""
    if message.type not in ("error", "warning") or "the server responded with a status of 4" in message.text:
        return []
    return [f"{message.type}: {message.text}"]
