"""Find the words and short phrases that set a theme apart, as residents wrote them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer

from analysis.text import carries_meaning, stem, tokenise
from analysis.themes.proper_names import find_names

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

TERM_SHARE = 0.05
"""A term must be in at least this share of its theme's comments, and in two: rarer ones are one person's words."""

TERM_LIFT = 2.0
"""A term must be at least this much commoner in its theme than elsewhere: "people" and "day" are everywhere."""


@dataclass(frozen=True)
class Phrases:
    """Hold which comment has which phrase.

    has : comments x phrases, 0 or 1
    written : the commonest way residents wrote each phrase
    words : the stems that carry meaning in each phrase
    named : whether a word of it is a name, of a place, a person or a day
    """

    has: sp.csr_matrix
    written: list[str]
    words: list[frozenset[str]]
    named: list[bool]


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
    words = [frozenset(name.split()) for name in names]
    of_names = find_names(texts)
    return Phrases(has[:, kept], written, words, [bool(own & of_names) for own in words])


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


def phrase_scores(phrases: Phrases, members: sp.csr_matrix) -> NDArray[np.float64]:
    """Return how well each phrase sets each theme apart, themes x phrases, 0 where it does not.

    members : themes x comments, 1 where the comment is in the theme; themes may lie inside one another
    The score is share_in * log(share_in / share_out): large for a phrase that many comments of the theme have and few
    others, in nats. Half a comment is added outside so that a phrase found only inside does not count without limit.
    A phrase of two or more words that carry meaning scores LONGER_BONUS times as much. Terms rarer than TERM_SHARE or
    less clear than TERM_LIFT score 0.
    Source: a term of the Kullback-Leibler divergence, as in Carpineto and others, ACM TOIS 19 (2001), 1-27.
    """
    inside = np.asarray((members @ phrases.has).todense())
    sizes = np.asarray(members.sum(axis=1))
    outside = np.asarray(phrases.has.sum(axis=0)) - inside
    share_in = inside / np.maximum(sizes, 1)
    share_out = (outside + 0.5) / (members.shape[1] - sizes + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        common = inside >= np.maximum(np.minimum(2, sizes), TERM_SHARE * sizes)
        clear = common & (share_in >= TERM_LIFT * share_out)
        score = np.where(clear, share_in * np.log(share_in / share_out), 0)
    longer = np.array([LONGER_BONUS if len(words) > 1 else 1.0 for words in phrases.words])
    return np.nan_to_num(np.maximum(score, 0)) * longer


def choose_terms(scores: NDArray[np.float64], phrases: Phrases) -> list[list[int]]:
    """Return for each theme the positions of its best words and phrases, strongest first, names of places last.

    scores : themes x phrases from `phrase_scores`
    A phrase that shares a word with a better one already taken is passed over: it would say the same again. Names
    come after all others: where people live is seldom what they write about.
    """
    return [sorted(_best_distinct(row, phrases), key=lambda position: phrases.named[position]) for row in scores]


def phrases_first(own: Sequence[int], phrases: Phrases) -> list[int]:
    """Return the positions of a theme's terms with phrases before single words, otherwise in the same order."""
    return sorted(own, key=lambda position: (phrases.named[position], len(phrases.words[position]) == 1))


def shares_of(own: Sequence[int], phrases: Phrases, rows: NDArray[np.int32]) -> list[float]:
    """Return the share of the comments in these rows that have each of the phrases at these positions."""
    found = phrases.has[rows][:, list(own)] if len(own) else np.zeros((1, 0))
    return [float(share) for share in np.asarray(found.mean(axis=0)).ravel()]


def membership(labels: NDArray[np.int64], n_themes: int) -> sp.csr_matrix:
    """Return themes x comments, 1 where the comment is in the theme."""
    return sp.csr_matrix((np.ones(len(labels)), (labels, np.arange(len(labels)))), shape=(n_themes, len(labels)))


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
