"""The optional engine: sentence embeddings from a package that carries its model, beside the product's own vectors.

wordllama ships one vector for each of 32,000 pieces of words. Only its two data files are read, and none of its code
runs, so nothing is ever downloaded.
"""

from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.preprocessing import normalize

from analysis.frames import FrameError
from analysis.themes.vectors import COMMON_WORD, CommentVectorizer, Vectors, smooth

PACKAGE = "wordllama"
MODEL, PIECES = "weights/l2_supercat_256.safetensors", "tokenizers/l2_supercat_tokenizer_config.json"

WEIGHT = 0.7
"""Length of an embedding beside our own vector of 1. Leading (1 beside 0.7), it cost one coded set 0.09 of AMI."""


def find_model() -> Path:
    """Return the folder of the package. Raises FrameError if it is not installed or does not carry its model."""
    package = find_spec(PACKAGE)
    if package is None or package.origin is None:
        raise FrameError(
            "sentence embeddings are asked for, but the package that has them is not installed here; install it with: "
            "pip install 'engage[embeddings]'"
        )
    folder = Path(package.origin).parent
    if not ((folder / MODEL).is_file() and (folder / PIECES).is_file()):
        raise FrameError(f"{PACKAGE} {package_version()} does not carry the model that sentence embeddings need")
    return folder


@lru_cache(maxsize=1)
def _read_model(folder: Path) -> tuple[Any, Vectors]:
    """Return what cuts texts into pieces of words, and the vector of each piece."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(folder / PIECES)), load_file(folder / MODEL)["embedding.weight"].astype(np.float64)


def package_version() -> str:
    """Return the version of the package that is installed, for the record of a run."""
    return version(PACKAGE)


def sentence_vectors(texts: Sequence[str]) -> Vectors:
    """Return unit vectors of the meaning of texts: the mean of their pieces, frequent ones weighing less.

    Source: Arora, Liang and Ma, ICLR 2017; the direction that all texts share is removed.
    """
    tokenizer, vectors = _read_model(find_model())
    encoded = tokenizer.encode_batch([text.lower() for text in texts], add_special_tokens=False)
    pieces = [text.ids for text in encoded]
    ids = np.array([piece for row in pieces for piece in row], dtype=np.int64)
    rows = np.repeat(np.arange(len(pieces)), [len(row) for row in pieces])
    counts = sp.csr_matrix((np.ones(len(ids)), (rows, ids)), shape=(len(pieces), len(vectors)))
    frequency = np.bincount(ids, minlength=len(vectors)) / max(1, len(ids))
    weighted = counts @ sp.diags_array(COMMON_WORD / (COMMON_WORD + frequency))
    means = normalize(sp.csr_matrix(weighted), norm="l1") @ vectors
    shared = np.linalg.svd(means, full_matrices=False)[2][0]
    return normalize(means - np.outer(means @ shared, shared))


class EmbeddingVectorizer(TransformerMixin, BaseEstimator):
    """Join sentence embeddings to the vectors of CommentVectorizer, and smooth both together as it does.

    n_neighbours, n_rounds : of `smooth`
    random_state : seed of the reductions of our own vectors
    """

    def __init__(self, n_neighbours: int = 15, n_rounds: int = 3, random_state: int = 0) -> None:
        """Store the parameters."""
        self.n_neighbours = n_neighbours
        self.n_rounds = n_rounds
        self.random_state = random_state

    def fit_transform(self, texts: Sequence[str], y: None = None) -> Vectors:
        """Return comments x dimensions, rows of length 1; see CommentVectorizer, `unsmoothed_` too."""
        own = CommentVectorizer(n_neighbours=0, random_state=self.random_state).fit_transform(texts)
        self.unsmoothed_ = normalize(np.hstack([own, WEIGHT * sentence_vectors(texts)]))
        return smooth(self.unsmoothed_, self.n_neighbours, self.n_rounds)
