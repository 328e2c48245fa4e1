"""What each column of a file means, as a person has settled it: kept, downloaded as JSON, used for the next file."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping as Lookup
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from forms.fields import clean_text

#: what a column can be used for -> how staff are told
USES = {
    "ignore": "Leave it out",
    "reference": "The number or name of the response",
    "submitted": "When it was submitted",
    "text": "An answer in own words",
    "choice": "The one answer that was chosen",
    "list": "All answers that were chosen, in one cell",
    "tick": "One option, ticked or not",
    "rank": "The place that was given to one option, as 1, 2 or 3",
    "place": "The option that was put in one place",
    "locale": "The language",
    "variant": "The wording: standard or Easy Read",
    "channel": "How it came: online, paper, telephone or with help",
    "capacity": "Who answers: a resident, an organisation and so on",
    "quote": "Whether it may be quoted",
}
#: uses that answer a question; those that name one of its options; those of which a response has one
OF_QUESTION = ("text", "choice", "list", "tick", "rank", "place")
OF_OPTION = ("tick", "rank")
OF_RESPONSE = ("reference", "submitted", "locale", "variant", "channel", "capacity", "quote")
#: what stands for a question where the texts of such a column are matched
ABOUT = {use: f"~{use}" for use in ("locale", "variant", "channel", "capacity", "quote")}
#: matched to nothing on purpose: taken as left blank
LEFT_OUT = ""
#: what this server reads of a mapping that was downloaded
MOST_CHARACTERS = 2_000_000
FORMAT = "engage response mapping 1"
APOSTROPHES = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014", "''\"\"--")

NOT_A_MAPPING = "This is not a mapping that was saved here. Choose the file that you downloaded, which ends in .json"


class MappingRefused(ValueError):
    """The file is not a mapping of ours; the message says so."""


@dataclass(frozen=True)
class Column:
    heading: str
    use: str = "ignore"
    #: key of the question, and of the option of a tick or rank
    question: str = ""
    option: str = ""
    #: of a place: 1 to 3
    place: int = 0
    #: of a list: what stands between two options
    separator: str = ""
    #: where the questionnaire is made from the file: the words of the question and option, and whether about the person
    words: str = ""
    part: str = ""
    is_profile: bool = False


@dataclass(frozen=True)
class Mapping:
    columns: tuple[Column, ...]
    #: question key, or ABOUT -> text as it is compared -> key of an option, or LEFT_OUT
    values: Lookup[str, Lookup[str, str]] = field(default_factory=dict)
    #: in dates of numbers; None: every date in the file can mean one day only, or nobody has said
    day_first: bool | None = None

    def of(self, question: str) -> tuple[tuple[int, Column], ...]:
        """Return the columns that answer this question, each with its position."""
        return tuple((at, one) for at, one in enumerate(self.columns) if one.question == question)

    def used(self, use: str) -> int | None:
        """Return the position of the column of this use, or None."""
        return next((at for at, one in enumerate(self.columns) if one.use == use), None)

    def with_column(self, position: int, column: Column) -> "Mapping":
        columns = list(self.columns)
        columns[position] = column
        return replace(self, columns=tuple(columns))

    def in_order(self, day_first: bool) -> "Mapping":
        return replace(self, day_first=day_first)

    def with_values(self, name: str, chosen: Lookup[str, str]) -> "Mapping":
        kept = {key: dict(texts) for key, texts in self.values.items()}
        return replace(self, values=kept | {name: kept.get(name, {}) | dict(chosen)})


def compared(text: str) -> str:
    """Return a text as it is compared: no case, one space between words, plain quotation marks, no full stop."""
    plain = unicodedata.normalize("NFKC", text).translate(APOSTROPHES)
    return " ".join(plain.casefold().split()).rstrip(".,;: ")


def written(mapping: Mapping) -> str:
    """Return the mapping as it is kept and downloaded."""
    columns = [{name: value for name, value in asdict(one).items() if value} for one in mapping.columns]
    values = {name: dict(texts) for name, texts in mapping.values.items()}
    said = {"format": FORMAT, "columns": columns, "values": values, "day_first": mapping.day_first}
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def read(text: str) -> Mapping:
    """Return the Mapping in this text. MappingRefused unless it is one of ours."""
    if len(text) > MOST_CHARACTERS:
        raise MappingRefused(NOT_A_MAPPING)
    try:
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise MappingRefused(NOT_A_MAPPING)
        columns = tuple(_column(one) for one in said["columns"])
        values = {str(name): {str(a): str(b) for a, b in texts.items()} for name, texts in said["values"].items()}
        day_first = said["day_first"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise MappingRefused(NOT_A_MAPPING) from error
    return Mapping(columns, values, day_first if isinstance(day_first, bool) else None)


def carried(mapping: Mapping, headings: Sequence[str]) -> tuple[Mapping, tuple[str, ...], tuple[str, ...]]:
    """Return a mapping for another file: (it, headings that it does not know, columns that this file does not have).

    A heading that stands over several columns is the same by its turn.
    """
    known = dict(zip(numbered([one.heading for one in mapping.columns]), mapping.columns, strict=True))
    wanted = numbered(headings)
    columns = tuple(known.get(name) or Column(name[0]) for name in wanted)
    strange = tuple(name[0] for name in wanted if name not in known)
    missing = tuple(name[0] for name, one in known.items() if name not in wanted and one.use != "ignore")
    return replace(mapping, columns=columns), strange, missing


def preferred(before: Mapping, guessed: Mapping) -> Mapping:
    """Return the mapping for the next file of a consultation: as the file before it was mapped, then as is guessed."""
    columns = [one.heading for one in guessed.columns]
    kept, _strange, _missing = carried(before, columns)
    names = set(numbered([one.heading for one in before.columns]))
    chosen = tuple(
        one if name in names else guess
        for name, one, guess in zip(numbered(columns), kept.columns, guessed.columns, strict=True)
    )
    return replace(kept, columns=chosen, day_first=guessed.day_first)


def numbered(headings: Sequence[str]) -> list[tuple[str, int]]:
    """Return each heading with the number of the times that it stood before."""
    seen: Counter[str] = Counter()
    found = []
    for heading in headings:
        found.append((heading, seen[heading]))
        seen[heading] += 1
    return found


def _column(said: dict[str, Any]) -> Column:
    texts = {name: clean_text(str(said.get(name, "")))[:2000] for name in ("heading", "words", "part", "separator")}
    keys = {name: re.sub(r"[^a-z0-9_]", "", str(said.get(name, "")))[:40] for name in ("question", "option")}
    use, place = said.get("use", "ignore"), said.get("place", 0)
    if use not in USES:
        raise MappingRefused(NOT_A_MAPPING)
    place = place if isinstance(place, int) and 0 <= place <= 60 else 0
    return Column(use=use, place=place, is_profile=said.get("is_profile") is True, **texts, **keys)
