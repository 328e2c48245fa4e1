"""An activity of the engagement calendar, as it is typed on its page or in a row of a spreadsheet."""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from typing import Any

from forms.fields import clean_text
from forms.fieldwork.document import LONGEST_LINE, Fault, Guide

TYPES = (
    "focus_group", "outreach_stand", "network_meeting", "drop_in", "interview", "visit", "online_session",
)  # fmt: skip
SUPPORT = ("interpreter", "bsl", "easy_read", "large_print", "transport", "hearing_loop", "childcare", "step_free")
LONGEST_DETAILS = 5000
LINES = ("title", "place", "partner", "audience")
DETAILS = ("format", "support_details", "materials")


def read(
    typed: Mapping[str, str], support: Collection[str], guide: Guide, ward_question: str | None
) -> tuple[dict[str, Any], list[Fault]]:
    """Return column -> value of what was typed, and what is wrong with it by the name of its field.

    support       : the boxes that were ticked
    ward_question : key of the question whose options are wards, if the questionnaire has one
    """
    faults: list[Fault] = []
    found = _words(typed, faults)
    found |= _times(typed, faults)
    found["ward"] = _text(typed, "ward") or None
    if found["ward"] and found["ward"] not in guide.people.get(ward_question or "", ()):
        faults.append(Fault("ward", "We do not know this ward. Choose one from the list"))
    found["group_question"], found["group_option"] = _group(_text(typed, "group"), guide, faults)
    found["support"] = [key for key in SUPPORT if key in support]
    if len(found["support"]) != len(set(support)):
        faults.append(Fault("support", "Choose from the list. Write anything else under it"))
    return found, faults


def _text(typed: Mapping[str, str], name: str) -> str:
    return clean_text(typed.get(name, "")).strip()


def _words(typed: Mapping[str, str], faults: list[Fault]) -> dict[str, Any]:
    found = {name: _text(typed, name) for name in ("type", *LINES, *DETAILS)}
    if found["type"] not in TYPES:
        faults.append(Fault("type", "Choose what kind of activity it is"))
    if not found["title"]:
        faults.append(Fault("title", "Enter a name for the activity, as “Carers’ coffee morning”"))
    for name in (*LINES, *DETAILS):
        longest = LONGEST_LINE if name in LINES else LONGEST_DETAILS
        if len(found[name]) > longest:
            faults.append(Fault(name, f"This is {len(found[name]):,} characters. The limit is {longest:,}"))
    return found


def _times(typed: Mapping[str, str], faults: list[Fault]) -> dict[str, Any]:
    found: dict[str, Any] = {"held_on": read_day(_text(typed, "held_on"))}
    if found["held_on"] is None:
        faults.append(Fault("held_on", "Enter the day, as 7/10/2026"))
    for name in ("starts", "ends"):
        found[name] = read_time(_text(typed, name))
        if _text(typed, name) and found[name] is None:
            faults.append(Fault(name, "Enter a time, as 14:30"))
    if found["starts"] and found["ends"] and found["ends"] <= found["starts"]:
        faults.append(Fault("ends", "The end must be after the start"))
    if found["ends"] and not _text(typed, "starts"):
        faults.append(Fault("starts", "Enter when it starts too"))
    return found


def read_day(text: str) -> dt.date | None:
    """Return the day of "2026-10-07", "7/10/2026" or "7 10 2026"; None if there is no such day."""
    parts = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    british = re.fullmatch(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})", text)
    year, month, day = parts.groups() if parts else reversed(british.groups()) if british else (0, 0, 0)
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def written_day(day: dt.date | None) -> str:
    """Return the day as it is typed: "7/10/2026"."""
    return f"{day.day}/{day.month}/{day.year}" if day else ""


def read_time(text: str) -> dt.time | None:
    """Return the time of "14:30", "14.30" or "2:30pm"; None if it is none."""
    found = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})? ?(am|pm)?", text.lower())
    if not found or not (found[2] or found[3]):
        return None
    hour = int(found[1])
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    try:
        return dt.time(hour, int(found[2] or 0))
    except ValueError:
        return None


def _group(typed: str, guide: Guide, faults: list[Fault]) -> tuple[str | None, str | None]:
    """("age_band", "old") of "age_band.old"."""
    if not typed:
        return None, None
    question, _dot, option = typed.partition(".")
    if option not in guide.people.get(question, ()):
        faults.append(Fault("group", "We do not know this group. Choose one from the list"))
        return None, None
    return question, option
