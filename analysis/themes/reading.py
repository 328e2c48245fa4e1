"""Read comments chunk by chunk: which language group each is in, its words, and a sample that any order gives."""

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.dictionaries import ENGLISH, Dictionary
from analysis.frames import COMMENTS, check
from analysis.text import clean, tokenise

Keys = NDArray[np.uint64]

SAMPLE = 10_000
"""Different comments that themes are learned from; the rest are assigned to them. Measured in benchmarks/README.md:
what more comments add no longer shows, and the time to learn grows faster than the comments."""


@dataclass(frozen=True)
class Lines:
    """Hold the comments of one chunk: ids, language groups, texts to read (in English if mapped), and their keys."""

    ids: list[object]
    languages: list[str]
    texts: list[str]
    keys: Keys
    n_mapped: int


def read_lines(chunk: pd.DataFrame, dictionary: Dictionary, seed: int) -> Lines:
    """Return the lines of a chunk.

    chunk : frame `frames.COMMENTS`, and if it has one a column language; dictionary : of the officer
    The key of a comment is a hash of its words: copies that differ in capitals, spaces or marks have one key.
    """
    check(chunk, COMMENTS)
    texts = [clean(text) if isinstance(text, str) else "" for text in chunk["text"]]
    languages = [str(value) for value in chunk["language"]] if "language" in chunk else [""] * len(texts)
    words = [tokenise(text) for text in texts]
    n_mapped = 0
    for row in [row for row, language in enumerate(languages) if language in dictionary.words]:
        mapped = dictionary.read(languages[row], words[row])
        if mapped is not None:
            texts[row], languages[row], n_mapped = mapped, ENGLISH, n_mapped + 1
    salt = seed.to_bytes(8, "big")
    digests = (hashlib.blake2b(" ".join(row).encode(), digest_size=8, salt=salt).digest() for row in words)
    return Lines(chunk["id"].tolist(), languages, texts, np.frombuffer(b"".join(digests), dtype="<u8"), n_mapped)


Samples = dict[str, dict[int, tuple[str, object]]]
"""Language -> key of a text -> the text and the id of one comment that says it; at most SAMPLE in a language."""


def survey(chunk: pd.DataFrame, dictionary: Dictionary, seed: int, size: int = SAMPLE) -> Samples:
    """Return the texts with the smallest keys of each language of a chunk.

    A comment that nearly copies another (column copy_of, the id of the one that stands for all) is left out.
    The smallest keys of all chunks are a random sample of the different texts, whatever the order of the rows and the
    size of the chunks: the hash draws the lots. Source: bottom-k sketch, Cohen and Kaplan, PODC 2007.
    """
    if "copy_of" in chunk:
        chunk = chunk[chunk["copy_of"].isna() | (chunk["copy_of"] == chunk["id"])]
    lines = read_lines(chunk, dictionary, seed)
    languages = np.array(lines.languages, dtype=object)
    found: Samples = {}
    for language in dict.fromkeys(lines.languages):
        rows = np.flatnonzero(languages == language)
        smallest = np.unique(lines.keys[rows])[:size]
        own = found[language] = {}
        for row in rows[np.isin(lines.keys[rows], smallest)]:
            _keep(own, int(lines.keys[row]), (lines.texts[row], lines.ids[row]))
    return found


def join_samples(first: Samples, second: Samples, size: int = SAMPLE) -> Samples:
    """Return the sample of two samples together."""
    joined: Samples = {}
    for language in [*first, *(language for language in second if language not in first)]:
        own = dict(first.get(language, {}))
        for key, said in second.get(language, {}).items():
            _keep(own, key, said)
        joined[language] = {key: own[key] for key in sorted(own)[:size]}
    return joined


def _keep(sample: dict[int, tuple[str, object]], key: int, said: tuple[str, object]) -> None:
    """Of the copies of a text keep the first in the alphabet, so that the order of the rows does not matter."""
    if key not in sample or said < sample[key]:
        sample[key] = said
