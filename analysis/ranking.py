"""Count, share and rank of each option of "choose up to three" sections."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from analysis.frames import OFFERED, OPTIONS, PICKS, SHOWN, SHOWN_IN, UNUSABLE_PICKS, FrameError, check
from analysis.options import Offers, OptionTable

DENSE_FACTOR = 4
"""Whole-number response ids are used as positions when their span is at most this many times the rows: a table of
that span costs less memory than the hash table it replaces."""


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
    _check_inputs(picks, options, shown, max_picks, offered)
    table = OptionTable(options)
    offers = None if offered is None or shown is None else Offers(offered, shown, table)
    return _ranking(picks, shown, table, offers, leading, n_responses, max_picks, confidence)


def _ranking(
    picks: pd.DataFrame,
    shown: pd.DataFrame | None,
    table: OptionTable,
    offers: Offers | None,
    leading: Collection[object],
    n_responses: int | None,
    max_picks: int | None,
    confidence: float,
) -> Ranking:
    """Rank checked frames; the arguments are those of `rank`."""
    pick_section = table.locate_section(picks["section"])
    picked = table.locate(pick_section, picks["option"])
    pick_response, shown_response, n_seen = _response_codes(picks, shown)
    if n_responses is not None and n_responses < n_seen:
        raise FrameError(f"n_responses is {n_responses}, but {n_seen} different responses are in the frames")

    shown_cells, shown_faults = _shown_cells(shown, shown_response, table, offers)
    faults = _pick_faults(picks, pick_response, pick_section, picked, table, shown_cells)
    usable = np.flatnonzero(faults == 0) if faults.any() else slice(None)
    n_picks, counted, over_ticked = _count(pick_response[usable], picked[usable], table, max_picks)
    counts = np.bincount(counted[1], minlength=len(table.frame))
    answered = (n_picks > 0).sum(axis=0) - over_ticked

    sections = _sections_frame(table, answered, over_ticked, shown_cells, n_responses)
    bases = answered[table.section_of]
    if offers is not None and shown_cells is not None:
        bases = offers.bases(n_picks, counted, shown_cells, shown_faults == 0, max_picks)
    is_ranked = np.ones(len(counts), dtype=bool) if offers is None else offers.offered_by(leading)
    ranks = _ranks_frame(table, counts, bases, is_ranked, sections, confidence)
    return Ranking(ranks, sections, _unusable_frame(picks, faults, shown, shown_faults))


def _check_inputs(
    picks: pd.DataFrame,
    options: pd.DataFrame,
    shown: pd.DataFrame | None,
    max_picks: int | None,
    offered: pd.DataFrame | None,
) -> None:
    check(picks, PICKS)
    check(options, OPTIONS)
    if shown is not None:
        check(shown, SHOWN if offered is None else SHOWN_IN)
    if offered is not None:
        check(offered, OFFERED)
        if shown is None:
            raise FrameError("what each wording offers is of use only with the sections shown and their wording")
    if len(options) == 0:
        raise FrameError("there are no options to rank")
    if max_picks is not None and max_picks < 1:
        raise FrameError(f"max_picks must be 1 or more, not {max_picks}")


def _response_codes(
    picks: pd.DataFrame, shown: pd.DataFrame | None
) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Return a whole number for each response of both frames (-1 where missing), and how many there are."""
    columns = [picks["response_id"]] if shown is None else [picks["response_id"], shown["response_id"]]
    values = pd.concat(columns, ignore_index=True)
    codes, n = _dense_codes(values) if values.dtype.kind in "iu" and len(values) else _hashed_codes(values)
    return codes[: len(picks)], codes[len(picks) :], n


def _hashed_codes(values: pd.Series) -> tuple[NDArray[np.int64], int]:
    codes, uniques = pd.factorize(values)
    return codes.astype(np.int64, copy=False), len(uniques)


def _dense_codes(values: pd.Series) -> tuple[NDArray[np.int64], int]:
    """Return codes by numbering the ids that occur, without a hash table; fall back where the ids are far apart."""
    numbers = values.to_numpy()
    low, high = int(numbers.min()), int(numbers.max())
    if high - low >= DENSE_FACTOR * len(numbers) or high > np.iinfo(np.int64).max:
        return _hashed_codes(values)
    offsets = numbers.astype(np.int64) - low
    seen = np.zeros(high - low + 1, dtype=bool)
    seen[offsets] = True
    return (np.cumsum(seen) - 1)[offsets], int(seen.sum())


_SHOWN_FAULTS = (
    "",
    "no response or section given",
    "the section has no options",
    "shown twice to the same response",
    "no wording, or one that offers nothing",
)
_PICK_FAULTS = (
    "",
    "no response, section or option given",
    "not an option of this section",
    "the section was not shown to this response",
    "picked twice by the same response",
)


def _repeated(keys: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the positions of keys that appeared before; a table of flags settles the usual case, that there is none.

    keys : whole numbers from 0 that number the cells of a table of moderate size
    """
    flags = np.zeros(int(keys.max(initial=-1)) + 1, dtype=bool)
    flags[keys] = True
    if np.count_nonzero(flags) == len(keys):
        return np.zeros(0, dtype=np.intp)
    return np.flatnonzero(pd.Series(keys).duplicated().to_numpy())


def _mark_repeats(faults: NDArray[np.int8], keys: NDArray[np.int64], code: int) -> None:
    """Write `code` into `faults` for rows without a fault whose key was seen before."""
    if not faults.any():
        faults[_repeated(keys)] = code
        return
    rows = np.flatnonzero(faults == 0)
    faults[rows[_repeated(keys[rows])]] = code


def _shown_cells(
    shown: pd.DataFrame | None, response: NDArray[np.int64], table: OptionTable, offers: Offers | None
) -> tuple[NDArray[np.int64] | None, NDArray[np.int8]]:
    """Return the cells (response x section) that were shown, sorted out of the unusable rows, and the row faults."""
    if shown is None:
        return None, np.zeros(0, dtype=np.int8)
    section = table.locate_section(shown["section"])
    faults = np.zeros(len(shown), dtype=np.int8)
    if offers is not None:
        faults[offers.wording < 0] = 4
    faults[section < 0] = 2
    faults[(response < 0) | shown["section"].isna().to_numpy()] = 1
    cells = response * len(table.sections) + section
    _mark_repeats(faults, cells, 3)
    return cells[faults == 0], faults


def _pick_faults(
    picks: pd.DataFrame,
    response: NDArray[np.int64],
    section: NDArray[np.intp],
    option_row: NDArray[np.int64],
    table: OptionTable,
    shown_cells: NDArray[np.int64] | None,
) -> NDArray[np.int8]:
    """Return for each pick 0 or the position of its fault in _PICK_FAULTS; the first fault that holds is given."""
    faults = np.zeros(len(picks), dtype=np.int8)
    if shown_cells is not None:
        cells = np.where((response < 0) | (section < 0), 0, response * len(table.sections) + section)
        was_shown = np.zeros(int(max(cells.max(initial=0), shown_cells.max(initial=0))) + 1, dtype=bool)
        was_shown[shown_cells] = True
        faults[~was_shown[cells]] = 3
    faults[option_row < 0] = 2
    faults[(response < 0) | picks["section"].isna().to_numpy() | picks["option"].isna().to_numpy()] = 1
    _mark_repeats(faults, response * len(table.frame) + option_row, 4)
    return faults


def _count(
    response: NDArray[np.int64], option_row: NDArray[np.int64], table: OptionTable, max_picks: int | None
) -> tuple[NDArray[np.int64], tuple[NDArray[np.int64], NDArray[np.int64]], NDArray[np.int64]]:
    """Return the number of picks of each response in each section, the cell and option of each pick that counts, and
    the responses that over-ticked each section."""
    n_sections = len(table.sections)
    cells = response * n_sections + table.section_of[option_row]
    n_cells = (int(response.max(initial=-1)) + 1) * n_sections
    n_picks = np.bincount(cells, minlength=n_cells).reshape(-1, n_sections)
    over = n_picks > (max_picks if max_picks is not None else len(table.frame))
    over_ticked = over.sum(axis=0)
    if not over_ticked.any():
        return n_picks, (cells, option_row), over_ticked
    counts = ~over.ravel()[cells]
    return n_picks, (cells[counts], option_row[counts]), over_ticked


def _sections_frame(
    table: OptionTable,
    answered: NDArray[np.int64],
    over_ticked: NDArray[np.int64],
    shown_cells: NDArray[np.int64] | None,
    n_responses: int | None,
) -> pd.DataFrame:
    n = len(table.sections)
    unknown = pd.Series([pd.NA] * n, dtype="Int64")
    n_shown = unknown
    if shown_cells is not None:
        n_shown = pd.Series(np.bincount(shown_cells % n, minlength=n), dtype="Int64")
    return pd.DataFrame(
        {
            "section": table.sections,
            "answered": answered,
            "over_ticked": over_ticked,
            "shown": n_shown,
            "blank": n_shown - answered - over_ticked,
            "not_shown": unknown if n_responses is None else n_responses - n_shown,
        }
    )


def _ranks_frame(
    table: OptionTable,
    counts: NDArray[np.int64],
    bases: NDArray[np.int64],
    is_ranked: NDArray[np.bool_],
    sections: pd.DataFrame,
    confidence: float,
) -> pd.DataFrame:
    low, high = wilson(counts, bases, confidence)
    nobody = bases == 0
    share = np.divide(counts, bases, out=np.full(len(counts), np.nan), where=~nobody)
    ranks = np.full(len(counts), len(counts) + 1, dtype=np.int64)
    labels = np.full(len(counts), "", dtype=object)
    for section in range(len(table.sections)):
        rows = np.flatnonzero((table.section_of == section) & is_ranked)
        # division is rounded the same way for equal fractions: equal shares are equal numbers
        ranks[rows], labels[rows] = competition_ranks(np.where(nobody[rows], -1.0, share[rows]))
    unranked = nobody | ~is_ranked
    frame = table.frame.assign(
        count=counts,
        base=bases,
        share=share,
        low=low,
        high=high,
        rank=pd.Series(ranks, dtype="Int64").mask(unranked),
        rank_label=np.where(unranked, "", labels),
    )
    facts = sections.iloc[table.section_of].reset_index(drop=True)
    frame = pd.concat([frame, facts.drop(columns="section")], axis=1)
    return frame.iloc[np.lexsort((np.arange(len(frame)), ranks, table.section_of))].reset_index(drop=True)


def _unusable_frame(
    picks: pd.DataFrame,
    pick_faults: NDArray[np.int8],
    shown: pd.DataFrame | None,
    shown_faults: NDArray[np.int8],
) -> pd.DataFrame:
    parts = [_faulty_rows(picks, pick_faults, _PICK_FAULTS, "picks")]
    if shown is not None:
        parts.append(_faulty_rows(shown, shown_faults, _SHOWN_FAULTS, "shown"))
    return pd.concat(parts, ignore_index=True)


def _faulty_rows(frame: pd.DataFrame, faults: NDArray[np.int8], reasons: tuple[str, ...], source: str) -> pd.DataFrame:
    rows = np.flatnonzero(faults)
    found = frame.iloc[rows].reindex(columns=PICKS.names).astype(object)
    found = found.assign(source=source, reason=np.array(reasons, dtype=object)[faults[rows]])
    return found[UNUSABLE_PICKS.names]
