"""A codeframe as a REFI-QDA codebook (.qdc), as other programs for qualitative analysis write and read it.

Source: REFI-QDA standard 1.0, Codebook.xsd. Nested codes are parents; colours and sets are left out.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree
from xml.parsers import expat

from forms.codeframes.lines import WORDS, Line, one_line
from forms.fields import clean_text
from forms.fieldwork.tables import Row, TableRefused

NAMESPACE = "urn:QDA-XML:codebook:1.0"
#: of the numbers that other programs know our themes by: the same theme has the same one in every file
OURS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:engage:codeframe")
MOST_BYTES, MOST_CODES, DEEPEST = 2 * 1024 * 1024, 2000, 50
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: the parts of a description, each behind its name at the start of a line
PARTS = re.compile(r"^(Includes|Excludes|Key words): *", re.MULTILINE)
FIELDS = {"Includes": "includes", "Excludes": "excludes", "Key words": "key_words"}
DAMAGED = "This is not a codebook that we can read. Export it again as a REFI-QDA codebook (.qdc)"


def is_codebook(content: bytes) -> bool:
    """Return whether this looks like XML and not like a table."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def guid_of(place: str, code: str) -> str:
    """Return the number of a theme in files; place: what tells codeframes apart, as "market-place/streets_comment"."""
    return str(uuid.uuid5(OURS, f"{place}/{code}")).upper()


def write(lines: Iterable[Line], place: str, origin: str) -> bytes:
    """Return the bytes of the file, the same for the same lines."""
    root = ElementTree.Element("CodeBook", {"xmlns": NAMESPACE, "origin": origin})
    codes = ElementTree.SubElement(root, "Codes")
    written: dict[str, ElementTree.Element] = {}
    waiting = list(lines)
    while waiting:
        line = next(one for one in waiting if not one.parent or one.parent in written)
        waiting.remove(line)
        above = written[line.parent] if line.parent else codes
        values = {"guid": guid_of(place, line.code), "name": NOT_XML.sub("", line.label), "isCodable": "true"}
        written[line.code] = ElementTree.SubElement(above, "Code", values)
        if description := _description(line):
            ElementTree.SubElement(written[line.code], "Description").text = description
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def rows_of(content: bytes, known: Mapping[str, str]) -> list[Row]:
    """Return each code as a row of our template, numbered in the order of the file; TableRefused if it is no codebook.

    known : number of a theme in files -> its code, so that a file of ours goes on from the same themes
    """
    if len(content) > MOST_BYTES:
        raise TableRefused("This codebook is larger than 2 MB. Take out what is not a code")
    return _Reader(known).read(content)


def _description(line: Line) -> str:
    parts = [line.definition]
    parts += [f"{title}: {getattr(line, name)}" for name, title in WORDS.items() if name in FIELDS.values()]
    parts.append(f"Key words: {'; '.join(line.key_words)}")
    return NOT_XML.sub("", "\n".join(part for part in parts if part and not part.endswith(": ")))


class _Reader:
    """Reads the events of expat. A document type is refused at its first letter, and with it every entity."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known = known
        self.rows: list[Row] = []
        self.path: list[str] = []
        self.open: list[int] = []
        self.texts: dict[int, list[str]] = {}

    def read(self, content: bytes) -> list[Row]:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, ValueError) as error:
            if isinstance(error, TableRefused):
                raise
            raise TableRefused(DAMAGED) from error
        if not self.rows:
            raise TableRefused("There are no codes in this file")
        return [Row(row.number, row.cells | self._described(place)) for place, row in enumerate(self.rows)]

    def _refuse_doctype(self, *_what: object) -> None:
        raise TableRefused("This file declares a document type, which no codebook needs. Export it again as .qdc")

    def _start(self, name: str, values: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if not self.path and local != "CodeBook":
            raise TableRefused(DAMAGED)
        self.path.append(local)
        if local != "Code":
            return
        if len(self.rows) >= MOST_CODES or len(self.open) >= DEEPEST:
            raise TableRefused(f"A codebook may have {MOST_CODES:,} codes, {DEEPEST} deep. Split the file")
        guid = values.get("guid", "").strip("{} ").upper()
        cells = {"code": self.known.get(guid, f"\0{len(self.rows)}"), "theme": one_line(values.get("name", ""))}
        cells["parent"] = self.rows[self.open[-1]].cells["code"] if self.open else ""
        self.open.append(len(self.rows))
        self.rows.append(Row(len(self.rows) + 1, cells))

    def _end(self, _name: str) -> None:
        if self.path.pop() == "Code":
            self.open.pop()

    def _text(self, text: str) -> None:
        if self.path[-2:] == ["Code", "Description"]:
            self.texts.setdefault(self.open[-1], []).append(text)

    def _described(self, place: int) -> dict[str, str]:
        pieces = PARTS.split(clean_text("".join(self.texts.get(place, []))))
        found = {"definition": pieces[0].strip()}
        for title, text in zip(pieces[1::2], pieces[2::2], strict=True):
            found[FIELDS[title]] = text.strip()
        return found


def settled(rows: Iterable[Row], used: Iterable[str]) -> list[Row]:
    """Return the rows with codes of our own shape that were never used: what another program made has none yet."""
    rows = list(rows)
    taken = {row.cells["code"] for row in rows} | set(used)
    free = iter(f"T{n}" for n in range(1, MOST_CODES + len(taken) + 2) if f"T{n}" not in taken)
    names = {row.cells["code"]: next(free) for row in rows if row.cells["code"].startswith("\0")}
    return [
        Row(row.number, row.cells | {name: names.get(row.cells[name], row.cells[name]) for name in ("code", "parent")})
        for row in rows
    ]
