"""What is still missing from a record before it is closed, and what of it may be given to those who took part."""

import datetime as dt
import re
from dataclasses import dataclass

from forms.fieldwork.document import Document, Said

STAND = "outreach_stand"


@dataclass(frozen=True)
class Missing:
    """One thing that is missing, the field of the record where it is put right, and whether it stops the closing."""

    field: str
    text: str
    must: bool


def missing(document: Document, kind: str, today: dt.date) -> list[Missing]:
    """Return what is missing, first what must be there. kind: the type of the activity."""
    must = [
        ("held_on", "Say on which day it was", document.held_on is None),
        ("held_on", "The day is after today. Check it", bool(document.held_on and document.held_on > today)),
    ]
    counted = document.n_engaged if kind == STAND else document.n_present
    people = "Say how many people you spoke to" if kind == STAND else "Say how many people were there"
    must.append(("n_engaged" if kind == STAND else "n_present", people, counted is None))
    quotes = [said for said in document.contributions if said.kind == "quote"]
    asked = [said for said in quotes if said.may_quote != "not_asked"]
    n_owned = sum(bool(promise.owner and promise.due_on) for promise in document.promises)
    n_loose, n_unasked = len(document.promises) - n_owned, len(quotes) - len(asked)
    may = [
        ("started", "The start and the end are not written down", not (document.started and document.ended)),
        ("consent_read", "The consent script was not read out", kind != STAND and not document.consent_read),
        ("contributions.0.text", "Nothing that people said is written down", not document.contributions),
        ("contributions.0.text", f"Quotes without an answer whether they may be quoted: {n_unasked}", n_unasked > 0),
        ("promises.0.text", f"Promises without somebody who does them or without a day: {n_loose}", n_loose > 0),
        ("summary", "Nothing was read back to the group", kind != STAND and not document.summary.strip()),
        ("absent", "Who was not there is not written down", kind != STAND and not document.absent.strip()),
    ]
    return [Missing(field, text, True) for field, text, is_so in must if is_so] + [
        Missing(field, text, False) for field, text, is_so in may if is_so
    ]


def for_participants(document: Document) -> list[Said]:
    """Return what may stand in the copy for those who took part: quotes that may be quoted, and what nobody refused.

    What was not asked about is given in other words only, never word for word. Of labels only "speaker 3" stays.
    """
    return [
        said if re.fullmatch(r"speaker \d{1,3}", said.speaker) else Said(**{**said.__dict__, "speaker": ""})
        for said in document.contributions
        if said.may_quote == "yes" or (said.may_quote == "not_asked" and said.kind != "quote")
    ]
