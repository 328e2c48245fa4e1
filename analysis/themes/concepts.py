"""Everyday concepts of council consultations, read from a file that a council can read and extend."""

import json
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from analysis import DATA
from analysis.frames import FrameError
from analysis.text import stem, tokenise

Phrase = tuple[str, ...]

CONCEPTS_PATH = DATA / "concepts.json"

PHRASE_WEIGHT = 1.5
"""A phrase of several words is rarely there by accident, so it says more of its concept than a single word."""


@dataclass(frozen=True)
class Concept:
    """Name one thing people talk about, the words (as tuples of stems) that show it, and the key of its subject."""

    key: str
    name: str
    words: tuple[Phrase, ...]
    subject: str = ""


@dataclass(frozen=True)
class Subject:
    """Name what several concepts have in common: buses, trains and taxis are public transport."""

    key: str
    name: str


@lru_cache(maxsize=8)
def read_concepts(path: Path = CONCEPTS_PATH, locale: str = "en") -> tuple[Concept, ...]:
    """Return the concepts of a file that have words in a locale.

    path : JSON file, {"concepts": [{"key", "name": {locale: text}, "words": {locale: [word or phrase]}, "subject"}]};
        a subject is the key of one of its "subjects" and may be left out
    Raises FrameError if the file is not like that or a key is there twice.
    """
    subjects = {subject.key for subject in read_subjects(path, locale)}
    try:
        concepts = tuple(
            Concept(
                entry["key"], entry["name"][locale], _stem_phrases(entry["words"][locale]), _subject(entry, subjects)
            )
            for entry in _read(path)["concepts"]
            if locale in entry["words"]
        )
    except (KeyError, TypeError) as error:
        raise FrameError(f"{path.name} is not a file of concepts: {error!r}") from error
    _refuse_twice([concept.key for concept in concepts], path, "concept")
    return concepts


@lru_cache(maxsize=8)
def read_subjects(path: Path = CONCEPTS_PATH, locale: str = "en") -> tuple[Subject, ...]:
    """Return the broader subjects of a file that have a name in a locale; none if the file has none.

    path : JSON file, {"subjects": [{"key", "name": {locale: text}}], ...}
    Raises FrameError if the file is not like that or a key is there twice.
    """
    try:
        entries = [entry for entry in _read(path).get("subjects", []) if locale in entry["name"]]
        subjects = tuple(Subject(entry["key"], entry["name"][locale]) for entry in entries)
    except (KeyError, TypeError) as error:
        raise FrameError(f"{path.name} is not a file of concepts: {error!r}") from error
    _refuse_twice([subject.key for subject in subjects], path, "subject")
    return subjects


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise FrameError(f"{path.name} is not a file of concepts: {error!r}") from error
    if not isinstance(content, dict):
        raise FrameError(f"{path.name} is not a file of concepts: no object")
    return content


def _subject(entry: dict[str, Any], known: Container[str]) -> str:
    subject = entry.get("subject", "")
    if subject and subject not in known:
        raise FrameError(f"the concept {entry['key']} has the subject {subject}, which is not among the subjects")
    return str(subject)


def _refuse_twice(keys: Sequence[str], path: Path, kind: str) -> None:
    if len(set(keys)) < len(keys):
        repeated = next(key for key in keys if keys.count(key) > 1)
        raise FrameError(f"{path.name} has the {kind} {repeated} twice")


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


def subject_counts(counts: sp.csr_matrix, concepts: Sequence[Concept], subjects: Sequence[Subject]) -> sp.csr_matrix:
    """Return how often each comment touches each subject, comments x subjects.

    counts : comments x concepts, from `concept_counts`
    """
    place = {subject.key: column for column, subject in enumerate(subjects)}
    rows = [row for row, concept in enumerate(concepts) if concept.subject]
    columns = [place[concepts[row].subject] for row in rows]
    belongs = sp.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(concepts), len(subjects)))
    return sp.csr_matrix(counts @ belongs)


def n_subjects_of(texts: Sequence[str], path: Path = CONCEPTS_PATH) -> float:
    """Return the number of distinct subjects of cleaned comments (`n_distinct_subjects`)."""
    concepts = read_concepts(path)
    counts = concept_counts([[stem(word) for word in tokenise(text)] for text in texts], concepts)
    return n_distinct_subjects(subject_counts(counts, concepts, read_subjects(path)))


def n_distinct_subjects(counts: sp.csr_matrix) -> float:
    """Return how many wholly different comments the comments are worth: 1 if all touch the same subjects.

    counts : comments x subjects; comments that touch none are left out; 1 if all do
    It is gamma / alpha, where gamma is the effective number of subjects of all comments together and alpha that of
    one comment on average, both exp(Shannon entropy). Long comments that each touch everything do not make it large.
    Source: Jost, Ecology 88 (2007), 2427-2439 (beta diversity; there for species in places), equal weights.
    """
    touched = (counts > 0).astype(np.float64).toarray()
    touched = touched[touched.any(axis=1)]
    if not len(touched):
        return 1.0
    shares = touched / touched.sum(axis=1, keepdims=True)
    return float(np.exp(_entropy(shares.mean(axis=0)) - _entropy(shares).mean()))


def _entropy(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(-(shares * np.log(np.where(shares > 0, shares, 1))).sum(axis=-1))
