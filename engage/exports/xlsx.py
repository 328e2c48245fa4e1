"""Tables as an XLSX workbook: one table on each sheet, a header row, no merged cells, no formulas."""

import io
from dataclasses import replace

import xlsxwriter

from engage.exports.text import cell, chunks

#: nothing that a person typed becomes a formula, a link or a number
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
WIDEST, NARROWEST = 60, 10
SHEET_NAMES = {
    "cover": "About",
    "ranking": "Ranking",
    "first-choices": "First choices",
    "organisations": "Organisations",
    "groups": "Groups",
    "activities": "Activities",
    "themes": "Themes",
    "coded-themes": "Themes coded",
}
SPLIT_NOTE = (
    "Long text",
    "Sheet {sheet}, row {row}: longer than a cell can hold; it goes on in the columns named Continued.",
)


def write(tables, made_at):
    """The bytes of the workbook; the first table is the cover. The same tables and moment give the same bytes."""
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, OPTIONS)
    workbook.set_properties({"title": tables[0].rows[0][1], "created": made_at.replace(tzinfo=None)})
    header = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    body = workbook.add_format({"text_wrap": True, "valign": "top"})
    fitted = [_fit(table) for table in tables]
    notes = tuple(note for _table, found in fitted for note in found)
    for number, (table, _notes) in enumerate(fitted):
        sheet = workbook.add_worksheet(SHEET_NAMES[table.name])
        _write_table(sheet, table if number else replace(table, rows=table.rows + notes), header, body)
    workbook.close()
    return file.getvalue()


def _fit(table):
    """The table with no text longer than a cell holds: the rest stands in columns after it. And a note for each."""
    rows, notes = [], []
    for number, row in enumerate(table.rows, 2):
        first, rest = [], []
        for value in map(cell, row):
            start, *others = chunks(value) if isinstance(value, str) else [value]
            first.append(start)
            rest += [cell(piece) for piece in others]
        rows.append((*first, *rest))
        if rest:
            notes.append((SPLIT_NOTE[0], SPLIT_NOTE[1].format(sheet=SHEET_NAMES[table.name], row=number)))
    n_more = max((len(row) for row in rows), default=0) - len(table.header)
    more = tuple(f"Continued {number}" for number in range(1, n_more + 1))
    return replace(table, header=tuple(map(cell, table.header)) + more, rows=tuple(rows)), notes


def _write_table(sheet, table, header, body):
    for column, heading in enumerate(table.header):
        sheet.write_string(0, column, heading, header)
        sheet.set_column(column, column, _width(table, column))
    for row_number, row in enumerate(table.rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(row_number, column, value, body)
            else:
                sheet.write_number(row_number, column, value, body)
    sheet.freeze_panes(1, 0)


def _width(table, column):
    longest = max((len(str(row[column])) for row in table.rows if len(row) > column), default=0)
    return max(NARROWEST, min(WIDEST, longest + 2))
