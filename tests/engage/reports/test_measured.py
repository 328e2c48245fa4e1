"""Numbers and dates in reports, worked by hand: groups in words, the middle in sentences, marks for the rest."""

from engage.exports import csv
from engage.exports.document import Heading, Mark, Paragraph
from engage.reports import committee, full, measured, summary
from tests.documents import MADE_AT
from tests.snapshots import a_snapshot, words

NOTHING = dict.fromkeys(
    ("mean", "mean_low", "mean_high", "median", "median_low", "median_high", "lower_quartile", "upper_quartile")
)


def a_group(low, high, count, share=None, mark=""):
    return {"low": low, "high": high, "count": count, "share": share, "mark": mark}


def a_measure(kind, *lines, answered=60, unit="", **middle):
    return NOTHING | {
        "key": f"a_{kind}", "section": "streets", "titles": words("Your streets"), "type": kind,
        "question": words(f"Which {kind}?"), "unit": words(unit) if unit else {}, "answered": answered, "blank": 0,
        "lines": list(lines),
    } | middle  # fmt: skip


MILES = a_measure(
    "number", a_group(0, 9, 40, 0.6667, "u"), a_group(10, None, 20, 0.3333, "u"), unit="miles",
    median=7, median_low=5, median_high=9, mean=8.5, mean_low=7.5, mean_high=9.5, lower_quartile=4, upper_quartile=12,
)  # fmt: skip
DAYS = a_measure("date", a_group(None, "2026-03", 20), a_group("2026-04", "2026-05", None, mark="c"),
                 a_group("2026-06", None, 20))  # fmt: skip


def told(document):
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def table(document, name):
    return next(block for block in document.tables if block.name == name)


def test_a_number_has_its_middle_in_sentences_and_its_groups_in_a_table():
    document = summary.build(a_snapshot(measures=[MILES]))

    [words_of_middle] = [text for text in told(document) if "Half of the people" in text]
    assert words_of_middle == (
        "Half of the people gave 7 miles or less. If a similar set of people had answered, this could lie between 5 "
        "miles and 9 miles. A quarter gave 4 miles or less, and a quarter 12 miles or more. The mean is 8.5 miles. If "
        "a similar set of people had answered, this could lie between 7.5 miles and 9.5 miles."
    )
    found = table(document, "measure-a_number")
    assert found.header == ("Answer in miles", "People", "Share")
    assert found.rows == (("0 to 9", 40, 0.6667), ("10 or more", 20, 0.3333))
    assert any("60 people" in note for note in found.notes)


def test_a_date_has_months_and_no_middle_and_what_is_kept_back_has_its_mark():
    document = full.build(a_snapshot(measures=[DAYS]))

    assert table(document, "measure-a_date").rows == (
        ("March 2026 or earlier", 20, Mark("c")),
        ("April 2026 to May 2026", Mark("c"), Mark("c")),
        ("June 2026 or later", 20, Mark("c")),
    )
    assert not [text for text in told(document) if "Half of the people" in text]


def test_years_stand_as_years_and_months_in_the_language_of_the_report():
    assert measured.group_words(DAYS, a_group("2024", None, 10), "en") == "2024 or later"
    assert measured.group_words(DAYS, a_group("2026-03", "2026-03", 10), "cy") == "Mawrth 2026"


def test_what_too_few_answered_is_said_in_words():
    few = a_measure("number", answered=None)
    alike = a_measure("number", answered=15)

    document = committee.build(a_snapshot(measures=[few, alike | {"key": "alike"}]))

    assert "Too few people answered this question: its figures are kept back." in told(document)
    assert "The answers are too few or too alike to be told in groups of at least ten people." in told(document)
    assert not [found for found in document.tables if found.name.startswith("measure-")]


def test_a_release_from_before_numbers_could_be_asked_for_has_no_chapter_of_them():
    snapshot = a_snapshot()
    del snapshot["measures"]

    headings = [block.text for block in summary.build(snapshot).blocks if isinstance(block, Heading)]

    assert "Numbers and dates" not in headings


def test_the_tables_stand_in_the_files_of_figures():
    document = full.build(a_snapshot(measures=[MILES]))

    written = csv.write(document, MADE_AT)

    assert b"measure-a-number.csv" in written
