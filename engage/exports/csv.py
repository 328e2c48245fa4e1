"""Tables as CSV files: UTF-8 with a mark at the start, so that Excel reads every letter; several in an archive."""

import csv
import io

from engage.exports.archive import pack
from engage.exports.document import Mark
from engage.exports.text import cell, file_name


def write(document, made_at):
    """The bytes of the only table, or of a ZIP archive of a file for each: figures as they are, not in words."""
    tables = document.tables
    if len(tables) == 1:
        return write_table(tables[0])
    return pack({f"{file_name(table.name)}.csv": write_table(table) for table in tables}, made_at)


def suffix(document):
    """ "csv", or "zip" where one file cannot hold it."""
    return "csv" if len(document.tables) == 1 else "zip"


def write_table(table):
    """The bytes of one table; the first row is the header."""
    return write_rows(table.header, table.rows)


def write_rows(header, rows):
    """The same for plain rows."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerows([[_value(value) for value in row] for row in (header, *rows)])
    return file.getvalue().encode("utf-8-sig")


def _value(value):
    """A shorthand as "[c]"; all else as the one escaper writes it."""
    return f"[{value.letter}]" if isinstance(value, Mark) else cell(value)
