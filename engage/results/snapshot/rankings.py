"""What matters most, as it may be printed: a rank tells no more than the figures beside it."""

from engage.results.snapshot.printing import Printed
from engage.results.snapshot.wording import both


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
    order = sorted(range(len(rows)), key=keys.__getitem__)
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
