"""What the census says of residents, one table a variable: its faults in words, and small categories merged."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.frames import MARGINS, FrameError, check
from analysis.patterns import Characteristic

TOTALS_APART = 0.01
"""Totals of tables of one census differ a little because its counts are changed slightly; more is another area."""
OBSERVATION = "Observation"
LEAST_SHARE, LEAST_COUNT = 0.05, 30
"""A category that holds neither this share of residents nor so many responses is merged with another."""


@dataclass(frozen=True)
class Margin:
    """Hold one variable: its categories, their share of residents, and the category of each of N responses.

    categories : names; merged ones are joined with " and "
    target : shares of residents, sum 1
    codes : N positions, -1 where the response has no category with a target
    """

    name: Hashable
    categories: tuple[Hashable, ...]
    target: NDArray[np.float64]
    codes: NDArray[np.int64]

    @property
    def counts(self) -> NDArray[np.int64]:
        """Return the responses in each category."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.categories))

    @property
    def share_missing(self) -> float:
        """Return the share of responses without a category, 0 to 1; 0 where there are none."""
        return float((self.codes < 0).mean()) if len(self.codes) else 0.0


def census_headings(rows: pd.DataFrame) -> list[str]:
    """Return what a long table of the census is cut by, as "Age (8 categories)"; nothing where it is another table.

    rows : as downloaded from the Office for National Statistics, "create a custom dataset": for each heading a column
        and one called "<heading> Code", and the count in "Observation"
    """
    if OBSERVATION not in rows.columns:
        return []
    return [str(name) for name in rows.columns if f"{name} Code" in rows.columns]


def margins_from_census(
    rows: pd.DataFrame, heading: str, variable: Hashable, groups: Mapping[str, Hashable], source: str, date: str
) -> pd.DataFrame:
    """Return the margins of one variable, frame `frames.MARGINS`, from a long table of the census.

    rows : see `census_headings`; heading : one of them; other headings are added up
    variable : the characteristic these are margins of
    groups : category of the census -> group of the consultation, or None for residents who are not asked (the young);
        several categories may go to one group
    source, date : kept beside every number
    Raises FrameError, naming them, for a heading that is not there, a count that is no whole number from 0, and a
    category that `groups` does not have.
    """
    if heading not in census_headings(rows):
        known = ", ".join(census_headings(rows)) or "none"
        raise FrameError(f"the table is not cut by {heading}; headings with a code beside them: {known}")
    counts = pd.to_numeric(rows[OBSERVATION], errors="coerce")
    wrong = counts.isna() | (counts < 0) | (counts % 1 != 0)
    if wrong.any():
        first = int(wrong.to_numpy().argmax())
        value = rows[OBSERVATION].iloc[first]
        raise FrameError(f"row {first + 1} has {value!r} in the column {OBSERVATION}: a count is a whole number from 0")
    odd = [str(name) for name in rows[heading].unique() if name not in groups]
    if odd:
        raise FrameError(f"say which group these belong to, or that nobody there is asked: {', '.join(odd)}")
    own = rows[heading].map(groups)
    totals = counts.astype(np.int64).groupby(own, sort=False).sum()
    codes = rows[f"{heading} Code"].astype(str).groupby(own, sort=False).unique()
    return pd.DataFrame(
        {
            "variable": [variable] * len(totals),
            "category": totals.index.tolist(),
            "code": [found[0] if len(found) == 1 else None for found in codes],
            "population": totals.to_numpy(),
            "source": source,
            "date": date,
        }
    )[MARGINS.names]


def margin_problems(
    margins: pd.DataFrame, categories: Mapping[Hashable, Collection[Hashable]] | None = None
) -> list[str]:
    """Return in words what is wrong with margins, and how to put it right; an empty list where nothing is.

    margins : frame `frames.MARGINS`, one row per variable and category
    categories : variable -> the groups it has in the consultation; without it, names are not compared
    Looks for: negative numbers, a category twice, variables the consultation does not ask for, categories and wards
    it does not know, totals of variables more than 1% apart, a variable without residents.
    Raises FrameError if a column is missing or holds another kind of value.
    """
    check(margins, MARGINS)
    keys = ["variable", "category"]
    found = [
        f"{row.variable}, {row.category} has {row.population} residents: a number below 0 cannot be right"
        for row in margins[margins["population"] < 0].itertuples()
    ]
    found += [
        f"{variable}, {category} stands in the table more than once; keep one row of it"
        for variable, category in margins.loc[margins.duplicated(keys), keys].drop_duplicates().itertuples(index=False)
    ]
    if categories is not None:
        found += _unknown(margins, categories)
    totals = margins.groupby("variable", sort=False)["population"].sum()
    found += [f"{variable} has no residents at all" for variable in totals.index[totals <= 0]]
    return found + _apart(totals[totals > 0])


def _unknown(margins: pd.DataFrame, categories: Mapping[Hashable, Collection[Hashable]]) -> list[str]:
    found = []
    for variable, rows in margins.groupby("variable", sort=False):
        if variable not in categories:
            known = ", ".join(map(str, categories)) or "nothing"
            found.append(f"the consultation does not ask for {variable}; it asks for {known}")
            continue
        odd = [str(name) for name in rows["category"].unique() if name not in categories[variable]]
        if odd:
            known = ", ".join(map(str, categories[variable]))
            found.append(f"{variable} has categories the consultation does not know: {', '.join(odd)}; known: {known}")
    return found


def _apart(totals: pd.Series) -> list[str]:
    if len(totals) < 2 or totals.max() <= totals.min() * (1 + TOTALS_APART):
        return []
    named = ", ".join(f"{variable} {total:,.0f}" for variable, total in totals.items())
    return [f"the totals of the variables differ by more than 1%: {named}; take all of them from the same area and day"]


def margins_of(
    characteristics: Sequence[Characteristic],
    margins: pd.DataFrame,
    no_target: Mapping[Hashable, Collection[Hashable]],
) -> tuple[list[Margin], list[str]]:
    """Return the Margin of each characteristic, and in words what is wrong with them.

    The arguments are those of `analysis.weighting.weigh`. Where something is wrong no Margin is returned.
    Raises FrameError if margins are not as specified, or have no row of a characteristic.
    """
    check(margins, MARGINS)
    without = [str(found.name) for found in characteristics if found.name not in set(margins["variable"])]
    if without or not characteristics:
        raise FrameError(f"there are no margins of {', '.join(without) or 'anything'} to weight on")
    used = margins[margins["variable"].isin([found.name for found in characteristics])]
    problems = margin_problems(used)
    found = []
    for characteristic in characteristics:
        rows = used[used["variable"] == characteristic.name]
        categories = rows["category"].tolist()
        passed_over = no_target.get(characteristic.name, ())
        odd = [
            str(group)
            for position, group in enumerate(characteristic.groups)
            if group not in categories and group not in passed_over and (characteristic.codes == position).any()
        ]
        if odd:
            problems.append(
                f"{characteristic.name} has groups without residents in the margins: {', '.join(odd)}; "
                "add them, or say that they have no target"
            )
        found.append((characteristic, categories, rows["population"].to_numpy(dtype=float)))
    if problems:
        return [], problems
    return [_margin(*parts) for parts in found], []


def _margin(characteristic: Characteristic, categories: list[Hashable], population: NDArray[np.float64]) -> Margin:
    place = {category: position for position, category in enumerate(categories)}
    of_group = np.array([*(place.get(group, -1) for group in characteristic.groups), -1], dtype=np.int64)
    return Margin(characteristic.name, tuple(categories), population / population.sum(), of_group[characteristic.codes])


def merged(margin: Margin, in_order: bool) -> tuple[Margin, list[str]]:
    """Return the margin with its small categories merged, and what was merged in words.

    A category is small if it holds less than 5% of residents and fewer than 30 responses, or nobody at all. The
    smallest is merged first: with its smaller neighbour where categories stand in an order, else with the smallest
    other one, smaller by residents.
    """
    notes = []
    while len(margin.categories) > 1:
        small = (margin.target < LEAST_SHARE) & (margin.counts < LEAST_COUNT) | (margin.counts == 0)
        if not small.any():
            break
        first = int(np.flatnonzero(small)[np.argmin(margin.target[small])])
        others = np.array([place for place in range(len(margin.categories)) if place != first])
        if in_order:
            others = others[np.abs(others - first) == 1]
        second = int(others[np.argmin(margin.target[others])])
        notes.append(
            f"{margin.name}: {margin.categories[first]} ({margin.counts[first]} people) was merged with "
            f"{margin.categories[second]}"
        )
        margin = _joined(margin, min(first, second), max(first, second))
    return margin, notes


def _joined(margin: Margin, first: int, second: int) -> Margin:
    """Return the margin in which two categories are one, which stands where the first stood."""
    names = list(margin.categories)
    names[first] = f"{names[first]} and {names.pop(second)}"
    target = np.delete(margin.target, second)
    target[first] += margin.target[second]
    codes = np.where(margin.codes == second, first, margin.codes)
    return replace(margin, categories=tuple(names), target=target, codes=codes - (codes > second))
