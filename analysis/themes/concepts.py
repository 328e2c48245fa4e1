"""Everyday concepts of council consultations, read from a file that a council can read and extend."""

import json
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from analysis.frames import FrameError
from analysis.text import DATA, stem, tokenise

Phrase = tuple[str, ...]

CONCEPTS_PATH = DATA / "concepts.json"

PHRASE_WEIGHT = 1.5
"""A phrase of several words is rarely there by accident, so it says more of its concept than a single word."""


@dataclass(frozen=True)
class Concept:
    """Name one thing people talk about, and the words (as tuples of stems) that show it."""

    key: str
    name: str
    words: tuple[Phrase, ...]


@lru_cache(maxsize=8)
def read_concepts(path: Path = CONCEPTS_PATH, locale: str = "en") -> tuple[Concept, ...]:
    """Return the concepts of a file that have words in a locale.

    path : JSON file, {"concepts": [{"key", "name": {locale: text}, "words": {locale: [word or phrase]}}]}
    Raises FrameError if the file is not like that or a key is there twice.
    """
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["concepts"]
        concepts = tuple(
            Concept(entry["key"], entry["name"][locale], _stem_phrases(entry["words"][locale]))
            for entry in entries
            if locale in entry["words"]
        )
    except (KeyError, TypeError, ValueError) as error:
        raise FrameError(f"{path.name} is not a file of concepts: {error!r}") from error
    keys = [concept.key for concept in concepts]
    if len(set(keys)) < len(keys):
        repeated = next(key for key in keys if keys.count(key) > 1)
        raise FrameError(f"{path.name} has the concept {repeated} twice")
    return concepts


def _stem_phrases(words: Sequence[str]) -> tuple[Phrase, ...]:
    phrases = (tuple(stem(word) for word in tokenise(phrase)) for phrase in words)
    return tuple(dict.fromkeys(phrase for phrase in phrases if phrase))


def concept_counts(stems: Sequence[Sequence[str]], concepts: Sequence[Concept]) -> sp.csr_matrix:
    """Count how often each comment touches each concept.

    stems : one list of stems per comment, stop words included, in order (phrases may hold stop words)
    Returns a sparse matrix, comments x concepts. A word that belongs to k concepts gives each 1/k; a phrase of several
    words weighs PHRASE_WEIGHT, and its words do not count again on their own ("rush hour" is not about hours).
    """
    index = _phrase_index(concepts)
    longest = max(map(len, index), default=0)
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, words in enumerate(stems):
        for phrase in _known_phrases(words, index, longest):
            members = index[phrase]
            rows += [row] * len(members)
            columns += members
            values += [(PHRASE_WEIGHT if len(phrase) > 1 else 1.0) / len(members)] * len(members)
    return sp.csr_matrix((values, (rows, columns)), shape=(len(stems), len(concepts)))


def _known_phrases(words: Sequence[str], index: Container[Phrase], longest: int) -> list[Phrase]:
    """Return the phrases of a comment that are in the index; of any that overlap, the first and longest."""
    found, place = [], 0
    while place < len(words):
        for size in range(min(longest, len(words) - place), 0, -1):
            phrase = tuple(words[place : place + size])
            if phrase in index:
                found.append(phrase)
                place += size - 1
                break
        place += 1
    return found


def _phrase_index(concepts: Sequence[Concept]) -> dict[Phrase, list[int]]:
    index: dict[Phrase, list[int]] = {}
    for position, concept in enumerate(concepts):
        for phrase in concept.words:
            index.setdefault(phrase, []).append(position)
    return index


def rarity(counts: sp.csr_matrix) -> np.ndarray:
    """Return log((1 + n) / (1 + comments that touch it)) for each concept: what everybody says tells little apart.

    Source: inverse document frequency, Sparck Jones, Journal of Documentation 28 (1972), 11-21.
    """
    touched = np.bincount(counts.indices, minlength=counts.shape[1])
    return np.log((1 + counts.shape[0]) / (1 + touched))
