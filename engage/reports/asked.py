"""Questions that are answered with options, in reports: what matters most, and what people answered otherwise."""

from collections import Counter

from engage.exports.document import Column, Heading, Paragraph, Table
from engage.exports.furniture import in_language
from engage.reports import figures, measured
from engage.results.kinds import PRIORITIES


def blocks(snapshot, locale, is_full=False):
    """Two chapters: questions about what matters most, and the others; each only where there is one."""
    _ = in_language(locale)
    chapters = {True: _("What matters most"), False: _("What people answered")}
    for is_priority, title in chapters.items():
        parts = [part for part in snapshot["rankings"] if _is_priority(part) == is_priority]
        if parts:
            yield Heading(1, title)
        for part in parts:
            yield Heading(2, name(part, snapshot, locale))
            yield from _part(part, snapshot, locale, is_full)


def _is_priority(part):
    # releases that were frozen before there were other types do not say it
    return part.get("type", "top_three") in PRIORITIES


def name(part, snapshot, locale, variant="standard"):
    """The title of the section, where it asks nothing else that is answered with options; else the question."""
    n_asked = Counter(one["section"] for one in snapshot["rankings"])
    return figures.said(part["titles"] if n_asked[part["section"]] == 1 else part["question"], locale, variant)


def _part(part, snapshot, locale, is_full):
    title = name(part, snapshot, locale)
    yield from figures.ranking_blocks(part, title, locale, is_full)
    if part["answered"] is not None and part.get("middle"):
        yield from _middle(part["middle"], locale)
    if part["answered"] is not None and part.get("first", {}).get("lines"):
        yield _first(part, title, locale)


def _middle(found, locale):
    """The median before the mean, and what a mean of a scale is worth."""
    _ = in_language(locale)
    if words := measured.middle_words(found, "", locale):
        yield Paragraph(words)
        if found["mean"] is not None:
            yield Paragraph(_("The mean takes every step of the scale as equally wide, which nobody can know: read it "
                              "beside the median and the figures. Who did not know is in neither."))  # fmt: skip


def _first(part, title, locale):
    """Those who gave an order, by what they put first."""
    _ = in_language(locale)
    words = {line["option"]: line["words"] for line in part["lines"]}
    rows = tuple(
        (figures.said(words[line["option"]], locale), figures.figure(line["count"], line["mark"]), figures.share(line))
        for line in part["first"]["lines"]
    )
    columns = Column(_("Option")), Column(_("Put it first"), "count"), Column(_("Share"), "share")
    notes = (_("Base: %(n)s people who gave an order. Each put one option first.")
             % {"n": figures.count_words(part["first"]["ordered"], locale)},
             *figures.weak_note(part["first"]["lines"], locale))  # fmt: skip
    return Table(f"first-{part['key']}", _("First choices: %(title)s") % {"title": title}, columns, rows, notes)
