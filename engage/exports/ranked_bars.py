"""The chart of one ranking for everybody: bars in one grey-proof colour with range lines, in either direction."""

import textwrap

from markupsafe import Markup

#: letters on one line above a bar: the widest that fits 290 px (a 320 px screen) at 16 px
LETTERS = 36
LINE, BAR, GAP, BAND_GAP = 22, 18, 20, 22
#: of the width, for the longest bar; the rest is for its number
WIDTH = 78


def draw(name, title, sentence, bands, number_of, is_rtl=False):
    """An SVG whose title is read aloud, with the sentence beside it.

    name : makes ids unique on the page
    bands : lists of lines with `words`, `share`, `low` and `high`; more room between two bands
    number_of : line -> what stands at its bar
    Where a language runs from right to left, so do the bars.
    """
    widest = max((line.high or line.share for band in bands for line in band), default=1) or 1
    sheet = _Sheet(widest, is_rtl)
    parts, y = [], 0
    for number, band in enumerate(bands):
        y += BAND_GAP if number else 0
        for line in band:
            part, y = _bar(sheet, line, y, number_of(line))
            parts.append(part)
    return Markup(
        '<svg class="app-chart" role="img" aria-labelledby="{name}-title {name}-desc" width="100%" height="{height}"'
        ' focusable="false"><title id="{name}-title">{title}</title><desc id="{name}-desc">{sentence}</desc>'
        "{bars}</svg>"
    ).format(name=name, title=title, sentence=sentence, height=y, bars=Markup("").join(parts))


class _Sheet:
    """Places across the picture, from the side on which a line of words begins."""

    def __init__(self, widest, is_rtl):
        self.widest, self.is_rtl = widest, is_rtl
        self.start, self.step = ("100%", -8) if is_rtl else ("0", 8)

    def length(self, share):
        return share / self.widest * WIDTH

    def x(self, share):
        length = self.length(share)
        return f"{100 - length if self.is_rtl else length:.2f}%"


def _bar(sheet, line, y, number):
    """One option: its words, then its bar with its range. Returns the mark-up and where the next begins."""
    words = textwrap.wrap(f"{line.rank} {line.words}".strip(), LETTERS) or [""]
    texts = [
        Markup('<text class="app-chart__words" x="{}" y="{}">{}</text>').format(sheet.start, y + LINE * n - 5, text)
        for n, text in enumerate(words, 1)
    ]
    y += LINE * len(words)
    middle, end = y + BAR / 2, line.high if line.high is not None else line.share
    left = sheet.x(line.share) if sheet.is_rtl else "0"
    bar = Markup('<rect class="app-chart__bar" x="{}" y="{}" width="{:.2f}%" height="{}"/>').format(
        left, y, sheet.length(line.share), BAR
    )
    text = Markup('<text class="app-chart__share" x="{}" dx="{}" y="{}">{}</text>').format(
        sheet.x(end), sheet.step, middle + 6, number
    )
    return Markup("").join([*texts, bar, _range(sheet, line, middle), text]), y + BAR + GAP


def _range(sheet, line, middle):
    """How far the share could lie from its bar; nothing where it has no range."""
    if line.low is None or line.high is None:
        return Markup("")
    mark = Markup('<line class="app-chart__range" x1="{}" x2="{}" y1="{}" y2="{}"/>')
    low, high = sheet.x(line.low), sheet.x(line.high)
    ends = [(low, high, middle, middle), (low, low, middle - 6, middle + 6), (high, high, middle - 6, middle + 6)]
    return Markup("").join(mark.format(*place) for place in ends)
