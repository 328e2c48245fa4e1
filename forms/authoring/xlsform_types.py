"""Types of question as XLSForm names them, and what its columns say of bounds and of how many may be chosen."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from forms.question_types import PLAIN, TYPES, WORDED, has_options

Row = Mapping[str, str]
Question = Mapping[str, Any]
#: our type -> theirs; several of ours are one of theirs, and the column engage_type says which
NAMES = {
    "top_three": "select_multiple",
    "multiple": "select_multiple",
    "rank": "rank",
    "single": "select_one",
    "scale": "range",
    "rating": "select_one",
    "number": "decimal",
    "date": "date",
    "free_text": "text",
    "statement": "note",
}
#: their type -> ours, where the column engage_type is not there
OURS = {
    "select_one": "single", "select_multiple": "multiple", "text": "free_text", "rank": "rank", "integer": "number",
    "decimal": "number", "range": "scale", "date": "date",
}  # fmt: skip
AT_MOST = re.compile(r"count-selected\(\.\)<=(\d{1,3})")
BOUNDS = {"lowest": re.compile(r"\.>=(-?\d+(?:\.\d+)?)"), "highest": re.compile(r"\.<=(-?\d+(?:\.\d+)?)")}
PARAMETERS = {"lowest": re.compile(r"start=(\d+)"), "highest": re.compile(r"end=(\d+)")}


def row_of(question: Question) -> dict[str, str]:
    """Return the columns that say of which type a question is, and its settings."""
    kind = question["type"]
    name = "integer" if kind == "number" and not question.get("decimals") else NAMES[kind]
    settings = {one: question[one] for one in (*PLAIN, *WORDED) if one in question}
    return {
        "type": f"{name} {question['key']}" if has_options(kind) else name,
        "constraint": _constraint(question),
        "parameters": f"start={question.get('lowest')};end={question.get('highest')};step=1" if kind == "scale" else "",
        "engage_type": kind,
        "engage_settings": json.dumps(settings, ensure_ascii=False) if settings else "",
    }


def type_of(name: str, row: Row) -> str | None:
    """Return our type of a row, or None where there is none."""
    kind = row.get("engage_type")
    if kind in TYPES and (NAMES[kind] == name or (kind == "number" and name == "integer")):
        return kind
    if name == "select_multiple" and _most(row) == 3:
        return "top_three"
    return OURS.get(name)


def settings_of(kind: str, row: Row, blank: Callable[[], Any]) -> dict[str, Any]:
    """Return the settings that a row gives a question of our type; `blank` makes a wording without words."""
    try:
        ours = json.loads(row.get("engage_settings") or "{}")
    except json.JSONDecodeError:
        ours = {}
    known = ours if isinstance(ours, dict) else {}
    known = {name: value for name, value in known.items() if name in TYPES[kind].settings}
    reader = READERS.get(kind)
    return (reader(row, blank) if reader else {}) | known


def _several(row: Row, _blank: Callable[[], Any]) -> dict[str, Any]:
    most = _most(row)
    return {} if most is None else {"most": most}


def _scale(row: Row, blank: Callable[[], Any]) -> dict[str, Any]:
    return _found(PARAMETERS, row.get("parameters", "")) | {"low_end": blank(), "high_end": blank()}


def _number(row: Row, _blank: Callable[[], Any]) -> dict[str, Any]:
    decimals = {"decimals": 2} if row.get("type") == "decimal" else {}
    return _found(BOUNDS, row.get("constraint", "")) | decimals


READERS: dict[str, Callable[[Row, Callable[[], Any]], dict[str, Any]]] = {
    "multiple": _several,
    "scale": _scale,
    "number": _number,
}


def _found(patterns: Mapping[str, re.Pattern[str]], text: str) -> dict[str, Any]:
    plain = re.sub(r"\s", "", text)
    found = {name: match[1] for name, pattern in patterns.items() if (match := pattern.search(plain))}
    return {name: float(value) if "." in value else int(value) for name, value in found.items()}


def _most(row: Row) -> int | None:
    found = AT_MOST.fullmatch(re.sub(r"\s", "", row.get("constraint", "")))
    return int(found[1]) if found else None


def _constraint(question: Question) -> str:
    kind = question["type"]
    if NAMES[kind] == "select_multiple":
        most = 3 if kind == "top_three" else question.get("most")
        return f"count-selected(.) <= {most}" if most else ""
    if kind == "number":
        bounds = [f". {sign} {question[name]}" for name, sign in (("lowest", ">="), ("highest", "<="))
                  if question.get(name) is not None]  # fmt: skip
        return " and ".join(bounds)
    return ""
