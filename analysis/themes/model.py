"""From comments to candidate themes: one estimator and one straight list of stages."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from analysis.frames import FrameError
from analysis.text import prepare
from analysis.themes.classifier import ThemeClassifier
from analysis.themes.clusters import SMALLEST, centres_of, choose_n_themes, group, join_small, n_distinct
from analysis.themes.concepts import n_subjects_of
from analysis.themes.labels import choose_labels, find_topics
from analysis.themes.levels import Tree, nest
from analysis.themes.phrases import choose_terms, find_phrases, phrase_scores, phrases_first
from analysis.themes.quotes import N_FARTHEST, choose_quotes
from analysis.themes.vectors import CommentVectorizer, Vectorizer

Progress = Callable[[float, str], object]

METHOD = "latent, learned, concept and subject vectors, smoothed; k-means; nested; linear classifier"


class ThemeModel(BaseEstimator):
    """Find candidate themes in short comments.

    n_themes : how many, or None to let the method choose (`clusters.choose_n_themes`). Fewer come out when there are
        not that many different comments; n_themes_reason_ says so
    random_state : seed; the same comments in any order and the same seed give the same themes
    progress : called as progress(share_done, stage) between stages, share 0 to 1. What it raises stops the work and
        reaches the caller: that is how a job is cancelled
    vectorizer : anything with fit_transform(texts) -> array, one row of length 1 per text; None is CommentVectorizer

    Learned by fit: `labels_` (theme of each usable text, 0 the largest), `usable_` (row of each usable text among
    those given), `unusable_` (frame id, reason; id is the row), `n_themes_`, `n_themes_reason_`, `tried_` (how well
    themes stand apart at each number that was tried), `tree_` (`levels.Tree`, rows in the order of the alphabet) with
    `leaves_` (finest theme of each usable text), `nodes_` (label, terms, quotes and farthest of each node of the tree;
    quotes are rows among those given), `overlaps_` (finest themes x finest themes: how many texts of the one lie, by
    their own words alone, nearer to the other), `classifier_` (of finest themes).
    Give each text once: copies of a letter would make themes.
    """

    def __init__(
        self,
        n_themes: int | None = None,
        random_state: int = 0,
        progress: Progress | None = None,
        vectorizer: Vectorizer | None = None,
    ) -> None:
        """Store the parameters."""
        self.n_themes = n_themes
        self.random_state = random_state
        self.progress = progress
        self.vectorizer = vectorizer

    def fit(self, texts: Sequence[str | None] | pd.Series, y: None = None) -> "ThemeModel":
        """Find themes in the texts.

        texts : comments as written; those that cannot be used end up in unusable_
        Returns self. Raises FrameError if n_themes or random_state cannot be used or a text is not text.
        """
        check_settings(self.n_themes, self.random_state)
        self._report(0.0, "Reading the comments")
        frame = pd.DataFrame({"id": range(len(texts)), "text": pd.Series(list(texts), dtype=object)})
        prepared, self.unusable_ = prepare(frame)
        self.usable_ = prepared["id"].to_numpy()
        # Sorted, so that the order in which comments came in cannot change a theme.
        order = np.argsort(prepared["text"].to_numpy(dtype=str), kind="stable")
        ordered = prepared["text"].iloc[order].tolist()
        labels, vectors, own_words = self._group(ordered)
        self._report(0.7, "Nesting the themes")
        self.tree_ = nest(vectors, labels, self.random_state)
        self._report(0.8, "Naming the themes")
        nodes = describe(ordered, vectors, self.tree_)
        self.overlaps_ = overlaps(own_words, self.tree_.leaves)
        self._report(0.9, "Learning the themes")
        if ordered:
            self.classifier_ = ThemeClassifier().fit(prepared["tokens"].iloc[order].tolist(), self.tree_.leaves)
        self.labels_, self.leaves_ = (np.empty(len(labels), dtype=np.int64) for _ in range(2))
        self.labels_[order], self.leaves_[order] = labels, self.tree_.leaves
        rows = self.usable_[order]
        for name in ("quotes", "farthest"):
            quoted = [[int(rows[row]) for row in of_theme] for of_theme in nodes[name]]
            nodes[name] = pd.Series(quoted, dtype=object)
        self.nodes_ = nodes
        self._report(1.0, "Done")
        return self

    def predict(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Return the finest theme of each text; -1 for one that cannot be used or of which no word is known."""
        frame = pd.DataFrame({"id": range(len(texts)), "text": pd.Series(list(texts), dtype=object)})
        prepared, _ = prepare(frame)
        leaves = np.full(len(texts), -1, dtype=np.int64)
        if len(prepared):
            leaves[prepared["id"].to_numpy()] = self.classifier_.predict(prepared["tokens"].tolist())
        return leaves

    def _report(self, share_done: float, stage: str) -> None:
        if self.progress is not None:
            self.progress(share_done, stage)

    def _group(self, texts: list[str]) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Return the theme of each text, its vector, and its vector by its own words alone."""
        n_different = len(set(texts))
        self.tried_: dict[int, float] = {}
        if n_different < 2:
            self.n_themes_ = n_different
            self.n_themes_reason_ = "there is no usable comment" if not texts else "all usable comments are the same"
            same = np.ones((len(texts), 1))
            return np.zeros(len(texts), dtype=np.int64), same, same
        self._report(0.1, "Comparing the comments")
        vectorizer: Vectorizer = self.vectorizer or CommentVectorizer(random_state=self.random_state)
        vectors = vectorizer.fit_transform(texts)
        self._report(0.4, "Choosing how many themes")
        n_themes = self._choose(texts, vectors)
        self._report(0.6, "Grouping the comments")
        labels = group(vectors, n_themes, self.random_state)
        if self.n_themes is None:
            labels = self._without_small(vectors, labels)
        self.n_themes_ = int(labels.max()) + 1
        return labels, vectors, getattr(vectorizer, "unsmoothed_", vectors)

    def _choose(self, texts: list[str], vectors: NDArray[np.float64]) -> int:
        limit = n_distinct(vectors)
        if self.n_themes is None:
            n_themes, self.n_themes_reason_, self.tried_ = choose_n_themes(
                vectors, limit, self.random_state, n_subjects_of(texts)
            )
            return n_themes
        self.n_themes_reason_ = "asked for"
        if self.n_themes > limit:
            self.n_themes_reason_ = f"asked for {self.n_themes}, but only {limit} comments differ"
        return min(self.n_themes, limit)

    def _without_small(self, vectors: NDArray[np.float64], labels: NDArray[np.int64]) -> NDArray[np.int64]:
        """Join themes too small to stand, and say so in the reason."""
        joined = join_small(vectors, labels)
        n_gone = int(labels.max() - joined.max())
        if n_gone:
            self.n_themes_reason_ += f"; {n_gone} of fewer than {SMALLEST} comments joined the nearest"
        return joined


def describe(texts: Sequence[str], vectors: NDArray[np.float64], tree: Tree) -> pd.DataFrame:
    """Return label, terms, quotes and farthest of each node of the tree; quotes are rows of `texts`."""
    if not tree.nodes:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in ("label", "terms", "quotes", "farthest")})
    is_member = tree.members()
    members = sp.csr_matrix(is_member.astype(np.float64))
    phrases = find_phrases(texts)
    positions = choose_terms(phrase_scores(phrases, members), phrases)
    centres = members @ vectors
    close = (centres / np.linalg.norm(centres, axis=1, keepdims=True)) @ vectors.T
    from_n, to_n = (np.array([getattr(node, name) for node in tree.nodes]) for name in ("from_n", "to_n"))
    beside = (from_n[:, None] <= to_n) & (from_n <= to_n[:, None])
    terms = [[phrases.written[position] for position in phrases_first(own, phrases)] for own in positions]
    columns = {
        "label": choose_labels(find_topics(texts), phrases, positions, members, beside),
        "terms": terms,
        "quotes": choose_quotes(texts, close, members),
        "farthest": choose_quotes(texts, -close, members, N_FARTHEST),
    }
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})


def overlaps(vectors: NDArray[np.float64], leaves: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return finest themes x finest themes: how many texts of the one are nearest to the centre of the other.

    vectors : of each text's own words alone, before it was moved towards its neighbours
    """
    n_leaves = int(leaves.max()) + 1 if len(leaves) else 0
    counts = np.zeros((n_leaves, n_leaves), dtype=np.int64)
    if n_leaves:
        np.add.at(counts, (leaves, (vectors @ centres_of(vectors, leaves).T).argmax(axis=1)), 1)
    return counts


def _is_whole(number: object) -> bool:
    return isinstance(number, (int, np.integer)) and not isinstance(number, bool)


def check_settings(n_themes: object, seed: object) -> None:
    """Stop with FrameError unless the number of themes and the seed can be used."""
    if n_themes is not None and not (_is_whole(n_themes) and n_themes >= 1):  # type: ignore[operator]
        raise FrameError(f"the number of themes must be a positive whole number, not {n_themes}")
    if not (_is_whole(seed) and 0 <= seed < 2**32):  # type: ignore[operator]
        raise FrameError(f"the seed must be a whole number from 0 to {2**32 - 1}, not {seed}")
