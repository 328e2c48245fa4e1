"""Raking to what the census says of residents: weights, what was merged, and in words why weights are refused.

The headline stays unweighted: a consultation is an account of what people said. Weights answer one question, whether
the order would change if those who answered had matched the residents on a few characteristics.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.frames import CATEGORY, VARIABLE, Column, FrameError, FrameSpec
from analysis.margins import Margin, margins_of, merged
from analysis.patterns import Characteristic

ROUNDS, GAP, FINE_GAP = 100, 1e-6, 1e-12
"""Raking has converged when every margin is this close; it goes on to the finer gap, which costs nothing on cells."""
CAP, CAP_ROUNDS = 5.0, 10
"""No weight is above this many times the mean; capping and raking again are repeated this often."""
LEAST_RESPONSES = 200
LEAST_IN_CATEGORY = 10
MOST_MISSING, WARN_MISSING = 0.20, 0.10
LEAST_EFFICIENCY, WARN_EFFICIENCY = 0.5, 0.7
MOST_POINTS_OFF = 2.0

MARGIN_FIT = FrameSpec(
    "margins before and after weighting",
    (
        VARIABLE,
        CATEGORY,
        Column("respondents", "integer", "responses in the category"),
        Column("share_before", "number", "of those who said, unweighted, 0 to 1", may_be_missing=True),
        Column("share_target", "number", "of residents, 0 to 1"),
        Column("share_after", "number", "of those who said, weighted, 0 to 1", may_be_missing=True),
        Column("points_off", "number", "percentage points between the last two", may_be_missing=True),
    ),
    unique=("variable", "category"),
)


@dataclass(frozen=True)
class Raked:
    """Hold C weights with mean 1 over people, the rounds used, and the largest gap of a margin (0 to 1) in the last."""

    weights: NDArray[np.float64]
    rounds: int
    gap: float

    @property
    def has_converged(self) -> bool:
        """Return whether every margin came close enough."""
        return self.gap <= GAP


@dataclass(frozen=True)
class Weighting:
    """Hold the weights of N responses, or why there are none.

    refusals : reasons in words; where there is one, every weight is 1 and the unweighted results stand. The figures
        below are then of the weights that were refused, or of weights of 1 where it did not come to raking
    warnings : what to say beside the weighted results
    cell : of each response, for `tables_by_group`: the weighting cell it is in
    cell_weights : C weights, mean 1 over responses
    n, n_eff, efficiency : responses, how many equally weighted ones they are worth, and the share of the two
    smallest, largest : weight of a response
    n_capped : responses whose weight was capped
    margins : frame MARGIN_FIT: each category before and after
    """

    refusals: tuple[str, ...]
    warnings: tuple[str, ...]
    cell: Characteristic
    cell_weights: NDArray[np.float64]
    n: int
    n_eff: float
    efficiency: float
    smallest: float
    largest: float
    n_capped: int
    margins: pd.DataFrame

    @property
    def is_refused(self) -> bool:
        """Return whether the weights must not be used."""
        return bool(self.refusals)

    @property
    def weights(self) -> NDArray[np.float64]:
        """Return N weights."""
        return np.asarray(self.cell_weights[self.cell.codes])


def kish(weights: ArrayLike, n: ArrayLike = 1) -> float:
    """Return how many equally weighted people these are worth: (sum of weights)^2 / sum of squared weights.

    weights : of people, or of cells of n people each. 0 where there is nobody.
    Source: Kish L., Survey Sampling (1965); Journal of Official Statistics 8 (1992), 183-200.
    """
    w, people = np.broadcast_arrays(np.asarray(weights, dtype=float), np.asarray(n, dtype=float))
    squares = (people * w**2).sum()
    return float((people * w).sum() ** 2 / squares) if squares else 0.0


def rake(
    n: ArrayLike,
    cells: NDArray[np.integer],
    targets: Sequence[NDArray[np.float64]],
    start: NDArray[np.float64] | None = None,
) -> Raked:
    """Return weights of cells that bring every margin to its target.

    n : C people, one number a cell
    cells : C x V, the category of each cell on each of V variables; -1 where it is missing
    targets : V arrays of shares that sum to 1, all categories with somebody in a cell
    start : C weights to begin with; 1
    Each round multiplies by target share / weighted share, variable after variable. Who misses a variable keeps their
    weight on it: their share stays, and the rest is raked.
    Raises FrameError if nobody is in some category.
    Source: Deming and Stephan, Annals of Mathematical Statistics 11 (1940), 427-444 (iterative proportional fitting).
    """
    people = np.asarray(n, dtype=float)
    for codes, target in zip(cells.T, targets, strict=True):
        if (np.bincount(codes[codes >= 0], people[codes >= 0], len(target)) == 0).any():
            raise FrameError("a category with nobody in it cannot be raked: merge it with another one first")
    weights = np.ones(len(people)) if start is None else start.astype(float)
    gap, rounds = np.inf, 0
    while rounds < ROUNDS and gap > FINE_GAP:
        gap, rounds = 0.0, rounds + 1
        for codes, target in zip(cells.T, targets, strict=True):
            stated = codes >= 0
            now = np.bincount(codes[stated], (people * weights)[stated], len(target))
            gap = max(gap, float(np.abs(now / now.sum() - target).max()))
            weights[stated] *= (target * now.sum() / now)[codes[stated]]
    return Raked(weights * people.sum() / (people * weights).sum(), rounds, gap)


def weigh(
    characteristics: Sequence[Characteristic],
    margins: pd.DataFrame,
    no_target: Mapping[Hashable, Collection[Hashable]] | None = None,
    ordered: Collection[Hashable] = ("age",),
) -> Weighting:
    """Return the weights of responses of residents, or the reasons why there are none.

    characteristics : of N responses of residents (no organisations, no visitors), one for each variable of the
        margins, groups named as the categories there; -1 where the response does not say
    margins : frame `frames.MARGINS`, from a census; see `analysis.margins.margin_problems`
    no_target : variable -> groups without a census figure, as "prefer not to say": they keep their share
    ordered : variables whose categories stand in an order; small ones are merged with a neighbour, else with the
        smallest other one
    Small categories are merged (`analysis.margins.merged`), weights above 5 times the mean are capped and raked again.
    Refused, and said in words, where: fewer than 200 responses; a category with fewer than 10; more than 20% missing
    on a variable; worth less than half the responses (n_eff / n); a margin off by more than 2 points after capping; no
    convergence in 100 rounds; totals of margins more than 1% apart, or another fault of the margins.
    Raises FrameError if the margins are not as specified or a characteristic has no margin.
    Source: proposed thresholds of the house, after DeBell and Krosnick (2009) on raking; nobody's standard.
    """
    found, refusals = margins_of(characteristics, margins, no_target or {})
    cut, notes = [], []
    for margin in found:
        small, words = merged(margin, margin.name in ordered)
        notes += words
        if len(small.categories) > 1:
            cut.append(small)
        else:
            notes.append(f"{small.name} is not weighted on: after merging it has one category")
    n = len(characteristics[0].codes) if characteristics else 0
    refusals += _before(n, cut)
    cells, cell_of, people = _cells(n, cut)
    cell = Characteristic("weighting cell", tuple(range(len(cells))), cell_of)
    if refusals or not cut:
        refusals = refusals or ["no variable is left to weight on"]
        return _result(cut, cell, people, np.ones(len(cells)), 0, refusals, notes)
    raked, n_capped = _capped(people, cells, [margin.target for margin in cut])
    return _judged(cut, cell, people, raked, n_capped, notes)


def _cells(n: int, margins: Sequence[Margin]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return C x V the categories (-1 missing) of every cell with somebody in it, the cell of each response, people."""
    sizes = [len(margin.categories) + 1 for margin in margins]
    if not sizes:
        return np.zeros((min(n, 1), 0), dtype=np.int64), np.zeros(n, dtype=np.int64), np.full(min(n, 1), n)
    keys = np.ravel_multi_index([margin.codes + 1 for margin in margins], sizes)
    people = np.bincount(keys, minlength=int(np.prod(sizes)))
    occurring = np.flatnonzero(people)
    cells = np.stack(np.unravel_index(occurring, sizes), axis=1) - 1
    place = np.cumsum(people > 0) - 1
    return cells, place[keys], people[occurring]


def _before(n: int, margins: Sequence[Margin]) -> list[str]:
    """Return the reasons to refuse that are known before raking."""
    reasons = []
    if n < LEAST_RESPONSES:
        reasons.append(f"{n} people answered; weighting needs {LEAST_RESPONSES} or more")
    for margin in margins:
        few = [
            f"{category} ({count})"
            for category, count in zip(margin.categories, margin.counts, strict=True)
            if count < LEAST_IN_CATEGORY
        ]
        if few:
            named = ", ".join(few)
            reasons.append(f"too few people of {margin.name}: {named}; each needs {LEAST_IN_CATEGORY} or more")
        if margin.share_missing > MOST_MISSING:
            missing = f"{margin.share_missing:.0%} of people have no {margin.name} to weight on"
            reasons.append(f"{missing}; at most {MOST_MISSING:.0%} may")
    return reasons


def _capped(
    people: NDArray[np.integer], cells: NDArray[np.integer], targets: Sequence[NDArray[np.float64]]
) -> tuple[Raked, int]:
    """Return weights at most 5 times their mean, and how many people have one that was capped."""
    raked = rake(people, cells, targets)
    if not raked.has_converged:
        return raked, 0
    weights = raked.weights
    is_capped = np.zeros(len(weights), dtype=bool)
    for _ in range(CAP_ROUNDS):
        if weights.max() <= CAP * (1 + 1e-9):
            break
        is_capped |= weights > CAP
        weights = rake(people, cells, targets, np.minimum(weights, CAP)).weights
    for _ in range(CAP_ROUNDS):  # cutting lowers the mean, which lowers the cap
        weights = np.minimum(weights, CAP)
        weights = weights * people.sum() / (people * weights).sum()
    return Raked(weights, raked.rounds, raked.gap), int(people[is_capped].sum())


def _judged(
    margins: Sequence[Margin],
    cell: Characteristic,
    people: NDArray[np.integer],
    raked: Raked,
    n_capped: int,
    notes: list[str],
) -> Weighting:
    """Return the weights with the reasons to refuse, and to warn, that are known after raking."""
    found = _result(margins, cell, people, raked.weights, n_capped, [], notes)
    refusals, warnings = [], []
    if not raked.has_converged:
        refusals.append(f"raking did not come to an end in {ROUNDS} rounds; the margins may contradict each other")
    for variable, category, points in found.margins[["variable", "category", "points_off"]].itertuples(index=False):
        if abs(points) > MOST_POINTS_OFF:
            refusals.append(f"{variable}, {category} is still {abs(points):.1f} points off after capping")
    worth = f"{found.n} weighted answers are worth {found.n_eff:.0f} ({found.efficiency:.0%})"
    if found.efficiency < LEAST_EFFICIENCY:
        refusals.append(f"{worth}; at least {LEAST_EFFICIENCY:.0%} is needed")
    elif found.efficiency < WARN_EFFICIENCY:
        warnings.append(worth)
    for margin in margins:
        if margin.share_missing > WARN_MISSING:
            warnings.append(f"{margin.share_missing:.0%} of people have no {margin.name} to weight on")
    if n_capped:
        warnings.append(f"{n_capped} weights were capped at {CAP:g} times the mean")
    weights = np.ones(len(people)) if refusals else found.cell_weights
    return replace(found, refusals=tuple(refusals), warnings=(*notes, *warnings), cell_weights=weights)


def _result(
    margins: Sequence[Margin],
    cell: Characteristic,
    people: NDArray[np.integer],
    weights: NDArray[np.float64],
    n_capped: int,
    refusals: Sequence[str],
    warnings: Sequence[str],
) -> Weighting:
    n, n_eff = int(people.sum()), kish(weights, people)
    return Weighting(
        refusals=tuple(refusals),
        warnings=tuple(warnings),
        cell=cell,
        cell_weights=weights,
        n=n,
        n_eff=n_eff,
        efficiency=n_eff / n if n else 0.0,
        smallest=float(weights.min()) if n else 0.0,
        largest=float(weights.max()) if n else 0.0,
        n_capped=n_capped,
        margins=_fit(margins, weights[cell.codes]),
    )


def _fit(margins: Sequence[Margin], weights: NDArray[np.float64]) -> pd.DataFrame:
    """Return frame MARGIN_FIT: every category before and after weighting."""
    parts = []
    for margin in margins:
        stated = margin.codes >= 0
        after = np.bincount(margin.codes[stated], weights[stated], len(margin.categories))
        shares = [np.divide(count, count.sum()) if count.sum() else np.full(len(count), np.nan)
                  for count in (margin.counts, after)]  # fmt: skip
        parts.append(
            pd.DataFrame(
                {
                    "variable": margin.name,
                    "category": list(margin.categories),
                    "respondents": margin.counts,
                    "share_before": shares[0],
                    "share_target": margin.target,
                    "share_after": shares[1],
                    "points_off": 100 * (shares[1] - margin.target),
                }
            )
        )
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=MARGIN_FIT.names)
