"""The words that a file brings along itself, in the language of its document, and figures as that language writes them.

No request is needed: a file is made by a worker or from the command line too.
"""

import datetime as dt
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from babel.support import Translations

from engage.config import ROOT
from engage.exports import anchor
from engage.exports.document import Mark

#: of a bold letter of a table, as wide as most; and what stands free beside the text of a cell
LETTER_CM, PADDING_CM = 0.23, 0.5
#: in letters: a longer word is broken, and more text than this asks for no more room
LONGEST_WORD, LONGEST_TEXT = 20, 60
TRANSLATIONS = ROOT / "engage" / "translations"


@lru_cache(maxsize=20)
def catalogue(locale):
    """Our words in a language; those of English where it has none."""
    return Translations.load(str(TRANSLATIONS), [locale.replace("-", "_")])


def in_language(locale):
    """gettext of a language, to be called `_` so that its words are found for translation."""
    return catalogue(locale).gettext


def direction(locale):
    """ "rtl" or "ltr"; of a language that nobody knows "ltr"."""
    try:
        return Locale.parse(locale, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def printed(value, kind, locale):
    """A cell in words, as a person reads it: "1,204", "43%", "7 October 2026", "[c]"."""
    tongue = locale.replace("-", "_")
    if value is None:
        return ""
    if isinstance(value, Mark):
        return f"[{value.letter}]"
    if isinstance(value, dt.date):
        return format_date(value, "d MMMM y", locale=tongue)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if kind == "share":
        return _share(value, locale, tongue)
    return format_decimal(round(value, 3) if kind == "number" else value, locale=tongue)


def _share(value, locale, tongue):
    """A share that is not nothing is never printed as 0%, nor one that is not all as 100%."""
    _ = in_language(locale)
    if 0 < value < 0.005:
        return _("under %(share)s") % {"share": format_percent(0.01, locale=tongue)}
    if 0.995 <= value < 1:
        return _("over %(share)s") % {"share": format_percent(0.99, locale=tongue)}
    return format_percent(value, locale=tongue)


def column_widths(header, lines, whole):
    """A share of the whole width for each column: enough for its longest word, and the rest by how much it holds."""
    columns = list(zip(header, *lines, strict=True))
    words = [max(len(word) for text in column for word in (text.split() or [""])) for column in columns]
    least = [LETTER_CM * min(word, LONGEST_WORD) + PADDING_CM for word in words]
    scale = min(1.0, 0.95 * whole / sum(least))
    free = whole - scale * sum(least)
    wanted = [min(LONGEST_TEXT, max(map(len, column))) for column in columns]
    return [scale * one + free * share / (sum(wanted) or 1) for one, share in zip(least, wanted, strict=True)]


def is_figure(column):
    """Does the column hold numbers, which stand at the far side of it?"""
    return column.kind in ("count", "share", "number")


def notes_of(table, locale):
    """What stands under a table: its own notes, then what each shorthand in it means."""
    found = {value.letter for row in table.rows for value in row if isinstance(value, Mark)}
    return (*table.notes, *(f"[{letter}]: {words}" for letter, words in shorthand(locale).items() if letter in found))


def shorthand(locale):
    """letter -> what it stands for."""
    _ = in_language(locale)
    return {
        "c": _("kept back, so that nobody can be recognised"),
        "u": _("too few answers for a steady figure"),
        "z": _("no figure here: it does not apply, or too few people answered"),
    }


def made_on(made_at, locale):
    """As "Made on 7 October 2026. The newest entry of the audit trail before it is 1234:0f1e2d3c4b5a6978."."""
    _ = in_language(locale)
    words, entry = _("Made on %(day)s.") % {"day": printed(made_at.date(), "date", locale)}, anchor.before(made_at)
    if not entry:
        return words
    return f"{words} {_('The newest entry of the audit trail before it is %(entry)s.') % {'entry': entry}}"
