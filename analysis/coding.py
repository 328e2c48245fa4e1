"""A machine that learns from people which themes are in which texts, and asks next about what helps it most.

It proposes; a person decides. It works from the words of the themes alone and gets better with every coded text.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from analysis.coding_features import ScoreCarrier, learn_vectors, learned_rows
from analysis.coding_order import BATCH, choose_next
from analysis.frames import COMMENTS, Column, FrameError, FrameSpec, check
from analysis.text import prepare
from analysis.themes.vectors import Vectorizer

Progress = Callable[[float, str], object]
Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]

METHOD = "nearest mean and logistic regression on latent, learned and concept vectors, calibrated"

THEME_WORDS = FrameSpec(
    "themes and their words",
    (
        Column("theme", "identifier", "which theme"),
        Column("words", "text", "its name, key words and description"),
    ),
    unique=("theme",),
)
CODES = FrameSpec(
    "codes that people gave",
    (
        Column("id", "identifier", "which comment"),
        Column("theme", "identifier", "which theme"),
        Column("applies", "integer", "1 where the theme is in the comment, 0 where not"),
    ),
    unique=("id", "theme"),
)
PROPOSALS = FrameSpec(
    "codes that the machine proposes",
    (
        Column("id", "identifier", "which comment"),
        Column("theme", "identifier", "which theme"),
        Column("score", "number", "how sure the machine is, 0 to 1"),
    ),
    unique=("id", "theme"),
)

WORDS = 0.5
"""What the words of a theme count for, in coded texts: less than one, because nobody said them in an answer."""

STRENGTH = 2.0
"""C of the logistic regression: of 1, 3, 10, 30 and 100 the smaller two were best at 50 to 200 coded texts."""

CHUNK = 10_000
"""Texts scored at a time beyond those that vectors are learned from, so that memory does not grow with their number."""

FOLDS = 5
FEWEST_TO_CALIBRATE = 20
"""Coded texts; with fewer the scores are turned into chances by USUAL, rounded from what calibration finds on coded
sets whose themes have names for words."""

USUAL = (5.0, 4.0, -3.0)
USUAL_THRESHOLD = 0.15


@dataclass(frozen=True)
class Proposals:
    """Hold the answer of `propose`.

    codes      : frame PROPOSALS, comments in the order of the input, themes in the order given
    order      : ids of uncoded comments worth showing next, most useful first
    unusable   : frame `frames.UNUSABLE`: comments in which the machine can read nothing; a person still can
    parameters : what a record of the run needs
    """

    codes: pd.DataFrame
    order: list[object]
    unusable: pd.DataFrame
    parameters: dict[str, object]


class ThemeCoder(BaseEstimator):
    """Learn from coded texts, several themes a text, and score every text for every theme.

    random_state : seed of the reductions, the folds and the choice of the next texts
    vectorizer   : anything with fit_transform(texts) -> array, one row of length 1 per text; None is ours
    progress     : called as progress(share_done, stage); what it raises stops the work and reaches the caller

    Learned by fit: `scores_` (texts x themes, 0 to 1), `proposed_` (texts x themes), `threshold_`, `order_` (rows of
    texts to show next), `n_coded_`.
    """

    def __init__(
        self, random_state: int = 0, vectorizer: Vectorizer | None = None, progress: Progress | None = None
    ) -> None:
        """Store the parameters."""
        self.random_state = random_state
        self.vectorizer = vectorizer
        self.progress = progress

    def fit(self, texts: Sequence[str], codes: Numbers, words: Sequence[str]) -> "ThemeCoder":
        """Learn from the codes and score all texts.

        texts : cleaned comments with at least one word that carries meaning
        codes : texts x themes: 1 the theme is in the text, 0 it is not, NaN nobody said
        words : of each theme; may be empty
        The order of texts and themes changes nothing.
        """
        self._report(0.05, "Reading the texts")
        self.n_coded_ = int(_is_coded(codes).sum())
        if not texts or not words:
            self.threshold_, self.order_ = USUAL_THRESHOLD, np.arange(min(len(texts), BATCH))
            self.scores_ = np.zeros((len(texts), len(words)))
            self.proposed_ = self.scores_ > 0
            return self
        # Different texts, sorted: copies of one text teach once, and the order of the texts cannot change a score.
        different, first, place = np.unique(np.array(texts, dtype=object), return_index=True, return_inverse=True)
        of_different = _codes_of_different(place, codes, len(different))
        rows = learned_rows(_is_coded(of_different), self.random_state)
        learned = different[rows].tolist()
        vectors, of_words = learn_vectors(learned, words, self.random_state, self.vectorizer)
        self._report(0.4, "Learning from what people coded")
        known = of_different[rows]
        weights, self.threshold_ = self._calibrate(vectors, known, of_words)
        scores = _chances(_raw_scores(vectors, known, of_words), weights)
        chosen = choose_next(vectors, _is_coded(known), scores, self.random_state)
        self.order_ = first[rows[chosen]]
        self.scores_ = np.round(self._carry(different, rows, learned, scores), 4)[place]
        self.proposed_ = self.scores_ >= self.threshold_
        self._report(1.0, "Done")
        return self

    def _carry(self, different: NDArray[np.object_], rows: Rows, learned: list[str], scores: Numbers) -> Numbers:
        """Return scores of all different texts from those of the rows that vectors were learned from."""
        if len(rows) == len(different):
            return scores
        everything = np.zeros((len(different), scores.shape[1]))
        everything[rows] = scores
        further = np.setdiff1d(np.arange(len(different)), rows)
        carrier = ScoreCarrier(learned, scores)
        for start in range(0, len(further), CHUNK):
            self._report(0.5 + 0.4 * start / len(further), "Scoring every text")
            chunk = further[start : start + CHUNK]
            everything[chunk] = carrier.score(different[chunk].tolist())
        return everything

    def _report(self, share_done: float, stage: str) -> None:
        if self.progress is not None:
            self.progress(share_done, stage)

    def _calibrate(self, vectors: Numbers, codes: Numbers, of_words: Numbers) -> tuple[tuple[float, ...], float]:
        """Return how raw scores become chances, and the chance from which a theme is proposed.

        Both are learned on texts that the scores had not seen: each fifth is scored by what the rest teaches.
        """
        rows = np.flatnonzero(~np.isnan(codes).any(axis=1))
        given = codes[rows]
        if len(rows) < FEWEST_TO_CALIBRATE or not 0 < given.sum() < given.size:
            return USUAL, USUAL_THRESHOLD
        raw = np.zeros_like(given)
        fold = np.random.default_rng(self.random_state).permutation(len(rows)) % FOLDS
        for number in range(FOLDS):
            hidden = codes.copy()
            hidden[rows[fold == number]] = np.nan
            raw[fold == number] = _raw_scores(vectors, hidden, of_words)[rows[fold == number]]
        model = LogisticRegression().fit(_features(raw), given.ravel())
        weights = (*model.coef_[0].tolist(), float(model.intercept_[0]))
        return weights, _best_threshold(_chances(raw, weights), given)


def propose(
    comments: pd.DataFrame,
    codes: pd.DataFrame,
    themes: pd.DataFrame,
    seed: int = 0,
    progress: Progress | None = None,
) -> Proposals:
    """Return the themes that the machine proposes for each comment, and which comments to show next.

    comments : frame `frames.COMMENTS`
    codes    : frame CODES; a comment that a person finished without a theme has a row of 0 for every theme
    themes   : frame THEME_WORDS
    Raises FrameError if a frame is not as specified or a code is of a theme that is not there.
    """
    check(comments, COMMENTS)
    check(codes, CODES)
    check(themes, THEME_WORDS)
    unknown = ~codes["theme"].isin(themes["theme"])
    if unknown.any():
        raise FrameError(f"there is no theme {codes.loc[unknown, 'theme'].iloc[0]}")
    usable, unusable = prepare(comments)
    matrix = (
        codes.pivot_table(index="id", columns="theme", values="applies", aggfunc="first")
        .reindex(index=usable["id"], columns=themes["theme"])
        .to_numpy(dtype=float, na_value=np.nan)
    )
    coder = ThemeCoder(seed, progress=progress).fit(usable["text"].tolist(), matrix, themes["words"].tolist())
    rows, columns = np.nonzero(coder.proposed_)
    ids = usable["id"].to_numpy()
    proposed = {
        "id": ids[rows],
        "theme": themes["theme"].to_numpy()[columns],
        "score": coder.scores_[rows, columns],
    }
    parameters = {
        "method": METHOD,
        "seed": seed,
        "n_themes": len(themes),
        "n_comments": len(comments),
        "n_usable": len(usable),
        "n_coded": coder.n_coded_,
        "threshold": coder.threshold_,
    }
    return Proposals(pd.DataFrame(proposed), ids[coder.order_].tolist(), unusable, parameters)


def _is_coded(codes: Numbers) -> NDArray[np.bool_]:
    return np.asarray((~np.isnan(codes)).any(axis=1), dtype=np.bool_)


def _codes_of_different(place: Rows, codes: Numbers, n_different: int) -> Numbers:
    """Return the codes of each different text: 1 where at least half of its coded copies were given the theme."""
    known = ~np.isnan(codes)
    total, n = np.zeros((n_different, codes.shape[1])), np.zeros((n_different, codes.shape[1]))
    np.add.at(total, place, np.where(known, codes, 0))
    np.add.at(n, place, known)
    return np.where(n > 0, (2 * total >= n).astype(float), np.nan)


def _raw_scores(texts: Numbers, codes: Numbers, words: Numbers) -> Numbers:
    """Return texts x themes: the cosine with the mean of the theme's texts and words, and the chance by a classifier.

    Sources: nearest class mean, Snell and others, NeurIPS 2017 (good with few examples); logistic regression, which
    overtakes it as they grow. Their sum is better than either from 25 to 200 coded texts.
    """
    given = np.nan_to_num(codes)
    means = normalize(given.T @ texts + WORDS * words)
    return np.asarray(texts @ means.T + _classify(texts, codes, words))


def _classify(texts: Numbers, codes: Numbers, words: Numbers) -> Numbers:
    """Return texts x themes, rows that sum to 1 at most: what is left belongs to "no theme"."""
    n_themes = codes.shape[1]
    rows, themes = np.nonzero(codes == 1)
    without = np.flatnonzero((codes == 0).all(axis=1))
    described = np.flatnonzero(words.any(axis=1))
    n_given = np.maximum((codes == 1).sum(axis=1), 1)
    examples = np.vstack([texts[rows], texts[without], words[described]])
    classes = np.concatenate([themes, np.full(len(without), n_themes), described])
    weights = np.concatenate([1 / n_given[rows], np.ones(len(without)), np.full(len(described), WORDS)])
    chances = np.zeros((len(texts), n_themes + 1))
    found = np.unique(classes)
    if len(found) == 1:
        chances[:, found] = 1.0
    elif len(found):
        model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=500)
        with warnings.catch_warnings():
            # Themes with one example each look to scikit-learn like numbers to predict.
            warnings.filterwarnings("ignore", "The number of unique classes", UserWarning)
            chances[:, found] = model.fit(examples, classes, sample_weight=weights).predict_proba(texts)
    return chances[:, :n_themes]


def _features(raw: Numbers) -> Numbers:
    """Return one row per text and theme: the raw score, and how far it is above the best other theme of the text."""
    best = raw.max(axis=1, keepdims=True)
    second = np.partition(raw, -2, axis=1)[:, -2:-1] if raw.shape[1] > 1 else np.zeros_like(best)
    return np.column_stack([raw.ravel(), (raw - np.where(raw >= best, second, best)).ravel()])


def _chances(raw: Numbers, weights: tuple[float, ...]) -> Numbers:
    *slopes, start = weights
    return np.asarray(1 / (1 + np.exp(-(_features(raw) @ slopes + start)))).reshape(raw.shape)


def _best_threshold(chances: Numbers, given: Numbers) -> float:
    """Return the chance from which on proposing agrees best with people, by F1 over all texts and themes."""
    tried = np.arange(0.1, 0.91, 0.02)
    f1 = [2 * (given * (chances >= at)).sum() / (given.sum() + (chances >= at).sum()) for at in tried]
    return round(float(tried[int(np.argmax(np.round(f1, 9)))]), 2)
