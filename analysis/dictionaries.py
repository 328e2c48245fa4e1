"""An officer's dictionary: words of other languages in English, so that comments can be themed together on purpose."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.frames import FrameError

KNOWN_SHARE = 0.5
"""A comment is read through a dictionary when it knows at least this share of its words; otherwise what is left would
say less than half of it, and it stays with its own language."""

MOST_WORDS = 5_000
COLUMNS = ("language", "word", "english")
ENGLISH = "en"

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


@dataclass(frozen=True)
class Dictionary:
    """Hold the words: {language: {word: English words}}."""

    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def read(self, language: str, words: Sequence[str]) -> str | None:
        """Return the words in English, in their order, or None if too few are known."""
        known = self.words.get(language)
        if not known or not words:
            return None
        found = [known[word] for word in words if word in known]
        return " ".join(found) if len(found) >= KNOWN_SHARE * len(words) else None


def read_dictionary(lines: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the words of a CSV file with the columns language, word and english.

    lines : of the file, decoded
    Raises FrameError, in words, if it is not like that, a cell is empty, or a word is there with two meanings.
    """
    try:
        rows = list(csv.DictReader(lines))
    except csv.Error as error:
        raise FrameError(f"the dictionary is not a table of comma-separated values: {error}") from error
    missing = [name for name in COLUMNS if not rows or name not in rows[0]]
    if missing:
        raise FrameError(f"the dictionary lacks the column {', '.join(missing)}; it needs language, word and english")
    if len(rows) > MOST_WORDS:
        raise FrameError(f"the dictionary has {len(rows):,} words; at most {MOST_WORDS:,} are taken")
    words: dict[str, dict[str, str]] = {}
    for number, row in enumerate(rows, 2):
        language, word, english = ((row[name] or "").strip() for name in COLUMNS)
        word = word.lower().replace("\u2019", "'")
        if not (_LANGUAGE.fullmatch(language) and _WORD.fullmatch(word) and _WORD.search(english)):
            raise FrameError(
                f"row {number} of the dictionary needs the code of a language (as cy), one word, and its English words"
            )
        if words.setdefault(language, {}).setdefault(word, english) != english:
            raise FrameError(f"row {number} of the dictionary gives {word} ({language}) a second meaning")
    return words
