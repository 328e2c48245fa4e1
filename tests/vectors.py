"""The reference vectors: exact answers that were worked out with other programs, read once."""

import json
from functools import cache
from pathlib import Path

import pytest

PATH = Path(__file__).parents[1].parent / "shared" / "data" / "golden.json"


@cache
def _all():
    return {vector["id"]: vector for vector in json.loads(PATH.read_text(encoding="utf-8"))["vectors"]}


def vector(key):
    """Return (input, expected, tolerance) of a vector; the test is skipped on a machine that has none."""
    if not PATH.exists():
        pytest.skip("the reference vectors (../shared/data/golden.json) are not on this machine")
    found = _all()[key]
    return found["input"], found["expected"], found["tolerance"]
