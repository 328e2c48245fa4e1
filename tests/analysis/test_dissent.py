"""Words that speak against something are a sign to read a text."""

import pytest

from analysis.dissent import speaks_against


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I am against the new bus lane", True),
        ("We don\u2019t need more benches", True),
        ("This is a WASTE OF money", True),
        ("I strongly disagree", True),
        ("Parking is against the law here", False),
        ("More trees, and soon", False),
        ("", False),
    ],
)
def test_words_of_dissent_are_found(text, expected):
    assert speaks_against(text) is expected
