"""From comments to candidate themes: one estimator and one straight list of stages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from analysis.frames import ASSIGNMENTS, COMMENTS, SUMMARY, UNUSABLE, FrameError, check
from analysis.text import prepare
from analysis.themes.clusters import SMALLEST, choose_n_themes, closeness, group, join_small, n_distinct
from analysis.themes.concepts import n_subjects_of
from analysis.themes.labels import choose_labels, find_topics
from analysis.themes.phrases import choose_terms, find_phrases, phrase_scores, phrases_first
from analysis.themes.quotes import choose_quotes
from analysis.themes.vectors import CommentVectorizer, Vectorizer

Progress = Callable[[float, str], object]

METHOD = "latent, learned, concept and subject vectors, smoothed; k-means"


@dataclass(frozen=True)
class Themes:
    """Hold the answer of `find_themes`.

    assignments : frame `frames.ASSIGNMENTS`, one row per usable comment, in the order of the input
    summary : frame `frames.SUMMARY`, largest theme first; quotes are comment ids
    unusable : frame `frames.UNUSABLE`, every other comment, with the reason
    parameters : method, seed, themes asked for and used with the reason, counts; what a record of the run needs
    """

    assignments: pd.DataFrame
    summary: pd.DataFrame
    unusable: pd.DataFrame
    parameters: dict[str, object]


class ThemeModel(BaseEstimator):
    """Find candidate themes in short comments.

    n_themes : how many, or None to let the method choose (`clusters.choose_n_themes`). Fewer come out when there are
        not that many different comments; n_themes_reason_ says so
    random_state : seed; the same comments in any order and the same seed give the same themes
    progress : called as progress(share_done, stage) between stages, share 0 to 1. What it raises stops the work and
        reaches the caller: that is how a job is cancelled
    vectorizer : anything with fit_transform(texts) -> array, one row of length 1 per text; None is CommentVectorizer

    Learned by fit: `labels_` (theme of each usable text, 0 the largest), `usable_` (row of each usable text among
    those given), `unusable_` (frame id, reason; id is the row), `n_themes_`, `n_themes_reason_` and `summary_` (frame
    `frames.SUMMARY`; quotes are rows).
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
        _check_settings(self.n_themes, self.random_state)
        self._report(0.0, "Reading the comments")
        frame = pd.DataFrame({"id": range(len(texts)), "text": pd.Series(list(texts), dtype=object)})
        prepared, self.unusable_ = prepare(frame)
        self.usable_ = prepared["id"].to_numpy()
        # Sorted, so that the order in which comments came in cannot change a theme.
        order = np.argsort(prepared["text"].to_numpy(dtype=str), kind="stable")
        ordered = prepared["text"].iloc[order].tolist()
        labels, closeness = self._group(ordered)
        self._report(0.8, "Naming the themes")
        summary = describe(ordered, labels, closeness, self.n_themes_)
        self.labels_ = np.empty(len(labels), dtype=np.int64)
        self.labels_[order] = labels
        rows = self.usable_[order]
        quotes = [[int(rows[row]) for row in of_theme] for of_theme in summary["quotes"]]
        self.summary_ = summary.assign(quotes=pd.Series(quotes, dtype=object))
        self._report(1.0, "Done")
        return self

    def _report(self, share_done: float, stage: str) -> None:
        if self.progress is not None:
            self.progress(share_done, stage)

    def _group(self, texts: list[str]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the theme of each text and how close the text is to the theme's centre."""
        n_different = len(set(texts))
        if n_different < 2:
            self.n_themes_ = n_different
            self.n_themes_reason_ = "there is no usable comment" if not texts else "all usable comments are the same"
            return np.zeros(len(texts), dtype=np.int64), np.ones(len(texts))
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
        return labels, closeness(vectors, labels)

    def _choose(self, texts: list[str], vectors: NDArray[np.float64]) -> int:
        limit = n_distinct(vectors)
        if self.n_themes is None:
            n_subjects = n_subjects_of(texts)
            n_themes, self.n_themes_reason_ = choose_n_themes(vectors, limit, self.random_state, n_subjects)
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


def describe(
    texts: Sequence[str], labels: NDArray[np.int64], closeness: NDArray[np.float64], n_themes: int
) -> pd.DataFrame:
    """Return frame `frames.SUMMARY` of themes already found; quotes are rows of `texts`.

    texts : cleaned comments; labels : theme of each, 0 to n_themes - 1; closeness : to the theme's centre
    """
    if n_themes == 0:
        return pd.DataFrame({name: [] for name in SUMMARY.names}).astype({"theme": "int64", "size": "int64"})
    phrases = find_phrases(texts)
    positions = choose_terms(phrase_scores(phrases, labels, n_themes), phrases)
    return pd.DataFrame(
        {
            "theme": np.arange(n_themes),
            "label": choose_labels(find_topics(texts), phrases, positions, labels),
            "size": np.bincount(labels, minlength=n_themes),
            "terms": [[phrases.written[position] for position in phrases_first(own, phrases)] for own in positions],
            "quotes": choose_quotes(texts, closeness, labels, n_themes),
        }
    )


def find_themes(
    frame: pd.DataFrame, n_themes: int | None = None, seed: int = 0, progress: Progress | None = None
) -> Themes:
    """Find candidate themes in a frame of comments.

    frame : frame `frames.COMMENTS`
    n_themes, seed, progress : see ThemeModel (seed is its random_state)
    Returns Themes; every id of the input is in assignments or in unusable. Raises FrameError if the frame is not as
    specified or n_themes is not a positive whole number.
    Source: each stage names its own.
    """
    check(frame, COMMENTS)
    model = ThemeModel(n_themes, random_state=seed, progress=progress).fit(frame["text"])
    ids = frame["id"].to_numpy()
    assignments = pd.DataFrame({"id": ids[model.usable_], "theme": model.labels_})
    unusable = pd.DataFrame({"id": ids[model.unusable_["id"].to_numpy(dtype=np.int64)]})
    quotes = [[ids[row] for row in rows] for rows in model.summary_["quotes"]]
    return Themes(
        assignments[ASSIGNMENTS.names],
        model.summary_.assign(quotes=pd.Series(quotes, dtype=object)),
        unusable.assign(reason=model.unusable_["reason"].to_numpy())[UNUSABLE.names],
        {
            "method": METHOD,
            "seed": seed,
            "n_themes_asked": n_themes,
            "n_themes": model.n_themes_,
            "n_themes_reason": model.n_themes_reason_,
            "n_comments": len(frame),
            "n_unusable": len(unusable),
        },
    )


def _is_whole(number: object) -> bool:
    return isinstance(number, (int, np.integer)) and not isinstance(number, bool)


def _check_settings(n_themes: object, seed: object) -> None:
    if n_themes is not None and not (_is_whole(n_themes) and n_themes >= 1):  # type: ignore[operator]
        raise FrameError(f"the number of themes must be a positive whole number, not {n_themes}")
    if not (_is_whole(seed) and 0 <= seed < 2**32):  # type: ignore[operator]
        raise FrameError(f"the seed must be a whole number from 0 to {2**32 - 1}, not {seed}")
