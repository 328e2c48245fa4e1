"""What identifies somebody by its form is masked; names are pointed out; nothing else changes."""


import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.names_by_cue import find_names
from analysis.redaction import (
    MASKS,
    POSTCODE_AREAS,
    Masked,
    is_card_number,
    is_nhs_number,
    mask,
    mask_names,
    possible_names,
    without_masks,
)
from analysis.spans import Span
from analysis.text import tokenise
from benchmarks.redaction import measure, read_sample

#: golden vector V23: direct identifiers, expected values written by hand before any rule was run
GOLDEN = {
    "I live at GL51 8QQ and my mum is in gl503ab.": "I live at [postcode] and my mum is in [postcode].",
    "Email mary.o'neil@example.co.uk or ring 07700 900123": "Email [e-mail address] or ring [telephone number]",
    "call (01242) 262626 or +44 7911 123456": "call [telephone number] or [telephone number]",
    "NI AB123456C, also qq 12 34 56 c": "NI [National Insurance number], also qq 12 34 56 c",
    "NHS 943 476 5919 not 943 476 5918": "NHS [NHS number] not 943 476 5918",
    "my budget is 1500000 and 2000000 people in 2024 25": "my budget is 1500000 and 2000000 people in 2024 25",
    "i5 4GB laptop; A1 2 day event; M5 1hr away": "i5 4GB laptop; A1 2 day event; M5 1hr away",
    "0300 123 4567 then 111 and 999": "[telephone number] then 111 and 999",
    "SW1A 1AA and EC1A 1BB and W1A 0AX and M1 1AE": "[postcode] and [postcode] and [postcode] and [postcode]",
    "the no. 94 bus at 10 20 30": "the no. 94 bus at 10 20 30",
    "Room B12 3rd floor": "Room B12 3rd floor",
    "bg123456a is not an NI number": "bg123456a is not an NI number",
}

#: pieces that make rules meet: what is hidden by one becomes the edge of another
PIECES = st.sampled_from(
    [
        *("07700 900123", "943 476 5919", "AB123456C", "GL51 8QQ", "a@b.co", "@plum", "born ", "dob", "1/2/1980"),
        *("4111 1111 1111 1111", "GL21 XYZ", "12 Elm Road", "my name is ", "Mr ", "Plum", "my son ", "ring me on "),
        *(
            " ",
            "\n",
            ".",
            ",",
            "-",
            "(",
            ")",
            "[",
            "]",
            "0",
            "+44",
            "4",
            "A",
            "z",
            "\u0627\u0633\u0645\u064a ",
            "\U0001f642",
        ),
        *("\u0660\u0667\u0667\u0660\u0660 \u0669\u0660\u0660\u0661\u0662\u0663", "\ue000", "live at ", *MASKS.values()),
    ]
)
TEXTS = st.text() | st.lists(PIECES, max_size=30).map("".join)


@pytest.mark.parametrize(("text", "masked"), GOLDEN.items())
def test_golden_identifiers(text, masked):
    assert mask(text).text == masked


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("943 476 5919", True), ("943-476-5870", True), ("9434765871", False), ("401 023 2137", True),
        ("4505577104", True), ("9876543210", True), ("1111111111", False), ("0000000000", False), ("943476591", False),
    ],
)  # fmt: skip
def test_golden_nhs_numbers(number, is_one):
    """V22: weights 10 to 2, 11 less the remainder; 11 is 0 and 10 belongs to nobody."""
    assert is_nhs_number(number) is is_one


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("born on 12/03/1951", "born on [date of birth]"),
        ("Born in 1951, moved here on 12/03/2020", "Born in 1951, moved here on 12/03/2020"),
        ("date of birth: 3rd of May, 1971.", "date of birth: [date of birth]."),
        ("Follow @plum_wobble, not @home", "Follow [social media name], not @home"),
        ("see instagram.com/plum.wobble.", "see [social media name]."),
        ("A van GL21 XYZ and GL50 AND GL51", "A van [vehicle registration] and GL50 AND GL51"),
        ("reg K456 LMN", "reg [vehicle registration]"),
        ("paid with 4111 1111 1111 1111", "paid with [card number]"),
        ("paid with 4111 1111 1111 1112", "paid with 4111 1111 1111 1112"),
        ("I live at 14 Elm Tree Road", "I live at [address]"),
        ("we live at 7 elm street now", "we live at [address] now"),
        ("Flat 3, 27 Elm Street", "[address]"),
        ("In 2022 Elm Road was dug up; 20 mph on Ash Road", "In 2022 Elm Road was dug up; 20 mph on Ash Road"),
        ("ring me on 960456", "ring me on [telephone number]"),
        ("\u0660\u0667\u0667\u0660\u0660 \u0669\u0660\u0660\u0661\u0662\u0663", "[telephone number]"),
        ("price 0.1234567891 and \u00a312 High Street", "price 0.1234567891 and \u00a312 High Street"),
        ("wobble (at) example.org or wobble at example dot org", "[e-mail address] or [e-mail address]"),
        ("I looked at gov.uk at ten", "I looked at gov.uk at ten"),
    ],
)  # fmt: skip
def test_other_identifiers_and_what_only_looks_like_one(text, masked):
    assert mask(text).text == masked


def test_there_are_124_postcode_areas():
    assert len(POSTCODE_AREAS) == 124


def test_a_card_passes_luhn():
    assert is_card_number("4111-1111-1111-1111") and not is_card_number("4111-1111-1111-1112")


def test_what_was_masked_is_counted_by_kind():
    masked = mask("07700 900123, GL51 8QQ, 07700 900456")

    assert masked.counts() == {"phone": 2, "postcode": 1}
    assert masked.found[1] == Span("postcode", 14, 22)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("My name is Zebedee Quillfeather and I walk", ["Zebedee Quillfeather"]),
        ("my name is wanda fizzlepop", ["wanda fizzlepop"]),
        ("My name is not important", []),
        ("Mrs Plumwobble and Dr. Tibbles were kind", ["Plumwobble", "Tibbles"]),
        ("Dr appointments take weeks", []),
        ("my son Barnaby-Bop needs a place, my mum needs care, my GP NHS surgery", ["Barnaby-Bop"]),
        ("More trees!\nKind regards\nPercival Gobbledegook", ["Percival Gobbledegook"]),
        ("Please fix it. Thanks Mildred.", ["Mildred"]),
        ("Fy enw i yw Gwenllian Dychmygol", ["Gwenllian Dychmygol"]),
        ("I am Welsh. I'm happy. called Friday", []),
        ("Thanks", []),
    ],
)
def test_names_are_pointed_out_and_left(text, names):
    assert [text[span.start : span.end] for span in possible_names(text)] == names
    assert mask(text) == Masked(text, ())


def test_a_person_masks_a_name():
    text = "Mrs Plumwobble and Dr Tibbles"

    assert mask_names(text, [find_names(text)[1]]) == "Mrs Plumwobble and Dr [name]"
    assert possible_names("Mrs [name] and my son [name]") == []


@given(TEXTS)
def test_masking_twice_changes_nothing(text):
    once = mask(text)

    assert mask(once.text) == Masked(once.text, ())


@given(TEXTS)
def test_offsets_lead_from_what_was_typed_to_what_is_kept(text):
    masked, rebuilt, end = mask(text), "", 0
    for span in masked.found:
        assert end <= span.start < span.end <= len(text)
        rebuilt += text[end : span.start] + MASKS[span.kind]
        end = span.end

    assert rebuilt + text[end:] == masked.text


@given(TEXTS)
def test_names_stand_apart_and_inside_the_text(text):
    spans = possible_names(text)

    assert all(first.end <= second.start for first, second in zip(spans, spans[1:], strict=False))
    assert all(text[span.start : span.end].strip() for span in spans)


@pytest.mark.parametrize(
    "unit", ["a", "1 ", "A ", "Aa ", "a@", "a.", "12 Aa ", "Mr ", "my son ", "07700 900123 ", "\u0645", "("]
)
def test_a_hundred_thousand_characters_come_to_an_end(unit):
    """A rule that looks back over the text again would need hours; benchmarks/redaction.py has the seconds."""
    text = unit * (100_000 // len(unit))

    masked = mask(text)

    assert all(0 <= span.start < span.end <= len(text) for span in masked.found)
    assert all(0 <= span.start < span.end <= len(masked.text) for span in possible_names(masked.text))


def test_a_mask_is_no_word():
    assert without_masks("ring [telephone number] now") == "ring   now"
    assert tokenise("Ring [telephone number] about [a thing]") == ["ring", "about", "a", "thing"]


def test_the_miss_rate_stays_where_the_benchmark_says():
    figures = measure(read_sample())
    marked, hit, found, right = (
        sum(of[name] for of in figures.values()) for name in ("marked", "hit", "found", "right")
    )

    assert hit / marked > 0.89
    assert right / found > 0.96
