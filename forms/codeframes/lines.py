"""One theme as it is written down, apart from any database, and what is wrong with what was typed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forms.fields import clean_text

LONGEST_LABEL, LONGEST_WORDS, LONGEST_KEY_WORD, MOST_KEY_WORDS = 200, 5000, 80, 100
#: in the order of the page and of files
WORDS = {"definition": "Definition", "includes": "Includes", "excludes": "Excludes"}
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@dataclass(frozen=True)
class Line:
    """A theme of a codeframe; `parent` is the code of another line, or empty."""

    label: str
    code: str = ""
    definition: str = ""
    includes: str = ""
    excludes: str = ""
    key_words: tuple[str, ...] = ()
    parent: str = ""


def key_of(label: str) -> str:
    """Return the label as two labels are compared: without capitals and double spaces."""
    return " ".join(label.split()).casefold()


def one_line(text: str) -> str:
    """Return a label as it is kept: in one line, single spaces."""
    return " ".join(clean_text(text).split())


def key_words_of(text: str) -> tuple[str, ...]:
    """Return the words and phrases, one a line or between commas or semicolons, each once."""
    found: dict[str, str] = {}
    for word in map(one_line, re.split(r"[\n,;،؛]", clean_text(text))):
        if word:
            found.setdefault(key_of(word), word)
    return tuple(found.values())


def faults_of(line: Line) -> dict[str, str]:
    """Return name of a field -> what is wrong with it, in words. Whether others are alike is not judged here."""
    faults = {}
    if not line.label:
        faults["label"] = "Enter the name of the theme"
    elif len(line.label) > LONGEST_LABEL:
        faults["label"] = f"The name must be {LONGEST_LABEL} characters or fewer"
    for name, title in WORDS.items():
        if len(getattr(line, name)) > LONGEST_WORDS:
            faults[name] = f"{title} must be {LONGEST_WORDS:,} characters or fewer"
    if len(line.key_words) > MOST_KEY_WORDS:
        faults["key_words"] = f"Give {MOST_KEY_WORDS} key words or fewer"
    long = next((word for word in line.key_words if len(word) > LONGEST_KEY_WORD), None)
    if long is not None:
        faults["key_words"] = f"Each key word must be {LONGEST_KEY_WORD} characters or fewer: “{long[:30]}…”"
    if line.code and not CODE.fullmatch(line.code):
        faults["code"] = "A code has 1 to 40 letters, digits, dots, hyphens and underscores, and no spaces"
    return faults


def typed_line(typed: Mapping[str, str], code: str = "") -> Line:
    """Return what was typed on the page of a theme."""
    return Line(
        label=one_line(typed.get("label", "")),
        code=code,
        definition=clean_text(typed.get("definition", "")).strip(),
        includes=clean_text(typed.get("includes", "")).strip(),
        excludes=clean_text(typed.get("excludes", "")).strip(),
        key_words=key_words_of(typed.get("key_words", "")),
        parent=typed.get("parent", "").strip(),
    )


def above(codes: Iterable[str], parents: Mapping[str, str]) -> dict[str, list[str]]:
    """Return code -> its parents, the nearest first. A circle ends where it closes."""
    found = {}
    for code in codes:
        chain: list[str] = []
        parent = parents.get(code, "")
        while parent and parent not in chain:
            chain.append(parent)
            parent = parents.get(parent, "")
        found[code] = chain
    return found
