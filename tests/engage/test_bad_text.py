"""Bad input, section A of the catalogue (../shared/reference/security.md §6): text and encoding.

Not here, because no page takes such input yet: A3 (a lone surrogate can only come in JSON, and there is no JSON API;
as form bytes it is A5), A20 (dates) and A21 (numbers). How texts leave in files is tests/engage/exports.
"""

import json
import logging

import pytest

from tests.builders import a_questionnaire
from tests.journey import (
    AGE,
    COMMENT,
    FORM,
    MULTIPART,
    PRIORITIES,
    open_page,
    parts,
    saved_choices,
    saved_texts,
    send_raw,
    urlencoded,
)

LIMIT = 100_000
UNREADABLE = "Some characters did not arrive properly. Check the highlighted answer."
CUT = "Your answers did not arrive complete. Nothing has been sent. Send again."


def with_required(key):
    document = json.loads(a_questionnaire())
    for section in document["sections"]:
        for question in section["questions"]:
            question["required"] = question["key"] == key
    return json.dumps(document)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        pytest.param("bus\0stop", "busstop", id="A1 NUL"),
        pytest.param("bus\x0b\x1b\x85\x9f\x7f stop", "bus stop", id="A2 control characters"),
        pytest.param("bus\ufffe\ufdd0\U0001ffff stop", "bus stop", id="A4 not characters"),
        pytest.param("bus \u202egnihton stop", "bus \u202egnihton stop", id="A8 right-to-left override"),
        pytest.param("z\u200bw\u200d \u1e91\u0335\u0321\u0489\u0302", None, id="A9 zero width and a storm of marks"),
        pytest.param("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour", id="A16 line ends"),
        pytest.param("O'Brien; DROP TABLE response;--", None, id="A18 quotes"),
        pytest.param("dw\u0302r i\u02c6r", "d\u0175r i\u02c6r", id="A19 decomposed Welsh letters"),
        pytest.param("\n first line empty", None, id="a first empty line"),
        pytest.param("</textarea><script>alert(1)</script>", None, id="markup"),
        pytest.param("typed \ufffd by hand", None, id="a replacement character that really was typed"),
    ],
)
def test_text_is_stored_as_typed_without_what_breaks_a_file(browser, sent, kept):
    """A1, A2, A4, A8, A9, A16, A18, A19: accepted on both databases, and shown again as it was stored."""
    page = open_page(browser, COMMENT)

    saved = send_raw(page, urlencoded(sent))

    assert saved.status == 200 and saved.h1 == "Choose a section"
    assert saved_texts() == [kept or sent]
    assert browser.get(page.path).typed == (kept or sent)


@pytest.mark.parametrize("text", ["0", "No", "-", "null", "NaN", "None", "false", "[]"])
def test_text_that_looks_like_nothing_is_an_answer(browser, text):
    """A15: stored literally."""
    page = open_page(browser, COMMENT)

    page.submit({"q_streets_comment": text})

    assert saved_texts() == [text]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"q_streets_comment=before%ff%feafter&end=1", id="A5 not UTF-8"),
        pytest.param(b"q_streets_comment=before%A3after&end=1", id="A6 pound sign of cp1252"),
        pytest.param(b"q_streets_comment=before\xa3after&end=1", id="A6 as a bare byte"),
        pytest.param(b"q_streets_comment=before%ed%a0%80after&end=1", id="a lone surrogate as bytes"),
    ],
)
def test_characters_that_did_not_arrive_are_pointed_out(browser, body):
    """A5, A6: 422, the rest of the text is still in the page, nothing is stored."""
    page = open_page(browser, COMMENT)

    refused = send_raw(page, body)

    assert refused.status == 422
    assert refused.errors == [UNREADABLE]
    assert refused.typed.startswith("before\ufffd") and refused.typed.endswith("\ufffdafter".removeprefix("\ufffd"))
    assert saved_texts() == []


def test_characters_that_did_not_arrive_in_a_multipart_form_are_pointed_out(browser):
    """A6, multipart."""
    page = open_page(browser, COMMENT)
    body = parts([("q_streets_comment", "costs POUND5"), ("end", "1")]).replace(b"POUND", b"\xa3")

    refused = send_raw(page, body, MULTIPART)

    assert refused.status == 422
    assert refused.errors == [UNREADABLE]
    assert refused.typed == "costs \ufffd5"


def test_a_form_in_another_encoding_is_refused_with_its_text_shown(browser):
    """A7."""
    page = open_page(browser, COMMENT)

    refused = send_raw(page, urlencoded("More trees"), f"{FORM}; charset=utf-16")

    assert refused.status == 415
    assert refused.h1 == "We can only read standard web forms"
    assert "More trees" in refused.text
    assert saved_texts() == []


def test_a_comment_is_shown_in_an_element_with_a_direction_of_its_own(browser):
    """A8: an override typed into an answer does not turn the page around."""
    page = open_page(browser, COMMENT)
    page.submit({"q_streets_comment": "\u202egnihton"})

    check = browser.get(page.path.replace(COMMENT, "check"))

    assert '<div class="app-answer" dir="auto">\u202egnihton</div>' in check.html


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a" * LIMIT, id="A10 letters"),
        pytest.param("\U0001f333" * LIMIT, id="A11 emoji"),
        pytest.param("e\u0301" * LIMIT, id="letters that are composed on arrival"),
        pytest.param("\r\n" * (LIMIT - 1) + "a", id="A16 line ends count once"),
    ],
)
def test_an_answer_of_exactly_the_limit_is_stored_in_full(browser, text):
    """A10, A11, A16: counted after cleaning."""
    page = open_page(browser, COMMENT)

    saved = send_raw(page, urlencoded(text))

    assert saved.status == 200, saved.text
    assert [len(stored) for stored in saved_texts()] == [LIMIT]


def test_one_character_too_many_is_refused_with_the_whole_text_in_the_page(browser):
    """A12: never cut."""
    text = "word " * 20_000 + "!"
    page = open_page(browser, COMMENT)

    refused = page.submit({"q_streets_comment": text})

    assert refused.status == 422
    assert refused.errors == ["Your answer is 100,001 characters. The limit is 100,000."]
    assert refused.typed == text
    assert saved_texts() == []


def test_one_character_too_many_is_said_in_easy_words_too(browser):
    """A12, Easy Read."""
    page = open_page(browser, COMMENT, "easy-read")

    refused = page.submit({"q_streets_comment": "a" * (LIMIT + 1)})

    assert refused.status == 422
    assert refused.errors == ["Your answer is too long. It has 100,001 letters. You can use 100,000."]


@pytest.mark.parametrize("content_type", [FORM, MULTIPART])
def test_a_very_long_arabic_text_is_refused_with_the_text_kept(browser, content_type):
    """A13: 600 kB of one field is no reason to lose it, however it was sent."""
    text = "\u0634" * 300_000
    page = open_page(browser, COMMENT)
    body = urlencoded(text) if content_type == FORM else parts([("q_streets_comment", text), ("end", "1")])

    refused = send_raw(page, body, content_type)

    assert refused.status == 422
    assert refused.typed == text


@pytest.mark.parametrize("text", ["", "   ", "\r\n \t\r\n"])
def test_only_spaces_are_no_answer_to_a_question_that_needs_one(browser, text):
    """A14."""
    page = open_page(browser, COMMENT, document=with_required("streets_comment"))

    refused = page.submit({"q_streets_comment": text})

    assert refused.status == 422
    assert refused.errors == ["Enter an answer"]
    assert saved_texts() == []


def test_only_spaces_leave_an_optional_question_blank(browser):
    page = open_page(browser, COMMENT)

    page.submit({"q_streets_comment": " \r\n "})

    assert saved_texts() == [None]


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        pytest.param(b"q_streets_comment=More+trees+and+ben", "More trees and ben", id="inside the text"),
        pytest.param(b"q_streets_comment=More+trees&en", "More trees", id="inside the end marker"),
        pytest.param(b"q_streets_comment=caf%C3", "caf\ufffd", id="inside a letter"),
        pytest.param(b"q_stre", "", id="before the text"),
    ],
)
def test_a_body_that_was_cut_short_is_refused_with_what_arrived(browser, body, kept):
    """A17: no end marker, so nothing is stored; the page keeps what did arrive."""
    page = open_page(browser, COMMENT)

    refused = send_raw(page, body)

    assert refused.status == 400
    assert refused.errors == [CUT]
    assert refused.typed == kept
    assert saved_texts() == []


def test_a_body_that_was_cut_short_changes_no_saved_answer(browser):
    """A17: what was saved before stands."""
    page = open_page(browser, COMMENT)
    page.submit({"q_streets_comment": "Saved before"})

    send_raw(page, b"q_streets_comment=Saved")

    assert saved_texts() == ["Saved before"]


def test_an_option_that_does_not_exist_is_refused_and_logged_and_the_other_ticks_kept(browser, caplog):
    """A22."""
    page = open_page(browser, PRIORITIES)

    with caplog.at_level(logging.WARNING):
        refused = page.submit({"q_streets_priorities": ["trees", "hacked"]})

    assert refused.status == 422
    assert refused.errors == ["Choose one of the options"]
    assert refused.ticked == ["trees"]
    assert saved_choices() == []
    assert "streets_priorities" in caplog.text and "tampered" in caplog.text
    assert "hacked" not in caplog.text


def test_an_option_that_does_not_exist_is_refused_about_you_too(browser):
    """A22, one choice."""
    page = open_page(browser, AGE)

    refused = page.submit({"q_age_band": "buses"})

    assert refused.status == 422
    assert refused.errors == ["Choose one of the options"]


def test_two_values_for_a_single_choice_are_refused_and_one_stays_chosen(browser):
    """A23."""
    page = open_page(browser, AGE)

    refused = page.submit({"q_age_band": ["old", "young"]})

    assert refused.status == 422
    assert refused.errors == ["Choose one answer"]
    assert refused.ticked == ["old"]


def test_fields_that_the_page_does_not_have_are_ignored(browser):
    """A24."""
    page = open_page(browser, COMMENT)

    saved = page.submit({"q_streets_comment": "Mine", "is_admin": "1", "submitted_at": "now", "q_shops_comment": "x"})

    assert saved.status == 200
    assert saved_texts() == ["Mine"]
