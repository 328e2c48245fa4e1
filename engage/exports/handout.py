"""A sheet for the people of a group, in their language and wording: what it says, and a tagged PDF of it to print."""

import json
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import typst

from engage.config import ROOT
from engage.exports.sent_copy import fonts, printable

SOURCE = Path(__file__).with_suffix(".typ")
PICTURES = ROOT / "static" / "dist" / "pictures"


@dataclass(frozen=True)
class Row:
    """One sentence, one thing to tick, or one line to write on."""

    picture: str
    text: str
    #: "said", "quote", "box" (to tick) or "line" (to write on)
    kind: str = "said"
    #: of words that are not in the language of the sheet
    locale: str = ""
    direction: str = ""
    #: how many chose it, in words
    figure: str = ""


@dataclass(frozen=True)
class Part:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Sheet:
    """What is given out; in Easy Read each row has its picture."""

    title: str
    picture: str
    council: str
    locale: str
    #: "ltr" or "rtl"
    direction: str
    is_easy_read: bool
    parts: tuple[Part, ...]


def make(sheet):
    """The PDF as bytes. Typst is given strings, never source, so nothing that was typed is run."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "handout.typ"
        source.write_bytes(SOURCE.read_bytes())
        words = asdict(sheet) | {"pictures": _put_pictures(sheet, Path(folder))}
        return typst.compile(
            str(source),
            root=folder,
            font_paths=fonts(),
            ignore_system_fonts=True,
            sys_inputs={"sheet": printable(json.dumps(words, ensure_ascii=False))},
            pdf_standards=["ua-1"],
        )


def _put_pictures(sheet, folder):
    """name -> file, put where Typst may read it. Pictures that the council brought are on the page only."""
    if not sheet.is_easy_read:
        return {}
    named = {sheet.picture, *(row.picture for part in sheet.parts for row in part.rows)}
    shipped = {name: PICTURES / f"{name}.svg" for name in sorted(named) if (PICTURES / f"{name}.svg").is_file()}
    for name, path in shipped.items():
        (folder / f"{name}.svg").write_bytes(path.read_bytes())
    return {name: f"{name}.svg" for name in shipped}
