"""A document as one HTML page that needs nothing beside it: no script, no file of ours, readable on paper too."""

import base64
import re

from markupsafe import Markup

from engage.config import ROOT
from engage.exports.document import Bullets, Chart, Heading, Paragraph, Quote, Table, ToWrite, printable
from engage.exports.furniture import direction, in_language, is_figure, made_on, notes_of, printed
from engage.exports.raster import picture
from engage.exports.text import plain

STYLE = (ROOT / "engage" / "exports" / "html.css").read_text(encoding="utf-8")
PAGE = Markup("""<!DOCTYPE html>
<html lang="{locale}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Engage">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{blocks}<p class="note">{made_on}</p>
</main>
</body>
</html>
""")


def write(document, made_at):
    """The bytes of the page; the same document and moment give the same bytes."""
    locale = document.locale
    page = PAGE.format(
        locale=locale.replace("_", "-"),
        direction=direction(locale),
        title=plain(document.title),
        style=Markup(STYLE),  # noqa: S704 our own file  # nosemgrep
        blocks=Markup("").join(WRITERS[type(block)](block, locale) for block in printable(document.blocks)),
        made_on=made_on(made_at, locale),
    )
    return page.encode("utf-8")


def _heading(block, _locale):
    return Markup("<h{level}>{text}</h{level}>\n").format(level=block.level + 1, text=plain(block.text))


def _text(block, _locale):
    words = _lines(block.text)
    drawing = picture(block.picture)
    if not drawing:
        return Markup("<p>{}</p>\n").format(words)
    source = base64.b64encode(drawing.encode("utf-8")).decode("ascii")
    return Markup(
        '<div class="pictured"><img src="data:image/svg+xml;base64,{}" alt="" width="90" height="90"><p>{}</p></div>\n'
    ).format(source, words)


def _lines(text):
    return Markup("<br>").join(plain(text).split("\n"))


def _bullets(block, _locale):
    items = Markup("").join(Markup("<li>{}</li>\n").format(_lines(item)) for item in block.items)
    return Markup("<ul>\n{}</ul>\n").format(items)


def _quote(block, locale):
    tongue = block.locale.replace("_", "-")
    said = Markup(' lang="{}" dir="{}"').format(tongue, direction(block.locale)) if block.locale != locale else ""
    return Markup(
        '<figure class="quote">\n<blockquote{}><p>{}</p></blockquote>\n<figcaption>{}</figcaption>\n</figure>\n'
    ).format(said, _lines(block.text), plain(block.label))


def _to_write(block, locale):
    _ = in_language(locale)
    return Markup('<p class="to-write"><strong>{}</strong> {}</p>\n').format(_("To be written:"), _lines(block.prompt))


def _chart(block, _locale):
    """The drawing stands in the page: its title and description are read aloud, its sentence stands under it."""
    svg = re.sub(r"^<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', plain(block.svg), count=1)
    drawing = Markup(svg)  # noqa: S704 our own, made of escaped words  # nosemgrep
    return Markup(
        '<figure class="chart" id="chart-{}">\n<p class="title">{}</p>\n{}\n<figcaption>{}</figcaption>\n</figure>\n'
    ).format(block.name, plain(block.title), drawing, plain(block.sentence))


def _table(block, locale):
    header = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(_side(column), plain(column.title)) for column in block.columns
    )
    rows = Markup("").join(
        Markup("<tr>{}</tr>\n").format(
            Markup("").join(
                _cell(place, printed(value, column.kind, locale), column)
                for place, (value, column) in enumerate(zip(row, block.columns, strict=True))
            )
        )
        for row in block.rows
    )
    notes = Markup("").join(Markup('<p class="note">{}</p>\n').format(_lines(n)) for n in notes_of(block, locale))
    # a wide table scrolls inside its own frame, which the keyboard reaches; the page does not
    return Markup(
        '<div class="table" tabindex="0" role="region" aria-labelledby="caption-{name}">\n<table id="{name}">\n'
        '<caption id="caption-{name}">{title}</caption>\n<thead><tr>{header}</tr></thead>\n<tbody>\n{rows}</tbody>\n'
        "</table>\n</div>\n{notes}"
    ).format(name=block.name, title=plain(block.title), header=header, rows=rows, notes=notes)


def _cell(place, words, column):
    """The first cell says what the row is of."""
    words = _lines(plain(words).strip() or "[z]")
    if place == 0:
        return Markup('<th scope="row"{}>{}</th>').format(_side(column), words)
    return Markup("<td{}>{}</td>").format(_side(column), words)


def _side(column):
    return Markup(' class="figure"') if is_figure(column) else ""


WRITERS = {
    Heading: _heading,
    Paragraph: _text,
    Bullets: _bullets,
    Table: _table,
    Chart: _chart,
    Quote: _quote,
    ToWrite: _to_write,
}
