"""The pages of a consultation that is prepared: what each asks for, and what is wrong with it."""

import datetime as dt
import re
from typing import Any

from forms.delivery.typed import LONGEST_TEXT, Typed

CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
#: the parts of a plan that the panel reads, in their order
PARTS = ("purpose", "decision", "affected", "equality", "methods", "formats")
#: the four tests of R v Brent LBC ex p Gunning (1985)
TESTS = ("formative", "information", "time", "consideration")
LINK = re.compile(r"(https?:/)?/[^\s/\\][^\s<>\"\\]*")
#: an evidence of fewer words is a tick in other words
FEWEST_WORDS = 5


def suggested_code(title: str) -> str:
    """Return a short word for a web address, made of the first words of a title; "" if none can be made."""
    words = re.findall(r"[a-z0-9]+", title.lower())
    code = ""
    for word in words:
        longer = f"{code}-{word}".strip("-")
        if len(longer) > 30:
            break
        code = longer
    return code or (words[0][:30] if words else "")


def read_beginning(typed: Typed, today: dt.date) -> dict[str, Any]:
    """Return what a new consultation begins with: title, code, purpose, opens_on, closes_on."""
    title = typed.words("title", "Enter a title, as “Living Well in Borsetshire 2027”")
    code = typed.words("code").lower() or suggested_code(title)
    if title and not CODE.fullmatch(code):
        typed.faults["code"] = "Use 2 to 40 small letters, digits and hyphens, as living-well"
    return {"title": title, "code": code, "purpose": typed.words("purpose", longest=LONGEST_TEXT)} | read_days(
        typed, today
    )


def read_days(typed: Typed, today: dt.date) -> dict[str, dt.date | None]:
    """Return the first and the last day, as they are planned; neither may have passed."""
    opens_on = typed.day("opens_on", "Enter the first day on which people can answer, as 7/10/2026")
    closes_on = typed.day("closes_on", "Enter the last day on which people can answer, as 7/11/2026")
    if opens_on is not None and opens_on < today:
        typed.faults.setdefault("opens_on", "This day has passed. Enter today or a later day")
    if opens_on is not None and closes_on is not None and closes_on < opens_on:
        typed.faults.setdefault("closes_on", "It would close before it opens. Enter a later day")
    elif closes_on is not None and closes_on < today:
        typed.faults.setdefault("closes_on", "This day has passed. Enter a later day")
    return {"opens_on": opens_on, "closes_on": closes_on}


def read_plan(typed: Typed) -> dict[str, Any]:
    """Return the parts of a plan and the evidence for its tests; anything may still be empty."""
    parts: dict[str, Any] = {name: typed.words(name, longest=LONGEST_TEXT) for name in PARTS}
    parts["tests"] = {}
    for test in TESTS:
        text, link = typed.words(f"{test}_text", longest=LONGEST_TEXT), typed.words(f"{test}_link", longest=500)
        if link and not LINK.fullmatch(link):
            typed.faults.setdefault(f"{test}_link", "Enter the whole address of the document, from https:// on")
        if text or link:
            parts["tests"][test] = {"text": text, "link": link}
    return parts


def is_evidence(found: dict[str, str] | None) -> bool:
    """Return whether this says in words what shows that a test is met, and where it can be read."""
    return bool(found and found["link"] and len(found["text"].split()) >= FEWEST_WORDS)


def changed_fields(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return the fields of the page of a plan that differ; both as fields_of() gives them."""
    return [name for name, text in after.items() if before.get(name, "") != text]


def fields_of(parts: dict[str, Any]) -> dict[str, str]:
    """Return a plan as the fields of its page."""
    fields = {name: parts[name] for name in PARTS}
    for test in TESTS:
        found = parts["tests"].get(test, {})
        fields |= {f"{test}_text": found.get("text", ""), f"{test}_link": found.get("link", "")}
    return fields
