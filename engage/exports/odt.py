"""A document as an OpenDocument text: real headings, table headers that repeat, a text beside every chart."""

from dataclasses import dataclass, field

from engage.exports import odf
from engage.exports.document import Bullets, Chart, Heading, Paragraph, Pictured, Quote, Table, ToWrite, in_runs
from engage.exports.furniture import column_widths, in_language, is_figure, made_on, notes_of, printed
from engage.exports.odf import value, words
from engage.exports.odt_styles import automatic, named
from engage.exports.raster import WIDTH, picture, png, standalone
from engage.exports.text import plain

TEXT_WIDTH_CM = 16.0
#: beside a sentence whose own picture the council brought: those are on its pages only
ANY_PICTURE = "talking"


@dataclass
class _File:
    """What is written so far, and what the rest of the file must know of it."""

    locale: str
    body: list = field(default_factory=list)
    pictures: dict = field(default_factory=dict)
    #: widths of the columns of each table, in cm
    tables: list = field(default_factory=list)
    #: languages of quotes
    tongues: set = field(default_factory=set)

    def put(self, style, text, level=0):
        """A paragraph, or a heading; none where no word is left of the text."""
        if not plain(text).strip():
            return
        tag = f'text:h text:outline-level="{level}"' if level else "text:p"
        self.body.append(f'<{tag} text:style-name="{style}">{words(text)}</{tag.split()[0]}>')

    def draw(self, drawing, width_cm, title, sentence, points=WIDTH):
        """The mark-up of a picture in a line of text; without a sentence it is passed by when read aloud."""
        name = f"Pictures/{len(self.pictures) + 1}.png"
        self.pictures[name] = dots = png(drawing, points)
        height_cm = width_cm * int.from_bytes(dots[20:24], "big") / int.from_bytes(dots[16:20], "big")
        style = "Drawing" if sentence else "Decoration"
        told = f"<svg:title>{words(title)}</svg:title><svg:desc>{words(sentence)}</svg:desc>" if sentence else ""
        return (
            f'<draw:frame draw:style-name="{style}" draw:name="Picture {len(self.pictures)}" text:anchor-type="as-char"'
            f' svg:width="{width_cm:.2f}cm" svg:height="{height_cm:.2f}cm">'
            f'<draw:image xlink:href="{name}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
            f"{told}</draw:frame>"
        )


def write(document, made_at):
    """The bytes of the file; the same document and moment give the same bytes."""
    file = _File(document.locale)
    file.put("Heading_20_1", document.title, 1)
    for block in in_runs(document.blocks):
        WRITERS[type(block)](file, block)
    file.put("Note", made_on(made_at, document.locale))
    content = (
        f"<office:automatic-styles>{automatic(file)}</office:automatic-styles>"
        f"<office:body><office:text>{''.join(file.body)}</office:text></office:body>"
    )
    return odf.make("text", document, made_at, content, named(document), file.pictures)


def _heading(file, block):
    file.put(f"Heading_20_{block.level + 1}", block.text, block.level + 1)


def _text(file, block):
    file.put("Standard", block.text)


def _bullets(file, block):
    items = "".join(
        f'<text:list-item><text:p text:style-name="Item">{words(item)}</text:p></text:list-item>'
        for item in block.items if plain(item).strip()
    )  # fmt: skip
    file.body.append(f'<text:list text:style-name="Bullets">{items}</text:list>')


def _quote(file, block):
    if block.locale != file.locale:
        file.tongues.add(block.locale)
    file.put("Quotations" if block.locale == file.locale else f"Quote-{block.locale}", block.text)
    file.put("Quote_20_source", block.label)


def _to_write(file, block):
    _ = in_language(file.locale)
    start = f'<text:span text:style-name="Strong">{words(_("To be written:"))}</text:span> '
    file.body.append(f'<text:p text:style-name="To_20_write">{start}{words(block.prompt)}</text:p>')


def _chart(file, block):
    file.put("Table_20_title", block.title)
    drawing = file.draw(standalone(block.svg), TEXT_WIDTH_CM, block.title, block.sentence)
    file.body.append(f'<text:p text:style-name="Chart">{drawing}</text:p>')
    file.put("Standard", block.sentence)


def _pictured(file, block):
    """A table that only places things: no header, no lines, read from one sentence to the next."""
    number = _begin_table(file, "", [3.0, TEXT_WIDTH_CM - 3.0])
    for sentence in block.paragraphs:
        drawing = file.draw(picture(sentence.picture) or picture(ANY_PICTURE), 2.0, "", "", 60)
        cells = (drawing, words(sentence.text))
        row = "".join(
            f'<table:table-cell table:style-name="Plain" office:value-type="string">'
            f'<text:p text:style-name="With_20_picture">{cell}</text:p></table:table-cell>'
            for cell in cells
        )
        file.body.append(f'<table:table-row table:style-name="Row{number}">{row}</table:table-row>')
    file.body.append("</table:table>")


def _table(file, block):
    file.put("Table_20_title", block.title)
    lines = [
        [printed(cell, column.kind, file.locale) for cell, column in zip(row, block.columns, strict=True)]
        for row in block.rows
    ]
    number = _begin_table(file, block.title, column_widths(block.header, lines, TEXT_WIDTH_CM))
    header = _row(number, block.header, block.columns, is_header=True)
    file.body.append(f"<table:table-header-rows>{header}</table:table-header-rows>")
    file.body += [_row(number, line, block.columns) for line in lines]
    file.body.append("</table:table>")
    for note in notes_of(block, file.locale):
        file.put("Note", note)


def _begin_table(file, title, widths):
    file.tables.append(widths)
    number = len(file.tables)
    told = f"<table:title>{words(title)}</table:title>" if title else ""
    columns = "".join(
        f'<table:table-column table:style-name="Column{number}-{place}"/>' for place in range(1, len(widths) + 1)
    )
    name = value(f"Table {number}")
    file.body.append(f'<table:table table:name={name} table:style-name="Table{number}">{told}{columns}')
    return number


def _row(number, texts, columns, is_header=False):
    style, cell_style = ("Table_20_header", "Head") if is_header else ("Table_20_cell", "Cell")
    cells = "".join(
        f'<table:table-cell table:style-name="{cell_style}" office:value-type="string">'
        f'<text:p text:style-name="{style}{"_20_figure" if is_figure(column) else ""}">'
        f"{words(plain(text).strip() or '[z]')}</text:p></table:table-cell>"
        for text, column in zip(texts, columns, strict=True)
    )
    return f'<table:table-row table:style-name="Row{number}">{cells}</table:table-row>'


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
