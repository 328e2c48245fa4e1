"""Whether a PDF can be read aloud: the rules of PDF/UA-1 (ISO 14289-1) that a machine can check, each in words.

It does not judge the order of reading, the words of an alternative text or contrast: a person does.
"""

import io
import re
from collections import Counter

import pikepdf

STANDARD_TAGS = set(
    "Document DocumentFragment Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 "
    "H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Figure "
    "Formula Form".split()
)
#: tag -> what it may stand in
PARENTS = {
    "LI": {"L"},
    "Lbl": {"LI"},
    "LBody": {"LI"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
}
CHILDREN = {"L": {"L", "LI", "Caption"}, "LI": {"Lbl", "LBody"}, "TR": {"TH", "TD"}}
PAINTS = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "Tj", "TJ", "'", '"', "INLINE IMAGE"}


def faults(content):
    """Everything that is wrong with this PDF, in words; an empty list when all is well."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = list(_document_faults(pdf))
        if "/StructTreeRoot" not in pdf.Root:
            return [*found, "there are no tags"]
        tree = _Tree(pdf)
        found += tree.faults
        found += _heading_faults(tree.headings)
        content_ids, unmarked = _contents(pdf)
        found += unmarked
        found += [f"content {place} is in the tags {n} times" for place, n in tree.ids.items() if n != 1]
        found += [f"content {place} is in no tag" for place in sorted(content_ids - set(tree.ids))]
        found += [f"tag of content {place} that is not there" for place in sorted(set(tree.ids) - content_ids)]
        found += _parent_faults(pdf, tree)
        return found + list(_font_faults(pdf))


def fonts(content):
    """The name of every font that is used, without the letters that say which part of it is there."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return {str(font.BaseFont)[1:].partition("+")[2] for font in _fonts(pdf)}


def text_sizes(content):
    """page -> the sizes of its text in points, as printed."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return {number: _sizes(page) for number, page in enumerate(pdf.pages, 1)}


def _document_faults(pdf):
    root = pdf.Root
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "it does not say that it is tagged"
    if not root.get("/Lang"):
        yield "its language is not given"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "the title is not shown"
    with pdf.open_metadata() as metadata:
        if not metadata.get("dc:title"):
            yield "it has no title"
        if metadata.get("{http://www.aiim.org/pdfua/ns/id/}part") != "1":
            yield "it does not say that it is PDF/UA"


class _Tree:
    """The tags: what is wrong with them, the headings in order, and which content they hold."""

    def __init__(self, pdf):
        self.faults, self.headings, self.ids = [], [], Counter()
        #: (page, content) -> number of the tag that holds it
        self.holders = {}
        self.roles = {
            str(name)[1:]: str(role)[1:] for name, role in pdf.Root.StructTreeRoot.get("/RoleMap", {}).items()
        }
        tops = pdf.Root.StructTreeRoot.K
        for top in tops if isinstance(tops, pikepdf.Array) else [tops]:
            self._walk(top, None, None)

    def _walk(self, tag, parent, page):
        name = str(tag.S)[1:]
        name = self.roles.get(name, name) if name not in STANDARD_TAGS else name
        page = tag.get("/Pg", page)
        self._check(tag, name, parent)
        if re.fullmatch("H[1-6]", name):
            self.headings.append(int(name[1]))
        kids = tag.get("/K", pikepdf.Array())
        names = []
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                self._hold(page, kid, tag)
            elif kid.get("/Type") == "/MCR":
                self._hold(kid.get("/Pg", page), int(kid.MCID), tag)
            elif kid.get("/Type") != "/OBJR":
                names.append(str(kid.S)[1:])
                self._walk(kid, name, page)
        if stray := set(names) - CHILDREN.get(name, set(names)):
            self.faults.append(f"{name} holds {', '.join(sorted(stray))}")

    def _hold(self, page, content, tag):
        place = (page.objgen[0], content)
        self.ids[place] += 1
        self.holders[place] = tag.objgen

    def _check(self, tag, name, parent):
        if name not in STANDARD_TAGS:
            self.faults.append(f"{name} is not a tag of the standard")
        if parent not in PARENTS.get(name, {parent}):
            self.faults.append(f"{name} stands in {parent}")
        if name in ("Figure", "Formula") and not str(tag.get("/Alt", "")) and "/ActualText" not in tag:
            self.faults.append(f"{name} has no alternative text")
        if name == "TH" and not any("/Scope" in attributes for attributes in _attributes(tag)):
            self.faults.append("a header cell does not say what it is the header of")


def _attributes(tag):
    given = tag.get("/A", pikepdf.Array())
    return [part for part in (given if isinstance(given, pikepdf.Array) else [given]) if hasattr(part, "keys")]


def _heading_faults(levels):
    """The first heading is H1, and none is skipped on the way down."""
    before = 0
    for level in levels:
        if level > before + 1:
            yield f"H{level} follows H{before}" if before else f"the first heading is H{level}"
        before = level


def _contents(pdf):
    """(page, content) of everything that is marked for a tag, and what is drawn outside tags and artifacts."""
    ids, unmarked = set(), []
    for number, page in enumerate(pdf.pages, 1):
        open_marks = []
        for instruction in pikepdf.parse_content_stream(page):
            operator, operands = str(instruction.operator), instruction.operands
            if operator in ("BDC", "BMC"):
                mark = operands[1].get("/MCID") if operator == "BDC" and hasattr(operands[1], "get") else None
                open_marks.append("artifact" if operands[0] == "/Artifact" else mark)
                if mark is not None:
                    ids.add((page.obj.objgen[0], int(mark)))
            elif operator == "EMC":
                open_marks.pop()
            elif operator in PAINTS and not any(mark is not None for mark in open_marks):
                unmarked.append(f"page {number}: {operator} draws outside tags and artifacts")
        if open_marks:
            unmarked.append(f"page {number}: a mark is not closed")
    return ids, unmarked


def _parent_faults(pdf, tree):
    """The way back from content to its tag, which screen readers take."""
    arrays = {}

    def walk(node):
        items = list(node.get("/Nums", []))
        arrays.update({int(key): value for key, value in zip(items[::2], items[1::2], strict=True)})
        for kid in node.get("/Kids", []):
            walk(kid)

    walk(pdf.Root.StructTreeRoot.ParentTree)
    numbers = {page.obj.objgen[0]: int(page.obj.get("/StructParents", -1)) for page in pdf.pages}
    if len(set(numbers.values())) != len(numbers):
        yield "two pages have the same number in the parent tree"
    for (page, content), holder in tree.holders.items():
        array = arrays.get(numbers[page])
        if array is None or content >= len(array) or array[content].objgen != holder:
            yield f"content {(page, content)} does not lead back to its tag"


def _fonts(pdf):
    seen = {}
    for page in pdf.pages:
        for font in page.obj.get("/Resources", {}).get("/Font", {}).values():
            seen[font.objgen] = font
    return list(seen.values())


def _font_faults(pdf):
    for font in _fonts(pdf):
        inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        descriptor = inner.get("/FontDescriptor", {})
        if not any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"{font.BaseFont} is not embedded"
        if "/ToUnicode" not in font:
            yield f"{font.BaseFont} does not say which characters it shows"


def _sizes(page):
    """Size of the font times the height of the matrix it is drawn in."""
    sizes, scale, stack, size = set(), 1.0, [], 0.0
    matrix = 1.0
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), instruction.operands
        if operator == "q":
            stack.append(scale)
        elif operator == "Q":
            scale = stack.pop()
        elif operator == "cm":
            scale *= abs(float(operands[3]))
        elif operator == "BT":
            matrix = 1.0
        elif operator == "Tm":
            matrix = abs(float(operands[3]))
        elif operator == "Tf":
            size = float(operands[1])
        elif operator in ("Tj", "TJ", "'", '"'):
            sizes.add(round(size * matrix * scale, 2))
    return sizes
