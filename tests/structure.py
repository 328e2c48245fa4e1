"""What the mark-up of every fetched page promises, by the number of the requirement it holds.

`faults(tree)` names what is broken in the tree of a whole page; tests/test_structure.py breaks each promise once.
"""

import re

#: 13: the browser judges nothing, nothing moves, and no puzzle is asked
UNWANTED_OF_CONTROLS = {
    "aria-required", "draggable", "max", "maxlength", "min", "minlength", "pattern", "placeholder", "required", "step"
}  # fmt: skip
TYPES = {"checkbox", "email", "file", "hidden", "password", "radio", "tel", "text"}
#: 35: what password managers go by
AUTOCOMPLETE_OF_PASSWORDS = {"current-password", "new-password"}
#: 22: where the links of the foot lead, in this order; those of settings that a council left empty are missing
FOOT = ("mailto:", "tel:999", "tel:111", "tel:116123", "sms:85258", "/accessibility", "/privacy", "/cookies",
        "(/contact|/formats)", "/pictures", "/come-back")  # fmt: skip
ALWAYS_IN_FOOT = set(FOOT) - {"mailto:"}
SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+(?=\w)")
LETTERS = re.compile(r"[^\W\d_]")
SHOUTED = re.compile(r"\b[A-Z]{6,}\b|\b[A-Z]{2,}(?: [A-Z]{2,})+\b")
#: what people wrote, and what is shown of it
TYPED = ("app-answer", "app-typed", "app-quote")
MOST_COLUMNS_THAT_FIT = 2


def faults(tree):
    """Texts, one for each promise that this page breaks; none for a good page."""
    page = _Tree(tree)
    checks = (_controls, _groups, _errors, _foot, _languages, _tables, _typed_words, _title)
    found = [fault for check in checks for fault in check(page)]
    return found + (list(_easy_read(page)) if page.is_easy_read else [])


def text_of(element):
    return "" if element is None else " ".join("".join(element.itertext()).split())


class _Tree:
    def __init__(self, tree):
        self.html = tree if tree.tag == "html" else tree.find("html")
        self.main, self.footer = tree.find(".//main"), tree.find(".//footer")
        self.above = {child: parent for parent in tree.iter() for child in parent}
        self.is_easy_read = "app-easy-read" in (tree.find(".//body").get("class") or "")

    def all(self, *tags, part=None):
        return [element for element in (self.html if part is None else part).iter() if element.tag in tags]

    def of_class(self, *names, part=None):
        elements = (self.html if part is None else part).iter()
        return [e for e in elements if set((e.get("class") or "").split()) & set(names)]

    def ancestors(self, element):
        while element in self.above:
            element = self.above[element]
            yield element


def _controls(page):
    """13, 14 and 35."""
    for control in page.all("input", "textarea", "select"):
        name, kind = control.get("id"), control.get("type", "text")
        yield from (f"13: {name} has {word}" for word in sorted(UNWANTED_OF_CONTROLS & set(control.attrib)))
        if control.tag == "input" and kind not in TYPES:
            yield f"13: {name} is of type {kind}"
        if "data-aria-controls" in control.attrib:
            yield f"13: {name} reveals something"
        if control.tag == "textarea" and "readonly" not in control.attrib and control.get("dir") != "auto":
            yield f"14: {name} has no direction of its own"
        if kind == "password" and control.get("autocomplete") not in AUTOCOMPLETE_OF_PASSWORDS:
            yield f"35: {name} hides from password managers"
    for words in page.all("label", "legend"):
        if "*" in text_of(words):
            yield f"13: an asterisk in {text_of(words)!r}"
    if any("captcha" in (value or "").lower() for e in page.html.iter() for value in e.attrib.values()):
        yield "13: a puzzle"


def _groups(page):
    """9 and 11: a group of answers belongs to a legend, and what excludes the others stands last, after "or"."""
    for fieldset in page.all("fieldset"):
        if len(page.all("h1", part=fieldset)) != len(page.all("h1", part=fieldset.find("legend"))):
            yield "9: an h1 in a fieldset and not in its legend"
    for divider in page.of_class("govuk-checkboxes__divider", "govuk-radios__divider"):
        children = list(page.above[divider])
        if len(children) != children.index(divider) + 2:
            yield f"11: {text_of(divider)!r} is not before the last answer"


def _errors(page):
    """12: each link of the summary leads to a control."""
    controls = {e.get("id") for e in page.all("input", "textarea", "select", "button")}
    for summary in page.of_class("govuk-error-summary__list"):
        for link in page.all("a", part=summary):
            if link.get("href").removeprefix("#") not in controls:
                yield f"12: {text_of(link)!r} leads to no control"


def _foot(page):
    """22."""
    hrefs = [link.get("href") for link in page.all("a", part=page.footer)]
    places = [next((n for n, href in enumerate(hrefs) if re.search(wanted, href)), None) for wanted in FOOT]
    yield from (f"22: no {wanted} in the foot" for wanted, n in zip(FOOT, places, strict=True)
                if n is None and wanted in ALWAYS_IN_FOOT)  # fmt: skip
    if (found := [n for n in places if n is not None]) != sorted(found):
        yield f"22: the foot has another order: {hrefs}"


def _languages(page):
    """24: each language by its own name, which is marked as being in it; no flag."""
    for nav in page.of_class("app-languages"):
        for choice in page.all("a", "button", "span", part=nav):
            if not choice.get("lang") or not choice.get("dir") or (choice.tag == "a" and not choice.get("hreflang")):
                yield f"24: {text_of(choice)!r} is not marked with its language"
        if page.all("img", "svg", part=nav):
            yield "24: a flag"


def _tables(page):
    """38: a table that may be too wide scrolls in a region that has a name and takes the focus."""
    for table in page.all("table"):
        columns = max(len(page.all("th", "td", part=row)) for row in page.all("tr", part=table))
        regions = [e for e in page.ancestors(table) if e.get("role") == "region" and e.get("tabindex") == "0"]
        if columns > MOST_COLUMNS_THAT_FIT and not any(region.get("aria-label") for region in regions):
            yield f"38: {text_of(table.find('caption'))!r} does not scroll by itself"
        for head in page.all("th", part=table):
            if head.get("aria-sort") and not page.all("button", part=head):
                yield f"38: {text_of(head)!r} is sorted by something that is no button"


def _typed_words(page):
    """41: what somebody wrote has a direction of its own wherever it is shown."""
    for words in page.of_class(*TYPED):
        if words.get("dir") != "auto" and not (words.get("dir") and words.get("lang")):
            yield f"41: {text_of(words)[:30]!r} has no direction of its own"


def _title(page):
    """2: the title ends with the council, whose name stands in the header."""
    council = text_of(page.of_class("app-header__link")[0])
    if not text_of(page.html.find(".//title")).endswith(f" - {council}"):
        yield f"2: the title {text_of(page.html.find('.//title'))!r} does not end with {council!r}"


def _easy_read(page):
    """27, 28 and 29: one sentence a row, a picture with every row, answer, question and mistake; nothing shouts."""
    for row in (li for rows in page.of_class("app-rows") for li in rows):
        if len(SENTENCE_END.split(text_of(row))) > 1:
            yield f"27: more than one sentence in {text_of(row)!r}"
    for element in _pictured(page):
        if not page.all("img", part=element):
            yield f"28: no picture with {text_of(element)!r}"
    shouted = [text for text in page.main.itertext() if SHOUTED.search(text)]
    # return codes and names of licences are written like that
    codes = {text for part in page.all("bdi", "td", part=page.main) for text in part.itertext()}
    yield from (f"29: {text!r} in capitals" for text in shouted if text not in codes)
    if page.all("em", "i", "u", part=page.main):
        yield "29: italics or underlining"


def _pictured(page):
    yield from (li for rows in page.of_class("app-rows") for li in rows)
    yield from page.of_class("govuk-checkboxes__label", "govuk-radios__label", "govuk-hint", "govuk-error-message")
    yield from page.all("legend", "h1", part=page.main)
    yield from (li for summary in page.of_class("govuk-error-summary__list") for li in page.all("li", part=summary))
    yield from page.all("dt", part=page.main)
    alone = (p for p in page.all("p", part=page.main) if not any(a.tag in ("li", "p") for a in page.ancestors(p)))
    yield from (p for p in alone if LETTERS.search(text_of(p)) and not page.all("bdi", part=p))
