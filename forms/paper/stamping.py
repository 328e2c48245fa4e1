"""Numbered forms from one master: each page gets its QR code and serial, the slip its return code.

What all forms share (fonts, pictures, the drawn pages) is written once; pages and their tags are written again for each
form. Numbers of objects have a fixed width, so that a form is its template with other numbers: that is what makes a
thousand forms quick.
"""

import io
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
import segno

from forms.paper import serials
from forms.paper.geometry import PAGE_HEIGHT_MM, Area, Geometry
from forms.paper.identity import Identity, write
from forms.paper.layout import SIZES, STAMP_FONT

POINTS_PER_MM = 72 / 25.4
#: any of the eight is right; to weigh them all for each page would take five times as long
QR_MASK = 2


@dataclass(frozen=True)
class Numbered:
    """One form to print: its serial, and the code on its slip."""

    serial: str
    return_code: str


def stamp(master: bytes, geometry: Geometry, identity: Identity, forms: Sequence[Numbered]) -> bytes:
    """Return one tagged PDF with all these forms, one after another.

    identity : code, version, layout and language of the master; serial and page are filled in here
    forms    : none gives one form without a number, for showing and copying
    """
    size = SIZES[identity.layout]["text"]
    with pikepdf.open(io.BytesIO(master)) as pdf:
        shapes = _shapes(pdf)
        slip = _slip(pdf, geometry.receipt) if forms and geometry.receipt else None
        plan = _plan(pdf)
        writer = _Writer(pdf, plan, is_many=len(forms) > 1)
        for number, form in enumerate(forms or [None]):
            streams = []
            for page in range(1, geometry.n_pages + 1):
                serial = form.serial if form else None
                text = write(replace(identity, serial=serial, page=page))
                drawn = _code(text, geometry.code)
                if form:
                    drawn += _text(shapes, serials.spaced(form.serial), geometry.serials[page - 1], size)
                stream = b"/Artifact<</Type/Pagination>>BDC\nq\n" + drawn + b"Q\nEMC\n"
                if form and slip and slip.page == page and geometry.receipt:
                    written = _text(shapes, form.return_code, _inside(geometry.receipt), size)
                    stream += b"/P<</MCID %d>>BDC\nq\n" % slip.mcid + written + b"Q\nEMC\n"
                streams.append(zlib.compress(stream))
            writer.add(number, streams)
        return writer.finish()


@dataclass(frozen=True)
class _Slip:
    page: int
    mcid: int


def _slip(pdf: pikepdf.Pdf, receipt: Area) -> _Slip:
    """Make the frame of the slip, which says that there is no code, a paragraph that holds one."""
    page = receipt.page
    number = int(pdf.pages[page - 1].obj.StructParents)
    parents = _parents(pdf)[number]
    figure = next(item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure")
    mcid = len(parents)
    parents.append(figure)
    figure.S = pikepdf.Name.P
    figure.K = pikepdf.Array([mcid])
    figure.Pg = pdf.pages[page - 1].obj
    for name in ("/Alt", "/A"):
        del figure[name]
    return _Slip(page, mcid)


def _parents(pdf: pikepdf.Pdf) -> dict[int, Any]:
    """Return the arrays of the parent tree by the number of their page."""
    found: dict[int, Any] = {}

    def walk(node: Any) -> None:
        items = list(node.get("/Nums", []))
        found.update({int(number): array for number, array in zip(items[::2], items[1::2], strict=True)})
        for kid in node.get("/Kids", []):
            walk(kid)

    walk(pdf.Root.StructTreeRoot.ParentTree)
    return found


# --- what is drawn ----------------------------------------------------------------------------------------------------


def _code(text: str, area: Area) -> bytes:
    """Draw a QR code with error level M: each dark run of a row is a rectangle."""
    matrix = segno.make_qr(text, error="m", boost_error=False, mask=QR_MASK).matrix
    side = area.width * POINTS_PER_MM / len(matrix)
    left, top = area.x * POINTS_PER_MM, (PAGE_HEIGHT_MM - area.y) * POINTS_PER_MM
    runs = []
    for row, modules in enumerate(matrix):
        for run in re.finditer(b"\1+", modules):
            x, y = left + run.start() * side, top - (row + 1) * side
            runs.append(b"%.3f %.3f %.3f %.3f re" % (x, y, (run.end() - run.start()) * side, side))
    return b"0 g\n" + b"\n".join(runs) + b"\nf\n"


def _text(shapes: dict[str, bytes], text: str, area: Area, size: float) -> bytes:
    x, y = area.x * POINTS_PER_MM, (PAGE_HEIGHT_MM - area.y - area.height) * POINTS_PER_MM
    hexed = b"".join(shapes[character] for character in text)
    return b"BT\n0 g\n%s %g Tf\n%.3f %.3f Td\n<%s> Tj\nET\n" % (STAMP_FONT.encode(), size, x, y, hexed)


def _inside(frame: Area) -> Area:
    """Return the line of the code inside its frame: it stands on the lower edge."""
    return Area(frame.page, frame.x + 4, frame.y, frame.width - 8, frame.height * 0.64)


def _shapes(pdf: pikepdf.Pdf) -> dict[str, bytes]:
    """Return character -> its number in the font that the master carries for stamping, in hexadecimal."""
    cmap = pdf.pages[0].obj.Resources.Font[STAMP_FONT].ToUnicode.read_bytes()
    shapes: dict[str, bytes] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for number, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            shapes[bytes.fromhex(text.decode()).decode("utf-16-be")] = number
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                shapes[chr(int(text, 16) + step)] = b"%0*X" % (len(first), int(first, 16) + step)
    return shapes


# --- how it is written ------------------------------------------------------------------------------------------------

_REFERENCE = re.compile(rb"(\d+) 0 R\b")


@dataclass(frozen=True)
class _Plan:
    """Which objects of the master belong to one form, by number; all others are shared."""

    pages: list[int]
    #: number -> place among the objects of one form
    own: dict[int, int]


def _plan(pdf: pikepdf.Pdf) -> _Plan:
    pages = [page.obj.objgen[0] for page in pdf.pages]
    tags: dict[int, int] = {}
    waiting = [pdf.Root.StructTreeRoot.K]
    while waiting:
        item = waiting.pop()
        if isinstance(item, pikepdf.Array):
            waiting += list(item)
        elif isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/StructElem" and item.objgen[0] not in tags:
            tags[item.objgen[0]] = 1
            waiting += [item.get("/K", pikepdf.Array())]
    return _Plan(pages, {number: place for place, number in enumerate([*pages, *tags])})


class _Writer:
    """A PDF in the making: shared objects keep their numbers, those of each form follow."""

    def __init__(self, pdf: pikepdf.Pdf, plan: _Plan, is_many: bool) -> None:
        self.pdf, self.plan = pdf, plan
        self.n_shared = max(item.objgen[0] for item in pdf.objects)
        self.parents = _parents(pdf)
        for place, (_number, array) in enumerate(sorted(self.parents.items()), len(plan.own)):
            plan.own[array.objgen[0]] = place
        self.n_own = len(plan.own)
        self.out = io.BytesIO()
        self.out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        #: object number -> its line in the table of what lies where
        self.table: dict[int, bytes] = {}
        self.n_forms = 0
        if is_many:  # a list of contents would lead into the first form alone
            for name in ("/Outlines", "/PageLabels"):
                if name in pdf.Root:
                    del pdf.Root[name]
        self.template, self.places, self.body_at = self._template()

    def first(self, number: int) -> int:
        """Return the number of the first object of this form."""
        return self.n_shared + 1 + number * (self.n_own + len(self.plan.pages) + 1)

    def add(self, number: int, streams: Sequence[bytes]) -> None:
        """Write one form: its pages and tags in one compressed object, and what is drawn on each page."""
        first, n_pages = self.first(number), len(self.plan.pages)
        for page, stream in enumerate(streams):
            self._write(
                first + self.n_own + page,
                b"<</Length %d/Filter/FlateDecode>>\nstream\n%b\nendstream" % (len(stream), stream),
            )
        values = [value + (first if is_place else number * n_pages) for value, is_place in self.places]
        packed = zlib.compress(self.template % tuple(values))
        holder = first + self.n_own + n_pages
        head = b"<</Type/ObjStm/N %d/First %d/Length %d/Filter/FlateDecode>>" % (self.n_own, self.body_at, len(packed))
        self._write(holder, b"%b\nstream\n%b\nendstream" % (head, packed))
        for place in range(self.n_own):
            self.table[first + place] = _line(2, holder, place)
        self.n_forms += 1

    def finish(self) -> bytes:
        self._join()
        for item in self.pdf.objects:
            number = item.objgen[0]
            if number in self.plan.own:
                continue
            if isinstance(item, pikepdf.Stream):
                if item.stream_dict.get("/Type") in ("/XRef", "/ObjStm"):
                    continue
                head = self._of_first_form(item.stream_dict.unparse(resolved=True))
                self._write(number, b"%b\nstream\n%b\nendstream" % (head, item.read_raw_bytes()))
            else:
                self._write(number, self._of_first_form(item.unparse(resolved=True)))
        return self._closed()

    def _join(self) -> None:
        """Let the shared tops of the trees name the parts of every form."""
        pages, root = self.plan.pages, self.pdf.Root
        tops = root.StructTreeRoot.K
        own = [top.objgen[0] for top in (tops if isinstance(tops, pikepdf.Array) else [tops])]
        firsts = [self.first(number) for number in range(self.n_forms)]
        kids = b" ".join(b"%d 0 R" % (first + place) for first in firsts for place in range(len(pages)))
        self._replace(root.Pages, b"<</Type/Pages/Count %d/Kids[%b]>>" % (self.n_forms * len(pages), kids))
        tops_of = b" ".join(b"%d 0 R" % (first + self.plan.own[top]) for first in firsts for top in own)
        numbers = b" ".join(
            b"%d %d 0 R" % (form * len(pages) + number, first + self.plan.own[array.objgen[0]])
            for form, first in enumerate(firsts)
            for number, array in sorted(self.parents.items())
        )
        roles = root.StructTreeRoot.get("/RoleMap")
        self._replace(
            root.StructTreeRoot,
            b"<</Type/StructTreeRoot/K[%b]/ParentTree<</Nums[%b]>>/ParentTreeNextKey %d%b>>"
            % (
                tops_of,
                numbers,
                self.n_forms * len(pages),
                b"/RoleMap" + roles.unparse() if roles is not None else b"",
            ),
        )

    def _replace(self, item: Any, written: bytes) -> None:
        self._write(item.objgen[0], written)

    def _template(self) -> tuple[bytes, list[tuple[int, bool]], int]:
        """Return all objects of one form as one template, what fills it, and where the objects begin.

        Each value is (number, is it a place?): a place is counted from the first object of the form, any other number
        from the pages of the forms before.
        """
        bodies, heads = [], []
        values: list[list[tuple[int, bool]]] = []
        offset = 0
        by_place = sorted((place, number) for number, place in self.plan.own.items())
        for place, number in by_place:
            body, filled = self._own_object(place, self.pdf.get_object(number, 0))
            heads.append((place, offset))
            offset += len(body % tuple(0 for _ in filled)) + 1
            bodies.append(body)
            values.append(filled)
        head = b" ".join(b"%%07d %d" % at for _place, at in heads) + b"\n"
        head_length = len(head % tuple(0 for _ in heads))
        all_values = [(place, True) for place, _at in heads] + [value for filled in values for value in filled]
        return head + b"\n".join(bodies) + b"\n", all_values, head_length

    def _own_object(self, place: int, item: Any) -> tuple[bytes, list[tuple[int, bool]]]:
        if place >= len(self.plan.pages):
            return self._parted(item.unparse(resolved=True))
        kept = {name: value for name, value in item.items() if name not in ("/Parent", "/StructParents", "/Contents")}
        body, filled = self._parted(pikepdf.Dictionary(kept).unparse())
        contents = item.Contents.objgen[0]
        body = body.rstrip()[:-2] + (
            b"/Parent %d 0 R/StructParents %%07d/Contents[%d 0 R %%07d 0 R]>>"
            % (self.pdf.Root.Pages.objgen[0], contents)
        )
        return body, [*filled, (int(item.StructParents), False), (self.n_own + place, True)]

    def _parted(self, written: bytes) -> tuple[bytes, list[tuple[int, bool]]]:
        filled = []

        def one(found: re.Match[bytes]) -> bytes:
            place = self.plan.own.get(int(found[1]))
            if place is None:
                return found[0]
            filled.append((place, True))
            return b"%07d 0 R"

        return _REFERENCE.sub(one, written.replace(b"%", b"%%")), filled

    def _of_first_form(self, written: bytes) -> bytes:
        body, filled = self._parted(written)
        return body % tuple(value + self.first(0) for value, _is_place in filled)

    def _write(self, number: int, written: bytes) -> None:
        if number not in self.table:
            self.table[number] = _line(1, self.out.tell(), 0)
            self.out.write(b"%d 0 obj\n%b\nendobj\n" % (number, written))

    def _closed(self) -> bytes:
        """Write the table of what lies where, as a stream (ISO 32000-1, 7.5.8)."""
        number, at = max(self.table) + 1, self.out.tell()
        self.table[number] = _line(1, at, 0)
        free = _line(0, 0, 65535)
        packed = zlib.compress(b"".join(self.table.get(place, free) for place in range(number + 1)))
        trailer = self.pdf.trailer
        rest = b"".join(
            b"%b %b" % (name.encode(), trailer[name].unparse()) for name in ("/Root", "/Info", "/ID") if name in trailer
        )
        self.out.write(
            b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]%b/Length %d/Filter/FlateDecode>>\nstream\n%b\nendstream\nendobj\n"
            b"startxref\n%d\n%%%%EOF\n" % (number, number + 1, rest, len(packed), packed, at)
        )
        return self.out.getvalue()


def _line(kind: int, where: int, index: int) -> bytes:
    return kind.to_bytes(1, "big") + where.to_bytes(4, "big") + index.to_bytes(2, "big")
