"""A file of responses as rows of texts: CSV in any usual encoding and separator, or the first sheet of an XLSX file.

Nothing in it is run. What cannot be read is refused in words; nothing else is ever raised (tested with any bytes).
"""

import csv
import datetime as dt
import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from forms.fields import clean_text
from forms.importing import workbooks

MOST_ROWS = 250_000
MOST_COLUMNS = 1_000
MOST_CHARACTERS = 100_000
#: of an XLSX file, unpacked: 100,000 rows of 40 columns take about 300 MB
MOST_UNPACKED = 600 * 1024 * 1024
SEPARATORS = (",", ";", "\t", "|")
#: so much of a text is looked at to find out which separator it has
LOOKED_AT = 20_000
SEPARATOR_LINE = re.compile(r'^\ufeff?"?sep=(.)"?\r?\n', re.IGNORECASE)
ENCODINGS = {"utf-8": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1252": "Windows"}
BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, ValueError, IndexError, OSError,
    SyntaxError, TypeError, AttributeError, EOFError, ArithmeticError, AssertionError, RuntimeError, LookupError,
    zlib.error, struct.error,
)  # fmt: skip

NOTHING = "The file is empty. Choose the file that you exported"
NO_TABLE = "This is not a CSV file. In your spreadsheet, choose Save as, then CSV UTF-8"
OLD_EXCEL = "This is an old Excel file (.xls). Open it and save it as .xlsx"
WEB_PAGE = "This is a web page and not a table. Export the responses as CSV or XLSX"
OTHER_ZIP = "This is a ZIP file and not a spreadsheet. Unpack it, and choose the CSV or XLSX file inside"
DAMAGED = "This spreadsheet is damaged or locked. Open it, save it again as .xlsx without a password, or as CSV UTF-8"
PROGRAM = "This spreadsheet holds a program. Save it as .xlsx, without macros"
TOO_LARGE = "This spreadsheet is too large when it is unpacked. Save it as CSV UTF-8, or split it"
NO_ROWS = "There are no responses under the headings. Check that the export is not empty"
#: what marks another kind of file, at its start
OTHERS = ((b"\xd0\xcf\x11\xe0", OLD_EXCEL), (b"%PDF", NO_TABLE), (b"MZ", NO_TABLE), (b"\x7fELF", NO_TABLE))

Row = tuple[int, list[str]]


class SheetRefused(ValueError):
    """The file cannot be read; the message says how to put it right."""


@dataclass(frozen=True)
class Facts:
    """How the file was read, so that a person can see what was guessed."""

    #: "CSV" or "XLSX"
    kind: str
    encoding: str = ""
    separator: str = ""
    #: name of the sheet that was read, and of those that were not
    sheet: str = ""
    others: tuple[str, ...] = ()


def read(content: bytes) -> tuple[Facts, Iterator[Row]]:
    """Return how the file is read, and its rows: (number as a spreadsheet shows it, cells). SheetRefused in words.

    Rows without a word are left out. The iterator raises SheetRefused too, at the row that cannot be read.
    """
    if not content.strip(b"\0\t\r\n \xef\xbb\xbf\xfe\xff"):
        raise SheetRefused(NOTHING)
    for start, message in OTHERS:
        if content.startswith(start):
            raise SheetRefused(message)
    facts, rows = _spreadsheet(content) if content.startswith(b"PK\x03\x04") else _text(content)
    return facts, _limited(rows)


def _limited(rows: Iterable[Row]) -> Iterator[Row]:
    given = 0
    for number, cells in rows:
        kept = [cell if cell.isascii() and cell.isprintable() else clean_text(cell) for cell in cells]
        while kept and not kept[-1].strip():
            kept.pop()
        if not kept:
            continue
        if len(kept) > MOST_COLUMNS:
            raise SheetRefused(f"Row {number} has more than {MOST_COLUMNS:,} columns. Take out columns you do not need")
        longest = max(map(len, kept))
        if longest > MOST_CHARACTERS:
            raise SheetRefused(
                f"A cell of row {number} has {longest:,} characters; up to {MOST_CHARACTERS:,} can be read. "
                "A quotation mark may be missing near it"
            )
        given += 1
        if given > MOST_ROWS:
            raise SheetRefused(f"There are more than {MOST_ROWS:,} rows. Split the file")
        yield number, kept


def _text(content: bytes) -> tuple[Facts, Iterator[Row]]:
    encoding = _encoding(content)
    text = content.decode(encoding, "replace").removeprefix("\ufeff")
    start = text[:500].lstrip().lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "<svg")):
        raise SheetRefused(WEB_PAGE)
    if "\0" in text:
        raise SheetRefused(NO_TABLE)
    if found := SEPARATOR_LINE.match(text):
        separator, text = found[1], text[found.end() :]
    else:
        separator = _separator(text[:LOOKED_AT])
    if separator in "\"'\r\n \ufeff":
        raise SheetRefused(NO_TABLE)
    return Facts("CSV", ENCODINGS[encoding], separator), _csv_rows(text, separator)


def _encoding(content: bytes) -> str:
    """By its first bytes; without a mark UTF-16 shows by its zeros, and what is not UTF-8 is what Windows writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = content[:2000]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) > len(start) // 5 and min(even, odd) * 10 < max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _separator(text: str) -> str:
    """The separator that the headings have most of, outside of quotation marks."""
    lines = re.sub(r'"[^"]*"', "", text).lstrip("\r\n").splitlines() or [""]
    return max(SEPARATORS, key=lambda one: (lines[0].count(one), sum(line.count(one) for line in lines[1:20])))


def _csv_rows(text: str, separator: str) -> Iterator[Row]:
    # the code of a tab-separated export writes quotation marks inside a text as they are (LimeSurvey, VV)
    is_bare = separator == "\t" and not re.search(r'(?:^|[\t\n])"', text[:LOOKED_AT])
    quoting: Literal[0, 3] = csv.QUOTE_NONE if is_bare else csv.QUOTE_MINIMAL
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, quoting=quoting)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SheetRefused(
                f"Row {number} cannot be read: a quotation mark is missing or too many. "
                "Save the file again from your spreadsheet, or mend that row"
            ) from error
        yield number, cells


def _spreadsheet(content: bytes) -> tuple[Facts, Iterator[Row]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
        names = {part.filename for part in parts}
        if not any(name.startswith("xl/") for name in names):
            raise SheetRefused(OTHER_ZIP)
        if any("vbaProject" in name for name in names):
            raise SheetRefused(PROGRAM)
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise SheetRefused(TOO_LARGE)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = workbooks.opened(content)
        sheets = workbook.worksheets
        if not sheets:
            raise SheetRefused(DAMAGED)
    except SheetRefused:
        raise
    except BROKEN as error:
        raise SheetRefused(DAMAGED) from error
    facts = Facts("XLSX", sheet=sheets[0].title, others=tuple(sheet.title for sheet in sheets[1:20]))
    return facts, _sheet_rows(sheets[0])


def _sheet_rows(sheet: Any) -> Iterator[Row]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheet.reset_dimensions()
            for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
                yield number, [_cell(value) for value in cells]
    except SheetRefused:
        raise
    except BROKEN as error:
        raise SheetRefused(DAMAGED) from error


def _cell(value: Any) -> str:
    """A cell as text; days as 2026-10-07, so that no order of day and month is left to guess."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).upper() if isinstance(value, bool) else str(value)
