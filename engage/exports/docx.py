"""A document as a Word file: real headings, tables whose header is marked and repeated, a text beside every chart.

The rules that a reader of Word files checks: the title is the first heading, no level is left out, the language of
every text is set, no paragraph is empty, and what an author has still to write cannot be overlooked.
"""

import io

import docx
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_DIRECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu
from docx.text.paragraph import Paragraph as DocxParagraph

from engage.exports import word_styles
from engage.exports.archive import repack
from engage.exports.document import Bullets, Chart, Heading, Paragraph, Pictured, Quote, Table, ToWrite, in_runs
from engage.exports.furniture import column_widths, direction, in_language, is_figure, made_on, notes_of, printed
from engage.exports.raster import picture, png, standalone
from engage.exports.text import plain

TEXT_WIDTH, PICTURE_WIDTH = Cm(16), Cm(2)
#: beside a sentence whose own picture the council brought: those are on its pages only
ANY_PICTURE = "talking"
DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)


def write(document, made_at):
    """The bytes of the file; the same document and moment give the same bytes."""
    word = docx.Document()
    word_styles.prepare(word, document, made_at)
    _paragraph(word, document.locale, "Heading 1", document.title)
    for block in in_runs(document.blocks):
        WRITERS[type(block)](word, document.locale, block)
    # a file that ended in a table would be given an empty paragraph after it
    _paragraph(word, document.locale, "Note", made_on(made_at, document.locale))
    file = io.BytesIO()
    word.save(file)
    return repack(file.getvalue(), made_at)


def _paragraph(word, locale, style, text, tongue=None):
    # an empty paragraph is a mistake that screen readers stop at
    if plain(text).strip():
        _run(word.add_paragraph(style=style), text, locale, tongue)


def _run(paragraph, text, locale, tongue=None, bold=False):
    """Text in the language of the file, or in `tongue` where it is in another."""
    run = paragraph.add_run(plain(text))
    is_rtl = direction(tongue or locale) == "rtl"
    run.bold = run.font.cs_bold = bold or None
    run.font.rtl = is_rtl or None
    if tongue and tongue != locale:
        run._r.get_or_add_rPr().append(word_styles.language(tongue))
        word_styles.turn(paragraph, is_rtl)
    return run


def _heading(word, locale, block):
    _paragraph(word, locale, f"Heading {block.level + 1}", block.text)


def _text(word, locale, block):
    _paragraph(word, locale, "Normal", block.text)


def _pictured(word, locale, block):
    """A table that only places things: no header, no lines, read from one sentence to the next."""
    table = word.add_table(rows=0, cols=2)
    _look(table, "0", locale)
    widths = PICTURE_WIDTH + Cm(0.8), TEXT_WIDTH - PICTURE_WIDTH - Cm(0.8)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for sentence in block.paragraphs:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        beside, words = (cell.paragraphs[0] for cell in row.cells)
        beside.style = words.style = "With picture"
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width, cell.vertical_alignment = width, WD_ALIGN_VERTICAL.CENTER
        _decorate(beside, sentence.picture)
        _run(words, sentence.text, locale)


def _decorate(paragraph, name):
    """The picture says what stands beside it: a screen reader passes it by."""
    drawing = png(picture(name) or picture(ANY_PICTURE), 60)
    image = paragraph.add_run().add_picture(io.BytesIO(drawing), width=PICTURE_WIDTH)
    image._inline.docPr.set("descr", "")
    image._inline.docPr.append(parse_xml(DECORATIVE))


def _bullets(word, locale, block):
    for item in block.items:
        _paragraph(word, locale, "List Bullet", item)


def _quote(word, locale, block):
    _paragraph(word, locale, "Quote", block.text, block.locale)
    _paragraph(word, locale, "Quote source", block.label)


def _to_write(word, locale, block):
    _ = in_language(locale)
    paragraph = word.add_paragraph(style="To write")
    _run(paragraph, _("To be written:") + " ", locale, bold=True)
    _run(paragraph, block.prompt, locale)


def _chart(word, locale, block):
    _paragraph(word, locale, "Table title", block.title)
    paragraph = word.add_paragraph(style="Chart")
    image = paragraph.add_run().add_picture(io.BytesIO(png(standalone(block.svg))), width=TEXT_WIDTH)
    image._inline.docPr.set("descr", plain(block.sentence))
    image._inline.docPr.set("title", plain(block.title))
    _paragraph(word, locale, "Normal", block.sentence)


def _table(word, locale, block):
    _paragraph(word, locale, "Table title", block.title)
    table = word.add_table(rows=0, cols=len(block.columns), style="Table Grid")
    _describe(table, block, locale)
    lines = [
        [printed(value, column.kind, locale) for value, column in zip(row, block.columns, strict=True)]
        for row in block.rows
    ]
    widths = [Cm(width) for width in column_widths(block.header, lines, TEXT_WIDTH.cm)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    table._tbl.append(_row(block.header, block.columns, widths, locale, is_header=True))
    for words in lines:
        table._tbl.append(_row(words, block.columns, widths, locale))
    for note in notes_of(block, locale):
        _paragraph(word, locale, "Note", note)


def _describe(table, block, locale):
    """What a screen reader says of the table before it is read, and which way its columns run."""
    _look(table, "1", locale)
    for name, words in (("w:tblCaption", block.title), ("w:tblDescription", " ".join(block.notes) or block.title)):
        described = OxmlElement(name)
        described.set(qn("w:val"), plain(words).replace("\n", " "))
        table._tbl.tblPr.append(described)


def _look(table, has_headers, locale):
    """Whether its first row and first column are headers, and no row is to be striped."""
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.attrib.clear()
    for name in ("firstRow", "firstColumn"):
        look.set(qn(f"w:{name}"), has_headers)
    for name in ("noHBand", "noVBand"):
        look.set(qn(f"w:{name}"), "1")
    if direction(locale) == "rtl":
        table.table_direction = WD_TABLE_DIRECTION.RTL


def _row(words, columns, widths, locale, is_header=False):
    """One row, made as XML: a library that looks at the whole table for each cell needs minutes for 5,000 rows."""
    row = parse_xml(f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/></w:trPr></w:tr>")
    if is_header:
        row.trPr.append(OxmlElement("w:tblHeader"))
    ground = '<w:shd w:val="clear" w:color="auto" w:fill="E8ECEA"/>' if is_header else ""
    for text, column, width in zip(words, columns, widths, strict=True):
        cell = parse_xml(
            f'<w:tc {nsdecls("w")}><w:tcPr><w:tcW w:w="{Emu(width).twips}" w:type="dxa"/>{ground}</w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{"Tableheader" if is_header else "Tablecell"}"/></w:pPr></w:p></w:tc>'
        )
        paragraph = DocxParagraph(cell.p_lst[0], None)
        if is_figure(column):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        # a cell without words is read as a mistake: it does not apply
        _run(paragraph, plain(text).strip() or "[z]", locale)
        row.append(cell)
    return row


WRITERS = {
    Heading: _heading,
    Paragraph: _text,
    Pictured: _pictured,
    Bullets: _bullets,
    Table: _table,
    Chart: _chart,
    Quote: _quote,
    ToWrite: _to_write,
}
