"""Turn comments into vectors that lie close when the comments are about the same thing.

The stages: word and letter patterns (`latent_vectors`), words learned from the comments themselves
(`learned_vectors`), everyday concepts (`concept_vectors`); joined, then smoothed over neighbours (`smooth`).
Anything with `fit_transform(texts) -> array, one row per text` can take the place of CommentVectorizer.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import normalize

from analysis.text import meaning_stems, stem, tokenise
from analysis.themes.concepts import (
    CONCEPTS_PATH,
    concept_counts,
    n_distinct_subjects,
    rarity,
    read_concepts,
    read_subjects,
    subject_counts,
)

Vectors = NDArray[np.float64]


class Vectorizer(Protocol):
    """Whatever turns texts into vectors: ours, or one that embeds them with a language model.

    It may leave `unsmoothed_`, the vectors of each text's own words alone, by which themes are judged for overlap.
    """

    def fit_transform(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length 1 per text."""


FEW_TEXTS = 50
"""Below this many comments every word counts; from here on a word used once cannot link two comments and is dropped."""

LETTER_WEIGHT = 0.6
"""Letter patterns forgive spelling mistakes but know no meaning, so they weigh less than words."""

COMMON_WORD = 1e-3
"""a in the weight a / (a + p) of a word with frequency p; the value of Arora and others (2017)."""

MOST_SMOOTHED = 20_000
"""Comments; finding everybody's neighbours grows with the square, and so many comments need no help to be alike."""

FEW_SUBJECTS, MANY_SUBJECTS = 5.0, 8.0
"""Distinct subjects (`concepts.n_distinct_subjects`). Five coded sets, each about one service, have 3.2 to 5.8, whether
150 comments or all are counted; answers to "what else do you want to tell us" about a stage of life 7 to 12."""

NARROW = {"latent": 1.0, "learned": 0.8, "concepts": 0.7, "subjects": 0.0}
BROAD = {"latent": 0.5, "learned": 0.2, "concepts": 1.0, "subjects": 1.0}
"""Lengths of the parts of a vector when the comments are about one service, and about many subjects. In the first what
people wrote leads and what is inferred supports; between 0.6 and 1 the results differ by less than seeds do. In the
second AMI on four sets of 135 to 150 coded comments is 0.40 against 0.14 with the first (0.26 with only the words that
the concept file had before those sets were read). Words at 0.5 to 0.7 and learned words at 0.2 to 0.5 give the same
within 0.02."""

CONTEXT_WORDS = 30
"""Words this far apart still count as company (weight 1/distance): comments are short and about one or two things."""


def _reduce(matrix: sp.csr_matrix, n_dimensions: int, seed: int) -> Vectors:
    """Return the rows of a sparse matrix in its leading dimensions; as they are if there is nothing to reduce."""
    size = min(n_dimensions, min(matrix.shape) - 1)
    if size < 1 or matrix.nnz == 0:
        return np.asarray(matrix.todense(), dtype=float)
    return np.asarray(TruncatedSVD(size, random_state=seed, n_iter=5).fit_transform(matrix))


def _without_rare(counts: sp.csr_matrix, fewest: int) -> NDArray[np.intp]:
    """Return the columns found in at least `fewest` comments, or all if the comments are few or none is."""
    columns = np.arange(counts.shape[1])
    common = np.flatnonzero(np.bincount(counts.indices, minlength=counts.shape[1]) >= fewest)
    return common if counts.shape[0] >= FEW_TEXTS and len(common) else columns


def _weighted(counts: sp.csr_matrix, fewest: int) -> sp.csr_matrix:
    """Return log-scaled TF-IDF of counts without the rare columns, rows of length 1."""
    kept = counts[:, _without_rare(counts, fewest)]
    return TfidfTransformer(sublinear_tf=True).fit_transform(kept.astype(np.float64))


def latent_vectors(texts: Sequence[str], tokens: Sequence[list[str]], n_dimensions: int, seed: int) -> Vectors:
    """Return unit vectors from the words, word pairs and letter patterns of the texts.

    texts : cleaned comments; tokens : their stems without stop words, at least one each
    Returns comments x at most n_dimensions.
    Source: latent semantic analysis, Deerwester and others, JASIS 41 (1990), 391-407, on log-scaled TF-IDF.
    """
    words = CountVectorizer(analyzer=_singles_and_pairs).fit_transform(tokens)
    letters = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5)).fit_transform(texts)
    joined = sp.hstack([_weighted(words, 2), LETTER_WEIGHT * _weighted(letters, 3)]).tocsr()
    return normalize(_reduce(joined, n_dimensions, seed))


def _singles_and_pairs(tokens: list[str]) -> list[str]:
    return tokens + [f"{first} {second}" for first, second in zip(tokens, tokens[1:], strict=False)]


def learned_vectors(stems: Sequence[list[str]], n_dimensions: int, seed: int) -> Vectors:
    """Return unit vectors from what the comments themselves teach about which words keep the same company.

    stems : stems of all words, stop words included, in order
    Returns comments x at most n_dimensions. Each word gets a vector (positive pointwise mutual information of words in
    company, reduced); a comment is the mean of its words, frequent words weighing less, without the direction that
    all comments share.
    Sources: Levy and Goldberg, NeurIPS 2014 (PMI instead of a trained net, context frequency to the power 0.75);
    Arora, Liang and Ma, ICLR 2017 (the mean).
    """
    counter = CountVectorizer(analyzer=list)
    counts = counter.fit_transform(stems).tocsr()
    kept = _without_rare(counts, 2)
    counts, names = counts[:, kept], counter.get_feature_names_out()[kept]
    company = _company(stems, {str(name): place for place, name in enumerate(names)})
    words = normalize(_reduce(_positive_information(company), n_dimensions, seed))
    frequency = np.asarray(counts.sum(axis=0)).ravel() / counts.sum()
    weighted = counts @ sp.diags_array(COMMON_WORD / (COMMON_WORD + frequency))
    means = normalize(sp.csr_matrix(weighted), norm="l1") @ words
    shared = np.linalg.svd(means, full_matrices=False)[2][0]
    return normalize(means - np.outer(means @ shared, shared))


def _company(stems: Sequence[list[str]], vocabulary: dict[str, int]) -> sp.csr_matrix:
    """Return words x words: how often two words stand near each other in a comment, weight 1/distance."""
    words = np.array([vocabulary.get(word, -1) for row in stems for word in row], dtype=np.int64)
    comment = np.repeat(np.arange(len(stems)), [len(row) for row in stems])
    words, comment = words[words >= 0], comment[words >= 0]
    n = len(vocabulary)
    total = sp.csr_matrix((n, n))
    for distance in range(1, min(CONTEXT_WORDS, len(words) - 1) + 1):
        near = comment[:-distance] == comment[distance:]
        first, second = words[:-distance][near], words[distance:][near]
        total = total + sp.csr_matrix((np.full(len(first), 1 / distance), (first, second)), shape=(n, n))
    return total + total.T


def _positive_information(company: sp.csr_matrix) -> sp.csr_matrix:
    """Return log(observed / expected company) where it is positive; 0.75 keeps rare contexts from looking special."""
    pairs = company.tocoo()
    if pairs.nnz == 0:
        return company
    of_word = np.asarray(company.sum(axis=1)).ravel()
    of_context = of_word**0.75 / (of_word**0.75).sum()
    information = np.log(pairs.data / (of_word[pairs.row] * of_context[pairs.col]))
    keep = information > 0
    return sp.csr_matrix((information[keep], (pairs.row[keep], pairs.col[keep])), shape=company.shape)


def concept_vectors(counts: sp.csr_matrix) -> Vectors:
    """Return unit vectors of the concepts (or subjects) each comment touches, log-scaled and weighted by rarity.

    counts : comments x concepts; a comment that touches none has a row of zeros
    """
    scaled = counts.log1p() @ sp.diags_array(rarity(counts))
    return np.asarray(normalize(sp.csr_matrix(scaled)).todense())


def reliance(n_subjects: float) -> float:
    """Return how far to rely on the concept file rather than on the comments' own words, 0 to 1.

    n_subjects : from `concepts.n_distinct_subjects`
    Comments on one service share their words, and its finer differences are not in a general file: 0 up to
    FEW_SUBJECTS. Comments on the whole life of a place hardly share a word (of 150, each has a cosine of 0.01 with
    the others): there only the file knows that buses and trains go together: 1 from MANY_SUBJECTS.
    """
    return float(np.clip((n_subjects - FEW_SUBJECTS) / (MANY_SUBJECTS - FEW_SUBJECTS), 0, 1))


def smooth(vectors: Vectors, n_neighbours: int, n_rounds: int, share: float = 0.5) -> Vectors:
    """Move every vector towards the mean of its nearest neighbours and bring it back to length 1.

    n_neighbours : at most a twentieth of the rows are used, so that a small consultation is not stirred into one
    n_rounds : how often; share : how much of the result is the neighbours', 0 to 1
    More than MOST_SMOOTHED rows are not moved.
    Source: neighbourhood propagation as in Zhou and others, NeurIPS 2003, for a few rounds, without labels.
    """
    vectors = normalize(vectors)
    size = min(n_neighbours, len(vectors) // 20)
    if size < 1 or len(vectors) > MOST_SMOOTHED:
        return vectors
    nearest = NearestNeighbors(n_neighbors=size).fit(vectors).kneighbors(return_distance=False)
    rows = np.repeat(np.arange(len(vectors)), size)
    mean_of = sp.csr_matrix((np.full(nearest.size, 1 / size), (rows, nearest.ravel())), shape=(len(vectors),) * 2)
    for _ in range(n_rounds):
        vectors = normalize((1 - share) * vectors + share * (mean_of @ vectors))
    return vectors


class CommentVectorizer(TransformerMixin, BaseEstimator):
    """Give each comment a vector, learned from the comments and the concept file, without anything downloaded.

    n_latent : dimensions of word and letter patterns; fewer merge small themes, more bring back accidents of wording
    n_learned : dimensions of the learned words; 50 to 300 made no difference
    n_neighbours, n_rounds : of `smooth`; 10 to 25 and 2 to 5 made no difference
    concepts_path : file of concepts
    random_state : seed of the reductions
    """

    def __init__(
        self,
        n_latent: int = 75,
        n_learned: int = 150,
        n_neighbours: int = 15,
        n_rounds: int = 3,
        concepts_path: Path = CONCEPTS_PATH,
        random_state: int = 0,
    ) -> None:
        """Store the parameters."""
        self.n_latent = n_latent
        self.n_learned = n_learned
        self.n_neighbours = n_neighbours
        self.n_rounds = n_rounds
        self.concepts_path = concepts_path
        self.random_state = random_state

    def fit_transform(self, texts: Sequence[str], y: None = None) -> Vectors:
        """Return comments x dimensions, rows of length 1.

        texts : cleaned comments with at least one word that carries meaning, two or more of them
        Learns `n_distinct_subjects_`, which decides how the parts are weighted (`reliance`), and `unsmoothed_`.
        """
        words = [tokenise(text) for text in texts]
        stems = [[stem(word) for word in row] for row in words]
        tokens = [meaning_stems(row) for row in words]
        concepts, subjects = read_concepts(self.concepts_path), read_subjects(self.concepts_path)
        of_concepts = concept_counts(stems, concepts)
        of_subjects = subject_counts(of_concepts, concepts, subjects)
        self.n_distinct_subjects_ = n_distinct_subjects(of_subjects)
        share = reliance(self.n_distinct_subjects_)
        parts = {
            "latent": latent_vectors(texts, tokens, self.n_latent, self.random_state),
            "learned": learned_vectors(stems, self.n_learned, self.random_state),
            "concepts": concept_vectors(of_concepts),
            "subjects": concept_vectors(of_subjects),
        }
        joined = [(NARROW[name] * (1 - share) + BROAD[name] * share) * part for name, part in parts.items()]
        self.unsmoothed_ = normalize(np.hstack(joined))
        return smooth(self.unsmoothed_, self.n_neighbours, self.n_rounds)
