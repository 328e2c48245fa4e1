"""Give themes readable names, key terms and typical quotes, from the comments in them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer

from analysis.text import carries_meaning, clean, stem, tokenise
from analysis.themes.concepts import CONCEPTS_PATH, Concept, concept_counts, read_concepts

N_TERMS = 8
"""Terms listed with a theme: as many as a person takes in at a glance and a card on the page has room for."""

LONGEST_PHRASE = 4
"""Words in a phrase, links included ("lack of parking", "cross the street safely")."""

MANY_TEXTS = 20

LINKS = frozenset(
    "a an and are at be by for from in is my no not of off on or our out the their to too up was were with your".split()
)
"""Stop words that may stand inside a phrase; others ("because", "how") join two clauses and leave a fragment."""

LONGER_BONUS = 2.0
"""A phrase ("bus stop") reads as an idea where a word ("stop") does not, but is always rarer than its words; at twice
its score it wins when about half of the comments with the word have the phrase."""

N_QUOTES = 5
QUOTE_WORDS = (6, 45)
"""A quote this long can be read in one breath and still says something; others are used only when these run out."""

CONCEPT_SHARE, CONCEPT_LIFT = 0.5, 2.0
"""A concept may name a theme when at least half of its comments touch it (so the name is true of most of them) and
they do so at least twice as often as comments elsewhere (so that it tells this theme from others)."""

CONCEPT_TERMS = 2
"""Of the terms, the two strongest are what a reader sees first; the name must be about one of them."""

NAME_SHARE = 0.2
"""A term in fewer of the theme's comments than this would be false of four in five: the theme is called mixed."""

MIXED = "Mixed comments"

TERM_SHARE = 0.05
"""A term must be in at least this share of its theme's comments, and in two: rarer ones are one person's words."""


@dataclass(frozen=True)
class Phrases:
    """Hold which comment has which phrase.

    has : comments x phrases, 0 or 1
    written : the commonest way residents wrote each phrase
    words : the stems that carry meaning in each phrase
    """

    has: sp.csr_matrix
    written: list[str]
    words: list[frozenset[str]]


def find_phrases(texts: Sequence[str]) -> Phrases:
    """Find the words and short phrases of the texts, forms of the same words counted together.

    A phrase begins and ends with a word that carries meaning and does not cross a full stop or comma.
    From MANY_TEXTS comments on, a phrase in one comment only is left out: it cannot speak for a theme.
    """
    forms: dict[str, Counter[str]] = {}
    keys = [_phrases_of(text, forms) for text in texts]
    counter = CountVectorizer(analyzer=list, binary=True, dtype=np.float64)
    has = counter.fit_transform(keys).tocsr()
    repeated = np.flatnonzero(np.bincount(has.indices, minlength=has.shape[1]) > 1)
    kept = repeated if len(texts) >= MANY_TEXTS and len(repeated) else np.arange(has.shape[1])
    names = [str(name) for name in counter.get_feature_names_out()[kept]]
    written = [_commonest(forms[name]) for name in names]
    return Phrases(has[:, kept], written, [frozenset(name.split()) for name in names])


def _commonest(forms: Counter[str]) -> str:
    return min(forms, key=lambda form: (-forms[form], form))


def _phrases_of(text: str, forms: dict[str, Counter[str]]) -> list[str]:
    """Return the keys (stems) of the phrases of a text; count in `forms` how they were written."""
    found = []
    for clause in _clauses(text):
        words = tokenise(clause)
        stems = [stem(word) if carries_meaning(word) else "" if word in LINKS else None for word in words]
        for first, last in _spans(stems):
            key = " ".join(part for part in stems[first:last] if part)
            forms.setdefault(key, Counter())[" ".join(words[first:last])] += 1
            found.append(key)
    return found


def _clauses(text: str) -> list[str]:
    for mark in '.,;:!?()"\u201c\u201d\u2026/':
        text = text.replace(mark, "\n")
    return text.split("\n")


def _spans(stems: Sequence[str | None]) -> list[tuple[int, int]]:
    """Return (first, last + 1) of the phrases of one clause: at most 3 words that carry meaning.

    stems : of each word; "" for a link, None for a word that ends the phrase
    """
    spans = []
    for first, start in enumerate(stems):
        for last in range(first + 1, min(first + LONGEST_PHRASE, len(stems)) + 1) if start else ():
            if stems[last - 1] is None:
                break
            if stems[last - 1] and sum(map(bool, stems[first:last])) <= 3:
                spans.append((first, last))
    return spans


def phrase_scores(phrases: Phrases, labels: NDArray[np.int64], n_themes: int) -> NDArray[np.float64]:
    """Return how well each phrase sets each theme apart, themes x phrases, 0 where it does not.

    The score is share_in * log(share_in / share_out): large for a phrase that many comments of the theme have and few
    others, in nats. Half a comment is added outside so that a phrase found only inside does not count without limit.
    A phrase of two or more words that carry meaning scores LONGER_BONUS times as much.
    Source: a term of the Kullback-Leibler divergence, as in Carpineto and others, ACM TOIS 19 (2001), 1-27.
    """
    inside = np.asarray((_membership(labels, n_themes) @ phrases.has).todense())
    sizes = np.bincount(labels, minlength=n_themes)[:, None]
    outside = inside.sum(axis=0) - inside
    share_in = inside / np.maximum(sizes, 1)
    share_out = (outside + 0.5) / (len(labels) - sizes + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        common = inside >= np.maximum(np.minimum(2, sizes), TERM_SHARE * sizes)
        score = np.where(common, share_in * np.log(share_in / share_out), 0)
    longer = np.array([LONGER_BONUS if len(words) > 1 else 1.0 for words in phrases.words])
    return np.nan_to_num(np.maximum(score, 0)) * longer


def choose_terms(scores: NDArray[np.float64], phrases: Phrases) -> list[list[int]]:
    """Return for each theme the positions of its best words and phrases, strongest first, none inside another.

    scores : themes x phrases from `phrase_scores`
    A phrase that shares a word with a better one already taken is passed over: it would say the same again.
    """
    return [_best_distinct(row, phrases) for row in scores]


def is_mixed(phrases: Phrases, labels: NDArray[np.int64], positions: Sequence[Sequence[int]]) -> list[bool]:
    """Say of each theme whether even its strongest term is in less than NAME_SHARE of its comments.

    positions : of the terms of each theme in phrases, from `choose_terms`; a theme without terms is mixed
    """
    firsts = [own[0] if own else 0 for own in positions]
    inside = (_membership(labels, len(positions)) @ phrases.has[:, firsts]).diagonal() if phrases.written else 0
    share = inside / np.maximum(np.bincount(labels, minlength=len(positions)), 1)
    return [not own or bool(part < NAME_SHARE) for own, part in zip(positions, share, strict=True)]


def _best_distinct(row: NDArray[np.float64], phrases: Phrases) -> list[int]:
    taken: list[int] = []
    for position in np.lexsort((np.arange(len(row)), -row))[:200]:
        if row[position] <= 0 or len(taken) == N_TERMS:
            break
        words = phrases.words[position]
        overlap = [other for other in taken if words & phrases.words[other]]
        if not overlap:
            taken.append(int(position))
    return taken


def choose_labels(
    terms: Sequence[Sequence[str]], concept_names: Sequence[str | None], mixed: Sequence[bool]
) -> list[str]:
    """Return one label per theme, all different.

    terms : of each theme, strongest first; concept_names : name of the concept that fits the theme, or None; mixed :
        see `is_mixed`
    A theme with a concept takes its name; when several share it, each adds its own strongest term that the name does
    not say already. A theme without takes its strongest term, or the two strongest if the first is a single word.
    A mixed theme without a concept says that it is. More terms are added while two labels are the same.
    """
    names = [name or (MIXED if is_so else None) for name, is_so in zip(concept_names, mixed, strict=True)]
    shared = Counter(names)
    labels: list[str] = []
    for own, name in zip(terms, names, strict=True):
        fresh = _not_said(own, name)
        n_terms = 1 if name or (own and " " in own[0]) else 2
        if name and shared[name] == 1 and name != MIXED:
            n_terms = 0
        labels.append(_unused(name, fresh, min(n_terms, len(fresh)), labels))
    return labels


def _not_said(terms: Sequence[str], name: str | None) -> list[str]:
    said = {stem(word) for word in tokenise(name or "")}
    return [term for term in terms if not {stem(word) for word in tokenise(term)} <= said]


def _unused(name: str | None, terms: Sequence[str], n_terms: int, used: Sequence[str]) -> str:
    for n in range(n_terms, len(terms) + 1):
        label = _compose(name, terms[:n])
        if label and label not in used:
            return label
    plain = _compose(name, terms[:n_terms]) or MIXED
    numbered = (f"{plain} ({number})" for number in range(2, len(used) + 2))
    return plain if plain not in used else next(label for label in numbered if label not in used)


def _compose(name: str | None, terms: Sequence[str]) -> str:
    listed = ", ".join(terms)
    label = f"{name}: {listed}" if name and listed else name or listed
    return label[:1].upper() + label[1:]


def fitting_concepts(
    texts: Sequence[str],
    labels: NDArray[np.int64],
    terms: Sequence[Sequence[str]],
    path: Path = CONCEPTS_PATH,
) -> list[str | None]:
    """Return for each theme the name of the concept that fits it, or None.

    texts : comments; labels : theme of each; terms : of each theme, strongest first
    A concept fits when CONCEPT_SHARE and CONCEPT_LIFT hold and one of the theme's CONCEPT_TERMS strongest terms is a
    word of it, so that a stray double meaning cannot name a theme; the largest share * log(lift) is taken.
    """
    concepts = read_concepts(path)
    member = _membership(labels, len(terms))
    inside = np.asarray((member @ _touched(texts, concepts)).todense())
    sizes = np.bincount(labels, minlength=len(terms))[:, None]
    share = inside / np.maximum(sizes, 1)
    lift = share / ((inside.sum(axis=0) - inside + 0.5) / (len(labels) - sizes + 1))
    by_terms = _touched([" / ".join(own[:CONCEPT_TERMS]) for own in terms], concepts).toarray() > 0
    fits = (share >= CONCEPT_SHARE) & (lift >= CONCEPT_LIFT) & by_terms
    score = np.where(fits, share * np.log(np.maximum(lift, 1)), 0)
    return [concepts[best].name if score[theme, best] > 0 else None for theme, best in enumerate(score.argmax(axis=1))]


def _touched(texts: Sequence[str], concepts: Sequence[Concept]) -> sp.csr_matrix:
    counts = concept_counts([[stem(word) for word in tokenise(text)] for text in texts], concepts)
    return sp.csr_matrix(counts > 0).astype(float)


def _membership(labels: NDArray[np.int64], n_themes: int) -> sp.csr_matrix:
    """Return themes x comments, 1 where the comment is in the theme."""
    return sp.csr_matrix((np.ones(len(labels)), (labels, np.arange(len(labels)))), shape=(n_themes, len(labels)))


def choose_quotes(
    texts: Sequence[str], closeness: NDArray[np.float64], labels: NDArray[np.int64], n_themes: int
) -> list[list[int]]:
    """Return for each theme the rows of up to N_QUOTES typical comments, most typical first.

    closeness : of each comment to the centre of its theme, larger is closer
    Comments of QUOTE_WORDS words come first; no two quotes of a theme say the same words.
    """
    n_words = np.array([len(tokenise(text)) for text in texts])
    readable = (n_words >= QUOTE_WORDS[0]) & (n_words <= QUOTE_WORDS[1])
    order = np.lexsort((np.arange(len(texts)), -closeness, ~readable))
    quotes: list[list[int]] = [[] for _ in range(n_themes)]
    said: list[set[str]] = [set() for _ in range(n_themes)]
    for row in order:
        theme, words = labels[row], " ".join(tokenise(clean(texts[row])))
        if len(quotes[theme]) < N_QUOTES and words not in said[theme]:
            quotes[theme].append(int(row))
            said[theme].add(words)
    return quotes
