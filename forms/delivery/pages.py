"""The pages of "You said, we did": what each asks for, as columns of its table, and what is wrong with it."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from forms.delivery.typed import LONGEST_TEXT, Typed

ANSWERS = ("accepted", "partly", "no")
STATES = ("planned", "under_way", "done", "stopped")
ENDED = ("done", "stopped")
LIFE_COURSES = ("start_well", "live_well", "age_well", "all_age")
BETTER = ("up", "down")
STATUSES = ("under_review", "accepted", "partly", "not_accepted", "noted")
#: column of an action -> most characters
ACTION = {
    "headline_action": 300, "summary": LONGEST_TEXT, "focus": 200, "delivery": 200, "key_objective": 300,
    "partnership": 300, "lead_officer": 300, "owner_role": 200, "timescale": 200,
}  # fmt: skip
VARIANTS = ("standard", "easy_read")


def read_texts(
    typed: Typed, locales: Collection[str], needed: str = "", easy_needed: str = "", before: str = ""
) -> dict[str, Any]:
    """Return locale -> {"standard": ..., "easy_read": ...} of the fields LOCALE_standard and LOCALE_easy_read.

    before : what the names of the fields begin with
    needed, easy_needed : what is said when the English words, or those in Easy Read, are missing; "" if they may be
    In another language both wordings stand, or none, and never without English. Empty pairs are left out.
    """
    found: dict[str, Any] = {}
    for locale in locales:
        is_first = locale == "en"
        pair = {
            "standard": typed.words(f"{before}{locale}_standard", needed if is_first else "", LONGEST_TEXT),
            "easy_read": typed.words(f"{before}{locale}_easy_read", easy_needed if is_first else "", LONGEST_TEXT),
        }
        for variant in VARIANTS:
            is_wanted = any(pair.values()) and not (is_first and variant == "easy_read" and needed and not easy_needed)
            if is_wanted and not pair[variant]:
                typed.faults.setdefault(f"{before}{locale}_{variant}", "Write it in both wordings")
        if any(pair.values()):
            found[locale] = pair
    if found and "en" not in found:  # whoever reads another language would find nothing at all
        needed = "Write it in English too: it is shown where there is no translation"
        typed.faults.setdefault(f"{before}en_standard", needed)
    return found


def read_action(typed: Typed) -> dict[str, Any]:
    """Return the columns of an action."""
    needed = {"headline_action": "Write what is going to be done, in a line"}
    return {name: typed.words(name, needed.get(name, ""), longest) for name, longest in ACTION.items()}


def read_state(typed: Typed) -> dict[str, Any]:
    """Return the columns of the next state of an action. What ends says what came of it."""
    state = typed.choice("state", STATES, "Choose what it is in now")
    needed = "Write what came of it, or why it was stopped" if state in ENDED else ""
    return {
        "state": state,
        "due_on": typed.day("due_on"),
        "outcome": typed.words("outcome", needed, LONGEST_TEXT),
        "easy_outcome": typed.words("easy_outcome", needed and "Write it in Easy Read too", LONGEST_TEXT),
        "remark": typed.words("remark", longest=LONGEST_TEXT),
    }


def read_submission(typed: Typed, today: dt.date) -> dict[str, Any]:
    """Return the columns of a submission."""
    return {
        "received_on": typed.past_day("received_on", today, "Enter the day on which it came, as 7/10/2026"),
        "received_from": typed.words("received_from", "Enter the organisation, or “a resident”. Never a person’s name"),
        "title": typed.words("title", "Enter what it is, as “Letter on bus routes”"),
        "n_pages": typed.whole_number("n_pages"),
        "owner": typed.words("owner", "Enter who answers for it, as “Head of Transport”"),
        "kept_at": typed.words("kept_at"),
    }


def read_comment(typed: Typed, today: dt.date) -> dict[str, Any]:
    """Return the columns of a comment; its submission is the number of one in the index, or empty."""
    status = typed.choice("status", STATUSES, "Choose where it stands")
    needed = "" if status == "under_review" else "Write what is said to it"
    return {
        "received_on": typed.past_day("received_on", today, "Enter the day on which it came, as 7/10/2026"),
        "text": typed.words("text", "Write the comment", LONGEST_TEXT),
        "reply": typed.words("reply", needed, LONGEST_TEXT),
        "status": status,
        "submission": typed.whole_number("submission"),
    }


def read_measure(typed: Typed) -> dict[str, Any]:
    """Return the columns of a measure."""
    return {
        "name": typed.words("name", "Enter what is measured, as “Children who walk to school”"),
        "unit": typed.words("unit", longest=40),
        "better": typed.choice("better", BETTER, "Choose which way is better"),
        "source": typed.words("source"),
    }
