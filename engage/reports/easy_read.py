"""A draft of the summary in Easy Read: one short sentence a row with a picture beside it, for a person to finish."""

import re

from engage.exports.document import Document, Heading, Paragraph, ToWrite
from engage.exports.furniture import in_language
from engage.reports import figures

MOST_WORDS = 15
#: of each section and of each question, that are told
MOST_OPTIONS = 3
VARIANT = "easy_read"


def build(snapshot, locale="en"):
    """The Document of this draft in one language."""
    _ = in_language(locale)
    title = _plain(figures.said(snapshot["consultation"]["titles"], locale, VARIANT))
    blocks = (
        ToWrite(
            _("This is a draft. Read every sentence. Try it with people who use Easy Read before it is published.")
        ),
        *_opening(snapshot, locale),
        *_priorities(snapshot, locale),
        *_themes(snapshot, locale),
        *_next(snapshot, locale),
    )
    return Document(_("%(title)s: Easy Read") % {"title": title}, locale, "easy-read", blocks)


def row(picture, sentence, locale):
    """The sentence with its picture; one that is too long is left for a person to say shorter."""
    if len(sentence.split()) <= MOST_WORDS:
        return Paragraph(sentence, picture)
    _ = in_language(locale)
    return ToWrite(_("Say this in %(n)s words or fewer: %(words)s") % {"n": MOST_WORDS, "words": sentence})


def rows(picture, text, locale):
    """One row for each sentence."""
    for sentence in re.split(r"(?<=[.!?؟])\s+", text.strip()):
        if sentence:
            yield row(picture, sentence, locale)


def _plain(words):
    """Without the full stop, so that it can stand inside another sentence."""
    return words.strip().rstrip(".")


def _opening(snapshot, locale):
    _ = in_language(locale)
    headline = figures.said(snapshot["words"].get("headline", {}), locale, VARIANT)
    if headline:
        yield from rows("speech", headline, locale)
    yield Heading(1, _("What we did"))
    yield row("talking", _("We asked people what they think."), locale)
    if snapshot["taking"]["people"] is not None:
        people = figures.count_words(snapshot["taking"]["people"], locale)
        yield row("people", _("About %(n)s people told us.") % {"n": people}, locale)
    opened, closed = (figures.day(snapshot["consultation"][key], locale) for key in ("opened_on", "closed_on"))
    yield row("calendar", _("We asked from %(opened)s to %(closed)s.") % {"opened": opened, "closed": closed}, locale)
    n_activities = sum(one["n"] for one in snapshot["activities"])
    if n_activities:
        yield row("community", _("We also met people in groups."), locale)


def _priorities(snapshot, locale):
    _ = in_language(locale)
    for part in snapshot["rankings"]:
        told = [line for line in part["lines"] if line["rank"] and line["count"]][:MOST_OPTIONS]
        if not told:
            continue
        yield Heading(1, _plain(figures.said(part["titles"], locale, VARIANT)))
        yield row("question_mark", _("We asked what matters most."), locale)
        yield row("three", _("People could choose up to 3 things."), locale)
        for line in told:
            words = {"option": _plain(figures.said(line["words"], locale, VARIANT)),
                     "n": figures.count_words(line["count"], locale)}  # fmt: skip
            yield row("tick", _("About %(n)s people chose: %(option)s.") % words, locale)
        if len(told) > 1 and told[1]["best"] == 1:
            yield row("scales", _("The first answers are very close."), locale)


def _themes(snapshot, locale):
    """The themes have names that officers use: a person says them in easy words."""
    _ = in_language(locale)
    for part in snapshot["themes"]:
        told = [line for line in part["lines"] if line["n_comments"]][:MOST_OPTIONS]
        if not told:
            continue
        title = figures.said(part["titles"], locale, VARIANT)
        yield Heading(
            1, _("What people wrote: %(title)s") % {"title": _plain(title)} if title else _("What people wrote")
        )
        for line in told:
            yield row("pencil", _("People wrote about: %(theme)s.") % {"theme": _plain(line["name"])}, locale)
        yield ToWrite(_("Say these themes in easy words."))


def _next(snapshot, locale):
    _ = in_language(locale)
    yield Heading(1, _("What happens next"))
    words = figures.said(snapshot["words"].get("next", {}), locale, VARIANT)
    if words:
        yield from rows("start", words, locale)
    else:
        yield ToWrite(_("Say what the council will do with this, who decides, and when."))
    yield row("privacy", _("Nobody can see from this who said what."), locale)
