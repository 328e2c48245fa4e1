"""One table as a CSV file: UTF-8 with a mark at its start, so that Excel reads every letter."""

import csv
import io

from engage.exports.text import cell


def write(table):
    """The bytes of the file; the first row is the header."""
    return write_rows(table.header, table.rows)


def write_rows(header, rows):
    """The same for plain rows."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerows([[cell(value) for value in row] for row in (header, *rows)])
    return file.getvalue().encode("utf-8-sig")
