"""A file of responses is a table, or is refused in words: whatever its bytes are."""

import datetime as dt
import io
import tempfile
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from forms.importing import sheet
from forms.importing.files import opened
from forms.importing.profile import survey
from forms.importing.sheet import Facts, SheetRefused, read
from tests.forms.importing.exports import as_csv, as_xlsx


def said_of(content):
    """The message with which a file is refused, or that it holds responses."""
    try:
        return survey(*read(content)).n_responses > 0
    except SheetRefused as refused:
        return str(refused)[0].isupper()


LINES = [["Ref", "Comment, or more"], ["1", "Line one\nline two"], ["2", "Café “quoted”"]]
SPREADSHEET = as_xlsx(LINES)


@given(st.one_of(
    st.binary(max_size=400),
    st.binary(max_size=200).map(lambda rest: b"PK\x03\x04" + rest),
    st.text(alphabet='a,;\t|"\n\r\0é=', max_size=200).map(lambda text: text.encode("utf-16")),
    st.text(alphabet='a,;"\n', max_size=200).map(str.encode),
))  # fmt: skip
@settings(max_examples=150)
def test_any_bytes_give_a_table_or_a_clear_message(content):
    assert said_of(content)


@given(st.lists(st.integers(min_value=0, max_value=5000), min_size=1, max_size=4), st.binary(min_size=1, max_size=4))
@settings(max_examples=25)
def test_a_spreadsheet_with_bytes_changed_gives_a_table_or_a_clear_message(places, changed):
    content = bytearray(SPREADSHEET)
    for place in places:
        at = place % len(content)
        content[at : at + len(changed)] = changed

    assert said_of(bytes(content))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_every_usual_encoding_and_separator_is_read(separator, encoding):
    facts, rows = read(as_csv(LINES, separator, encoding))

    assert [cells for _number, cells in rows] == LINES
    assert (facts.kind, facts.separator) == ("CSV", separator)


def test_the_line_that_names_the_separator_is_no_row():
    assert [cells for _n, cells in read(b"sep=|\r\na|b;c\r\n1|2\r\n")[1]] == [["a", "b;c"], ["1", "2"]]


def test_days_of_a_spreadsheet_come_without_an_order_to_guess_and_other_sheets_are_named():
    book, target = Workbook(), io.BytesIO()
    book.active.append(["When", "How many", "Is it so"])
    book.active.append([dt.datetime(2026, 10, 7, 9, 30), 3.0, True])
    book.create_sheet("Notes")
    book.save(target)

    facts, rows = read(target.getvalue())

    assert list(rows)[1] == (2, ["2026-10-07 09:30:00", "3", "TRUE"])
    assert facts.others == ("Notes",)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><table>", "web page"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel"),
        (b"%PDF-1.7", "not a CSV"),
        (b"MZ\x90\x00", "not a CSV"),
        (b'a,b\n1,"2\n3,4', "Row 2"),
        (b'a,b\n1,2\n3,"4"5\n', "Row 3"),
        (",".join("a" * 1001).encode() + b"\n1", "1,000 columns"),
        (b"a,b\n1," + b"x" * 100_001, "Row 2|row 2"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(content, words):
    with pytest.raises(SheetRefused, match=words):
        list(read(content)[1])


def test_a_zip_that_is_no_spreadsheet_and_one_with_macros_are_refused():
    for name, words in (("letter.txt", "ZIP"), ("xl/vbaProject.bin", "program")):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr(name, "x")
        with pytest.raises(SheetRefused, match=words):
            read(target.getvalue())


def test_a_spreadsheet_that_grows_when_it_is_unpacked_is_refused(monkeypatch):
    monkeypatch.setattr(sheet, "MOST_UNPACKED", 1_000)

    with pytest.raises(SheetRefused, match="too large"):
        read(as_xlsx(LINES))


def test_more_rows_than_can_be_read_are_refused(monkeypatch):
    monkeypatch.setattr(sheet, "MOST_ROWS", 2)

    with pytest.raises(SheetRefused, match="more than 2 rows"):
        list(read(b"a,b\n1,2\n1,2\n")[1])


def test_a_file_is_opened_by_a_program_that_can_do_nothing_else():
    with tempfile.TemporaryFile() as file:
        file.write(as_csv(LINES))
        file.flush()
        with opened(file) as sheet_of:
            assert sheet_of.facts == Facts("CSV", "UTF-8", ",")
            assert [number for number, _cells in sheet_of.rows] == [1, 2, 3]


def test_what_the_program_refuses_is_refused_here():
    with tempfile.TemporaryFile() as file:
        file.write(b'a,b\n1,"2')
        file.flush()
        with pytest.raises(SheetRefused, match="Row 2"), opened(file) as sheet_of:
            list(sheet_of.rows)
