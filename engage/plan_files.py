"""A file of a delivery plan as lines of cells: a spreadsheet with its merged cells, or a text."""

import csv
import datetime as dt
import io
import zipfile

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.functions import iterparse

from engage import spreadsheets
from forms.delivery import table
from forms.fieldwork.tables import MOST_COLUMNS, MOST_ROWS, TableRefused

#: unpacked; the whole sheet is read into memory, because only then are merged cells known
MOST_BYTES = 15 * 1024 * 1024


def lines_of(content):
    """The lines of a spreadsheet or a text, each a list of texts. TableRefused if it is neither."""
    return _lines_of_sheet(content) if spreadsheets.is_xlsx(content) else table.lines_of(content)


def as_text(lines):
    """The lines as they stand in the box of the page, to be put right there: cells with tabs between."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter="\t", lineterminator="\n").writerows(
        [" ".join(cell.split()) for cell in line] for line in lines
    )
    return file.getvalue()


def _lines_of_sheet(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
                raise TableRefused("This spreadsheet is too large when it is unpacked. Keep only the plan")
            if any("vbaProject" in part.filename for part in archive.infolist()):
                raise TableRefused("This spreadsheet holds a program. Save it as .xlsx, without macros")
            # cells one by one: a whole column that is merged would become a million of them
            workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheet = workbook.worksheets[0]
            rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
            lines = [[_text(value) for value in row] for row in rows]
            workbook.close()
            _fill_merged(lines, _merged(archive, sheet._worksheet_path))
    except TableRefused:
        raise
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError, SyntaxError) as error:
        raise TableRefused(spreadsheets.DAMAGED) from error
    return _without_margins(lines)


def _without_margins(lines):
    """Without the empty rows below and the empty columns beside what is filled."""
    width = max((place for line in lines for place, cell in enumerate(line, 1) if cell), default=0)
    height = max((number for number, line in enumerate(lines, 1) if any(line)), default=0)
    return [line[:width] for line in lines[:height]]


def _merged(archive, path):
    """The areas that are merged, without their cells: (first column, first row, last column, last row)."""
    found = []
    with archive.open(path) as part:
        for _end, element in iterparse(part):
            if element.tag.endswith("}mergeCell"):
                found.append(range_boundaries(element.get("ref")))
            if element.tag.endswith("}row"):
                element.clear()
    return found


def _fill_merged(lines, areas):
    """What is merged over several rows holds for each; over several columns it is a title, or cannot be told apart.

    An area ends with the last row that has something outside it: a whole column is merged as far as the table goes.
    """
    for first_column, first_row, last_column, last_row in areas:
        if first_row > len(lines) or first_column > MOST_COLUMNS:
            continue
        row = lines[first_row - 1]
        value = row[first_column - 1] if first_column <= len(row) else ""
        is_title = first_row == last_row and sum(bool(cell) for cell in row) == 1
        if first_column != last_column and value and not is_title:
            raise TableRefused(f"Row {first_row}: columns are merged. Split the cells: one for each column")
        for line in lines[first_row : last_row if value else first_row]:
            if any(line):
                line[first_column - 1] = value


def _text(value):
    """A cell as text; a real day is written so that it can mean only one."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return (value.date() if isinstance(value, dt.datetime) else value).isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return table.tidy(str(value))
