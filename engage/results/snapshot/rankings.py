"""What matters most, as it may be printed: a rank tells no more than the figures beside it."""

from analysis.scales import printed_middle
from engage.results.snapshot.printing import Exact, Printed
from engage.results.snapshot.wording import both
from forms.question_settings import point_of

MIDDLE = ("mean", "mean_low", "mean_high", "median", "median_low", "median_high")


def of(found, people, print_):
    return [_section(section, people, print_) for section in found.rankings]


def _section(section, people, print_):
    holder, question, _id = people.wordings.questions[section.key]
    locales, n_people = people.definition.locales, len(people.responses)
    answered = print_.total(section.answered)
    # the order of the true figures would tell more than those that are printed: the order of the questionnaire first
    places = {option.key: place for place, option in enumerate(question.options)}
    lines = sorted(section.lines, key=lambda line: places.get(line.option, len(places)))
    printed = print_.shares([(line.count, line.base) for line in lines], section.answered, section.most)
    if answered is None:
        printed = [Printed(None, None, mark="c")] * len(lines)
    ranks = _ranks(lines, printed)
    rows = [
        _line(line, figures, rank, people.wordings.options[section.key, line.option][1], locales)
        for line, figures, rank in zip(lines, printed, ranks, strict=True)
    ]
    # as everywhere, an option of one wording that is not ranked comes after all that are
    keys = [(not line.rank, one.order is None, -(one.order or 0)) for line, one in zip(lines, printed, strict=True)]
    order = range(len(rows)) if section.is_in_order else sorted(range(len(rows)), key=keys.__getitem__)
    return {
        "key": section.key,
        "section": holder.key,
        "titles": both(holder.title, locales),
        "question": both(question.text, locales),
        "type": section.type,
        "most": section.most,
        "answered": answered,
        "blank": print_.part(section.blank, n_people),
        "lines": [rows[place] for place in order],
        **_more(section, [rows[place] for place in order], answered, print_),
    }


def _more(section, rows, answered, print_):
    """Of a scale its middle, of an order its first choices; both of what is printed alone."""
    if section.type == "scale":
        return {"middle": _middle(rows, answered if isinstance(print_, Exact) else None)}
    if section.type == "rank" and section.order:
        return {"first": _first(section.order, rows, print_)}
    return {}


def _middle(rows, exactly):
    counts = {point: row["count"] for row in rows if (point := point_of(row["option"])) is not None}
    if exactly is not None:
        exactly -= sum(row["count"] or 0 for row in rows if point_of(row["option"]) is None)
    found = printed_middle(counts, exactly)

    def said(name):
        number = getattr(found, name, None)
        return None if number is None else round(number, 1)

    return {name: said(name) for name in MIDDLE}


def _first(order, rows, print_):
    """Of those who gave an order: whom they put first. Each put one option first, so the counts add up to them."""
    counted = {line.option: line for line in order.lines}
    lines = [counted[row["option"]] for row in rows if row["option"] in counted]
    base = print_.total(order.n_ordered)
    printed = print_.shares([(line.n_first, order.n_ordered) for line in lines], order.n_ordered, 1)
    return {
        "ordered": base,
        "lines": [
            {"option": line.option, "count": figures.count, "share": figures.share, "mark": figures.mark}
            for line, figures in zip(lines, printed, strict=True)
            if base is not None
        ],
    }


def _ranks(lines, printed):
    """As "2" or "2=", of what is printed alone; empty where the figure is kept back or the option has no rank."""
    ranked = [figures.order if line.rank else None for line, figures in zip(lines, printed, strict=True)]
    known = [order for order in ranked if order is not None]
    return [
        "" if order is None else f"{1 + sum(other > order for other in known)}{'=' * (known.count(order) > 1)}"
        for order in ranked
    ]


def _line(line, figures, rank, option, locales):
    places = {"best": line.best, "worst": line.worst, "band": line.band, "top": line.top}
    if not rank:
        places = {"best": None, "worst": None, "band": None, "top": ""}
    return {
        "option": line.option,
        "words": both(option.text, locales),
        "rank": rank,
        "count": figures.count,
        "base": figures.base,
        "share": figures.share,
        "low": figures.low,
        "high": figures.high,
        **places,
        "only_in": line.only_in,
        "mark": figures.mark,
    }
