"""A filled spreadsheet of sessions: rows to plans and records, or what is wrong with which row.

The first row names the columns. A row with a word under `session` begins a session; rows below it without one, or with
the same one, belong to it and say one thing more: notes on a topic, something said, a promise, or where somebody was
sent. What is said of the session as a whole stands in its first row.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.fieldwork import plan
from forms.fieldwork.document import Document, Guide, parse
from forms.fieldwork.page import document_of
from forms.fieldwork.tables import Row

#: column -> name of the field on the page of a plan
PLAN = {
    "session": "title", "type": "type", "date": "held_on", "start": "starts", "end": "ends", "place": "place",
    "ward": "ward", "partner": "partner", "audience": "audience",
}  # fmt: skip
#: column -> name of the field on the page of a record
RECORD = {
    "date": "held_on", "start": "started", "end": "ended", "present": "n_present", "spoke": "n_spoke",
    "engaged": "n_engaged", "forms": "n_forms", "absent": "absent", "summary": "summary", "remarks": "remarks",
}  # fmt: skip
SAID = {
    "said": "text", "topic": "topic", "kind": "kind", "speaker": "speaker", "may_quote": "may_quote",
    "agreement": "agreement", "n_agreed": "n_agreed", "language": "locale",
}  # fmt: skip
PROMISED = {"promise": "text", "promise_owner": "owner", "promise_due": "due_on"}
SENT = {"asked_for": "question", "sent_to": "label"}
COLUMNS = tuple(dict.fromkeys((*PLAN, *RECORD, *SAID, "notes", *PROMISED, *SENT)))
NEEDED = ("session", "type", "date")
#: for numbers that are the same each time the same file is read, so that no session comes in twice
SPACE = uuid.UUID("0f6b0ad0-6a0e-4a6c-8a53-3e3a52a0a1d7")
EXAMPLE = {
    "session": "Carers’ coffee morning", "type": "focus_group", "date": "7/10/2026", "start": "10:00", "end": "11:30",
    "place": "Library", "present": "9", "spoke": "7", "topic": "", "notes": "", "said": "The bus never comes",
    "kind": "quote", "speaker": "3", "may_quote": "yes", "promise": "Ask the bus company",
}  # fmt: skip


@dataclass(frozen=True)
class Session:
    """One session of the file: its plan, its record, and the number under which it is kept."""

    row: int
    client_id: str
    details: dict[str, Any]
    document: Document


@dataclass(frozen=True)
class Names:
    """How the file may call things, in small letters: words of wards and of topics -> their keys."""

    wards: Mapping[str, str]
    topics: Mapping[str, str]


def read(
    rows: list[Row], code: str, today: dt.date, guide: Guide, names: Names
) -> tuple[list[Session], list[tuple[int, str]]]:
    """Return the sessions, and (number of the row, what is wrong with it); with one fault none is to be kept.

    code : of the consultation; with name and day it tells sessions apart
    """
    found: list[Session] = []
    faults: list[tuple[int, str]] = []
    for group in _groups(rows, faults):
        session, session_faults = _session(group, code, today, guide, names)
        faults += session_faults
        if session is not None and session.client_id in [one.client_id for one in found]:
            faults.append((session.row, "This session is there twice. Give one of them another name"))
        elif session is not None:
            found.append(session)
    return found, sorted(faults)


def _groups(rows: list[Row], faults: list[tuple[int, str]]) -> list[list[Row]]:
    groups: list[list[Row]] = []
    for row in rows:
        name, day = row.cells.get("session", ""), row.cells.get("date", "")
        first = groups[-1][0].cells if groups else {}
        if name and (name != first.get("session") or day not in ("", first.get("date"))):
            groups.append([row])
        elif groups:
            groups[-1].append(row)
        else:
            faults.append((row.number, "Write the name of the session in its first row"))
    return groups


def _session(
    group: list[Row], code: str, today: dt.date, guide: Guide, names: Names
) -> tuple[Session | None, list[tuple[int, str]]]:
    head = group[0].cells
    planned = {field: head.get(column, "") for column, field in PLAN.items()}
    planned["type"] = _key(planned["type"])
    planned["ward"] = names.wards.get(planned["ward"].lower(), planned["ward"])
    details, plan_faults = plan.read(planned, (), guide, "ward")
    client_id = str(uuid.uuid5(SPACE, f"{code}|{head.get('session')}|{details['held_on']}"))
    typed, row_of = _typed(group, client_id, names)
    sent, fields = document_of(typed)
    document, faults = parse(sent, today, guide)
    found = {(group[0].number, f"{_column(PLAN, fault.path)}: {fault.text}") for fault in plan_faults}
    for fault in faults:
        row, _, part = fault.path.rpartition(".")
        number = row_of.get(fields.get(row, row), group[0].number)
        found.add((number, f"{_column(RECORD | SAID | PROMISED | SENT, part or fault.path)}: {fault.text}"))
    if found or document is None:
        return None, sorted(found)
    details |= {"facilitator_id": None, "note_taker_id": None}
    return Session(group[0].number, client_id, details, document), []


def _typed(group: list[Row], client_id: str, names: Names) -> tuple[dict[str, str], dict[str, int]]:
    """The record as the fields of its page, and the row of the file that each row of the page came from."""
    head = group[0].cells
    typed = {field: head.get(column, "") for column, field in RECORD.items()}
    row_of: dict[str, int] = {}
    notes: dict[str, list[str]] = {}
    for row in group:
        cells = row.cells
        topic = names.topics.get(cells.get("topic", "").lower(), cells.get("topic", ""))
        own = str(uuid.uuid5(SPACE, f"{client_id} {row.number - group[0].number}"))
        said = {field: cells.get(column, "") for column, field in SAID.items()}
        said |= {name: _key(said[name]) for name in ("kind", "may_quote", "agreement")}
        said |= {"id": own, "topic": topic, "kind": said["kind"] or "paraphrase"}
        said |= {"may_quote": said["may_quote"] or "not_asked", "agreement": said["agreement"]}
        promised = {field: cells.get(column, "") for column, field in PROMISED.items()} | {"id": own}
        sent = {field: cells.get(column, "") for column, field in SENT.items()}
        for rows, parts in (("contributions", said), ("promises", promised), ("signposting", sent)):
            start = f"{rows}.{row.number}"
            row_of[start] = row.number
            typed |= {f"{start}.{name}": value for name, value in parts.items()}
        if cells.get("notes"):
            notes.setdefault(topic or "general", []).append(cells["notes"])
    for number, (topic, texts) in enumerate(notes.items()):
        typed |= {f"topics.{number}.topic": topic, f"topics.{number}.notes": "\n\n".join(texts)}
    return typed, row_of


def _key(text: str) -> str:
    return text.strip().lower().replace(" ", "_").replace("-", "_")


def _column(columns: Mapping[str, str], field: str) -> str:
    return next((column for column, name in columns.items() if name == field), field)
