"""Give themes readable names that are true of most of their comments and all different."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from analysis.text import stem, tokenise
from analysis.themes.concepts import (
    CONCEPTS_PATH,
    concept_counts,
    read_concepts,
    read_subjects,
    subject_counts,
)
from analysis.themes.phrases import Phrases, shares_of

MOST_SHARE = 0.5
"""A name must be true of at least half of the theme's comments."""

LIFT = 2.0
"""A concept may name a theme when its comments touch it at least twice as often as comments elsewhere do."""

EXACT_SHARE = 2 / 3
"""A concept ("Dentists") goes before a broader subject ("Health services") when it is true of two thirds."""

PAIR_SHARE, PAIR_PART = 2 / 3, 0.25
"""Two names together must be true of two thirds of the comments, as two say less than one; and either of a quarter
that the other does not cover, or it is not worth naming."""

PHRASE_SHARE = 0.4
"""A phrase of residents may name a theme from this share of its comments: people say one thing in different words, so a
phrase in two of five comments is met by others that say the same otherwise (read in the coded sets)."""

CONCEPT_TERMS, MANY_COMMENTS = 2, 30
"""In a theme of this many comments, a word of the concept that names it must be among the two strongest terms, so that
a stray double meaning cannot name it. In a smaller theme hardly any word comes twice, and this is not asked."""

OPINION = "opinion"
"""Subject of concepts that say whether people are pleased and not with what: they name a theme if nothing else does."""

WORD_SHARE, WORD_COMMENTS = 2 / 3, 8
"""One word of residents may name a theme when it is in two thirds of the comments and in eight: a word that fewer share
("help", in five comments on five things) is an accident."""

MIXED = "Mixed comments"


@dataclass(frozen=True)
class Topics:
    """Hold the concepts and subjects that could name a theme, and which comment touches which.

    names : of concepts, then of subjects; n_concepts : how many are of concepts; opinions : places of those that only
    say whether people are pleased; touched : comments x names
    """

    names: list[str]
    n_concepts: int
    opinions: frozenset[int]
    touched: NDArray[np.bool_]


def find_topics(texts: Sequence[str], path: Path = CONCEPTS_PATH) -> Topics:
    """Return which concepts and subjects of the file each text touches. A subject with a concept's name is left out."""
    concepts, subjects = read_concepts(path), read_subjects(path)
    counts = concept_counts([[stem(word) for word in tokenise(text)] for text in texts], concepts)
    touched = sp.hstack([counts, subject_counts(counts, concepts, subjects)]).toarray() > 0
    names = [concept.name for concept in concepts] + [subject.name for subject in subjects]
    kept = [place for place, name in enumerate(names) if name not in names[:place]]
    n_concepts = sum(place < len(concepts) for place in kept)
    of_subject = [concept.subject for concept in concepts] + [subject.key for subject in subjects]
    opinions = frozenset(new for new, place in enumerate(kept) if of_subject[place] == OPINION)
    return Topics([names[place] for place in kept], n_concepts, opinions, touched[:, kept])


def choose_labels(
    topics: Topics,
    phrases: Phrases,
    positions: Sequence[Sequence[int]],
    members: sp.csr_matrix,
    apart: NDArray[np.bool_] | None = None,
) -> list[str]:
    """Return one label per theme, different where themes stand side by side.

    topics : from `find_topics`; phrases, positions : the terms of each theme, strongest first
    members : themes x comments, 1 where the comment is in the theme
    apart : themes x themes, whether the two are ever seen together; without it all are
    In order of preference: one concept or subject true of most comments; a phrase of residents; two concepts; praise or
    the opposite; one word true of most comments; otherwise the theme is called mixed, with the name or term that comes
    nearest.
    Themes take turns from the best fitted, those that stand beside theme 0 first; one whose name is taken tries its
    next, then adds its strongest term.
    """
    n_themes = len(positions)
    apart = np.ones((n_themes, n_themes), dtype=bool) if apart is None else apart
    strength = topic_strength(topics, members)
    terms = [[phrases.written[position] for position in own] for own in positions]
    rows = [members[theme].indices for theme in range(n_themes)]
    offers = [_offers(topics, strength[theme], phrases, positions[theme], rows[theme]) for theme in range(n_themes)]
    order = sorted(range(n_themes), key=lambda theme: (not apart[0, theme], -offers[theme][0][1], theme))
    chosen: dict[int, str] = {}
    for theme in order:
        taken = {name for other, name in chosen.items() if apart[theme, other]}
        free = [name for name, _ in offers[theme] if name not in taken]
        chosen[theme] = free[0] if free else offers[theme][0][0]
    return _distinct([chosen[theme] for theme in range(n_themes)], terms, apart)


def topic_strength(topics: Topics, members: sp.csr_matrix) -> NDArray[np.float64]:
    """Return how well each topic sets each theme apart, themes x topics: share * log(lift), 0 below LIFT.

    members : themes x comments, 1 where the comment is in the theme
    share : part of the theme's comments that touch the topic; lift : against the part elsewhere, half a comment added
    """
    touched = topics.touched.astype(float)
    inside = np.asarray(members @ touched)
    sizes = np.asarray(members.sum(axis=1))
    share = inside / np.maximum(sizes, 1)
    lift = share / ((touched.sum(axis=0) - inside + 0.5) / (members.shape[1] - sizes + 1))
    return np.where(lift >= LIFT, share * np.log(np.maximum(lift, 1)), 0)


def _offers(
    topics: Topics,
    strength: NDArray[np.float64],
    phrases: Phrases,
    own: Sequence[int],
    rows: NDArray[np.int32],
) -> list[tuple[str, float]]:
    """Return the names a theme could have with their strength, best first; at least one. rows : of its comments."""
    inside = topics.touched[rows]
    shares = inside.mean(axis=0)
    strong = [int(place) for place in np.argsort(-strength, kind="stable")[:20] if strength[place] > 0]
    if len(rows) >= MANY_COMMENTS:
        strong = _said_by_terms(strong, topics, phrases, own)
    fit = [place for place in strong if shares[place] >= MOST_SHARE]
    exact = {place for place in fit if place < topics.n_concepts and shares[place] >= EXACT_SHARE}
    fit.sort(key=lambda place: place not in exact)
    singles = [(topics.names[place], float(strength[place])) for place in fit if place not in topics.opinions]
    praise = [(topics.names[place], float(strength[place])) for place in fit if place in topics.opinions]
    spoken = [
        (phrases.written[position], share)
        for position, share in zip(own, shares_of(own, phrases, rows), strict=True)
        if not phrases.named[position]
    ]
    long = [(_capital(term), share) for term, share in spoken if " " in term and share >= PHRASE_SHARE]
    needed = max(WORD_SHARE, WORD_COMMENTS / len(rows))
    words = [(_capital(term), 0.0) for term, share in spoken if " " not in term and share >= needed]
    offers = singles or long or _pair(topics, strong, inside) or praise or words
    return offers or [(_mixed(topics, strong, shares, [term for term, _ in spoken]), -1.0)]


def _said_by_terms(strong: Sequence[int], topics: Topics, phrases: Phrases, own: Sequence[int]) -> list[int]:
    said = find_topics([" / ".join(phrases.written[position] for position in own[:CONCEPT_TERMS])]).touched[0]
    return [place for place in strong if said[place]]


def _pair(topics: Topics, strong: Sequence[int], inside: NDArray[np.bool_]) -> list[tuple[str, float]]:
    """Return the two strongest topics that together name the theme, or nothing.

    strong : places of topics, strongest first; inside : comments of the theme x topics
    """
    strong = [place for place in strong if place not in topics.opinions]
    for first, second in sorted(combinations(range(len(strong)), 2), key=lambda pair: (sum(pair), pair)):
        one, other = inside[:, strong[first]], inside[:, strong[second]]
        parts = min((one & ~other).mean(), (other & ~one).mean())
        if (one | other).mean() >= PAIR_SHARE and parts >= PAIR_PART:
            return [(f"{topics.names[strong[first]]}; {_small(topics.names[strong[second]])}", 0.0)]
    return []


def _mixed(topics: Topics, strong: Sequence[int], shares: NDArray[np.float64], terms: Sequence[str]) -> str:
    """Return the label of a theme that nothing names: what at least a quarter touch, or its strongest term."""
    part = [_small(topics.names[place]) for place in strong if shares[place] >= PAIR_PART]
    nearest = (part or list(terms))[:1]
    return ": ".join([MIXED, *nearest])


def _distinct(names: Sequence[str], terms: Sequence[Sequence[str]], apart: NDArray[np.bool_]) -> list[str]:
    """Return the names, each that is there twice followed by the strongest term that it does not say already."""
    labels: list[str] = []
    for theme, (name, own) in enumerate(zip(names, terms, strict=True)):
        beside = np.flatnonzero(apart[theme]).tolist()
        is_twice = any(names[other] == name for other in beside if other != theme)
        used = [labels[other] for other in beside if other < theme]
        labels.append(_unused(name, _not_said(own, name), int(is_twice), used))
    return labels


def _not_said(terms: Sequence[str], name: str) -> list[str]:
    said = {stem(word) for word in tokenise(name)}
    return [term for term in terms if not {stem(word) for word in tokenise(term)} <= said]


def _unused(name: str, terms: Sequence[str], n_terms: int, used: Sequence[str]) -> str:
    joint = ", " if ": " in name else ": "
    for n in range(min(n_terms, len(terms)), len(terms) + 1):
        label = name + (joint + ", ".join(terms[:n]) if n else "")
        if label not in used:
            return label
    return next(f"{name} ({number})" for number in range(2, len(used) + 3) if f"{name} ({number})" not in used)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _small(name: str) -> str:
    """Return a name as it stands inside a sentence; abbreviations ("GPs") keep their capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
