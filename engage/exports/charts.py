"""Charts as our own inline SVG: no inline style, readable without colour, text of one size on every screen."""

import textwrap

from markupsafe import Markup, escape

#: letters of an option on one line above its bar: the widest that fits 290 px (a 320 px screen) at 16 px
LETTERS = 36
NO_BREAK = "\N{NO-BREAK SPACE}"
LINE_HEIGHT, BAR_HEIGHT, GAP, AXIS_HEIGHT = 22, 18, 20, 30
#: more room between options whose order is steady
BAND_GAP = 22
#: of the width, kept free after the longest bar for its number
BAR_WIDTH = 82


def bar_chart(name, title, description, bands, percent, base_of=lambda line: ""):
    """Horizontal bars, largest first as they come, each with its number and the range it is steady in.

    name    : makes ids unique on the page
    bands   : results.Band, with room between them; a line that nobody could choose has no share, and no bar
    percent : share -> words, as "43%"
    base_of : line -> words about its base where that is its own, as " of 80"; else empty
    Widths are percentages of the picture and heights are pixels, so it fits any screen and its text keeps its size.
    """
    top = _axis_end([line for band in bands for line in band.lines])
    parts, y = [], 0
    for band in bands:
        y += BAND_GAP if parts else 0
        for line in (line for line in band.lines if line.base):
            part, y = _bar(line, y, top, percent, base_of(line))
            parts.append(part)
    height = y + AXIS_HEIGHT
    grid = Markup("").join(_tick(tenth / 10, top, y) for tenth in range(0, round(top * 10) + 1, 1 if top < 0.65 else 2))
    return Markup(
        '<svg class="app-chart" role="img" aria-labelledby="{name}-title {name}-desc" width="100%" '
        'height="{height}" focusable="false"><title id="{name}-title">{title}</title>'
        '<desc id="{name}-desc">{description}</desc>'
        "{grid}{bars}</svg>"
    ).format(name=name, title=title, description=description, height=height, grid=grid, bars=Markup("").join(parts))


def _axis_end(lines):
    """The share at the end of the axis: the next whole tenth above the longest range."""
    widest = max((line.high or 0 for line in lines), default=0)
    return min(1.0, max(0.1, -(-widest * 10 // 1) / 10))


def _x(share, top):
    return f"{share / top * BAR_WIDTH:.2f}%"


def _tick(share, top, y):
    x = _x(share, top)
    return Markup(
        '<line class="app-chart__grid" x1="{x}" x2="{x}" y1="0" y2="{y}"/>'
        '<text class="app-chart__axis" x="{x}" y="{text_y}" text-anchor="{anchor}">{words}</text>'
    ).format(x=x, y=y, text_y=y + 20, anchor="middle" if share else "start", words=f"{share:.0%}")


def _bar(line, y, top, percent, note):
    """One option: its words, then its bar with range and number. Returns the mark-up and where the next begins."""
    places = f" ({line.places})".replace(" to ", NO_BREAK + "to" + NO_BREAK) if line.places else ""
    wrapped = textwrap.wrap(f"{line.rank} {line.words}{places}".strip(), LETTERS) or [""]
    words = [text.replace(NO_BREAK, " ") for text in wrapped]
    texts = Markup("").join(
        Markup('<text class="app-chart__words" x="0" y="{}">{}</text>').format(y + LINE_HEIGHT * n - 5, escape(text))
        for n, text in enumerate(words, 1)
    )
    y += LINE_HEIGHT * len(words)
    middle = y + BAR_HEIGHT / 2
    bar = Markup(
        '<rect class="app-chart__bar" x="0" y="{y}" width="{width}" height="{height}"/>'
        '<line class="app-chart__range" x1="{low}" x2="{high}" y1="{middle}" y2="{middle}"/>'
        '<line class="app-chart__range" x1="{low}" x2="{low}" y1="{from_y}" y2="{to_y}"/>'
        '<line class="app-chart__range" x1="{high}" x2="{high}" y1="{from_y}" y2="{to_y}"/>'
        '<text class="app-chart__share" x="{high}" dx="8" y="{text_y}">{share}</text>'
    ).format(
        y=y, width=_x(line.share, top), height=BAR_HEIGHT, low=_x(line.low, top), high=_x(line.high, top),
        middle=middle, from_y=middle - 6, to_y=middle + 6, text_y=middle + 6, share=percent(line.share) + note,
    )  # fmt: skip
    return texts + bar, y + BAR_HEIGHT + GAP
