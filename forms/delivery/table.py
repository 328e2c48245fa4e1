"""The table of a delivery plan, from a spreadsheet or pasted: lines to actions, what is wrong, and what is asked."""

import codecs
import csv
import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forms.delivery.days import Meanings, last_day_of, looks_like_a_day, read_days
from forms.delivery.pages import ACTION
from forms.delivery.typed import LONGEST_TEXT
from forms.fields import clean_text
from forms.fieldwork.tables import MOST_COLUMNS, MOST_ROWS, TableRefused

#: heading of a column, in small letters and without what is no letter -> column of an action
HEADINGS = {
    "focus": "focus", "delivery": "delivery", "key objective": "key_objective", "headline action": "headline_action",
    "action": "headline_action", "summary": "summary", "partnership organisation": "partnership",
    "partnership": "partnership", "organisation": "partnership", "lead officer organisation": "lead_officer",
    "lead officer": "lead_officer", "timescale": "timescale", "timescales": "timescale", "due": "timescale",
    "role of the lead officer": "owner_role", "outcome": "outcome",
}  # fmt: skip
TEMPLATE = (
    "Focus", "Delivery", "Key Objective", "Headline Action", "Summary", "Partnership/ Organisation",
    "Lead Officer/ Organisation", "Timescale", "Outcome",
)  # fmt: skip
NEEDED = ("headline_action", "timescale")
COMPLETE = ("complete", "completed", "done", "finished")


@dataclass(frozen=True)
class Line:
    """One action that would come in: the number of its row, its columns, and what it is in."""

    row: int
    details: dict[str, Any]
    state: dict[str, Any]


@dataclass
class Plan:
    """What a table holds. It comes in only while nothing is wrong and nothing is asked.

    faults, notes : (row, words); notes are shown and stop nothing
    unclear : (row, text, the two days that it can mean)
    unsaid : rows that are complete without a word on what came of it
    """

    lines: list[Line] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    unclear: list[tuple[int, str, Meanings]] = field(default_factory=list)
    unsaid: list[int] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        """Return whether all of it can come in."""
        return bool(self.lines) and not (self.faults or self.unclear or self.unsaid)


def lines_of(content: bytes) -> list[list[str]]:
    """Return the lines of a text file with tabs, commas or semicolons, each a list of cells.

    UTF-8, UTF-16 (with or without its mark) and Windows-1252 are read. TableRefused if it is no text.
    """
    text = _decoded(content)
    first = next((line for line in text.splitlines() if _columns(re.split(r"[\t;,]", line))), text.partition("\n")[0])
    separator = max("\t;,", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise TableRefused("This table is damaged. Save it again from your spreadsheet") from error
    if swallowed := next((cell for line in lines for cell in line if separator in cell and "\n" in cell), None):
        raise TableRefused(f"A quotation mark opens and does not close: “{swallowed[:40]}”. Close it, or take it out")
    return [[tidy(cell) for cell in line[:MOST_COLUMNS]] for line in lines[: MOST_ROWS + 2]]


def read_plan(lines: Sequence[Sequence[str]], day_first: bool | None, outcomes: Mapping[int, str]) -> Plan:
    """Return what stands in the lines of a table.

    day_first : what somebody said of days like 3/4/2027; None: nobody was asked yet
    outcomes : row -> what came of it, for rows that are complete and do not say so themselves
    The names of the columns may stand again further down. A row of one cell above them is a title, and noted. A row
    that has only a summary goes on from the row above. TableRefused if no line names the columns.
    """
    if len(lines) > MOST_ROWS:
        raise TableRefused(f"There are more than {MOST_ROWS:,} rows. Split the file")
    plan = Plan()
    rows = _rows(lines, plan)
    if not rows:
        raise TableRefused("There are no rows under the names of the columns")
    for number, cells in rows:
        _read_row(number, cells, day_first, outcomes, plan)
    _refuse_copies(plan)
    return plan


def _rows(lines: Sequence[Sequence[str]], plan: Plan) -> list[tuple[int, dict[str, str]]]:
    """(number, column -> cell) of each row of an action."""
    names: list[str] = []
    rows: list[tuple[int, dict[str, str]]] = []
    for number, line in enumerate(lines, 1):
        filled = [cell for cell in line if cell]
        if not filled:
            continue
        if found := _columns(line):
            names = found
        elif len(filled) == 1 and (not names or line[0]):
            plan.notes.append((number, f"A title, not an action: “{filled[0][:60]}”"))
        elif not names:
            raise TableRefused(_lacking(line))
        else:
            _add_row(number, dict(zip(names, line, strict=False)), rows, plan)
            if extra := [cell for cell in line[len(names) :] if cell]:
                plan.faults.append((number, f"There is a cell without a column: “{extra[0][:40]}”"))
    if not names:
        raise TableRefused(_lacking(lines[0] if lines else []))
    return rows


def _decoded(content: bytes) -> str:
    if content[:2] in (b"PK", b"MZ", b"\xd0\xcf") or content[:4] == b"%PDF":
        raise TableRefused("This is not a table that we can read. Save it as .xlsx, or as CSV UTF-8")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif b"\0" in content[:400]:
        encoding = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
    else:
        encoding = "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8-sig":
            raise TableRefused("This file is damaged. Save it again, as CSV UTF-8") from None
    return content.decode("cp1252", "replace")


def tidy(text: str) -> str:
    """Return the text of a cell without what is no text."""
    return clean_text(text).replace("\u00a0", " ").strip()


def _columns(line: Sequence[str]) -> list[str]:
    """The columns that a line names; none unless it names all that are needed."""
    keys = [" ".join(re.findall(r"[a-z]+", cell.lower())) for cell in line]
    found = [HEADINGS.get(key, f"?{key}" if key else "") for key in keys]
    return found if set(NEEDED) <= set(found) else []


def _lacking(line: Sequence[str]) -> str:
    found = ", ".join(f"“{cell[:30]}”" for cell in line if cell) or "nothing"
    needed = "“Headline Action” and “Timescale” must be among them"
    return f"No row names the columns. {needed}; the first row holds {found}"


def _add_row(number: int, cells: dict[str, str], rows: list[tuple[int, dict[str, str]]], plan: Plan) -> None:
    unknown = [name[1:] for name, cell in cells.items() if name.startswith("?") and cell]
    if unknown:
        plan.faults.append((number, f"We do not know the column “{unknown[0]}”. Use the names of the template"))
    filled = [name for name, cell in cells.items() if cell]
    if filled == ["summary"] and rows:
        above, earlier = rows[-1]
        earlier["summary"] = f"{earlier.get('summary', '')} {cells['summary']}".strip()
        plan.notes.append((number, f"Read as more of the summary of row {above}"))
    else:
        rows.append((number, cells))


def _read_row(
    number: int, cells: dict[str, str], day_first: bool | None, outcomes: Mapping[int, str], plan: Plan
) -> None:
    details = {name: cells.get(name, "") for name in ACTION}
    if not details["headline_action"]:
        plan.faults.append((number, "Write the headline action. If cells are merged, split them first"))
    for name, longest in ACTION.items():
        if len(details[name]) > longest:
            heading = name.replace("_", " ")
            plan.faults.append((number, f"{heading}: {len(details[name]):,} characters. The limit is {longest:,}"))
    state = _read_timescale(number, details["timescale"], day_first, plan)
    if state["state"] == "done":
        state["outcome"] = cells.get("outcome") or clean_text(outcomes.get(number, "")).strip()[:LONGEST_TEXT]
        if not state["outcome"]:
            plan.unsaid.append(number)
    plan.lines.append(Line(number, details, state))


def _read_timescale(number: int, text: str, day_first: bool | None, plan: Plan) -> dict[str, Any]:
    """The state that a timescale speaks of; its day if it has just one."""
    words, due_on = " ".join(text.lower().split()), None
    state = "done" if words in COMPLETE else "under_way" if words.startswith("ongoing") else "planned"
    if looks_like_a_day(text):
        meanings = read_days(text, day_first)
        due_on = meanings.day
        if meanings.is_ambiguous:
            plan.unclear.append((number, text, meanings))
        elif due_on is None:
            plan.faults.append((number, f"There is no day “{text[:30]}”"))
    elif state == "planned":
        due_on = last_day_of(text)
        if due_on is not None:
            plan.notes.append((number, f"“{text[:30]}” ends on {written(due_on)}: due then"))
        elif text:
            plan.notes.append((number, f"“{text[:60]}” names no day: it is kept as it is, and is never late"))
    return {"state": state, "due_on": due_on}


def _refuse_copies(plan: Plan) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for line in plan.lines:
        first = seen.setdefault(tuple(line.details.values()), line.row)
        if first != line.row:
            plan.faults.append((line.row, f"This row is the same as row {first}. Take one of them out"))


def written(day: dt.date) -> str:
    """Return the day as it is typed: "7/10/2026"."""
    return f"{day.day}/{day.month}/{day.year}"
