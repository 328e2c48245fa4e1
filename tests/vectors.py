"""The reference vectors: exact answers that were worked out with other programs, read once."""

import json
from functools import cache
from pathlib import Path

import pytest

PATH = Path(__file__).parents[1].parent / "shared" / "data" / "golden.json"


@cache
def _read():
    return {vector["id"]: vector for vector in json.loads(PATH.read_text(encoding="utf-8"))["vectors"]}


def all_vectors():
    """Return every vector by its id; the test is skipped on a machine that has none."""
    if not PATH.exists():
        pytest.skip("the reference vectors (../shared/data/golden.json) are not on this machine")
    return _read()


def vector(key):
    """Return (input, expected, tolerance) of a vector."""
    found = all_vectors()[key]
    return found["input"], found["expected"], found["tolerance"]
