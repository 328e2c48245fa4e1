"""Numbers and dates that people gave, as they may be printed: grouped, with a middle that is nobody's own."""

import datetime as dt
from decimal import Decimal

from analysis.disclosure import grouped, middle, nice_steps
from engage.extracts import responses as extracts
from engage.results.snapshot.wording import both
from forms.question_types import VALUE, of_holding

YEAR = 12
#: of dates: a month, a year, and more years
MONTHS = (1, *(YEAR * step for step in nice_steps(1000)))
MIDDLE = ("mean", "mean_low", "mean_high", "median", "median_low", "median_high", "lower_quartile", "upper_quartile")


def of(people, print_):
    return [_measure(people, print_, *asked[:2]) for asked in people.wordings.of_type(*of_holding(VALUE))]


def _measure(people, print_, section, question):
    frame = extracts.values(people.questionnaire_id, question.key)
    frame = frame[frame["response_id"].isin(people.responses["response_id"])]
    given = frame["value"].dropna().tolist()
    groups, told = (_numbers if question.type == "number" else _dates)(question, given)
    answered = print_.total(len(given))
    _base, figures = print_.profile({place: group[2] for place, group in enumerate(groups)}, len(given))
    locales = people.definition.locales
    return {
        "key": question.key,
        "section": section.key,
        "titles": both(section.title, locales),
        "question": both(question.text, locales),
        "type": question.type,
        "unit": both(question.unit, locales) if question.unit else {},
        "answered": answered,
        "blank": print_.part(len(frame) - len(given), len(people.responses)),
        "lines": [
            {"low": low, "high": high, "count": figures[place].count, "share": figures[place].share,
             "mark": figures[place].mark}
            for place, (low, high, _n) in enumerate(groups)
            if answered is not None
        ],
        **told,
    }  # fmt: skip


def _numbers(question, given):
    """Groups and the middle, in the unit of the question."""
    scale = Decimal(10) ** question.decimals
    values = [int((Decimal(value) * scale).to_integral_value()) for value in given]
    ends = [None if end is None else int(end * scale) for end in (question.lowest, question.highest)]
    steps = nice_steps(max(values) - min(values) + 1) if values else (1,)
    found = middle(values)

    def said(number, places=question.decimals):
        if number is None:
            return None
        number = round(float(Decimal(repr(number)) / scale), places)
        return int(number) if number.is_integer() else number

    groups = [(said(group.low), said(group.high), group.n) for group in grouped(values, steps, *ends)]
    return groups, {name: said(getattr(found, name), question.decimals + 1) for name in MIDDLE}


def _dates(_question, given):
    """Groups by month as "2026-03", or by year as "2026", and no middle."""
    days = [dt.date.fromisoformat(value) for value in given]
    found = grouped([YEAR * day.year + day.month - 1 for day in days], MONTHS)
    is_by_year = all(end is None or (end + place) % YEAR == 0 for one in found for place, end in
                     enumerate((one.low, one.high)))  # fmt: skip

    def said(month):
        if month is None:
            return None
        return f"{month // YEAR:04}" if is_by_year else f"{month // YEAR:04}-{month % YEAR + 1:02}"

    return [(said(group.low), said(group.high), group.n) for group in found], dict.fromkeys(MIDDLE)
