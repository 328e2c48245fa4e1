"""A draft of the summary in Easy Read: one short sentence a row with a picture beside it, for a person to finish."""

import re

from engage.exports.document import Document, Heading, Paragraph, ToWrite
from engage.exports.furniture import in_language, printed
from engage.reports import asked, figures, measured
from engage.results.kinds import PRIORITIES

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
        *_numbers(snapshot, locale),
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
        told = _told(part)
        if not told:
            continue
        most = part.get("most", 3)
        yield Heading(1, _plain(asked.name(part, snapshot, locale, VARIANT)))
        if part.get("type", "top_three") in PRIORITIES:
            yield row("question_mark", _("We asked what matters most."), locale)
        if most > 1:
            yield row("three" if most == 3 else "check_list",
                      _("People could choose up to %(most)s things.") % {"most": most}, locale)  # fmt: skip
        for line in told:
            words = {"option": _plain(figures.said(line["words"], locale, VARIANT)),
                     "n": figures.count_words(line["count"], locale)}  # fmt: skip
            yield row("tick", _("About %(n)s people chose: %(option)s.") % words, locale)
        if len(told) > 1 and not figures.is_in_order(part) and told[1]["best"] == 1:
            yield row("scales", _("The first answers are very close."), locale)


def _told(part):
    """The lines that most people chose; of a scale or a rating, those that are told, in their order."""
    if figures.is_in_order(part):
        told = sorted((line for line in part["lines"] if line["count"]), key=lambda line: -line["count"])[:MOST_OPTIONS]
        return [line for line in part["lines"] if line in told]
    return [line for line in part["lines"] if line["rank"] and line["count"]][:MOST_OPTIONS]


def _numbers(snapshot, locale):
    """Of a number the median; of a date the group of most people."""
    _ = in_language(locale)
    for part in snapshot.get("measures", ()):
        if part["median"] is None and not part["lines"]:
            continue
        yield Heading(1, _plain(figures.said(part["question"], locale, VARIANT)))
        if part["median"] is not None:
            amount = f"{printed(part['median'], 'number', locale)} {measured.unit(part, locale)}".strip()
            yield row("results", _("Half of the people said %(amount)s or less.") % {"amount": amount}, locale)
            continue
        for line in part["lines"]:
            if line["count"]:
                words = {"n": figures.count_words(line["count"], locale),
                         "answer": measured.group_words(part, line, locale)}  # fmt: skip
                yield row("calendar", _("About %(n)s people said: %(answer)s.") % words, locale)


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
