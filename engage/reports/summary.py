"""The theme summary: what people told the council, on a few pages, for whoever reads one thing only."""

from engage.exports.document import Bullets, Document, Heading, Paragraph, ToWrite
from engage.exports.furniture import in_language
from engage.reports import asked, figures, measured

#: under each theme, and how many themes of a question have any
MOST_QUOTES = 2


def build(snapshot, locale="en"):
    """The Document of this report in one language."""
    _ = in_language(locale)
    title = figures.said(snapshot["consultation"]["titles"], locale)
    blocks = (
        *opening(snapshot, locale),
        Heading(1, _("Who took part")),
        figures.ways_table(snapshot, locale),
        *asked.blocks(snapshot, locale),
        *measured.blocks(snapshot, locale),
        *themes(snapshot, locale, MOST_QUOTES),
        *what_next(snapshot, locale),
        Heading(1, _("How to read these figures")),
        Bullets(
            (figures.self_selected(locale), figures.disclosure(snapshot, locale), figures.source(snapshot, locale))
        ),
    )
    return Document(_("%(title)s: what people told us") % {"title": title}, locale, "summary", blocks)


def opening(snapshot, locale):
    """The headline that an officer wrote, and how many took part."""
    headline = figures.said(snapshot["words"].get("headline", {}), locale)
    if headline:
        yield Paragraph(headline)
    yield Paragraph(figures.took_part(snapshot, locale))
    yield Paragraph(figures.when(snapshot, locale))


def themes(snapshot, locale, most_quotes, is_full=False):
    """Themes with comments and activities side by side; after each table, quotes of the themes that have any."""
    _ = in_language(locale)
    if not snapshot["themes"]:
        return
    yield Heading(1, _("What people wrote and said"))
    for part in snapshot["themes"]:
        yield Heading(2, figures.theme_title(part, locale))
        yield figures.theme_table(part, locale, is_full)
        for line in part["lines"]:
            if line["quotes"]:
                yield Heading(3, line["name"])
                yield Paragraph(line["description"])
                yield from figures.quote_blocks(line, locale, most_quotes)


def what_next(snapshot, locale):
    _ = in_language(locale)
    yield Heading(1, _("What happens next"))
    words = figures.said(snapshot["words"].get("next", {}), locale)
    if words:
        yield Paragraph(words)
    else:
        yield ToWrite(_("Say what the council will do with this, who decides, and when."))
