"""The one escaper: text that a spreadsheet shows as text, and file names that mean one file."""

import re
import unicodedata

#: what makes a spreadsheet read a cell as a formula, in both widths
FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
#: a spreadsheet or a person pasting it may strip these before it looks at the first character
SKIPPED = (
    " \t\r\n\u00a0\u2007\u202f\u3000\"'\u2018\u2019\u201c\u201d`\ufeff\u200b"
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
#: no spreadsheet format can hold these: control characters but tab and newlines, surrogates, non-characters
UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
#: turn the direction of all that stands after them: a quote must not reorder the page that it stands on
STEERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
#: an XLSX cell holds 32,767 UTF-16 units and programs cut the rest without a word
CELL_UNITS = 32_000


def plain(value):
    """Text as it may stand in a file of words: nothing that XML cannot hold, nothing that turns the direction."""
    return STEERING.sub("", UNSAFE.sub("", str(value))).replace("\r\n", "\n").replace("\r", "\n")


def cell(value):
    """A value as it may stand in a cell: numbers stay numbers, text can never be read as a formula."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    text = UNSAFE.sub("", str(value))
    is_formula = text.lstrip(SKIPPED).startswith(FORMULA_STARTS)
    return f"'{text}" if is_formula or text.startswith(("\t", "\r", "\n")) else text


def chunks(text):
    """The text in pieces that a cell can hold; one piece nearly always. No letter is cut in two."""
    pieces, start, units = [], 0, 0
    if len(text) * 2 <= CELL_UNITS:
        return [text]
    for place, letter in enumerate(text):
        width = 2 if ord(letter) > 0xFFFF else 1
        if units + width > CELL_UNITS:
            pieces.append(text[start:place])
            start, units = place, 0
        units += width
    return [*pieces, text[start:]]


def file_name(*parts):
    """As "living-well-results-2026-10-07": letters, digits, dots and hyphens only, so that it is one line anywhere."""
    plain = unicodedata.normalize("NFKD", "-".join(map(str, parts))).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9.]+", "-", plain).strip("-.")[:80] or "results"
