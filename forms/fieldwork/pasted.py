"""Notes that were typed elsewhere and pasted: their lines as notes on topics, things said, and promises.

Streets:              the title of a topic, or words of the group's own with a colon at the end or # before them
- Too few benches     a line with a bullet or a number is one thing said, in other words
“More benches”        a line in quote marks, or with > before it, is a quote
3: “More benches”     the number of who spoke may stand before it
We said we would ...  or Promise: ... is a promise
anything else         stands in the notes on the topic above it
"""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from forms.fieldwork.document import LONGEST_TEXT, LONGEST_TOPIC, SPEAKER, Document, Promised, Said, TopicNotes

#: for ids that are the same when the same notes are pasted again, so that nothing comes in twice
SPACE = uuid.UUID("c2b2c0a4-7d5c-4f1e-8a55-0c8d9b9d9f10")
BULLET = re.compile(r"(?:[-*•–—·]|\d{1,3}[.)])\s+(?P<text>.+)")
QUOTED = re.compile(r"(?:(?P<speaker>[^:“\"«>]{1,40}):\s*)?(?:[“\"«](?P<text>.+)[”\"»]|>\s*(?P<cited>.+))[.,]?")
BEGUN = re.compile(r"(?:[^:“\"«]{1,40}:\s*)?[“\"«]")
PROMISE = re.compile(r"(?:promise:\s*|we said (?:that )?we would:?\s+)(?P<text>.+)", re.IGNORECASE)
GENERAL = "general"


@dataclass(frozen=True)
class Pasted:
    """What the notes hold, in their order."""

    topics: tuple[TopicNotes, ...]
    contributions: tuple[Said, ...]
    promises: tuple[Promised, ...]


def read(text: str, titles: Mapping[str, str], origin: str) -> tuple[Pasted, list[tuple[int, str]]]:
    """Return what the notes hold, and (number of the line, what is wrong with it).

    titles : title or key of a topic in small letters -> its key
    origin : what the notes belong to; the same line of the same origin always has the same id
    """
    notes: dict[str, list[str]] = {}
    said: list[Said] = []
    promises: list[Promised] = []
    faults: list[tuple[int, str]] = []
    topic = ""
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if len(line) > LONGEST_TEXT:
            faults.append((number, f"This line has {len(line):,} characters. The limit is {LONGEST_TEXT:,}. Break it"))
        elif (heading := _heading(line, titles)) is not None:
            topic = heading
            if len(topic) > LONGEST_TOPIC:
                faults.append((number, f"A topic has {LONGEST_TOPIC} characters or fewer. Shorten it"))
        elif promised := PROMISE.fullmatch(line):
            words = promised["text"].strip()
            promises.append(Promised(_id(origin, "promise", words, len(promises)), words, "", None))
        elif (one := _said(line, topic, origin, said)) is not None:
            found, fault = one
            said += [found] if found else []
            faults += [(number, fault)] if fault else []
        elif line:
            notes.setdefault(topic or GENERAL, []).append(line)
    topics = tuple(TopicNotes(name, "\n".join(lines)) for name, lines in notes.items())
    return Pasted(topics, tuple(said), tuple(promises)), faults


def add(document: Document, pasted: Pasted, masked: Callable[[str], str]) -> Document:
    """Return the document with the notes added. What is there already is not added again.

    masked : what becomes of notes when they are kept
    """
    notes = {part.topic: part.notes for part in document.topics}
    for part in pasted.topics:
        held = notes.get(part.topic, "")
        if part.notes not in held and masked(part.notes) not in held:
            notes[part.topic] = f"{held}\n\n{part.notes}".strip()
    said, promised = ({row.id for row in rows} for rows in (document.contributions, document.promises))
    return replace(
        document,
        topics=tuple(TopicNotes(topic, words) for topic, words in notes.items()),
        contributions=(*document.contributions, *(row for row in pasted.contributions if row.id not in said)),
        promises=(*document.promises, *(row for row in pasted.promises if row.id not in promised)),
    )


def _heading(line: str, titles: Mapping[str, str]) -> str | None:
    """The topic that this line begins, or None: the key of a topic of the guide, or the group's own words."""
    bare = re.sub(r"^(?:#+\s*|\d{1,2}[.)]\s+)", "", line).rstrip(":").strip()
    if bare.casefold() in titles:
        return titles[bare.casefold()]
    is_marked = line.startswith("#") or (line.endswith(":") and len(line) <= LONGEST_TOPIC + 1)
    return bare if is_marked and bare else None


def _said(line: str, topic: str, origin: str, before: list[Said]) -> tuple[Said | None, str] | None:
    """(what was said, or None with what is wrong), or None for a line that is none."""
    bullet = BULLET.fullmatch(line)
    words = bullet["text"].strip() if bullet else line
    quoted = QUOTED.fullmatch(words)
    if quoted is None and BEGUN.match(words):
        return None, "The quote has no quote mark at its end. Put one there, or break the line differently"
    if quoted is None and bullet is None:
        return None
    speaker = (quoted["speaker"] or "").strip() if quoted else ""
    if speaker and not SPEAKER.fullmatch(speaker):
        return None, "Use a number for the speaker, as 3. Names are not kept with what was said"
    if quoted:
        words = (quoted["text"] or quoted["cited"]).strip()
    n_same = sum(row.text == words for row in before)
    return Said(
        _id(origin, topic, words, n_same), topic or None, "quote" if quoted else "paraphrase",
        f"speaker {speaker}" if speaker.isdigit() else speaker.lower(), words, "en", "not_asked", None, None,
    ), ""  # fmt: skip


def _id(origin: str, *parts: object) -> str:
    return str(uuid.uuid5(SPACE, "|".join((origin, *map(str, parts)))))
