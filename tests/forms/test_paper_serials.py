"""Serials: what is typed wrong does not pass for another form."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.paper import serials

DIGITS = st.text("0123456789", min_size=8, max_size=8)


def test_the_check_digit_is_that_of_the_standard():
    """The example of ISO/IEC 7064 for MOD 11,10: 0794, check digit 5."""
    assert serials.with_check("0794") == "07945"


@given(DIGITS, st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(digits, place, change):
    serial = serials.with_check(digits)
    wrong = serial[:place] + str((int(serial[place]) + change) % 10) + serial[place + 1 :]

    assert serials.read(serial) == serial
    assert serials.read(wrong) is None


def test_nearly_all_swaps_of_neighbours_are_seen():
    swaps = seen = 0
    for number in range(0, 99_999_999, 7_919):
        serial = serials.with_check(f"{number:08}")
        for place, (left, right) in enumerate(pairwise(serial)):
            if left != right:
                swaps += 1
                seen += serials.read(serial[:place] + right + left + serial[place + 2 :]) is None

    assert seen / swaps > 0.97


@pytest.mark.parametrize("typed", ["123 456 788", " 123.456.788 ", "123-456-788", "123\u2013456\u2013788"])
def test_it_may_be_typed_as_it_is_printed(typed):
    assert serials.read(typed) == "123456788"
    assert serials.spaced("123456788") == "123 456 788"


@pytest.mark.parametrize("typed", ["", "12345678", "1234567881", "12345678A", "\u0661\u0662\u0663456788"])
def test_what_is_no_serial_is_none(typed):
    assert serials.read(typed) is None
