"""The tables of a document as an XLSX workbook that can be read aloud, to the rules of the Analysis Function.

A cover with contents, notes that explain the shorthand, then one table on each sheet: marked as a table, one header
row, no merged cells, no empty rows, columns or cells, no formulas.
"""

import datetime as dt
import io
import re
from dataclasses import replace

import xlsxwriter

from engage.exports.document import Column, Heading, Mark, Paragraph, Table
from engage.exports.furniture import direction, in_language, is_figure, made_on, shorthand
from engage.exports.text import cell, chunks, plain

#: nothing that a person typed becomes a formula, a link or a number
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
WIDEST, NARROWEST = 60, 10
#: of one sheet, less what stands above a table
MOST_ROWS = 1_048_000
#: letters that a name of a sheet, and the header of a column, can have
SHEET_NAME, HEADER = 31, 250
FORMATS = {"count": "#,##0", "share": '[=0]0%;[<0.005]"<1%";0%', "date": "d mmmm yyyy"}
EMPTY = Mark("z")


def write(document, made_at, most_rows=MOST_ROWS):
    """The bytes of the workbook; the same document and moment give the same bytes."""
    file = io.BytesIO()
    book = _Book(file, document, made_at)
    parts = [part for table in document.tables for part in _parts(table, most_rows)]
    sheets = _sheet_names([table.name for table in parts])
    fitted = [_fit(table, sheet) for table, sheet in zip(parts, sheets, strict=True)]
    long_texts = tuple(note for _table, found in fitted for note in found)
    book.write_cover([(sheet, table.title) for sheet, (table, _found) in zip(sheets, fitted, strict=True)])
    book.write_notes(long_texts)
    for sheet, (table, _found) in zip(sheets, fitted, strict=True):
        book.write_table(sheet, table, ())
    book.workbook.close()
    return file.getvalue()


class _Book:
    """A workbook under way: its formats, its language, and what is on each sheet above the table."""

    def __init__(self, file, document, made_at):
        self.document, self.made_at = document, made_at
        self.say = in_language(document.locale)
        self.workbook = xlsxwriter.Workbook(file, OPTIONS)
        self.workbook.set_properties(
            {"title": plain(document.title), "author": "Engage", "created": made_at.replace(tzinfo=None)}
        )
        self.workbook.set_custom_property("Language", "en-GB" if document.locale == "en" else document.locale)
        add = self.workbook.add_format
        self.title = add({"bold": True, "font_size": 16})
        self.header = add({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.plain = add({})
        self.link = add({"valign": "top", "underline": 1, "font_color": "#1d4f91"})
        aside = {"align": "right", "indent": 1}
        self.figure_header = add({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1} | aside)
        wrapped = {"text_wrap": True, "valign": "top"}
        self.text, self.mark = add(wrapped), add(wrapped | aside)
        self.figures = {kind: add({"valign": "top", "num_format": shape} | aside) for kind, shape in FORMATS.items()}

    def write_cover(self, contents):
        """What this is, when it was made, and a line for each sheet with a link to it."""
        say, blocks = self.say, self.document.blocks
        first = next((place for place, block in enumerate(blocks) if isinstance(block, Heading)), len(blocks))
        opening = [block.text for block in blocks[:first] if isinstance(block, Paragraph)]
        n_tables = say("Number of tables, each on a sheet of its own: %(n)s.") % {"n": len(contents)}
        rows = tuple((sheet, cell(plain(title))) for sheet, title in contents)
        notes = (say("Notes"), say("What shorthand and marks mean"))
        columns = Column(say("Sheet")), Column(say("What is on it"))
        table = Table("cover", self.document.title, columns, (notes, *rows))
        places = [say("Notes"), *(sheet for sheet, _title in contents)]
        above = [line for text in opening for line in plain(text).split("\n") if line.strip()]
        above += [made_on(self.made_at, self.document.locale), n_tables]
        self.write_table(say("Cover"), table, tuple(above), links=places)

    def write_notes(self, long_texts):
        """What each shorthand stands for, and which marks this file puts into texts."""
        say = self.say
        rows = (
            *((f"[{letter}]", words) for letter, words in shorthand(self.document.locale).items()),
            ("'", say("At the start of a cell: put there so that a person's words are not taken for a formula.")),
            *long_texts,
        )
        table = Table("notes", say("Notes"), (Column(say("Mark")), Column(say("What it means"))), rows)
        self.write_table(say("Notes"), table, ())

    def write_table(self, name, table, above, links=()):
        """A sheet: the title in its first cell, notes under it, then the table and nothing else."""
        sheet = self.workbook.add_worksheet(name)
        if direction(self.document.locale) == "rtl":
            sheet.right_to_left()
        sheet.write_string(0, 0, cell(plain(table.title)), self.title)
        lines = above or (self.say("This sheet has one table."), *table.notes)
        for place, line in enumerate(lines, 1):
            sheet.write_string(place, 0, cell(plain(line).replace("\n", " ")), self.plain)
        self._fill(sheet, len(lines) + 1, name, table)
        for place, link in enumerate(links, len(lines) + 2):
            sheet.write_url(place, 0, f"internal:'{link}'!A1", self.link, link)

    def _fill(self, sheet, top, name, table):
        rows = table.rows or (tuple(EMPTY for _column in table.columns),)
        headers = _headers(table)
        sheet.add_table(
            top, 0, top + len(rows), len(headers) - 1,
            {"name": "Table_" + re.sub(r"\W", "_", name), "autofilter": False, "style": "Table Style Light 1",
             "banded_rows": False, "first_column": True,
             "columns": [{"header": header, "header_format": self.figure_header if is_figure(column) else self.header}
                         for header, column in zip(headers, table.columns, strict=True)]},
        )  # fmt: skip
        for number, row in enumerate(rows, top + 1):
            for place, value in enumerate(row):
                self._put(sheet, number, place, value, table.columns[place].kind)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
        for place, header in enumerate(headers):
            sheet.set_column(place, place, _width(header, rows, place))

    def _put(self, sheet, row, place, value, kind):
        if value is None or value == "":
            value = EMPTY
        if isinstance(value, Mark):
            sheet.write_string(row, place, f"[{value.letter}]", self.text if kind in ("text", "date") else self.mark)
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, place, value, self.figures["date"])
        elif isinstance(value, int | float):
            sheet.write_number(row, place, value, self.figures.get(kind, self.text))
        else:
            sheet.write_string(row, place, value, self.text)


def _parts(table, most_rows):
    """The table, in as many parts as sheets can hold."""
    if len(table.rows) <= most_rows:
        return [table]
    starts = range(0, len(table.rows), most_rows)
    return [
        replace(table, title=f"{table.title} ({number} of {len(starts)})", rows=table.rows[start : start + most_rows])
        for number, start in enumerate(starts, 1)
    ]


def _sheet_names(names):
    """A name without spaces for each, none of them twice, whatever the case."""
    taken, found = {"cover", "notes", "history"}, []
    for name in names:
        base = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")[: SHEET_NAME - 5].capitalize() or "Table"
        chosen = next(
            one for number in range(1, len(names) + 5)
            if (one := base if number == 1 else f"{base}_{number}").lower() not in taken
        )  # fmt: skip
        taken.add(chosen.lower())
        found.append(chosen)
    return found


def _fit(table, sheet):
    """The table with no text longer than a cell holds: the rest stands in columns after it. And a note for each."""
    rows, notes = [], []
    for number, row in enumerate(table.rows, len(table.notes) + 4):
        first, rest = [], []
        for value in row:
            start, *others = chunks(cell(plain(value))) if isinstance(value, str) else [value]
            first.append(start)
            rest += [cell(piece) for piece in others]
        rows.append((*first, *rest))
        if rest:
            words = "Sheet {sheet}, row {row}: longer than a cell can hold; it goes on in the columns named Continued."
            notes.append((f"{sheet}, {number}", words.format(sheet=sheet, row=number)))
    n_more = max((len(row) for row in rows), default=0) - len(table.columns)
    more = tuple(Column(f"Continued {number}") for number in range(1, n_more + 1))
    width = len(table.columns) + len(more)
    filled = tuple((*row, *(EMPTY for _place in range(width - len(row)))) for row in rows)
    return replace(table, columns=(*table.columns, *more), rows=filled), notes


def _headers(table):
    """One for each column, as a spreadsheet needs them: none empty, none twice."""
    found = []
    for place, column in enumerate(table.columns, 1):
        words = cell(plain(column.title).replace("\n", " "))[:HEADER] or f"Column {place}"
        while words.lower() in {one.lower() for one in found}:
            words = f"{words[: HEADER - 6]} ({place})"
        found.append(words)
    return found


def _width(header, rows, place):
    longest = max((len(str(row[place])) for row in rows), default=0)
    return max(NARROWEST, min(WIDEST, longest + 2), min(20, len(header) + 2))
