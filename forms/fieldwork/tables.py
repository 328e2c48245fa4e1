"""Tables that staff bring: a CSV file as rows of text, each with its number, or in words why it cannot be read."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_ROWS = 5000
MOST_COLUMNS = 60


class TableRefused(ValueError):
    """The file is not a table of ours; the message says how to put it right."""


@dataclass(frozen=True)
class Row:
    """One row: its number as a spreadsheet shows it, and column -> text."""

    number: int
    cells: dict[str, str]


def read_csv(content: bytes, columns: Sequence[str], needed: Sequence[str]) -> list[Row]:
    """Return the rows of a CSV file. TableRefused if it is another kind of file or lacks a column.

    columns : the columns that are known, in small letters; needed: those that must be there
    """
    return rows_of(read_lines(content), columns, needed)


def read_lines(content: bytes) -> list[list[str]]:
    """Return the cells of every line of a CSV file. TableRefused if it is another kind of file."""
    if b"\0" in content[:4096] or content[:2] in (b"PK", b"MZ") or content[:4] == b"%PDF":
        raise TableRefused("This is not a CSV file. In your spreadsheet, choose Save as, then CSV UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise TableRefused("This CSV file is damaged. Save it again from your spreadsheet") from error
    if len(lines) > MOST_ROWS + 1:
        raise TableRefused(f"There are more than {MOST_ROWS:,} rows. Split the file")
    return lines


def rows_of(lines: Iterable[Sequence[object]], columns: Sequence[str], needed: Sequence[str]) -> list[Row]:
    """Return the rows under the first line, which names the columns. Rows without a word are left out."""
    header: list[str] = []
    found: list[Row] = []
    for number, line in enumerate(lines, 1):
        cells = ["" if cell is None else str(cell).strip() for cell in line[:MOST_COLUMNS]]
        if not any(cells):
            continue
        if not header:
            header = [cell.lower().replace(" ", "_") for cell in cells]
            _check_header(header, columns, needed)
            continue
        if len(found) >= MOST_ROWS:
            raise TableRefused(f"There are more than {MOST_ROWS:,} rows. Split the file")
        found.append(Row(number, {name: cell for name, cell in zip(header, cells, strict=False) if name in columns}))
    if not found:
        raise TableRefused("There are no rows under the names of the columns. Fill in the template")
    return found


def _check_header(header: list[str], columns: Sequence[str], needed: Sequence[str]) -> None:
    missing = [name for name in needed if name not in header]
    if missing:
        raise TableRefused(f"The first row must name the columns. These are missing: {', '.join(missing)}")
    unknown = [name for name in header if name and name not in columns]
    if unknown:
        raise TableRefused(f"We do not know the column “{unknown[0][:40]}”. Use the names of the template")
    if len(set(header)) != len([*filter(None, header)]) + ("" in header):
        raise TableRefused("A column is there twice. Keep one of them")
