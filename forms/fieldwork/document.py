"""The record of one session as a document: what a device sends, what a page posts and what a file holds.

It is JSON. Every part may be left out; a part that is not in this list is a fault, never dropped in silence.

    format         1
    held_on        "2026-10-07", the day by the calendar of the place; not after today
    started, ended "14:00", by the clock of the place; the end is after the start
    n_present      people who were there                     } whole numbers or null (nobody counted);
    n_spoke        of them, people who spoke: not more        } people at a stand are counted apart from
    n_engaged      people spoken to at a stand                } those in a group
    n_forms        forms handed out                           }
    absent         who was not there, in words
    remarks        what the note-taker thinks, apart from what was said
    summary        what was read back to the group
    consent_read   true when the consent script was read out
    topics         [{topic, notes}]           topic: key of a section, or a word of the group's own; each once
    contributions  [{id, topic, kind, speaker, text, locale, may_quote, agreement, n_agreed}]
                   id: a uuid made on the device; kind, may_quote, agreement: see KINDS, CONSENTS, AGREEMENTS;
                   speaker: a number or "speaker 3", never a name; n_agreed: how many were seen to agree
    tallies        [{kind, question, label, count}]   each kind, question and label once
                   characteristic: keys of a question about people and of its option, or of ALWAYS_COUNTED
                   group_choice: keys of a question of views and of its option, for the group's own top three
                   dot_vote: the same keys, or words of the group's own
                   signposting: what was asked for, where people were sent, both in words
    promises       [{id, text, owner, due_on}]        id: a uuid made on the device; due_on: a day or null

A safeguarding concern is not part of it: it travels alone, to be read by the named officer only.
Lengths are in characters; LONGEST_NOTES holds 20,000 words and more.
"""

import datetime as dt
import hashlib
import json
import re
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from forms.fields import clean_text

FORMAT = 1
KINDS = ("quote", "paraphrase", "flip_chart", "sticky_note", "drawing", "question")
CONSENTS = ("yes", "no", "not_asked")
AGREEMENTS = ("one", "some", "several", "most", "all", "disputed")
TALLIES = ("characteristic", "dot_vote", "group_choice", "signposting")
#: answers that every question about people has in a tally, whether the questionnaire offers them or not
ALWAYS_COUNTED = ("prefer_not_to_say", "not_asked")

LONGEST_NOTES = 200_000
LONGEST_TEXT = 20_000
LONGEST_LINE = 200
LONGEST_TOPIC = 60
MOST_PEOPLE = 100_000
MOST_TOPICS, MOST_CONTRIBUTIONS, MOST_TALLIES, MOST_PROMISES = 60, 1000, 1000, 200
#: "3" and "speaker 3", and what a table or a flip chart has instead; a name does not fit
SPEAKER = re.compile(r"(?:(?:speaker|table|group|seat) ?)?(?:\d{1,3}|[a-z])", re.IGNORECASE)
LOCALE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


@dataclass(frozen=True)
class Fault:
    """What is wrong, where ("contributions.2.text"), and in its words how to put it right."""

    path: str
    text: str


@dataclass(frozen=True)
class Guide:
    """What a session can be about: option keys by question, of people and of views."""

    people: Mapping[str, Collection[str]]
    views: Mapping[str, Collection[str]]
    #: most dots that a person may place on one question; 0: not checked
    dots_a_person: int = 0


@dataclass(frozen=True)
class TopicNotes:
    topic: str
    notes: str


@dataclass(frozen=True)
class Said:
    id: str
    topic: str | None
    kind: str
    speaker: str
    text: str
    locale: str
    may_quote: str
    agreement: str | None
    n_agreed: int | None


@dataclass(frozen=True)
class Count:
    kind: str
    question: str
    label: str
    count: int


@dataclass(frozen=True)
class Promised:
    id: str
    text: str
    owner: str
    due_on: dt.date | None


@dataclass(frozen=True)
class Document:
    held_on: dt.date | None = None
    started: dt.time | None = None
    ended: dt.time | None = None
    n_present: int | None = None
    n_spoke: int | None = None
    n_engaged: int | None = None
    n_forms: int | None = None
    absent: str = ""
    remarks: str = ""
    summary: str = ""
    consent_read: bool = False
    topics: tuple[TopicNotes, ...] = ()
    contributions: tuple[Said, ...] = ()
    tallies: tuple[Count, ...] = ()
    promises: tuple[Promised, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the document as it travels."""
        return {"format": FORMAT} | json.loads(json.dumps(asdict(self), default=_written))

    def sha256(self) -> str:
        """Return the hash of what it says: the order of keys and the blanks between them are nothing."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()


def parse(sent: Any, today: dt.date, guide: Guide) -> tuple[Document | None, list[Fault]]:
    """Return the Document and no faults, or None and every fault found.

    sent  : what json.loads gave, from anywhere
    today : by the clock of the server; that of a tablet may be wrong
    guide : the questions and options that tallies may name
    """
    document, reader = _read(sent)
    if document is not None:
        _check_whole(document, today, guide, reader)
    return (None, reader.faults) if reader.faults else (document, [])


def restore(kept: Any) -> Document:
    """Return the Document of JSON that was judged before it was kept; its questionnaire may have changed since.

    Raises ValueError if it never was one.
    """
    document, reader = _read(kept)
    if document is None:
        raise ValueError(f"kept, and not to be read: {reader.faults[0].path}")
    return document


def _read(sent: Any) -> tuple[Document | None, "_Reader"]:
    reader = _Reader()
    parts = reader.parts("", sent, {"format", *Document.__dataclass_fields__})
    if parts.get("format", FORMAT) != FORMAT:
        reader.fault("format", "This was written by another version of the program. Open this page again and save")
    found: dict[str, Any] = {
        "held_on": reader.day("held_on", parts.get("held_on")),
        "started": reader.time("started", parts.get("started")),
        "ended": reader.time("ended", parts.get("ended")),
        **{name: reader.count(name, parts.get(name)) for name in ("n_present", "n_spoke", "n_engaged", "n_forms")},
        "absent": reader.text("absent", parts.get("absent"), LONGEST_NOTES),
        "remarks": reader.text("remarks", parts.get("remarks"), LONGEST_NOTES),
        "summary": reader.text("summary", parts.get("summary"), LONGEST_NOTES),
        "consent_read": reader.truth("consent_read", parts.get("consent_read")),
        "topics": reader.each("topics", parts.get("topics"), _topic, MOST_TOPICS),
        "contributions": reader.each("contributions", parts.get("contributions"), _said, MOST_CONTRIBUTIONS),
        "tallies": reader.each("tallies", parts.get("tallies"), _count, MOST_TALLIES),
        "promises": reader.each("promises", parts.get("promises"), _promised, MOST_PROMISES),
    }
    return (None if reader.faults else Document(**found)), reader


class _Reader:
    """Reads one part after another and remembers what is wrong with each."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, path: str, text: str) -> None:
        self.faults.append(Fault(path, text))

    def parts(self, path: str, value: Any, known: Collection[str]) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.fault(path, "This is not a record of a session. Send the file as the device made it")
            return {}
        for name in sorted(set(value) - set(known), key=str):
            self.fault(_below(path, name), f"We do not know “{str(name)[:40]}”. Send the file as the device made it")
        return value

    def each(self, path: str, value: Any, read: Callable[..., Any], most: int) -> tuple[Any, ...]:
        if value is None:
            return ()
        if not isinstance(value, list):
            self.fault(path, "This must be a list. Send the file as the device made it")
            return ()
        if len(value) > most:
            self.fault(path, f"There are {len(value)} of these. The most is {most}. Put the rest into a second record")
            return ()
        return tuple(read(self, f"{path}.{number}", item) for number, item in enumerate(value))

    def text(self, path: str, value: Any, longest: int, wanted: str = "") -> str:
        if value is None:
            value = ""
        if not isinstance(value, str):
            self.fault(path, "This must be words")
            return ""
        cleaned = clean_text(value)
        if len(cleaned) > longest:
            self.fault(path, f"This is {len(cleaned):,} characters. The limit is {longest:,}")
        if wanted and not cleaned.strip():
            self.fault(path, wanted)
        return cleaned

    def count(self, path: str, value: Any, wanted: bool = False) -> int | None:
        if value is None and not wanted:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.fault(path, "Enter a whole number, as 12")
        elif value < 0:
            self.fault(path, "Enter 0 or more people")
        elif value > MOST_PEOPLE:
            self.fault(path, f"Enter {MOST_PEOPLE:,} or fewer")
        else:
            return value
        return None

    def truth(self, path: str, value: Any) -> bool:
        if not isinstance(value, bool | None):
            self.fault(path, "This must be true or false")
        return value is True

    def one_of(self, path: str, value: Any, known: Collection[str]) -> str:
        if value in known:
            return str(value)
        self.fault(path, "Choose one of the answers")
        return ""

    def day(self, path: str, value: Any) -> dt.date | None:
        if value in (None, ""):
            return None
        try:
            return dt.date.fromisoformat(value)
        except (TypeError, ValueError):
            self.fault(path, "Enter a real day, as 7 10 2026")
            return None

    def time(self, path: str, value: Any) -> dt.time | None:
        if value in (None, ""):
            return None
        if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", value):
            self.fault(path, "Enter a time, as 14:30")
            return None
        return dt.time.fromisoformat(value).replace(second=0)

    def identity(self, path: str, value: Any) -> str:
        try:
            return str(uuid.UUID(value))
        except (AttributeError, TypeError, ValueError):
            self.fault(path, "The number of this entry was changed. Send the file as the device made it")
            return ""


def _topic(reader: _Reader, path: str, value: Any) -> TopicNotes:
    parts = reader.parts(path, value, TopicNotes.__dataclass_fields__)
    return TopicNotes(
        topic=reader.text(f"{path}.topic", parts.get("topic"), LONGEST_TOPIC, "Say what the notes are about").strip(),
        notes=reader.text(f"{path}.notes", parts.get("notes"), LONGEST_NOTES),
    )


def _said(reader: _Reader, path: str, value: Any) -> Said:
    parts = reader.parts(path, value, Said.__dataclass_fields__)
    speaker = reader.text(f"{path}.speaker", parts.get("speaker"), LONGEST_LINE).strip()
    if speaker and not SPEAKER.fullmatch(speaker):
        reader.fault(f"{path}.speaker", "Use a number for the speaker, as 3. Names are not kept with what was said")
    locale = parts.get("locale") or "en"
    if not isinstance(locale, str) or not LOCALE.fullmatch(locale):
        reader.fault(f"{path}.locale", "Enter the code of a language, as en or pl")
    agreement = parts.get("agreement")
    return Said(
        id=reader.identity(f"{path}.id", parts.get("id")),
        topic=reader.text(f"{path}.topic", parts.get("topic"), LONGEST_TOPIC).strip() or None,
        kind=reader.one_of(f"{path}.kind", parts.get("kind", "paraphrase"), KINDS),
        speaker=f"speaker {speaker}" if speaker.isdigit() else speaker.lower(),
        text=reader.text(f"{path}.text", parts.get("text"), LONGEST_TEXT, "Write what was said, or remove this entry"),
        locale=locale,
        may_quote=reader.one_of(f"{path}.may_quote", parts.get("may_quote", "not_asked"), CONSENTS),
        agreement=None if agreement in (None, "") else reader.one_of(f"{path}.agreement", agreement, AGREEMENTS),
        n_agreed=reader.count(f"{path}.n_agreed", parts.get("n_agreed")),
    )


def _count(reader: _Reader, path: str, value: Any) -> Count:
    parts = reader.parts(path, value, Count.__dataclass_fields__)
    return Count(
        kind=reader.one_of(f"{path}.kind", parts.get("kind"), TALLIES),
        question=reader.text(f"{path}.question", parts.get("question"), LONGEST_LINE, "Say what was counted").strip(),
        label=reader.text(f"{path}.label", parts.get("label"), LONGEST_LINE, "Say what was counted").strip(),
        count=reader.count(f"{path}.count", parts.get("count"), wanted=True) or 0,
    )


def _promised(reader: _Reader, path: str, value: Any) -> Promised:
    parts = reader.parts(path, value, Promised.__dataclass_fields__)
    return Promised(
        id=reader.identity(f"{path}.id", parts.get("id")),
        text=reader.text(f"{path}.text", parts.get("text"), LONGEST_TEXT, "Write what was promised, or remove this"),
        owner=reader.text(f"{path}.owner", parts.get("owner"), LONGEST_LINE).strip(),
        due_on=reader.day(f"{path}.due_on", parts.get("due_on")),
    )


def _check_whole(document: Document, today: dt.date, guide: Guide, reader: _Reader) -> None:
    """What can only be judged once the parts are known."""
    if document.held_on and document.held_on > today:
        text = f"This day is after today, {today.day} {today:%B %Y}. Check the date, and the clock of the tablet"
        reader.fault("held_on", text)
    if document.started and document.ended and document.ended <= document.started:
        reader.fault("ended", "The end must be after the start. Check both times")
    if document.n_spoke is not None and document.n_spoke > (document.n_present or 0):
        text = "More people spoke than came. Check how many were there"
        reader.fault("n_spoke" if document.n_present is not None else "n_present", text)
    for number, said in enumerate(document.contributions):
        if document.n_present is not None and (said.n_agreed or 0) > document.n_present:
            reader.fault(f"contributions.{number}.n_agreed", "More people agreed than came. Check both numbers")
    _refuse_repeats(document, reader)
    _check_tallies(document, guide, reader)


def _refuse_repeats(document: Document, reader: _Reader) -> None:
    named: dict[str, list[Any]] = {
        "topics": [part.topic for part in document.topics],
        "contributions": [part.id for part in document.contributions],
        "tallies": [(part.kind, part.question, part.label) for part in document.tallies],
        "promises": [part.id for part in document.promises],
    }
    last = {"topics": "topic", "contributions": "id", "tallies": "label", "promises": "id"}
    for name, keys in named.items():
        for number, key in enumerate(keys):
            if key in keys[:number]:
                reader.fault(f"{name}.{number}.{last[name]}", "This is written twice. Keep one of them")


def _check_tallies(document: Document, guide: Guide, reader: _Reader) -> None:
    people = max(filter(None, (document.n_present, document.n_engaged)), default=None)
    sums: dict[str, int] = {}
    dots: dict[str, int] = {}
    for number, tally in enumerate(document.tallies):
        known = guide.people if tally.kind == "characteristic" else guide.views
        path = f"tallies.{number}"
        if tally.kind in ("characteristic", "group_choice") and tally.question not in known:
            reader.fault(f"{path}.question", "The questionnaire has no such question. Open this page again")
        elif tally.kind != "signposting" and tally.question in known:
            always = ALWAYS_COUNTED if tally.kind == "characteristic" else ()
            if tally.label not in {*known[tally.question], *always}:
                reader.fault(f"{path}.label", "The questionnaire has no such answer. Open this page again")
        if tally.kind == "dot_vote" and people is not None and guide.dots_a_person:
            n = dots[tally.question] = dots.get(tally.question, 0) + tally.count
            most = people * guide.dots_a_person
            if n > most >= n - tally.count:
                each = f"{people} people with {guide.dots_a_person} dots each place {most} at most"
                text = f"These add up to {n} dots. {each}. Check the dots, and how many were there"
                reader.fault(f"{path}.count", text)
        if tally.kind == "characteristic":
            sums[tally.question] = sums.get(tally.question, 0) + tally.count
            if people is not None and sums[tally.question] > people >= sums[tally.question] - tally.count:
                text = f"These add up to {sums[tally.question]}, and {people} people were there. Check the numbers"
                reader.fault(f"{path}.count", text)


def _written(value: dt.date | dt.time) -> str:
    return value.strftime("%H:%M") if isinstance(value, dt.time) else value.isoformat()


def _below(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)
