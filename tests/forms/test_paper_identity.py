"""What a QR code says is read back as it was written, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.paper import serials
from forms.paper.identity import LETTERS, Identity, parse, write

LAYOUTS, LOCALES = sorted(LETTERS), ["en", "cy", "pl", "ar", "pt_BR", "pa_Arab"]
SERIALS = st.integers(0, 10**8 - 1).map(lambda number: serials.with_check(f"{number:08}"))


@given(
    code=st.from_regex(r"[a-z0-9][a-z0-9-]{0,39}", fullmatch=True),
    version=st.integers(1, 999),
    layout=st.sampled_from(LAYOUTS),
    locale=st.sampled_from(LOCALES),
    serial=st.none() | SERIALS,
    page=st.integers(1, 99),
)
def test_every_page_is_read_back_as_it_was_written(code, version, layout, locale, serial, page):
    identity = Identity(code, version, layout, locale, serial, page)

    assert parse(write(identity)) == identity


def test_a_code_has_only_characters_that_make_it_small():
    text = write(Identity("living-well", 1, "easy_read", "pa_Arab", "123456782", 12))

    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


@pytest.mark.parametrize("text", [
    "https://example.org/living-well",
    "LIVING-WELL.1.S-EN.123456789.1",  # the serial fails its check
    "LIVING-WELL.1.X-EN.0.1",
    "living-well.1.s-en.0.1",
    "LIVING-WELL.1.S-EN.0",
    "",
])  # fmt: skip
def test_another_code_is_nobodys_page(text):
    assert parse(text) is None
