"""What somebody looks for among the answers, read from the address of the page; what is wrong with it, in words."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from forms.delivery.typed import Typed

LONGEST_WORDS, MOST_WORDS = 100, 8
#: which answers: comments, choices, or both
TEXT, CHOICE, BOTH = "text", "choice", "both"
KINDS = {TEXT: "Comments", CHOICE: "Choices without a text", BOTH: "Comments and choices"}
FLAGS = {
    "waiting": "A possible name waits for a person",
    "marked": "Something is masked, or was looked at",
    "campaign": "Part of a campaign",
    "unreadable": "On paper: cannot be read, more ticks than allowed, or not for this person",
}
FIELDS = ("words", "kind", "question", "option", "theme", "channel", "wording", "language", "area", "group", "since",
          "until", "flag")  # fmt: skip
SWAPPED = "The last day is before the first. Change one of them"


@dataclass(frozen=True)
class Wanted:
    """What is looked for; an empty part asks for nothing."""

    #: each has to be in the text, in capitals or not; between quotation marks as a phrase
    words: tuple[str, ...] = ()
    kind: str = TEXT
    question: str = ""
    #: "question.option" that the same person chose
    option: str = ""
    #: code or name of a theme
    theme: str = ""
    channel: str = ""
    wording: str = ""
    language: str = ""
    #: "question.option" that the person said of themselves
    area: str = ""
    group: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    flag: str = ""
    #: only answers before this number: the page after the first
    before: int | None = None

    @property
    def is_about_people(self) -> bool:
        """Return whether it asks for what people said of themselves."""
        return bool(self.area or self.group)

    @property
    def is_empty(self) -> bool:
        """Return whether it asks for nothing at all."""
        return self == Wanted(before=self.before)


@dataclass(frozen=True)
class Read:
    wanted: Wanted
    #: name of a field -> what is wrong with it
    faults: dict[str, str] = field(default_factory=dict)


def read(fields: Mapping[str, str], choices: Mapping[str, Collection[str]]) -> Read:
    """Return what is looked for.

    choices : name of a field with a list -> the values that it may have, without the empty one
    """
    typed = Typed(fields)
    words = split(typed.words("words", longest=LONGEST_WORDS))
    if len(words) > MOST_WORDS:
        typed.faults["words"] = f"Look for {MOST_WORDS} words or fewer"
    chosen = {name: _one_of(typed, name, values) for name, values in choices.items()}
    since, until = typed.day("since"), typed.day("until")
    if since and until and until < since:
        typed.faults["until"] = SWAPPED
    before = fields.get("before", "")
    return Read(
        Wanted(
            words=words,
            kind=_one_of(typed, "kind", KINDS) or TEXT,
            theme=typed.words("theme"),
            flag=_one_of(typed, "flag", FLAGS),
            since=since,
            until=until,
            before=int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None,
            **chosen,
        ),
        typed.faults,
    )


def split(text: str) -> tuple[str, ...]:
    """Return words and phrases: what stands between quotation marks stays together, each once, in small letters."""
    parts = text.replace("\u201c", '"').replace("\u201d", '"').lower().split('"')
    found = []
    for place, part in enumerate(parts):
        found += [" ".join(part.split())] if place % 2 else part.split()
    return tuple(dict.fromkeys(word for word in found if word))


def _one_of(typed: Typed, name: str, values: Collection[str]) -> str:
    value = typed.fields.get(name, "")
    if value and value not in values:
        typed.faults[name] = "This is not in the list. Choose from the list"
        return ""
    return value
