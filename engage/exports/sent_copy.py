"""What one person sent, as a tagged PDF (PDF/UA) for printing and keeping: real text, language, title, order."""

import json
import struct
import unicodedata
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import typst

from engage.config import ROOT
from engage.errors import SettingError

FONTS = ROOT / "static" / "dist" / "fonts"
FAMILIES = ("Noto Sans", "Noto Sans Arabic")
SOURCE = Path(__file__).with_suffix(".typ")
#: stands for a character that neither font has; the file says so
SIGN = "\ufffd"


@dataclass(frozen=True)
class Copy:
    """The words of one sent response in one wording and language."""

    council: str
    consultation: str
    reference: str
    locale: str
    #: "ltr" or "rtl"
    direction: str
    is_large: bool
    #: title, reference, nothing, unprintable: our own words
    labels: dict[str, str]
    #: each with `title` and `answers`: {"question": str, "lines": [str]}; no lines where nothing was answered
    sections: list[dict]


def make(copy):
    """The PDF as bytes. Typst is given strings, never source, so nothing that was typed is run."""
    families = fonts()
    words = asdict(copy)
    is_whole = SIGN not in printable(json.dumps(words["sections"], ensure_ascii=False))
    inputs = {"copy": printable(json.dumps(words, ensure_ascii=False)), "is_whole": str(is_whole)}
    return typst.compile(
        SOURCE.read_bytes(), font_paths=families, ignore_system_fonts=True, sys_inputs=inputs, pdf_standards=["ua-1"]
    )


@lru_cache(maxsize=1)
def fonts():
    """Our two families and no other: Typst would take any that it finds, and say nothing."""
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    missing = set(FAMILIES) - set(found.families())
    if missing:
        raise SettingError(f"The fonts for printing are not built: {', '.join(sorted(missing))}. Run: make setup")
    return found


def printable(text):
    """Each character that no font has as a sign; a PDF with an empty place in it would be refused."""
    return "".join(_printed(character) for character in text)


def _printed(character):
    if ord(character) in _covered():
        return character
    # marks without a shape of their own: joiners, variation selectors, what steers the direction
    is_unseen = unicodedata.category(character) == "Cf" or 0xFE00 <= ord(character) <= 0xFE0F
    return "" if is_unseen else " " if character.isspace() else SIGN


@lru_cache(maxsize=1)
def _covered():
    return frozenset().union(*(_characters(path) for path in sorted(FONTS.glob("*_400Regular.ttf"))))


def _characters(path):
    """The code points that a TrueType font has a shape for, from its cmap table (formats 4 and 12)."""
    data = path.read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    records = {data[12 + 16 * n : 16 + 16 * n]: struct.unpack_from(">L", data, 20 + 16 * n)[0] for n in range(tables)}
    cmap, found = records[b"cmap"], set()
    for n in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        at = cmap + struct.unpack_from(">L", data, cmap + 8 + 8 * n)[0]
        kind = struct.unpack_from(">H", data, at)[0]
        if kind == 12:
            groups = struct.unpack_from(">L", data, at + 12)[0]
            for first, last, _glyph in struct.iter_unpack(">LLL", data[at + 16 : at + 16 + 12 * groups]):
                found.update(range(first, last + 1))
        elif kind == 4:
            n_segments = struct.unpack_from(">H", data, at + 6)[0] // 2
            lasts = struct.unpack_from(f">{n_segments}H", data, at + 14)
            firsts = struct.unpack_from(f">{n_segments}H", data, at + 16 + 2 * n_segments)
            for first, last in zip(firsts, lasts, strict=True):
                found.update(range(first, last + 1))
    return found - {0xFFFF}
