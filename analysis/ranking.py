"""Count, share, interval, rank and range of places of each option of "choose up to three" sections."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from analysis.answers import Answers, read_answers
from analysis.frames import FrameError
from analysis.patterns import PatternTable
from analysis.rank_ranges import RankRanges, rank_ranges


@dataclass(frozen=True)
class Ranking:
    """Hold the answer of `rank`.

    ranks : frame `frames.RANKS`, sections in questionnaire order, options by rank, ties in questionnaire order
    sections : frame `frames.SECTIONS`, the bases
    unusable : frame `frames.UNUSABLE_PICKS`, every input row that was not counted, with the reason
    """

    ranks: pd.DataFrame
    sections: pd.DataFrame
    unusable: pd.DataFrame


def wilson(count: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lower and upper end of the Wilson score interval of count / n.

    count, n : whole numbers, arrays of the same shape or single values, 0 <= count <= n
    confidence : between 0 and 1; 0.95 because the published tables the method is checked against use it
    Returns two arrays, 0 to 1; NaN where n is 0, because nothing is known of a share nobody could have.
    Raises FrameError if a count is below 0 or above its n, or the confidence is not between 0 and 1.
    Source: Newcombe R.G., Statistics in Medicine 17 (1998), 857-872, method 3 (no continuity correction). It is
    chosen over the textbook interval because it stays inside 0 to 1 and is right for small counts.
    """
    if not 0 < confidence < 1:
        raise FrameError(f"confidence must be between 0 and 1, not {confidence}")
    counts, bases = np.asarray(count, dtype=float), np.asarray(n, dtype=float)
    if np.any(counts < 0) or np.any(counts > bases):
        raise FrameError("a count must be between 0 and the number of people it is counted among")
    z = float(ndtri(0.5 + confidence / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = counts / bases
        scale = 1 + z**2 / bases
        centre = (share + z**2 / (2 * bases)) / scale
        half = z * np.sqrt(share * (1 - share) / bases + z**2 / (4 * bases**2)) / scale
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


def competition_ranks(counts: ArrayLike) -> tuple[NDArray[np.int64], list[str]]:
    """Return the rank of each count and the rank as printed.

    counts : numbers, largest is first
    Returns ranks 1 + (how many are greater), and labels with "=" where a rank is shared: 1, 2=, 2=, 4.
    Source: standard competition ranking ("1224"), as in official league tables.
    """
    values = np.asarray(counts)
    ordered = np.sort(values)
    greater = len(values) - np.searchsorted(ordered, values, side="right")
    equal = np.searchsorted(ordered, values, side="right") - np.searchsorted(ordered, values, side="left")
    ranks = (greater + 1).astype(np.int64)
    return ranks, [f"{rank}=" if n > 1 else str(rank) for rank, n in zip(ranks, equal, strict=True)]


def rank(
    picks: pd.DataFrame,
    options: pd.DataFrame,
    shown: pd.DataFrame | None = None,
    n_responses: int | None = None,
    max_picks: int | None = 3,
    confidence: float = 0.95,
    offered: pd.DataFrame | None = None,
    leading: Collection[object] = (),
) -> Ranking:
    """Rank the options of each section by the share of those who answered it that picked them.

    picks : frame `frames.PICKS`, one row per pick
    options : frame `frames.OPTIONS`; sections are ranked in the order they first appear here
    shown : frame `frames.SHOWN`, one row per response and section it was shown, answered or not. Without it, who
        left a section blank is unknown, and `shown`, `blank` and `not_shown` are missing (never 0)
    n_responses : all responses of the consultation; needed for `not_shown`
    max_picks : a response with more picks than this in a section is over-ticked (possible on paper): it is counted
        in `over_ticked` and left out of that section's shares, because which of its ticks were meant is not known.
        3 because the questionnaire says "choose your top three"; None is no limit
    confidence : of the Wilson interval
    offered : frame `frames.OFFERED`, which options each wording offers; `shown` then has the column `wording` too.
        Without it, every option was offered to everybody
    leading : wordings whose options are ranked. An option that none of them offers, because it stands for several
        others in a shorter wording, has its base and share and no rank. Empty: all options are ranked

    A share is over the responses that answered the section with 1 to max_picks picks in a wording that offered the
    option: where all options are offered to all, shares add to the mean number of picks and not to 1. Who picked an
    option in one wording and finished in another that lacks it was offered it, and is in its base. An option nobody
    picked has a row with 0. Where nobody answered, share, interval and rank are missing.
    Returns Ranking. A pick is unusable, and returned, if a value is missing, the option is not in that section, the
    section was not shown to that response, or the same response picked the same option before.
    Raises FrameError if a frame is not as specified or n_responses is less than the responses that are there.
    Source: shares and interval, see `wilson`; the three bases (answered, blank, not shown) as the reporting of
    multiple-response questions asks, Agresti and Liu, Biometrics 55 (1999), 936-943.
    """
    answers = read_answers(picks, options, shown, max_picks, offered)
    return rank_answers(answers, n_responses, confidence, leading)


def rank_answers(
    answers: Answers, n_responses: int | None = None, confidence: float = 0.95, leading: Collection[object] = ()
) -> Ranking:
    """Rank the options of answers that were read before, see `analysis.answers`; all else is said of `rank`."""
    if n_responses is not None and n_responses < len(answers.responses):
        n_seen = len(answers.responses)
        raise FrameError(f"n_responses is {n_responses}, but {n_seen} different responses are in the frames")
    tables = [found[0] for found in answers.tables()]
    sections = _sections_frame(answers, tables, n_responses)
    is_ranked = answers.is_ranked(leading)
    parts = [
        _section_ranks(table, answers.options.frame[rows], is_ranked[rows], confidence)
        for position, table in enumerate(tables)
        for rows in [answers.options.section_of == position]
    ]
    facts = sections.iloc[answers.options.section_of].reset_index(drop=True).drop(columns="section")
    return Ranking(pd.concat([pd.concat(parts, ignore_index=True), facts], axis=1), sections, answers.unusable)


def _sections_frame(answers: Answers, tables: list[PatternTable], n_responses: int | None) -> pd.DataFrame:
    unknown = pd.Series([pd.NA] * len(tables), dtype="Int64")
    n_shown = unknown if answers.shown is None else pd.Series(answers.shown.sum(axis=1), dtype="Int64")
    answered = np.array([int(table.answered[0]) for table in tables])
    return pd.DataFrame(
        {
            "section": answers.sections,
            "answered": answered,
            "over_ticked": answers.over_ticked,
            "shown": n_shown,
            "blank": n_shown - answered - answers.over_ticked,
            "not_shown": unknown if n_responses is None else n_responses - n_shown,
        }
    )


def _section_ranks(
    table: PatternTable, options: pd.DataFrame, is_ranked: NDArray[np.bool_], confidence: float
) -> pd.DataFrame:
    """Return the rows of one section, by rank, without the facts of the section."""
    counts, bases, shares = table.picks[0], table.bases[0], table.shares[0]
    low, high = wilson(counts, bases, confidence)
    # an option nobody was offered yet has no place, and must not widen the places of the others
    ranked = is_ranked & (bases > 0)
    ranks = np.full(len(counts), len(counts) + 1, dtype=np.int64)
    labels = np.full(len(counts), "", dtype=object)
    # division is rounded the same way for equal fractions: equal shares are equal numbers
    ranks[ranked], labels[ranked] = competition_ranks(shares[ranked])
    ranges = rank_ranges(table.only(ranked), confidence)
    places = {"best": ranges.best, "worst": ranges.worst, "band": ranges.bands(), "top": _top(ranges)}
    columns = {name: pd.Series(pd.NA, index=range(len(counts)), dtype="object") for name in places}
    for name, found in places.items():
        columns[name][ranked] = found[0]
    frame = options.reset_index(drop=True).assign(
        count=counts,
        base=bases,
        share=shares,
        low=low,
        high=high,
        rank=pd.Series(ranks, dtype="Int64").where(ranked),
        rank_label=labels,
        **{name: columns[name].astype("Int64") for name in ("best", "worst", "band")},
        top=columns["top"].where(ranked, ""),
    )
    return frame.iloc[np.lexsort((np.arange(len(frame)), ranks))]


def _top(ranges: RankRanges) -> NDArray[np.str_]:
    """Return whether each option is in the top three beyond doubt, could be, or is not."""
    return np.where(ranges.surely_top(), "in", np.where(ranges.could_be_top(), "open", "out"))
