"""Choose comments of a theme to quote: typical ones, and those least like the rest of it."""

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from analysis.text import stem, tokenise

N_QUOTES = 5
N_FARTHEST = 3
"""Enough to see whether the edge of a theme still belongs to it."""

QUOTE_WORDS = (6, 45)
"""A quote this long can be read in one breath and still says something; others are used only when these run out."""

SAME_WORDS = 2 / 3
"""Two comments that share more than this part of all their words say the same: one campaign letter, sent by many."""


def choose_quotes(
    texts: Sequence[str], closeness: NDArray[np.float64], members: sp.csr_matrix, n_quotes: int = N_QUOTES
) -> list[list[int]]:
    """Return for each theme the rows of up to n_quotes of its comments, the closest first.

    closeness : themes x texts, larger is closer (turn its sign for the farthest); members : themes x texts, 1 where the
    text is in the theme
    Comments of QUOTE_WORDS words come first; no two quotes of a theme share more than SAME_WORDS of their words.
    """
    n_words = np.array([len(tokenise(text)) for text in texts])
    readable = (n_words >= QUOTE_WORDS[0]) & (n_words <= QUOTE_WORDS[1])
    quotes = []
    for theme in range(members.shape[0]):
        rows = np.sort(members[theme].indices)
        quotes.append(_different(texts, rows[np.lexsort((rows, -closeness[theme, rows], ~readable[rows]))], n_quotes))
    return quotes


def _different(texts: Sequence[str], rows: NDArray[np.int32], n_quotes: int) -> list[int]:
    """Return the first rows that do not say the same as one before."""
    quotes: list[int] = []
    said: list[frozenset[str]] = []
    for row in rows:
        if len(quotes) == n_quotes:
            break
        words = frozenset(stem(word) for word in tokenise(texts[row]))
        if not any(_is_same(words, other) for other in said):
            quotes.append(int(row))
            said.append(words)
    return quotes


def _is_same(words: frozenset[str], other: frozenset[str]) -> bool:
    return len(words & other) > SAME_WORDS * len(words | other)
