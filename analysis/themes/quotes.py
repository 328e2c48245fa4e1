"""Choose typical comments of a theme to quote."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.text import stem, tokenise

N_QUOTES = 5
QUOTE_WORDS = (6, 45)
"""A quote this long can be read in one breath and still says something; others are used only when these run out."""

SAME_WORDS = 2 / 3
"""Two comments that share more than this part of all their words say the same: one campaign letter, sent by many."""


def choose_quotes(
    texts: Sequence[str], closeness: NDArray[np.float64], labels: NDArray[np.int64], n_themes: int
) -> list[list[int]]:
    """Return for each theme the rows of up to N_QUOTES typical comments, most typical first.

    closeness : of each comment to the centre of its theme, larger is closer
    Comments of QUOTE_WORDS words come first; no two quotes of a theme share more than SAME_WORDS of their words.
    """
    n_words = np.array([len(tokenise(text)) for text in texts])
    readable = (n_words >= QUOTE_WORDS[0]) & (n_words <= QUOTE_WORDS[1])
    order = np.lexsort((np.arange(len(texts)), -closeness, ~readable))
    quotes: list[list[int]] = [[] for _ in range(n_themes)]
    said: list[list[frozenset[str]]] = [[] for _ in range(n_themes)]
    for row in order:
        theme = labels[row]
        if len(quotes[theme]) == N_QUOTES:
            continue
        words = frozenset(stem(word) for word in tokenise(texts[row]))
        if not any(_is_same(words, other) for other in said[theme]):
            quotes[theme].append(int(row))
            said[theme].append(words)
    return quotes


def _is_same(words: frozenset[str], other: frozenset[str]) -> bool:
    return len(words & other) > SAME_WORDS * len(words | other)
