"""Clean comments, cut them into words and stems, and set aside those that cannot be used."""

import re
import unicodedata
from functools import lru_cache

import pandas as pd
from nltk.stem.snowball import SnowballStemmer

from analysis import DATA
from analysis.frames import COMMENTS, UNUSABLE, check
from analysis.redaction import without_masks

MIN_LETTERS = 2
"""One letter names no subject. Short answers such as "GP" or "Parking" are kept: on a form that asks what matters,
they are whole answers."""

LONGEST_WORD = 60
"""Letters; the longest place-name in Wales has 58. What is longer is a key held down or a pasted code."""

SENTENCE_MARKS = '.!?:;()"\u201c\u201d\u2026\n-\u2013\u2014/'
"""Marks after which a capital may only mean that a sentence or a point begins."""

NO_ANSWER = frozenset({"n a", "na", "nil", "no", "none", "yes", "no comment", "no comments", "not applicable"})
"""Replies that fill the box without answering; compared with the words of the whole comment."""

_WORD = re.compile(r"(?=\d*[^\W\d_])[^\W_]+(?:'[^\W\d_]+)*")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b\u2060\ufeff]")
_STEMMER = SnowballStemmer("english")


def _read_stop_words() -> frozenset[str]:
    lines = (DATA / "stop_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


STOP_WORDS = _read_stop_words()


def _read_stem_exceptions() -> dict[str, str]:
    lines = (DATA / "stem_exceptions.txt").read_text(encoding="utf-8").splitlines()
    entries = (line.partition("#")[0].partition(":") for line in lines)
    return {word: stemmed.strip() for stemmed, _, words in entries for word in words.split()}


STEM_EXCEPTIONS = _read_stem_exceptions()
"""Stem of each word that the stemmer would join with a word of another meaning, or keep apart from its own forms."""


def clean(text: str) -> str:
    """Return the text in composed Unicode (NFC), without control characters, with single spaces.

    The words, spelling and capitals stay as the resident wrote them.
    Source: Unicode Standard Annex 15, form C, so that an accent typed in two ways is one letter.
    """
    return " ".join(_CONTROL.sub("", unicodedata.normalize("NFC", text)).split())


def tokenise(text: str) -> list[str]:
    """Return the words of a text in order: runs of letters, lower case, apostrophes inside kept.

    A run may hold digits beside a letter ("20mph"), but numbers alone, emoji and punctuation only separate words.
    Letters of any alphabet count, so Welsh circumflexes are safe. A mask (analysis.redaction) is nobody's word.
    """
    return _WORD.findall(without_masks(text).lower().replace("\u2019", "'").replace("\u02bc", "'"))


def words_as_written(text: str) -> list[tuple[str, bool]]:
    """Return the words of a text in order with their capitals, and of each whether it starts a sentence."""
    text = without_masks(text).replace("\u2019", "'").replace("\u02bc", "'")
    words: list[tuple[str, bool]] = []
    end = 0
    for found in _WORD.finditer(text):
        gap = text[end : found.start()]
        words.append((found.group(), not words or any(mark in gap for mark in SENTENCE_MARKS)))
        end = found.end()
    return words


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the stem of one lower-case word: "crossings" and "crossing" both give "cross".

    Words in STEM_EXCEPTIONS have the stem given there: "parks" are green and "parking" is for cars, though the stemmer
    gives "park" for both. A lighter stemmer would part these, but with them most of some 600 common families of forms
    that do mean the same in the coded comments of the benchmarks; fewer than 60 of them were joined wrongly.
    Source: Porter's second English stemmer (Snowball), which needs no downloaded data and keeps such a list itself.
    """
    return STEM_EXCEPTIONS.get(word) or str(_STEMMER.stem(word))


def carries_meaning(word: str) -> bool:
    """Say whether a lower-case word can carry a theme: 2 to LONGEST_WORD letters, no stop word, not "1st" or "42nd"."""
    return 1 < len(word) <= LONGEST_WORD and word not in STOP_WORDS and _ORDINAL.fullmatch(word) is None


def meaning_stems(words: list[str]) -> list[str]:
    """Return the stems of the words that carry meaning, in order."""
    return [stem(word) for word in words if carries_meaning(word)]


def prepare(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split comments into those a theme can be found for, with their tokens, and the rest, with a reason.

    frame : frame `frames.COMMENTS`, columns id and text; other columns are not kept
    Returns (prepared, unusable), frames `frames.PREPARED` and `frames.UNUSABLE`, each in the order of the input.
    Together they hold every input row once. Text comes back cleaned.
    Reasons: "empty", "no words" (only digits, emoji, punctuation), "no answer" (such as "n/a"), "too short"
    (fewer than MIN_LETTERS letters), "only common words" (nothing left without stop words).
    Raises FrameError if the frame is not as specified.
    """
    check(frame, COMMENTS)
    texts = [clean(text) if isinstance(text, str) else "" for text in frame["text"]]
    words = [tokenise(text) for text in texts]
    tokens = [meaning_stems(row) for row in words]
    reasons = pd.Series(
        [_reason(*row) for row in zip(texts, words, tokens, strict=True)], index=frame.index, dtype=object
    )
    usable = (reasons == "").to_numpy()
    everything = pd.DataFrame({"id": frame["id"], "text": texts, "tokens": tokens}, index=frame.index)
    rejected = pd.DataFrame({"id": frame["id"], "reason": reasons}, index=frame.index)
    return (
        everything[usable].reset_index(drop=True),
        rejected.loc[~usable, UNUSABLE.names].reset_index(drop=True),
    )


def _reason(text: str, words: list[str], tokens: list[str]) -> str:
    """Return why a text cannot be used, or nothing."""
    if not text:
        return "empty"
    if not words:
        return "no words"
    if " ".join(words) in NO_ANSWER:
        return "no answer"
    if sum(map(len, words)) < MIN_LETTERS:
        return "too short"
    return "" if tokens else "only common words"
