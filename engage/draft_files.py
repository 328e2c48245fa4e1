"""Questionnaires that come in as files: our JSON, our spreadsheet (XLSX or CSV), or XLSForm; or, in words, why not."""

from engage import spreadsheets
from forms.authoring import shape, table, xlsform
from forms.authoring.document import read as read_json
from forms.definition import DefinitionError
from forms.fieldwork.tables import TableRefused, read_lines


class FileRefused(Exception):
    """`messages`: what is wrong, each with its row or path."""

    def __init__(self, messages):
        self.messages = messages
        super().__init__("; ".join(messages))


def read(content):
    """The document in a file. FileRefused says all that is wrong with it."""
    try:
        document = _document(content)
    except table.CannotRead as refused:
        raise FileRefused([f"Row {row}: {message}" for row, message in refused.faults]) from refused
    except DefinitionError as refused:
        raise FileRefused([f"{path}: {message}" for path, message in refused.faults]) from refused
    except TableRefused as refused:
        raise FileRefused([str(refused)]) from refused
    if faults := shape.faults(document):
        raise FileRefused([f"{path}: {message}" for path, message in faults])
    return document


def _document(content):
    if spreadsheets.is_xlsx(content):
        sheets = spreadsheets.sheets_of(content)
        return xlsform.read(sheets) if "survey" in sheets else table.read(next(iter(sheets.values())))
    if content.lstrip()[:1] == b"{" or content[:4] == b"\xef\xbb\xbf{":
        return read_json(content.decode("utf-8-sig", "replace"))
    return table.read(read_lines(content))
