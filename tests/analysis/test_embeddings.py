"""The optional engine: sentence embeddings beside our own vectors, the same every time, and nothing downloaded."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from analysis.frames import FrameError
from analysis.themes import Settings, find_themes_in
from analysis.themes.embeddings import EmbeddingVectorizer, sentence_vectors
from engage.config import ROOT
from tests.analysis.test_theme_chunks import in_chunks, town

TEXTS = town().sample(frac=1, random_state=1)["text"].tolist()

GUARDED = """
import sys

def refuse(event, arguments):
    is_written = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if event in ("socket.connect", "socket.getaddrinfo", "os.mkdir") or is_written:
        raise SystemExit(f"{event} {arguments}")

sys.dont_write_bytecode = True
from analysis.themes.embeddings import sentence_vectors
sys.addaudithook(refuse)
print(sentence_vectors(["more buses", "fewer cars"]).shape)
"""


def test_every_text_has_a_vector_of_length_1():
    vectorizer = EmbeddingVectorizer()

    for vectors in (vectorizer.fit_transform(TEXTS), vectorizer.unsmoothed_, sentence_vectors(TEXTS)):
        assert len(vectors) == len(TEXTS)
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1)


def test_the_same_texts_give_the_same_vectors():
    assert np.array_equal(EmbeddingVectorizer().fit_transform(TEXTS), EmbeddingVectorizer().fit_transform(TEXTS))


def test_the_order_of_texts_changes_nothing():
    assert np.allclose(sentence_vectors(TEXTS[::-1]), sentence_vectors(TEXTS)[::-1])
    there, back = (in_chunks(frame, 50, embeddings=True) for frame in (town(), town()[::-1]))

    pd.testing.assert_frame_equal(there.summary, back.summary)
    assert there.parameters == back.parameters


def test_signs_without_letters_do_no_harm():
    vectors = EmbeddingVectorizer().fit_transform([*TEXTS, "مواقف السيارات بعيدة", "🚌 late"])

    assert np.isfinite(vectors).all()


def test_nothing_is_fetched_and_nothing_is_written():
    outcome = subprocess.run(  # noqa: S603 (this Python, our words)
        [sys.executable, "-c", GUARDED], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert outcome.stdout == "(2, 256)\n", outcome.stderr


def test_the_record_of_a_run_names_the_engine_and_its_version():
    plain, with_it = (in_chunks(town(), 50, embeddings=embeddings).parameters for embeddings in (False, True))

    assert with_it["method"] == f"sentence embeddings (wordllama) beside {plain['method']}"
    assert (plain["embeddings"], with_it["embeddings"]) == (False, True)
    assert "wordllama" in with_it["libraries"] and "wordllama" not in plain["libraries"]


def test_without_the_package_a_search_is_refused_before_anything_is_read(monkeypatch):
    monkeypatch.setitem(sys.modules, "wordllama", None)

    with pytest.raises(FrameError, match=r"not installed here; install it with: pip install 'engage\[embeddings\]'"):
        find_themes_in(lambda: pytest.fail("it was read"), 2, Settings(embeddings=True))
