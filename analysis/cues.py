"""Words that make a person look whether somebody may be at risk. The lists are text files that a council can extend."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from analysis import DATA
from analysis.redaction import MASK
from analysis.spans import Span

LISTS = ("en", "cy", "pl", "ar")
"""Languages with a list of their own; all but the first were made by machine, and say so at their top."""

KINDS = ("self_harm", "domestic_abuse", "child", "adult")

NEGATIONS = frozenset(
    """
    not no never nobody isn't wasn't aren't don't doesn't didn't haven't hasn't without nor neither nobody's cannot
    dont doesnt didnt isnt wasnt nid dim nie bez \u0644\u0627 \u0644\u0645 \u0644\u064a\u0633
    """.split()
)
"""Words that say no. One of them among the WORDS_BEFORE words before a phrase, in the same sentence, cancels it."""

WORDS_BEFORE = 3
ALWAYS = "!"
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*|[.!?;\r\n\u061f]")
_ENDS = frozenset(".!?;\r\n\u061f")
_KEY_LETTERS = 3


class CueError(ValueError):
    """A line of a list cannot be read; the message names it."""


@dataclass(frozen=True)
class Cue:
    """One phrase. `harmless` : longer phrases that contain it and mean no risk; `holds` : a "no" does not cancel it."""

    kind: str
    words: tuple[str, ...]
    harmless: tuple[tuple[str, ...], ...] = ()
    holds: bool = False


def find_cues(text: str, own_list: str = "") -> list[Span]:
    """Return where a phrase of the lists stands, with its kind, in order; a place is named once.

    own_list : path of a further list of the council's own, or nothing
    A cue is no finding: it says that a person has to read the text. A text without a cue may speak of danger too.
    Raises CueError if the council's list cannot be read.
    """
    words = [(found.group().lower().replace("\u2019", "'"), *found.span()) for found in _WORD.finditer(_even(text))]
    plain = [word for word, _start, _end in words]
    found: list[Span] = []
    cues = _cues(own_list)
    until = 0
    for place, (word, start, _end) in enumerate(words):
        if start < until:
            continue
        fitting = [cue for cue in cues.get(word[:_KEY_LETTERS], ()) if _fits(plain, place, cue)]
        if fitting:
            cue = max(fitting, key=lambda cue: len(cue.words))
            until = words[place + len(cue.words) - 1][2]
            found.append(Span(cue.kind, start, until))
    return found


def read_list(content: str, name: str) -> list[Cue]:
    """Return the cues of one list.

    content : the text of the file, its lines as analysis/data/safeguarding_cues_en.txt explains them
    Raises CueError naming the file and the line.
    """
    cues: list[Cue] = []
    kind = ""
    for number, line in enumerate(content.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            kind = line[1:].partition("]")[0].strip()
            if kind not in KINDS:
                raise CueError(f"{name}, line {number}: the kind {kind} is not known. Use one of {', '.join(KINDS)}.")
            continue
        if not kind:
            raise CueError(f"{name}, line {number}: write a kind above the first phrase, as [self_harm].")
        cues.append(_cue(kind, line, f"{name}, line {number}"))
    return cues


def _cue(kind: str, line: str, where: str) -> Cue:
    phrase, _, harmless = line.removesuffix(ALWAYS).partition("/")
    words = _phrase(phrase)
    if not words or len(words[0].rstrip("*")) < 2:
        raise CueError(f"{where}: the phrase needs a first word of two letters or more.")
    others = tuple(_phrase(part) for part in harmless.split(",") if part.strip())
    return Cue(kind, words, others, line.endswith(ALWAYS))


def _phrase(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+(?:'[^\W_]+)*\*?", text.lower().replace("\u2019", "'")))


def _even(text: str) -> str:
    """Return a text of the same length without masks, whose words are nobody's."""
    return MASK.sub(lambda mask: " " * len(mask.group()), text)


def _fits(words: list[str], place: int, cue: Cue) -> bool:
    if not _stands(words, place, cue.words):
        return False
    if not cue.holds and _is_denied(words, place):
        return False
    return not any(
        _stands(words, place - before, other) for other in cue.harmless for before in range(min(place, len(other)) + 1)
    )


def _is_denied(words: list[str], place: int) -> bool:
    for word in reversed(words[max(0, place - WORDS_BEFORE) : place]):
        if word in _ENDS:
            return False
        if word in NEGATIONS:
            return True
    return False


def _stands(words: list[str], place: int, phrase: tuple[str, ...]) -> bool:
    there = words[place : place + len(phrase)]
    return len(there) == len(phrase) and all(map(_is_word, there, phrase))


def _is_word(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


@lru_cache(maxsize=4)
def _cues(own_list: str) -> dict[str, list[Cue]]:
    """Return the cues of all lists by the first letters of their first word."""
    paths = [DATA / f"safeguarding_cues_{language}.txt" for language in LISTS]
    by_letters: dict[str, list[Cue]] = defaultdict(list)
    for path in [*paths, *([Path(own_list)] if own_list else [])]:
        try:
            content = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CueError(f"The list of safeguarding cues {path} cannot be read.") from error
        for cue in read_list(content, path.name):
            first = cue.words[0].rstrip("*")
            by_letters[first[:_KEY_LETTERS]].append(cue)
    return dict(by_letters)
