"""Numbers and dates in reports: how many people gave what, and the middle of numbers, as they were frozen."""

import datetime as dt

from babel.dates import format_skeleton

from engage.exports.document import Column, Heading, Paragraph, Table
from engage.exports.furniture import in_language, printed
from engage.reports import figures


def blocks(snapshot, locale):
    """The section of a report; nothing where no number and no date is asked for."""
    # releases that were frozen before numbers could be asked for have none
    parts = snapshot.get("measures", ())
    if not parts:
        return
    _ = in_language(locale)
    yield Heading(1, _("Numbers and dates"))
    for part in parts:
        yield Heading(2, figures.said(part["question"], locale))
        if part["answered"] is None:
            yield Paragraph(_("Too few people answered this question: its figures are kept back."))
            continue
        if words := middle_words(part, unit(part, locale), locale):
            yield Paragraph(words)
        if part["lines"]:
            yield _table(part, locale)
        else:
            yield Paragraph(_("The answers are too few or too alike to be told in groups of at least ten people."))


def middle_words(part, measured_in, locale):
    """Median, quartiles and mean in sentences, each only where it is told; empty where none is.

    part : has median, mean and the ends of both, and may have quartiles
    measured_in : as "miles"; empty where there is no unit
    """
    _ = in_language(locale)

    def amount(number):
        return f"{printed(number, 'number', locale)} {measured_in}".strip()

    told = []
    if part["median"] is not None:
        told.append(_("Half of the people gave %(median)s or less.") % {"median": amount(part["median"])})
        told += _between(part["median_low"], part["median_high"], amount, locale)
    ends = part.get("lower_quartile"), part.get("upper_quartile")
    if None not in ends:
        told.append(_("A quarter gave %(low)s or less, and a quarter %(high)s or more.")
                    % {"low": amount(ends[0]), "high": amount(ends[1])})  # fmt: skip
    if part["mean"] is not None:
        told.append(_("The mean is %(mean)s.") % {"mean": amount(part["mean"])})
        told += _between(part["mean_low"], part["mean_high"], amount, locale)
    return " ".join(told)


def _between(low, high, amount, locale):
    if low is None or high is None:
        return []
    words = in_language(locale)("If a similar set of people had answered, this could lie between %(low)s and %(high)s.")
    return [words % {"low": amount(low), "high": amount(high)}]


def unit(part, locale):
    return figures.said(part["unit"], locale) if part["unit"] else ""


def group_words(part, line, locale):
    """As "10 to 19", "20 or more", "May 2026" or "2024 or earlier"."""
    _ = in_language(locale)
    low, high = (None if end is None else _end(part, end, locale) for end in (line["low"], line["high"]))
    is_number = part["type"] == "number"
    if low is None:
        return (_("%(end)s or less") if is_number else _("%(end)s or earlier")) % {"end": high}
    if high is None:
        return (_("%(end)s or more") if is_number else _("%(end)s or later")) % {"end": low}
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def _end(part, end, locale):
    if part["type"] == "number":
        return printed(end, "number", locale)
    if len(end) == len("2026"):
        return end
    return format_skeleton("yMMMM", dt.date.fromisoformat(f"{end}-01"), locale=locale.replace("-", "_"))


def _table(part, locale):
    _ = in_language(locale)
    measured_in = unit(part, locale)
    answer = _("Answer in %(unit)s") % {"unit": measured_in} if measured_in else _("Answer")
    columns = Column(answer), Column(_("People"), "count"), Column(_("Share"), "share")
    rows = tuple(
        (group_words(part, line, locale), figures.figure(line["count"], line["mark"]), figures.share(line))
        for line in part["lines"]
    )
    notes = (
        _("Base: %(n)s people who answered this question. Each group has at least ten people, so that nobody's own "
          "answer is told; the smallest and the largest are not told.")
        % {"n": figures.count_words(part["answered"], locale)},
        *figures.weak_note(part["lines"], locale),
    )  # fmt: skip
    return Table(f"measure-{part['key']}", figures.said(part["question"], locale), columns, rows, notes)
