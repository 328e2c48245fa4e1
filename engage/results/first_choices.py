"""Those who gave an order: first choices and 3-2-1 points, as a check of the ranking by share."""

from dataclasses import dataclass

import pandas as pd

from analysis.answers import read_answers
from analysis.ordered_picks import score_ordered
from analysis.small_bases import base_class
from engage.results.wordings import LOCALE, VARIANT

#: checks that are printed, of those that analysis makes
CHECKS = {"first choices": "By first choices", "3-2-1": "By 3-2-1 points"}


@dataclass(frozen=True)
class OrderLine:
    option: str
    words: str
    #: gave an order and could choose the option
    base: int
    n_first: int
    share_first: float | None
    first_rank: int | None
    points: int
    #: points over the base: 3 if everybody put it first
    mean_points: float | None
    points_rank: int | None
    #: options that were left out share the places left over; None where not everybody could choose every option
    mean_place: float | None


@dataclass(frozen=True)
class OrderCheck:
    """One section: options by first choices, and whether the top three by share is the top three here too."""

    n_ordered: int
    n_not_ordered: int
    lines: tuple[OrderLine, ...]
    #: a sentence for each rule
    changes: tuple[str, ...]


def check(picks, answers, leading, wordings, mean_places):
    """question key -> OrderCheck, of the questions in which somebody gave an order.

    mean_places : question key -> option -> mean place, as mean_places() gives them
    """
    if picks["place"].isna().all():
        return {}
    found = score_ordered(picks, answers, leading)
    counts = found.sections.set_index("section")
    return {
        key: _order_check(
            rows, int(counts.loc[key, "ordered"]), int(counts.loc[key, "not_ordered"]), changes, wordings,
            mean_places.get(key, {}),
        )
        for (key, rows), changes in zip(found.scores.groupby("section", sort=False), found.changes, strict=True)
        if counts.loc[key, "ordered"]
    }


def mean_places(picks, options, shown, offered, wordings):
    """question key -> option -> its mean place among those who gave an order, of the questions that ask for one.

    picks : with every place that was given, not only those that are counted as chosen
    """
    asked = {question.key: question.most for _section, question, _id in wordings.of_type("rank")}
    picks = picks[picks["section"].isin(asked)]
    if picks.empty:
        return {}
    options, shown = options[options["section"].isin(asked)], shown[shown["section"].isin(asked)]
    offered = offered[offered["section"].isin(asked)]
    scores = score_ordered(picks, read_answers(picks, options, shown, asked, offered)).scores
    return {key: dict(_places(rows)) for key, rows in scores.groupby("section", sort=False)}


def _places(rows):
    """Borda points are the number of options less the place, so that the mean of one tells the mean of the other."""
    bases = set(rows["base"])
    if len(bases) == 1 and (base := bases.pop()):
        for row in rows.itertuples():
            yield row.option, len(rows) - row.borda / base


def _order_check(rows, n_ordered, n_not_ordered, changes, wordings, places):
    words = {
        row.option: wordings.options[row.section, row.option][1].text.get(VARIANT, LOCALE) for row in rows.itertuples()
    }
    lines = [
        OrderLine(
            option=row.option,
            words=words[row.option],
            base=row.base,
            n_first=row.first_choices,
            share_first=row.first_choices / row.base if row.base else None,
            first_rank=None if pd.isna(row.first_choice_rank) else int(row.first_choice_rank),
            points=row.points,
            mean_points=row.points / row.base if row.base else None,
            points_rank=None if pd.isna(row.points_rank) else int(row.points_rank),
            mean_place=places.get(row.option),
        )
        for row in rows.itertuples()
    ]
    told = [_told(CHECKS[change.check], change, words) for change in changes if change.check in CHECKS]
    return OrderCheck(
        n_ordered=n_ordered,
        n_not_ordered=n_not_ordered,
        lines=tuple(sorted(lines, key=lambda line: (line.first_rank is None, line.first_rank, line.points_rank))),
        changes=tuple(told) if base_class(n_ordered) in ("low", "full") else (),
    )


def _told(rule, change, words):
    if change.holds is None:
        return f"{rule}: whether the top three changes cannot be said."
    if change.holds:
        same = "in the same order" if change.same_order else "in another order"
        return f"{rule}, the same options are the top three, {same}."
    return f"{rule}, the top three changes: {entering(change, words)}."


def entering(change, words):
    """As "“Trees” comes in, “Buses” goes out"."""
    parts = [f"“{words[option]}” comes in" for option in change.enters]
    return ", ".join(parts + [f"“{words[option]}” goes out" for option in change.leaves])
