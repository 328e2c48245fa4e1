"""A document as a tagged PDF (PDF/UA): headings, table headers, alternative texts and languages for a screen reader."""

import datetime as dt
import json

import typst

from engage.config import ROOT
from engage.exports.document import Bullets, Chart, Heading, Paragraph, Quote, Table, ToWrite, printable
from engage.exports.furniture import column_widths, direction, in_language, is_figure, made_on, notes_of, printed
from engage.exports.raster import picture, standalone
from engage.exports.sent_copy import SIGN, fonts
from engage.exports.sent_copy import printable as with_a_shape
from engage.exports.text import plain

TEXT_WIDTH_CM = 16.6
SOURCE = (ROOT / "engage" / "exports" / "pdf.typ").read_bytes()


def write(document, made_at):
    """The bytes of the file. Typst is given strings, never source, so nothing that was typed is run."""
    locale = document.locale
    _ = in_language(locale)
    blocks = [WRITERS[type(block)](block, locale) for block in printable(document.blocks)]
    words = {
        "title": plain(document.title),
        "locale": locale.replace("_", "-"),
        "direction": direction(locale),
        "blocks": blocks,
        "last": [made_on(made_at, locale)],
        "made_at": made_at.astimezone(dt.UTC).timetuple()[:6],
        "to_write": _("To be written:"),
    }
    text = with_a_shape(json.dumps(words, ensure_ascii=False))
    if SIGN in text:
        words["last"].append(_("The sign %(sign)s stands for a character that cannot be printed.") % {"sign": SIGN})
        text = with_a_shape(json.dumps(words, ensure_ascii=False))
    return typst.compile(
        SOURCE, font_paths=fonts(), ignore_system_fonts=True, sys_inputs={"document": text}, pdf_standards=["ua-1"]
    )


def _heading(block, _locale):
    return {"kind": "heading", "level": block.level + 1, "text": plain(block.text)}


def _text(block, _locale):
    drawing = picture(block.picture)
    if drawing:
        return {"kind": "pictured", "lines": _lines(block.text), "svg": drawing}
    return {"kind": "text", "lines": _lines(block.text)}


def _lines(text):
    return [line for line in plain(text).split("\n") if line.strip()]


def _bullets(block, _locale):
    return {"kind": "bullets", "items": [plain(item) for item in block.items]}


def _quote(block, _locale):
    return {
        "kind": "quote", "lines": _lines(block.text), "label": plain(block.label),
        "locale": block.locale.replace("_", "-"), "direction": direction(block.locale),
    }  # fmt: skip


def _to_write(block, _locale):
    return {"kind": "to_write", "lines": _lines(block.prompt)}


def _chart(block, _locale):
    return {
        "kind": "chart", "title": plain(block.title), "sentence": plain(block.sentence), "svg": standalone(block.svg),
    }  # fmt: skip


def _table(block, locale):
    lines = [
        [plain(printed(value, column.kind, locale)).strip() or "[z]"
         for value, column in zip(row, block.columns, strict=True)]
        for row in block.rows
    ]  # fmt: skip
    return {
        "kind": "table",
        "title": plain(block.title),
        "header": [plain(title) for title in block.header],
        "figures": [is_figure(column) for column in block.columns],
        "widths": column_widths(block.header, lines, TEXT_WIDTH_CM),
        "rows": lines,
        "notes": [line for note in notes_of(block, locale) for line in _lines(note)],
    }


WRITERS = {
    Heading: _heading,
    Paragraph: _text,
    Bullets: _bullets,
    Table: _table,
    Chart: _chart,
    Quote: _quote,
    ToWrite: _to_write,
}
