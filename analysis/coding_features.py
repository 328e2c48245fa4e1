"""Vectors of texts and of the words of themes in one space, and scores for texts that no vector was learned for."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline, make_pipeline

from analysis.text import carries_meaning, clean, meaning_stems, tokenise
from analysis.themes.vectors import CommentVectorizer, Vectorizer

Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]

LARGEST = 8_000
"""Different texts that vectors are learned from; further ones get their scores from a plain model of words."""

FEATURES = 2**18
SHRINKAGE = 1.0


def learn_vectors(
    texts: Sequence[str], words: Sequence[str], seed: int, vectorizer: Vectorizer | None
) -> tuple[Numbers, Numbers]:
    """Return vectors of length 1 of the texts, and of the words of each theme (0 where they say nothing).

    texts : different, cleaned, in an order of their own (sorted), so that their order elsewhere changes nothing
    The words take part like texts, so that both stand in one space. Vectors are not smoothed over their neighbours:
    that helps to find groups, and blurs what one coded text teaches.
    """
    cleaned = [clean(row) for row in words]
    telling = sorted({row for row in cleaned if any(carries_meaning(word) for word in tokenise(row))})
    if len(texts) + len(telling) < 2:
        return np.ones((len(texts), 1)), np.zeros((len(words), 1))
    learner: Vectorizer = vectorizer or CommentVectorizer(n_rounds=0, random_state=seed)
    vectors = np.asarray(learner.fit_transform([*texts, *telling]), dtype=float)
    place = {row: len(texts) + number for number, row in enumerate(telling)}
    of_words = np.zeros((len(words), vectors.shape[1]))
    for number, row in enumerate(cleaned):
        if row in place:
            of_words[number] = vectors[place[row]]
    return vectors[: len(texts)], of_words


def learned_rows(known: NDArray[np.bool_], seed: int) -> Rows:
    """Return the rows to learn vectors from: all, or the coded ones and as many drawn ones as LARGEST allows."""
    if len(known) <= LARGEST:
        return np.arange(len(known))
    coded = np.flatnonzero(known)
    drawn = np.random.default_rng(seed).permutation(np.flatnonzero(~known))[: max(LARGEST - len(coded), 0)]
    return np.sort(np.concatenate([coded, drawn]))


class ScoreCarrier:
    """Score texts as a set of scored texts teaches, by their words and pairs of words; for any number, in chunks."""

    def __init__(self, texts: Sequence[str], scores: Numbers) -> None:
        """Learn from texts and their scores (texts x themes, 0 to 1)."""
        certain = np.clip(scores, 1e-3, 1 - 1e-3)
        hashed = HashingVectorizer(analyzer=_words_and_pairs, n_features=FEATURES, alternate_sign=False)
        self._model: Pipeline = make_pipeline(hashed, Ridge(SHRINKAGE, solver="sparse_cg", tol=1e-4))
        self._model.fit(texts, np.log(certain / (1 - certain)))
        self._n_themes = scores.shape[1]

    def score(self, texts: Sequence[str]) -> Numbers:
        """Return texts x themes, 0 to 1."""
        values = np.asarray(self._model.predict(texts)).reshape(len(texts), self._n_themes)
        return np.asarray(1 / (1 + np.exp(-values)))


def _words_and_pairs(text: str) -> list[str]:
    tokens = meaning_stems(tokenise(text))
    return tokens + [f"{first} {second}" for first, second in zip(tokens, tokens[1:], strict=False)]
