"""A file of a delivery plan as lines of cells: a spreadsheet with its merged cells, or a text."""

import csv
import datetime as dt
import io
import zipfile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

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
        sheet = load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
        lines = [
            [_text(value) for value in row]
            for row in sheet.iter_rows(
                max_row=min(sheet.max_row, MOST_ROWS + 2), max_col=min(sheet.max_column, MOST_COLUMNS), values_only=True
            )
        ]
        _fill_merged(lines, sheet.merged_cells.ranges)
    except TableRefused:
        raise
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError, SyntaxError) as error:
        raise TableRefused(spreadsheets.DAMAGED) from error
    return lines


def _fill_merged(lines, ranges):
    """What is merged over several rows holds for each; over several columns it is a title, or cannot be told apart."""
    for area in ranges:
        if area.min_row > len(lines) or area.max_col > MOST_COLUMNS:
            continue
        value = lines[area.min_row - 1][area.min_col - 1]
        row = lines[area.min_row - 1]
        is_title = area.min_row == area.max_row and sum(bool(cell) for cell in row) == 1
        if area.min_col != area.max_col and value and not is_title:
            raise TableRefused(f"Row {area.min_row}: columns are merged. Split the cells: one for each column")
        for number in range(area.min_row, min(area.max_row, len(lines))):
            lines[number][area.min_col - 1] = value


def _text(value):
    """A cell as text; a real day is written so that it can mean only one."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return (value.date() if isinstance(value, dt.datetime) else value).isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return table.tidy(str(value))
