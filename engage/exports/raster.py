"""Drawings for programs that show no SVG of our kind: a chart that stands alone, and any drawing as dots (PNG)."""

import re
from functools import lru_cache

import typst

from engage.config import ROOT
from engage.exports.sent_copy import fonts
from engage.exports.text import plain

PICTURES = ROOT / "static" / "dist" / "pictures"
#: of a chart, in units of its own
WIDTH = 620
STYLE = """
text { font-family: "Noto Sans", "Noto Sans Arabic", Arial, sans-serif; font-size: 16px; fill: #0b0c0c;
  stroke: #fff; stroke-width: 4; paint-order: stroke }
.app-chart__share { font-weight: 700 }
.app-chart__axis { font-size: 14px; fill: #484949 }
.app-chart__grid { stroke: #cecece; stroke-width: 1 }
.app-chart__bar { fill: #4f9378 }
.app-chart__range { stroke: #0b0c0c; stroke-width: 2 }
"""
SOURCE = b"""
#set page(width: auto, height: auto, margin: 0pt, fill: white)
#set text(font: ("Noto Sans", "Noto Sans Arabic"))
#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1pt)
"""
#: dots for each unit: sharp on paper at the width of a page
FINENESS = 2.5


def standalone(svg):
    """A chart of engage.exports.charts with its own size, style and white ground: it needs no page around it."""
    height = float(re.search(r'height="([\d.]+)"', svg)[1])
    start = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}">'
        f'<style>{STYLE}</style><rect width="{WIDTH}" height="{height:g}" fill="#fff"/>'
    )
    return re.sub(r"^<svg[^>]*>", lambda _found: start, plain(svg), count=1)


@lru_cache(maxsize=200)
def png(svg, width=WIDTH):
    """The drawing as PNG bytes, `width` points wide on paper."""
    inputs = {"svg": svg, "width": f"{width:g}"}
    return typst.compile(
        SOURCE, format="png", ppi=72 * FINENESS, sys_inputs=inputs, font_paths=fonts(), ignore_system_fonts=True
    )


def picture(name):
    """The SVG of one of our pictures, or empty: what a council brought itself is on its pages only."""
    path = PICTURES / f"{name}.svg"
    return path.read_text(encoding="utf-8") if name and path.is_file() else ""
