"""People who gave an order: first choices, 3-2-1 and Borda points, as a check of the ranking by share.

Weights are a choice of values, not statistics: what matters is whether the top three changes, and that is said.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.answers import Answers
from analysis.frames import ORDERED_PICKS, check
from analysis.options import positions
from analysis.patterns import pattern_table
from analysis.rank_ranges import TOP
from analysis.ranking import competition_ranks
from analysis.steadiness import TopChange, compare_tops


@dataclass(frozen=True)
class OrderedPicks:
    """Hold the answer of `score_ordered`.

    scores : frame `frames.ORDERED_SCORES`, options in questionnaire order
    sections : frame `frames.ORDERED_SECTIONS`: who gave an order
    changes : for each section, in order, whether the top three by first choices, by 3-2-1, by Borda points and by
        split votes is the top three by share
    """

    scores: pd.DataFrame
    sections: pd.DataFrame
    changes: tuple[tuple[TopChange, ...], ...]


def score_ordered(
    picks: pd.DataFrame, answers: Answers, leading: Collection[object] = (), top: int = TOP
) -> OrderedPicks:
    """Return the points of each option among those who gave an order.

    picks : frame `frames.ORDERED_PICKS`, the picks that `answers` was read from, with their place (1 is first)
    answers : what counts: a pick that is not in its masks (over-ticked, unusable) has no points
    leading : wordings whose options are ranked, as in `analysis.ranking.rank`
    top : places that have points: the first has 3, then 2 and 1

    A response gave an order if its m picks have the places 1 to m: one pick with place 1 is an order, and is scored
    as what it is. Picks of which some or none have a place, or of which two have the same, are no order.
    Points, each a sum over those who gave an order and could pick the option:
    first_choices : 1 for the first place
    points : 3, 2, 1 for the places; nothing for what was not given
    borda : K - 1, K - 2, ... for the places; options left over share the points left over. K: options offered
    And over all who answered: split : 1/m for each of m picks (a sensitivity check only).
    Ranks are by points over the base of the option.
    Raises FrameError if picks are not as specified.
    """
    check(picks, ORDERED_PICKS)
    rows, response, place = _placed(picks, answers)
    is_ordered = _is_ordered(rows, response, place, answers)
    used = is_ordered[answers.options.section_of[rows], response]
    rows, place = rows[used], place[used]
    n_rows = len(answers.options.frame)
    totals = {
        "first_choices": np.bincount(rows[place == 1], minlength=n_rows),
        "points": np.bincount(rows, np.maximum(top + 1 - place, 0), n_rows).astype(np.int64),
        "places": np.bincount(rows, place, n_rows),
    }
    is_ranked = answers.is_ranked(leading)
    parts, changes, sections = [], [], []
    for section in range(len(answers.sections)):
        own = answers.options.section_of == section
        part = _section_scores(answers, section, is_ordered[section], {name: n[own] for name, n in totals.items()})
        part = part.assign(**_ranks(part, is_ranked[own]))
        parts.append(part)
        n_ordered, n_answered = int(is_ordered[section].sum()), int((answers.masks[section] > 0).sum())
        changes.append(_changes(part[is_ranked[own]], n_ordered, n_answered, top))
        sections.append((answers.sections[section], n_answered, n_ordered, n_answered - n_ordered))
    scores = pd.concat(parts, ignore_index=True)
    names = ["section", "answered", "ordered", "not_ordered"]
    return OrderedPicks(scores, pd.DataFrame(sections, columns=names), tuple(changes))


def _placed(picks: pd.DataFrame, answers: Answers) -> tuple[NDArray[np.int64], NDArray[np.intp], NDArray[np.int64]]:
    """Return the option row, the response and the place (0: none) of every pick that is in a mask, once each."""
    table = answers.options
    rows = table.locate(table.locate_section(picks["section"]), picks["option"])
    response = positions(picks["response_id"], answers.responses)
    place = np.asarray(picks["place"].astype("Int64").fillna(0), dtype=np.int64)
    bit = np.arange(len(table.frame)) - np.searchsorted(table.section_of, table.section_of)
    masks = answers.masks[table.section_of[rows], response] if answers.masks.size else np.zeros(len(rows), np.int64)
    counted = (rows >= 0) & (response >= 0) & (masks >> bit[rows] & 1 == 1)
    first = ~pd.Series(response * len(table.frame) + rows).duplicated().to_numpy()
    kept = np.flatnonzero(counted & first)
    return rows[kept], response[kept], place[kept]


def _is_ordered(
    rows: NDArray[np.int64], response: NDArray[np.intp], place: NDArray[np.int64], answers: Answers
) -> NDArray[np.bool_]:
    """Return S x N: true where the m picks of an answer have the places 1 to m."""
    shape = answers.masks.shape
    cells = answers.options.section_of[rows] * shape[1] + response
    n_picks = np.bitwise_count(answers.masks).ravel().astype(np.int64)
    is_place = (place >= 1) & (place <= n_picks[cells])
    # m picks with places from 1 to m that add powers of two to 2 ** m - 1 have each place once
    seen = np.bincount(cells[is_place], 2.0 ** (place[is_place] - 1), len(n_picks))
    n_placed = np.bincount(cells[is_place], minlength=len(n_picks))
    return ((n_picks > 0) & (n_placed == n_picks) & (seen == 2.0**n_picks - 1)).reshape(shape)


def _section_scores(
    answers: Answers, section: int, is_ordered: NDArray[np.bool_], totals: dict[str, NDArray[np.int64]]
) -> pd.DataFrame:
    """Return the options of one section with their bases and points."""
    own = answers.options.section_of == section
    offered = None if answers.offers is None else answers.offers.matrix[own].T
    wordings = None if answers.wordings is None else answers.wordings[section]
    options = answers.options.frame[own].reset_index(drop=True)
    keys = options["option"].tolist()
    masks = answers.masks[section]
    everybody = pattern_table(section, keys, masks, wordings, offered)
    ordered = pattern_table(section, keys, np.where(is_ordered, masks, 0), wordings, offered)
    n_offered, n_picks = ordered.offered.sum(axis=1)[:, None], ordered.picked.sum(axis=1)[:, None]
    left_over = (n_offered - n_picks - 1) / 2
    points = np.where(ordered.picked, n_offered, np.where(ordered.offered, left_over, 0))
    splits = everybody.counts @ (everybody.picked / everybody.picked.sum(axis=1, keepdims=True))
    # thirds do not add up to the last digit, and options that are level must stay level
    splits = np.round(splits[0], 9)
    split_share = np.divide(splits, everybody.bases[0], out=np.full(len(keys), np.nan), where=everybody.bases[0] > 0)
    return options.assign(
        base=ordered.bases[0],
        first_choices=totals["first_choices"],
        points=totals["points"],
        borda=(ordered.counts @ points)[0] - totals["places"],
        split=splits,
        share=everybody.shares[0],
        split_share=split_share,
    )


_RANKED = {"first_choice_rank": "first_choices", "points_rank": "points", "borda_rank": "borda"}


def _mean(part: pd.DataFrame, column: str) -> pd.Series:
    return part[column] / part["base"].where(part["base"] > 0)


def _ranks(part: pd.DataFrame, is_ranked: NDArray[np.bool_]) -> dict[str, pd.Series]:
    """Return the ranks by each rule, missing where an option is not ranked or nobody is behind it."""
    found = {name: _mean(part, column) for name, column in _RANKED.items()} | {"split_rank": part["split_share"]}
    ranks = {}
    for name, values in found.items():
        known = is_ranked & values.notna().to_numpy()
        ranks[name] = pd.Series(pd.NA, index=part.index, dtype="Int64")
        ranks[name][known] = competition_ranks(values[known].to_numpy())[0]
    return ranks


def _changes(ranked: pd.DataFrame, n_ordered: int, n_answered: int, top: int) -> tuple[TopChange, ...]:
    options, share = ranked["option"].tolist(), ranked["share"]
    rules = [("first choices", "first_choices"), ("3-2-1", "points"), ("Borda", "borda")]
    # as in steadiness: an option that most who gave an order could not pick says nothing about them
    was_offered = 2 * ranked["base"] > n_ordered
    before = share.where(was_offered)
    found = [
        compare_tops(name, before, _mean(ranked, column).where(was_offered), options, n_ordered, top=top)
        for name, column in rules
    ]
    return (*found, compare_tops("split votes", share, ranked["split_share"], options, n_answered, top=top))
