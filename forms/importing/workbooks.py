"""An XLSX file as the library opens it; apart, so that the library is read only when such a file comes."""

import io
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException


def opened(content: bytes) -> Any:
    """Return the workbook, its values only. Raises ValueError for another kind of file."""
    try:
        return load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except InvalidFileException as error:
        raise ValueError(str(error)) from error
