"""The rule of a section as an author meets it: on its page, in a cell of a spreadsheet, as `relevant` of XLSForm."""

import re
from collections.abc import Mapping
from typing import Any

from forms.authoring import editing
from forms.authoring.document import Document
from forms.routing import MOST_CONDITIONS

#: a rule as it stands in the document: {"any": [{"question": ..., "chosen": ...}]}
RawRule = dict[str, list[dict[str, str]]]
JOINED = {"any": "or", "all": "and"}
KEY = r"[a-z][a-z0-9_]{1,39}"
IN_CELL = re.compile(rf"({KEY})\s*(!?=)\s*({KEY})")
SELECTED = re.compile(rf"selected\(\$\{{({KEY})\}},'({KEY})'\)")
EQUAL = re.compile(rf"\$\{{({KEY})\}}(!?=)'({KEY})'")
CELL_HELP = "Write it as any: travel = bus; travel = train, with all: where every condition has to hold, and != for not"
RELEVANT_HELP = (
    "this “relevant” cannot be read. A group can be shown by chosen options: selected(${travel}, 'bus') or "
    "${age} = 'young', joined by “or” alone or by “and” alone"
)


def conditions_of(section: Mapping[str, Any]) -> tuple[str, list[dict[str, str]]]:
    """Return ("any" | "all", conditions) of a section, whatever stands in an unfinished document."""
    raw = section.get("shown_when")
    match = next((name for name in JOINED if isinstance(raw, dict) and isinstance(raw.get(name), list)), "any")
    items = raw.get(match, []) if isinstance(raw, dict) else []
    return match, [one for one in items if isinstance(one, dict) and isinstance(one.get("question"), str)]


def choices(document: Document, section_key: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what can show this section: (words of a question, [(value for the page, words of an option)])."""
    locale, found = document["locales"][0], []
    purpose = (editing.find(document, (section_key,)) or {}).get("purpose")
    for section in document["sections"]:
        if section["key"] == section_key:
            break
        if (purpose, section.get("purpose")) == ("views", "profile"):
            continue
        for question in section["questions"]:
            options = [
                (f"{question['key']}.{one['key']}", _words(one, locale)) for one in question.get("options") or ()
            ]
            found += [(_words(question, locale), options)] if options else []
    return found


def value_of(condition: Mapping[str, str]) -> str:
    """Return a condition's question and option as the page names them."""
    return f"{condition.get('question')}.{condition.get('chosen') or condition.get('not_chosen')}"


def written(typed: Mapping[str, str]) -> RawRule | None:
    """Return the rule that stands on the page; None where every row is empty, and everybody sees the section."""
    conditions = []
    for number in range(1, MOST_CONDITIONS + 2):
        question, _dot, option = typed.get(f"shown_when-{number}", "").partition(".")
        if re.fullmatch(KEY, question) and re.fullmatch(KEY, option):
            name = "not_chosen" if typed.get(f"shown_when-{number}-is") == "not_chosen" else "chosen"
            conditions.append({"question": question, name: option})
    match = "all" if typed.get("shown_when-match") == "all" else "any"
    return {match: conditions} if conditions else None


def as_cell(section: Mapping[str, Any]) -> str:
    """Return the rule as one cell: any: travel = bus; travel != car."""
    match, conditions = conditions_of(section)
    parts = [f"{one['question']} {'=' if 'chosen' in one else '!='} {_option(one)}" for one in conditions]
    return f"{match}: {'; '.join(parts)}" if parts else ""


def from_cell(text: str) -> RawRule | None:
    """Return the rule of such a cell, or None where it is none."""
    match, _colon, rest = text.partition(":")
    found = [IN_CELL.fullmatch(part.strip()) for part in rest.split(";") if part.strip()]
    if match.strip().lower() not in JOINED or not found or None in found:
        return None
    return {match.strip().lower(): [_condition(one[1], one[3], one[2] == "=") for one in found if one]}


def as_relevant(section: Mapping[str, Any], types: Mapping[str, str]) -> str:
    """Return the rule as XLSForm has it.

    types : question key -> type in XLSForm; one of select_multiple is asked with selected()
    """
    match, conditions = conditions_of(section)
    parts = []
    for one in conditions:
        if types.get(one["question"], "").startswith("select_multiple"):
            said = f"selected(${{{one['question']}}}, '{_option(one)}')"
            parts.append(said if "chosen" in one else f"not({said})")
        else:
            parts.append(f"${{{one['question']}}} {'=' if 'chosen' in one else '!='} '{_option(one)}'")
    return f" {JOINED[match]} ".join(parts)


def from_relevant(text: str) -> RawRule | None:
    """Return the rule of a `relevant`, or None where it says more than our rules can."""
    plain = text.replace('"', "'").strip()
    joiners = {word for word in JOINED.values() if re.search(rf"\s{word}\s", plain)}
    if len(joiners) > 1:
        return None
    conditions = []
    for part in re.split(r"\s(?:or|and)\s", plain):
        bare = re.sub(r"\s+", "", part)
        inner = re.fullmatch(r"not\((.*)\)", bare)
        if found := SELECTED.fullmatch(inner[1] if inner else bare):
            conditions.append(_condition(found[1], found[2], inner is None))
        elif found := EQUAL.fullmatch(bare):
            conditions.append(_condition(found[1], found[3], found[2] == "="))
        else:
            return None
    return {"all" if joiners == {"and"} else "any": conditions}


def _condition(question: str, option: str, is_chosen: bool) -> dict[str, str]:
    return {"question": question, "chosen" if is_chosen else "not_chosen": option}


def _option(condition: Mapping[str, str]) -> str:
    return str(condition.get("chosen") or condition.get("not_chosen") or "")


def _words(part: Mapping[str, Any], locale: str) -> str:
    words = (editing.words_of(part, "text", variant, locale) for variant in ("standard", "easy_read"))
    return next((text for text in words if text), str(part["key"]))
