"""How far two people, or people and the machine, gave the same themes to the same texts; and when to stop listening.

Codings come as tables: one row per text, one column per theme, 1 where the coder gave the theme, 0 where not, and
missing where nobody knows (the coder did not see the text, or people differed and it is not settled). What cannot be
worked out is missing (NaN) in a frame and None alone, never 0 or 1: two coders who used one single code agreed on
nothing that could have come out otherwise.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.frames import Column, FrameError, FrameSpec
from analysis.ranking import wilson

_THEME = Column("theme", "identifier", "which theme")
AGREEMENT = FrameSpec(
    "themes as two coders gave them",
    (
        _THEME,
        Column("n", "integer", "texts that both coded"),
        Column("both", "integer", "texts that both gave the theme"),
        Column("first_only", "integer", "texts that only the first gave it"),
        Column("second_only", "integer", "texts that only the second gave it"),
        Column("neither", "integer", "texts that neither gave it"),
        Column("positive", "number", "positive agreement 2a / (2a + b + c)", may_be_missing=True),
        Column("kappa", "number", "Cohen's kappa", may_be_missing=True),
        Column("alpha", "number", "Krippendorff's alpha", may_be_missing=True),
    ),
    unique=("theme",),
)
_MEASURES = ("precision", "recall", "f1")
SCORES = FrameSpec(
    "themes as the machine gave them, against people",
    (
        _THEME,
        Column("n", "integer", "texts for which both are known"),
        Column("n_people", "integer", "of them, texts that people gave the theme"),
        Column("n_machine", "integer", "of them, texts that the machine gave it"),
        Column("n_both", "integer", "of them, texts that both gave it"),
        *(
            Column(f"{measure}{end}", "number", f"{measure}{meaning}", may_be_missing=True)
            for measure in _MEASURES
            for end, meaning in (("", ", 0 to 1"), ("_low", ", lower end"), ("_high", ", upper end"))
        ),
    ),
    unique=("theme",),
)
VERDICTS = FrameSpec(
    "themes with what may be said of the machine",
    (
        _THEME,
        Column("alpha_people", "number", "alpha of the two people", may_be_missing=True),
        Column("alpha_machine", "number", "mean alpha of the machine with each of them", may_be_missing=True),
        Column("verdict", "text", "one of AS_GOOD, WORSE, UNKNOWN"),
        Column("is_enough", "integer", "1 where the sample is large enough for the figure to be published"),
    ),
    unique=("theme",),
)
AS_GOOD, WORSE, UNKNOWN = "as_good", "worse", "unknown"

GOOD, TENTATIVE = 0.8, 0.667
"""Alpha from which codes may be relied on, and from which only for tentative conclusions (Krippendorff)."""

WORSE_BY = 0.1
"""How much lower the machine's alpha may be before its count is only "about"."""

ENOUGH_TEXTS, ENOUGH_POSITIVES = 200, 30
"""Either is enough to publish the agreement on one theme."""

NO_THEME = frozenset({""})
"""Stands for "no theme" among sets of themes: the distance between two empty sets cannot be worked out."""


def kappa(both: int, first_only: int, second_only: int, neither: int) -> float | None:
    """Return Cohen's kappa of two coders and one theme; None where chance alone makes them agree on everything.

    Source: Cohen, Educational and Psychological Measurement 20 (1960), 37-46, written without divisions by n.
    """
    by_chance = (both + first_only) * (first_only + neither) + (both + second_only) * (second_only + neither)
    return 2 * (both * neither - first_only * second_only) / by_chance if by_chance else None


def alpha_of_theme(both: int, first_only: int, second_only: int, neither: int) -> float | None:
    """Return Krippendorff's alpha of two coders and one theme; None where only one code was used, or no text.

    Source: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section A: two coders, nothing missing.
    """
    ones, zeros = 2 * both + first_only + second_only, 2 * neither + first_only + second_only
    return 1 - (ones + zeros - 1) * (first_only + second_only) / (ones * zeros) if ones and zeros else None


def positive_agreement(both: int, first_only: int, second_only: int) -> float | None:
    """Return how often one coder gave the theme where the other did; None where neither did.

    It stands beside kappa, which falls for rare themes whatever the coders do.
    Source: Cicchetti and Feinstein, Journal of Clinical Epidemiology 43 (1990), 551-558.
    """
    given = 2 * both + first_only + second_only
    return 2 * both / given if given else None


def alpha(codes: Iterable[tuple[Hashable, Hashable, Hashable]], distance: str = "nominal") -> float | None:
    """Return Krippendorff's alpha of any number of coders; None where only one code was used or no text has two.

    codes    : (coder, text, code); leave out what a coder did not code. For sets of themes the code is a frozenset
    distance : "nominal"; for sets "jaccard" or "masi" (Passonneau 2006: also looks at whether one holds the other)
    """
    # Imported here and not above: it takes a second, and the figures of single themes do not need it.
    from nltk.metrics import agreement, binary_distance, jaccard_distance, masi_distance

    distances = {"nominal": binary_distance, "jaccard": jaccard_distance, "masi": masi_distance}
    if distance not in distances:
        raise FrameError(f"the distance must be one of {', '.join(distances)}, not {distance}")
    rows = [(coder, text, NO_THEME if code == frozenset() else code) for coder, text, code in codes]
    n_coders = Counter(text for _, text, _ in rows)
    shared = [row for row in rows if n_coders[row[1]] > 1]
    if len({code for _, _, code in shared}) < 2:
        return None
    return float(agreement.AnnotationTask(data=shared, distance=distances[distance]).alpha())


def alpha_of_sets(codings: Sequence[pd.DataFrame], distance: str = "masi") -> float | None:
    """Return alpha of the sets of themes that coders gave; None where it cannot be worked out.

    codings : one table per coder; a text with anything missing in its row is left out for that coder
    """
    rows = []
    for coder, table in enumerate(codings):
        known = table.dropna()
        themes = np.array(known.columns, dtype=object)
        values = known.to_numpy(dtype=float) > 0
        rows += [(coder, text, frozenset(themes[row])) for text, row in zip(known.index, values, strict=True)]
    return alpha(rows, distance)


def compare(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Return frame AGREEMENT: of each theme, how two coders agree on the texts that both coded.

    first, second : tables of codings; themes are taken from the first, texts may come in any order
    Raises FrameError if the themes differ or a table holds a text twice.
    """
    one, other = _aligned(first, second)
    counts = _counts(one, other)
    rows = []
    for theme, (both, first_only, second_only, neither) in zip(first.columns, counts.tolist(), strict=True):
        four = (both, first_only, second_only, neither)
        figures = (positive_agreement(both, first_only, second_only), kappa(*four), alpha_of_theme(*four))
        rows.append((theme, sum(four), *four, *figures))
    kinds = dict.fromkeys(("positive", "kappa", "alpha"), float)
    return pd.DataFrame(rows, columns=AGREEMENT.names).astype(kinds)


def score(people: pd.DataFrame, machine: pd.DataFrame) -> pd.DataFrame:
    """Return frame SCORES: precision, recall and F1 of the machine on each theme, with 95% intervals.

    people, machine : tables of codings
    Intervals of precision and recall are Wilson's; of F1, Wilson's interval of F* = tp / (tp + fp + fn) taken through
    F1 = 2 F* / (1 + F*), which grows with it.
    Source: Lam, Gopal and Qian, Confidence intervals for the F1 score (arXiv 2309.14621, 2023), Wilson indirect.
    """
    truth, offered = _aligned(people, machine)
    tp, fn, fp, tn = _counts(truth, offered).T
    frame = pd.DataFrame(
        {"theme": list(people.columns), "n": tp + fn + fp + tn, "n_people": tp + fn, "n_machine": tp + fp, "n_both": tp}
    )
    for name, n in (("precision", tp + fp), ("recall", tp + fn), ("f1", tp + fp + fn)):
        low, high = wilson(tp, n)
        value = np.divide(tp, n, out=np.full(len(n), np.nan), where=n > 0)
        for end, figure in (("", value), ("_low", low), ("_high", high)):
            frame[f"{name}{end}"] = 2 * figure / (1 + figure) if name == "f1" else figure
    return frame[SCORES.names]


@dataclass(frozen=True)
class MacroF1:
    """Hold the mean of F1 over themes with its 95% interval, and how many themes and texts it is of."""

    value: float | None
    low: float | None
    high: float | None
    n_themes: int
    n_texts: int


def macro_f1(people: pd.DataFrame, machine: pd.DataFrame) -> MacroF1:
    """Return the mean F1 over the themes that people or the machine gave at all, with a 95% interval.

    The interval puts the intervals of the themes together by how they vary together over the texts; unlike the
    bootstrap it does not shrink to nothing where the machine made no mistake.
    Sources: Zou, Psychological Methods 12 (2007), 399-413 (variance recovered from intervals, correlated figures);
    the share of one text in F1 as in Takahashi and others, Applied Intelligence 52 (2022), 4961-4972.
    """
    truth, offered = _aligned(people, machine)
    scores = score(people, machine)
    used = scores["f1"].notna().to_numpy()
    n_texts = int((~np.isnan(truth) & ~np.isnan(offered)).any(axis=1).sum())
    if not used.any():
        return MacroF1(None, None, None, 0, n_texts)
    values, low, high = (scores[name].to_numpy()[used] for name in ("f1", "f1_low", "f1_high"))
    together = _correlation(truth[:, used], offered[:, used], values)
    below, above = values - low, high - values
    mean, n = float(values.mean()), int(used.sum())
    return MacroF1(
        mean,
        max(mean - float(np.sqrt(max(below @ together @ below, 0))) / n, 0.0),
        min(mean + float(np.sqrt(max(above @ together @ above, 0))) / n, 1.0),
        n,
        n_texts,
    )


def judge(first: pd.DataFrame, second: pd.DataFrame, machine: pd.DataFrame) -> pd.DataFrame:
    """Return frame VERDICTS: of each theme, whether the machine agrees with people as they agree with one another.

    first, second : tables of codings by two people who saw neither each other's codes nor the machine's
    machine : what the machine gave to the same texts without having learned from them
    WORSE where the machine's alpha is lower by more than WORSE_BY; UNKNOWN where either alpha cannot be worked out.
    """
    people = compare(first, second).set_index("theme")
    with_machine = [compare(person, machine).set_index("theme")["alpha"] for person in (first, second)]
    machine_alpha = (with_machine[0] + with_machine[1]) / 2
    gap = people["alpha"] - machine_alpha
    verdict = np.where(gap.isna(), UNKNOWN, np.where(gap > WORSE_BY + 1e-12, WORSE, AS_GOOD))
    n_positive = people["both"] + people["first_only"] + people["second_only"]
    is_enough = (people["n"] >= ENOUGH_TEXTS) | (n_positive >= ENOUGH_POSITIVES)
    return pd.DataFrame(
        {
            "theme": list(first.columns),
            "alpha_people": people["alpha"].to_numpy(),
            "alpha_machine": machine_alpha.to_numpy(),
            "verdict": verdict,
            "is_enough": is_enough.astype(int).to_numpy(),
        }
    )


def _aligned(first: pd.DataFrame, second: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both tables as numbers over the texts of both, themes in the order of the first."""
    if set(first.columns) != set(second.columns) or first.columns.has_duplicates:
        raise FrameError("both coders must have coded the same themes, each once")
    if first.index.has_duplicates or second.index.has_duplicates:
        raise FrameError("a coder can code a text only once")
    shared = first.index[first.index.isin(second.index)]
    return (
        first.loc[shared].to_numpy(dtype=float, na_value=np.nan).reshape(len(shared), first.shape[1]),
        second.loc[shared, first.columns].to_numpy(dtype=float, na_value=np.nan).reshape(len(shared), first.shape[1]),
    )


def _counts(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return per theme: given by both, by the first only, by the second only, by neither."""
    four = [((first == one) & (second == other)).sum(axis=0) for one, other in ((1, 1), (1, 0), (0, 1), (0, 0))]
    return np.array(four, dtype=np.int64).T


def _correlation(
    truth: NDArray[np.float64], offered: NDArray[np.float64], f1: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how the F1 of themes vary together: correlation of what each text adds to them."""
    known = ~np.isnan(truth) & ~np.isnan(offered)
    both = np.where(known, truth * offered, 0)
    either = np.where(known, truth + offered, 0)
    parts = 2 * both - f1 * either
    length = np.sqrt((parts**2).sum(axis=0))
    scaled = np.divide(parts, length, out=np.zeros_like(parts), where=length > 0)
    together = scaled.T @ scaled
    np.fill_diagonal(together, 1.0)
    return together


@dataclass(frozen=True)
class Saturation:
    """Hold how much was new after each conversation (1 is the first), and after which one enough was heard, or None."""

    base_themes: int
    ratio_after: dict[int, float]
    saturated_after: int | None


def saturation(new_themes: Sequence[int], base: int = 4, run: int = 2, threshold: float = 0.05) -> Saturation:
    """Return when conversations stopped bringing themes that nobody had raised before.

    new_themes : how many themes each conversation raised first, in the order they were held
    base, run  : conversations that set the base, and that are looked at together after it
    threshold  : share of the base, 0 to 1; at or below it nothing much is new
    It says whether the codeframe is finished, not that residents hold no other views.
    Raises FrameError if the sizes or a count are below what makes sense.
    Source: Guest, Namey and Chen, PLoS ONE 15(5) (2020), e0232076.
    """
    if base < 1 or run < 1 or not 0 <= threshold <= 1 or any(number < 0 for number in new_themes):
        raise FrameError("base and run must be 1 or more, the threshold 0 to 1, and no count below 0")
    in_base = sum(new_themes[:base])
    if in_base == 0:
        return Saturation(0, {}, None)
    ends = range(base + run, len(new_themes) + 1)
    ratios = {end: sum(new_themes[end - run : end]) / in_base for end in ends}
    reached = (end for end, ratio in ratios.items() if ratio <= threshold)
    return Saturation(in_base, ratios, next(reached, None))
