"""The record of a session on a page without scripts: names of fields to a document, and faults back to their fields.

Fields are named as the parts of the document: `n_present`, `topics.0.notes`, `contributions.2.text`. A count has the
name `tally.KIND.QUESTION.LABEL`; what is in words of the group's own is a row:
`signposting.0.label`, `dot_vote.0.label`. A row without words is nothing.
"""

import re
from collections.abc import Mapping
from typing import Any

from forms.fieldwork.document import FORMAT, Fault
from forms.fieldwork.plan import read_day, read_time

COUNTS = ("n_present", "n_spoke", "n_engaged", "n_forms")
TEXTS = ("absent", "remarks", "summary")
#: rows of the page -> the fields of which one must be filled for the row to be anything
ROWS = {
    "topics": ("notes",),
    "contributions": ("text",),
    "promises": ("text",),
    "signposting": ("question", "label"),
    "dot_vote": ("question", "label"),
}
#: counts of what is in words of the group's own
WORDED = ("signposting", "dot_vote")
ROW_COUNTS = ("n_agreed", "count")


def document_of(typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what was typed as a document that is not yet judged, and the field of each of its parts."""
    document: dict[str, Any] = {"format": FORMAT, "consent_read": "consent_read" in typed}
    document["held_on"] = _day(typed.get("held_on", ""))
    for name in ("started", "ended"):
        document[name] = _time(typed.get(name, ""))
    document |= {name: _number(typed.get(name, "")) for name in COUNTS}
    document |= {name: typed.get(name, "") for name in TEXTS}
    names: dict[str, str] = {}
    for rows in ("topics", "contributions", "promises"):
        document[rows] = _rows(typed, rows, names)
    for promise in document["promises"]:
        promise["due_on"] = _day(promise.get("due_on", ""))
    document["tallies"] = _tallies(typed, names)
    return document, names


def place(faults: list[Fault], names: Mapping[str, str]) -> dict[str, str]:
    """Return field -> what is wrong with it, the first fault of each field."""
    placed: dict[str, str] = {}
    for fault in faults:
        row = re.match(r"\w+\.\d+", fault.path)
        field = fault.path
        if row and row[0] in names:
            field = names[row[0]] + ("" if names[row[0]].startswith("tally.") else fault.path[len(row[0]) :])
        placed.setdefault(field, fault.text)
    return placed


def row_numbers(typed: Mapping[str, str], rows: str) -> list[int]:
    """Return the numbers of the rows that the page held, in order."""
    found = {match[1] for name in typed if (match := re.match(rf"{rows}\.(\d{{1,4}})\.", name))}
    return sorted(int(number) for number in found)


def _rows(typed: Mapping[str, str], rows: str, names: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for number in row_numbers(typed, rows):
        start = f"{rows}.{number}."
        row: dict[str, Any] = {name[len(start) :]: value for name, value in typed.items() if name.startswith(start)}
        if not any(row.get(part, "").strip() for part in ROWS[rows]):
            continue
        row |= {name: _number(row[name]) for name in ROW_COUNTS if name in row}
        names[f"{rows}.{len(found)}"] = start[:-1]
        found.append(row)
    return found


def _tallies(typed: Mapping[str, str], names: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name, value in typed.items():
        parts = name.split(".")
        if parts[0] == "tally" and len(parts) == 4 and value.strip() not in ("", "0"):
            names[f"tallies.{len(found)}"] = name
            found.append({"kind": parts[1], "question": parts[2], "label": parts[3], "count": _number(value)})
    for kind in WORDED:
        fields: dict[str, str] = {}
        for number, row in enumerate(_rows(typed, kind, fields)):
            names[f"tallies.{len(found)}"] = fields[f"{kind}.{number}"]
            found.append(row | {"kind": kind, "count": 1 if row.get("count") is None else row["count"]})
    return found


def _number(text: str) -> int | str | None:
    text = text.strip()
    if not text:
        return None
    return int(text) if re.fullmatch(r"-?[0-9]{1,12}", text) else text


def _day(text: str) -> str | None:
    found = read_day(text.strip())
    return found.isoformat() if found else text.strip() or None


def _time(text: str) -> str | None:
    found = read_time(text.strip())
    return found.strftime("%H:%M") if found else text.strip() or None
