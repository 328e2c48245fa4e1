"""What differs between two versions of a questionnaire: words, and everything that is more than words."""

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from forms.authoring import routes

#: more words changed in one text are not a slip of the pen
MOST_WORDS = 3
#: a word that turns a question round, in the languages of the pages
TURNS = frozenset({
    "not", "no", "never", "none", "nor", "without", "unless", "except", "cannot",
    "nid", "dim", "heb", "byth", "peidio",
    "nie", "bez", "nigdy", "oprócz",
    "لا", "ليس", "لن", "لم", "بدون", "غير",
})  # fmt: skip
#: may change beside words: nobody answers otherwise because of it
HARMLESS = frozenset({"picture", "hint_picture", "note", "credit"})


@dataclass(frozen=True)
class Change:
    """One text that reads otherwise."""

    path: str
    variant: str
    locale: str
    was: str
    now: str

    def as_dict(self) -> dict[str, str]:
        """Return it as it is kept."""
        return asdict(self)


@dataclass(frozen=True)
class Changes:
    """All that differs: words, and in words what is more than that."""

    words: tuple[Change, ...]
    structure: tuple[str, ...]

    @property
    def is_small(self) -> bool:
        """Return whether these are corrected words and nothing else."""
        return not self.structure and all(is_small(change.was, change.now) for change in self.words)


def compare(before: str, after: str) -> Changes:
    """Return the Changes from one document to the next, both as JSON text."""
    old, new = json.loads(before), json.loads(after)
    locales = {*old["locales"], *new["locales"]}
    was, now = dict(_leaves(old, "")), dict(_leaves(new, ""))
    words, structure = [], []
    for path in [*was, *(path for path in now if path not in was)]:
        if was.get(path) == now.get(path) or path == "version":
            continue
        place, _dot, locale = path.rpartition(".")
        name = path.rpartition(".")[2]
        if locale in locales and isinstance(was.get(path), str) and isinstance(now.get(path), str):
            variant = "easy_read" if ".easy_read" in f".{place}" else "standard"
            words.append(Change(_plain(place), variant, locale, was[path], now[path]))
        elif name not in HARMLESS:
            structure.append(_said(path, was.get(path), now.get(path)))
    return Changes(tuple(words), tuple(dict.fromkeys(structure)))


def is_small(was: str, now: str) -> bool:
    """Return whether one text is the other with at most MOST_WORDS corrected, and no number or "not" among them."""
    changed = [words for kind, words in pieces(was, now) if kind != "same"]
    removed = sum(len(words.split()) for kind, words in pieces(was, now) if kind == "removed")
    added = sum(len(words.split()) for kind, words in pieces(was, now) if kind == "added")
    touched = {word for words in changed for word in re.findall(r"\w+", words.lower())}
    return max(removed, added) <= MOST_WORDS and not any(word in TURNS or word.isdigit() for word in touched)


def pieces(was: str, now: str) -> list[tuple[str, str]]:
    """Return a text as it changed, in words: ("same" | "removed" | "added", words) in the order of reading."""
    old, new = was.split(), now.split()
    found = []
    for tag, first, last, start, stop in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(("same", " ".join(old[first:last])))
            continue
        if first < last:
            found.append(("removed", " ".join(old[first:last])))
        if start < stop:
            found.append(("added", " ".join(new[start:stop])))
    return found


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every value with its path; parts that have a key are named by it, and their order is a value too."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            if name == "shown_when":
                yield f"{path}.{name}", part  # a rule is one thing: half of one means nothing
                continue
            yield from _leaves(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and all(isinstance(part, Mapping) and "key" in part for part in value) and value:
        yield f"{path}.order", [part["key"] for part in value]
        for part in value:
            yield from _leaves(part, f"{path}.{part['key']}")
    elif isinstance(value, list) and any(isinstance(part, Mapping) for part in value):
        yield f"{path}.order", len(value)
        for number, part in enumerate(value, 1):
            yield from _leaves(part, f"{path}.{number}")
    else:
        yield path, value


def _plain(path: str) -> str:
    """A path as staff read it: the keys, without the names of lists and wordings."""
    drop = {"sections", "questions", "options", "standard", "easy_read", "text"}
    return " / ".join(part for part in path.split(".") if part not in drop).replace("_", " ")


def _said(path: str, was: Any, now: Any) -> str:
    place, _dot, name = path.rpartition(".")
    if name == "order" and isinstance(was, list) and isinstance(now, list):
        gone, come = [key for key in was if key not in now], [key for key in now if key not in was]
        said = [f"{key} was removed" for key in gone] + [f"{key} was added" for key in come]
        return f"{_plain(place) or 'sections'}: {', '.join(said) or 'another order'}"
    if name == "shown_when":
        rules = [routes.as_cell({"shown_when": rule}) or "everybody" for rule in (was, now)]
        return f"{_plain(place)}: shown to “{rules[0]}” before, now to “{rules[1]}”"
    return f"{_plain(path)}: changed"
