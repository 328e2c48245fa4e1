"""Codeframes in files: our CSV and XLSX template, and REFI-QDA codebooks, in and out."""

from engage import codeframes, session_files
from engage.config import VERSION
from engage.exports import csv
from engage.exports.text import file_name
from engage.operations.codeframes import starting
from forms.codeframes import qdc, table

TYPES = {"csv": "text/csv; charset=utf-8", "qdc": "application/xml; charset=utf-8"}


def read(consultation, asked, last, content):
    """(lines, faults, name of a row) of a file: with one fault nothing is used. TableRefused if it cannot be read.

    last : the number agreed last, whose themes a file of ours goes on from
    """
    used = codeframes.used_codes(consultation, asked)
    if qdc.is_codebook(content):
        place = codeframes.place_of(consultation, asked)
        known = {qdc.guid_of(place, theme.code): theme.code for theme in last.themes} if last is not None else {}
        rows = qdc.settled(qdc.rows_of(content, known), used)
        return *table.judge(rows, used), "Code"
    return *table.judge(table.rows_in(session_files.as_csv(content)), used), "Row"


def as_text(content):
    """A file as text that can be shown and sent again; TableRefused if it is no table."""
    return session_files.as_csv(content).decode("utf-8-sig", "replace")


def write(codeframe, asked, kind):
    """(name of the file, its bytes)."""
    lines = starting.lines_of(codeframe)
    name = file_name("codeframe", codeframe.consultation.code, asked.slug, str(codeframe.number)) + f".{kind}"
    if kind == "csv":
        return name, csv.write_rows(table.COLUMNS, table.rows_of(lines))
    return name, qdc.write(lines, codeframes.place_of(codeframe.consultation, asked), f"Engage {VERSION}")


def template():
    return csv.write_rows(table.COLUMNS, table.EXAMPLE)

