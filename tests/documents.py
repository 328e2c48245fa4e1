"""A document with every kind of block, and what is wrong with the files that are written from it, in words."""

import datetime as dt
import io
import zipfile
from types import SimpleNamespace

import docx
import openpyxl
from docx.oxml.ns import qn

from engage.exports import charts
from engage.exports.document import (
    Bullets,
    Chart,
    Column,
    Document,
    Heading,
    Mark,
    Paragraph,
    Quote,
    Table,
    ToWrite,
)

MADE_AT = dt.datetime(2026, 10, 7, 10, 30, tzinfo=dt.UTC)
COLUMNS = (Column("Option"), Column("People who chose it", "count"), Column("Share", "share"), Column("Day", "date"))


def a_chart(words="Buses"):
    line = SimpleNamespace(rank="1", words=words, places="1st to 2nd", share=0.43, low=0.38, high=0.49, base=1205)
    bands = [SimpleNamespace(lines=[line])]
    return str(charts.bar_chart("streets", "What matters most", "Buses first.", bands, lambda share: f"{share:.0%}"))


def a_table(name="streets", words="Buses", n=1):
    rows = (
        (words, 1205, 0.43, dt.date(2026, 10, 7)),
        ("Trees", Mark("c"), Mark("c"), None),
        ("Lights", 3, 0.003, dt.date(2026, 10, 8)),
    )
    return Table(name, f"What matters most: {words}", COLUMNS, rows * n, ("Base: 1,205 people who answered.",))


def a_document(words="Buses", locale="en", blocks=()):
    """Every kind of block, with `words` in each place where somebody's words can stand."""
    every = (
        Paragraph(words),
        Heading(1, f"Streets: {words}"),
        Paragraph(f"First line\n{words}"),
        a_table(words=words),
        a_table("again", words),
        Heading(2, "In pictures"),
        Chart("streets-chart", words, f"Buses came first: {words}", a_chart(words), "streets"),
        Bullets(("One thing", words)),
        Quote(f"They never come. {words}", "Aged 35 to 44"),
        Quote("الحافلات لا تأتي أبدا", "Said in Arabic", "ar"),
        ToWrite(f"What the council recommends. {words}"),
        Paragraph("We asked people.", "talking"),
        Paragraph(f"They told us: {words}", "bus"),
    )
    return Document(f"The market place: {words}", locale, "summary", blocks or every)


def word_faults(content):
    """What a checker of Word files would say."""
    word = docx.Document(io.BytesIO(content))
    levels = [int(p.style.name[-1]) for p in word.paragraphs if p.style.name.startswith("Heading")]
    if word.paragraphs[0].style.name != "Heading 1" or levels.count(1) != 1:
        yield "the title is not the first and only heading of level 1"
    yield from (f"heading {b} stands under {a}" for a, b in zip(levels, levels[1:], strict=False) if b > a + 1)
    for paragraph in word.element.body.iter(qn("w:p")):
        words = "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
        if not words.strip() and not list(paragraph.iter(qn("w:drawing"))):
            yield "a paragraph is empty"
    for picture in word.element.body.iter(qn("wp:docPr")):
        if not picture.get("descr") and "decorative" not in str([node.tag for node in picture.iter()]):
            yield "a picture has no text"
    yield from (fault for table in word.tables for fault in _table_faults(table))
    yield from _file_faults(word)


def _table_faults(table):
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look.get(qn("w:firstRow")) == "0":
        return
    heads = [number for number, row in enumerate(table._tbl.tr_lst) if list(row.iter(qn("w:tblHeader")))]
    if heads != [0]:
        yield "a table has no header row"
    if table._tbl.tblPr.find(qn("w:tblCaption")) is None:
        yield "a table has no title"


def _file_faults(word):
    if not word.core_properties.title or not word.core_properties.language:
        yield "the file has no title or no language"
    if word.styles.element.find(".//" + qn("w:lang")) is None:
        yield "the text has no language"
    if 'w:instr=" PAGE "' not in word.sections[0].footer._element.xml:
        yield "pages have no number"


def workbook_faults(content):
    """What the rules of the Analysis Function say of a workbook, as far as a machine can check them."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    yield from (f"{name} has a formula" for name, part in parts.items() if b"<f>" in part or b"<f " in part)
    if book.sheetnames[:2] != ["Cover", "Notes"] or not book.properties.title:
        yield "there is no cover, no notes or no title"
    names = [name for sheet in book for name in sheet.tables]
    if len(set(names)) != len(names):
        yield "two tables have one name"
    for sheet in book:
        yield from (f"{sheet.title}: {fault}" for fault in _sheet_faults(sheet))


def _sheet_faults(sheet):
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    if " " in sheet.title or len(sheet.title) > 31:
        yield "name"
    if sheet.merged_cells.ranges or sheet.freeze_panes or sheet.auto_filter.ref:
        yield "merged cells, frozen panes or a filter"
    if len(sheet.tables) != 1:
        yield "not one table"
        return
    (table,) = sheet.tables.values()
    cells = [cell.value for row in sheet[table.ref] for cell in row]
    header = [cell.value for cell in sheet[table.ref][0]]
    if any(value in (None, "") for value in cells):
        yield "an empty cell"
    if len({str(name).lower() for name in header}) != len(header):
        yield "a header stands twice"
    if any(not any(value not in (None, "") for value in row) for row in rows):
        yield "an empty row"
    if not rows[0][0] or table.autoFilter:
        yield "no title, or a filter"
    if any(not sheet.column_dimensions[letter].width for letter in "A"):
        yield "no width"
