"""A questionnaire as a workbook to take away: our spreadsheet, or an XLSForm. Nothing in it is a formula."""

import io

import xlsxwriter

from engage.exports.text import cell
from engage.exports.xlsx import OPTIONS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write(sheets, made_at):
    """The bytes of a workbook with these sheets, name -> lines. The same sheets and moment give the same bytes."""
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, OPTIONS)
    workbook.set_properties({"created": made_at.replace(tzinfo=None)})
    bold = workbook.add_format({"bold": True})
    for name, lines in sheets.items():
        sheet = workbook.add_worksheet(name)
        for number, line in enumerate(lines):
            for column, value in enumerate(line):
                if value != "":
                    sheet.write_string(number, column, cell(value), bold if number == 0 else None)
        sheet.freeze_panes(1, 0)
    workbook.close()
    return file.getvalue()
