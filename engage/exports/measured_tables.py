"""Numbers, dates and scales of an analyst's workbook: how many gave what, and the middle."""

from engage.exports.document import Column, Table

MIDDLE = ("median", "median_low", "median_high", "lower_quartile", "upper_quartile", "mean", "mean_low", "mean_high")
HEADINGS = ("Median", "Median from", "Median to", "Lower quartile", "Upper quartile", "Mean", "Mean from", "Mean to")


def numbers_and_dates(measured):
    """A line for each number, step of numbers, month or year."""
    header = "Section", "Question", "What was given", "Unit", "People", "Number who answered", "Left blank"
    rows = tuple(
        (asked.title, asked.question, words, asked.unit, n, asked.answered, asked.blank)
        for asked in measured
        for words, n in asked.lines
    )
    return Table("numbers-and-dates", "Numbers and dates", tuple(map(Column, header)), rows)


def middles(rankings, measured):
    """A line for each number and scale of which at least 30 people told one."""
    found = [(one.title, one.question, "points", one.middle) for one in rankings if one.middle]
    found += [(one.title, one.question, one.unit, one.middle) for one in measured if one.middle]
    rows = tuple((*head, middle.n, *(_known(getattr(middle, name)) for name in MIDDLE)) for *head, middle in found)
    columns = ("Section", "Question", "Unit", "Base: gave a number or chose a point", *HEADINGS)
    return Table("middles", "Medians, quartiles and means", tuple(map(Column, columns)), rows)


def _known(number):
    return "" if number is None else round(number, 2)
