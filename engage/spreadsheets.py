"""Spreadsheets that people bring: the first sheet of an XLSX file as lines of text. Nothing in it is run."""

import datetime as dt
import io
import zipfile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from forms.fieldwork.tables import MOST_COLUMNS, MOST_ROWS, TableRefused

#: unpacked; a file of 2 MB that grows beyond this was made to do harm
MOST_BYTES = 60 * 1024 * 1024
MOST_SHEETS = 10
DAMAGED = "This is not a spreadsheet that we can read. Save it again as .xlsx, or as CSV UTF-8"


def is_xlsx(content):
    return content[:4] == b"PK\x03\x04"


def lines_of(content):
    """The lines of the first sheet, each a list of texts. TableRefused if it cannot be read."""
    return next(iter(sheets_of(content, only_first=True).values()))


def sheets_of(content, only_first=False):
    """Name of each sheet -> its lines, each a list of texts. TableRefused if the file cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
                raise TableRefused("This spreadsheet is too large when it is unpacked. Keep only the filled template")
            if any("vbaProject" in part.filename for part in archive.infolist()):
                raise TableRefused("This spreadsheet holds a program. Save it as .xlsx, without macros")
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = workbook.worksheets[:1] if only_first else workbook.worksheets[:MOST_SHEETS]
        found = {
            sheet.title: [
                [_text(value) for value in row]
                for row in sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
            ]
            for sheet in sheets
        }
        workbook.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError, SyntaxError) as error:
        if isinstance(error, TableRefused):
            raise
        raise TableRefused(DAMAGED) from error
    return found


def _text(value):
    """A cell as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and value.time() != dt.time():
        return f"{value.day}/{value.month}/{value.year} {value:%H:%M}"
    if isinstance(value, dt.date):
        return f"{value.day}/{value.month}/{value.year}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
