"""Charts as our own inline SVG: no inline style, readable without colour, text of one size on every screen."""

import textwrap
from dataclasses import dataclass

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
    return _svg(name, title, description, height, grid + Markup("").join(parts))


def _axis_end(lines):
    """The share at the end of the axis: the next whole tenth above the longest range."""
    widest = max((line.high or 0 for line in lines), default=0)
    return min(1.0, max(0.1, -(-widest * 10 // 1) / 10))


def _x(share, top):
    return f"{share / top * BAR_WIDTH:.2f}%"


def _tick(share, top, y, start=0):
    x = _x(share, top)
    return Markup(
        '<line class="app-chart__grid" x1="{x}" x2="{x}" y1="{start}" y2="{y}"/>'
        '<text class="app-chart__axis" x="{x}" y="{text_y}" text-anchor="{anchor}">{words}</text>'
    ).format(x=x, y=y, start=start, text_y=y + 20, anchor="middle" if share else "start", words=f"{share:.0%}")


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


@dataclass(frozen=True)
class Dots:
    """One line of a dot plot: its words, and a share for each series; None where there is none to show."""

    words: str
    shares: tuple[float | None, ...]


#: of the series of a dot plot, told apart by shape: drawn around a point, at most so many series
SHAPES = (
    '<circle class="app-chart__dot" r="7"/>',
    '<path class="app-chart__hollow" d="M0 -9 9 0 0 9 -9 0Z"/>',
    '<path class="app-chart__hollow" d="M-7 -7H7V7H-7Z"/>',
    '<path class="app-chart__dot" d="M0 -8 8 7H-8Z"/>',
    '<path class="app-chart__cross" d="M-6 -6 6 6M6 -6 -6 6"/>',
)


def dot_chart(name, title, description, series, rows):
    """Shares side by side, a shape for each series; the shapes are named above the plot.

    series : names, at most as many as SHAPES
    rows   : Dots, in the order in which they are drawn
    """
    top = _axis_end([_Ends(max((share for share in row.shares if share is not None), default=0)) for row in rows])
    parts, y = [], 0
    for number, words in enumerate(series):
        label = Markup('<text class="app-chart__words" x="22" y="{}">{}</text>').format(y + 16, words)
        parts.append(_shape(number, "9", y + 10) + label)
        y += LINE_HEIGHT
    y, start = y + GAP, y + GAP
    for row in rows:
        wrapped = textwrap.wrap(row.words, LETTERS) or [""]
        for text in wrapped:
            parts.append(Markup('<text class="app-chart__words" x="0" y="{}">{}</text>').format(y + 17, text))
            y += LINE_HEIGHT
        middle = y + BAR_HEIGHT / 2
        placed = [(n, share) for n, share in enumerate(row.shares) if share is not None]
        if placed:
            ends = [_x(edge(share for _n, share in placed), top) for edge in (min, max)]
            parts.append(
                Markup('<line class="app-chart__range" x1="{}" x2="{}" y1="{y}" y2="{y}"/>').format(*ends, y=middle)
            )
        parts += [_shape(n, _x(share, top), middle) for n, share in placed]
        y += BAR_HEIGHT + GAP
    grid = Markup("").join(
        _tick(tenth / 10, top, y, start) for tenth in range(0, round(top * 10) + 1, 1 if top < 0.65 else 2)
    )
    return _svg(name, title, description, y + AXIS_HEIGHT, grid + Markup("").join(parts))


@dataclass(frozen=True)
class _Ends:
    high: float


def _shape(number, x, y):
    drawn = Markup(SHAPES[number])  # noqa: S704 - our own constants  # nosemgrep
    return Markup('<svg x="{}" y="{}" overflow="visible">{}</svg>').format(x, y, drawn)


#: pixels of the longest column, and of the words under it
COLUMN_HEIGHT, WORDS_HEIGHT = 150, 28
#: more columns than this have no room for their number
MOST_NUMBERED = 10


def column_chart(name, title, description, columns):
    """Columns over time, the first at the left: columns are (words, number); the first and the last are named."""
    most = max((n for _words, n in columns), default=0) or 1
    step, parts = 100 / max(len(columns), 1), []
    bottom = COLUMN_HEIGHT + LINE_HEIGHT
    for place, (_words, n) in enumerate(columns):
        height = round(n / most * COLUMN_HEIGHT, 1)
        x, width = f"{place * step + step * 0.1:.2f}%", f"{step * 0.8:.2f}%"
        column = Markup('<rect class="app-chart__bar" x="{}" y="{}" width="{}" height="{}"/>')
        parts.append(column.format(x, bottom - height, width, height))
        if len(columns) <= MOST_NUMBERED or n == most:
            at = f"{(place + 0.5) * step:.2f}%"
            anchor = "middle" if len(columns) <= MOST_NUMBERED or 0.1 < place / len(columns) < 0.9 else (
                "start" if place < len(columns) / 2 else "end"
            )  # fmt: skip
            parts.append(
                Markup('<text class="app-chart__share" x="{}" y="{}" text-anchor="{}">{}</text>').format(
                    at, bottom - height - 5, anchor, n
                )
            )
    parts.append(Markup('<line class="app-chart__range" x1="0" x2="100%" y1="{y}" y2="{y}"/>').format(y=bottom))
    ends = [(columns[0][0], "0", "start"), (columns[-1][0], "100%", "end")] if columns else []
    parts += [
        Markup('<text class="app-chart__axis" x="{}" y="{}" text-anchor="{}">{}</text>').format(
            x, bottom + 20, anchor, words
        )
        for words, x, anchor in (ends if len(columns) > 1 else ends[:1])
    ]
    return _svg(name, title, description, bottom + WORDS_HEIGHT, Markup("").join(parts))


def _svg(name, title, description, height, content):
    return Markup(
        '<svg class="app-chart" role="img" aria-labelledby="{name}-title {name}-desc" width="100%" '
        'height="{height}" focusable="false"><title id="{name}-title">{title}</title>'
        '<desc id="{name}-desc">{description}</desc>{content}</svg>'
    ).format(name=name, title=title, description=description, height=height, content=content)
