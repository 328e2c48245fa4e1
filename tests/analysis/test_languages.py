"""The language of a text is told without a download; a short text is unknown unless the page agrees."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.languages import LANGUAGES, UNKNOWN, language_of, languages_of
from benchmarks.languages import LENGTHS, measure, texts_by_language
from engage.config import ROOT

COMMENTS = json.loads((ROOT / "tests" / "data" / "comments_in_languages.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("locale", COMMENTS)
def test_made_up_comments_on_an_english_page(locale):
    told = languages_of(COMMENTS[locale], ["en"] * len(COMMENTS[locale]))

    assert set(told) <= {locale, UNKNOWN}
    assert told.count(locale) >= 0.6 * len(told)


@pytest.mark.parametrize("locale", ["en", "cy", "pl", "ar"])
def test_the_catalogues(locale):
    """Below what benchmarks/README.md measured, because every new text of a page is one more to read here."""
    rows = measure(texts_by_language()[locale], locale)

    for (_least, most, total, right, _unknown, wrong), floor in zip(rows, (0, 0.9, 0.98), strict=True):
        assert right >= floor * total and wrong <= 0.02 * total, most
    assert len(rows) == len(LENGTHS)


@pytest.mark.parametrize("text", ["", "🙂", "12.30", "Parking", "ok ok", "[telephone number]", "\ud800", "GP a"])
def test_what_is_too_short_is_unknown(text):
    assert language_of(text) == UNKNOWN


def test_the_page_decides_only_for_a_short_text_with_which_the_model_agrees():
    assert language_of("mwy o fysiau", "cy") == "cy"
    assert language_of("mwy o fysiau", "en") == UNKNOWN
    assert language_of("Mae angen mwy o feinciau yn y parc", "en") == "cy"


def test_masks_are_not_read():
    assert language_of("[telephone number] [National Insurance number] [postcode] ok") == UNKNOWN


@given(st.text())
def test_any_text_has_an_answer(text):
    assert language_of(text, "en") in {*LANGUAGES, UNKNOWN}
