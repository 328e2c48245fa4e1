"""Count, share and rank of each option of "choose up to three" sections."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from analysis.frames import OPTIONS, PICKS, SHOWN, UNUSABLE_PICKS, FrameError, check

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

    A share is over the responses that answered the section with 1 to max_picks picks, so shares add to the mean
    number of picks and not to 1. An option nobody picked has a row with 0. Where nobody answered, share, interval
    and rank are missing.
    Returns Ranking. A pick is unusable, and returned, if a value is missing, the option is not in that section, the
    section was not shown to that response, or the same response picked the same option before.
    Raises FrameError if a frame is not as specified or n_responses is less than the responses that are there.
    Source: shares and interval, see `wilson`; the three bases (answered, blank, not shown) as the reporting of
    multiple-response questions asks, Agresti and Liu, Biometrics 55 (1999), 936-943.
    """
    _check_inputs(picks, options, shown, max_picks)
    table = _Table(options)
    pick_section = table.locate_section(picks["section"])
    picked = table.locate(pick_section, picks["option"])
    pick_response, shown_response, n_seen = _response_codes(picks, shown)
    if n_responses is not None and n_responses < n_seen:
        raise FrameError(f"n_responses is {n_responses}, but {n_seen} different responses are in the frames")

    shown_cells, shown_faults = _shown_cells(shown, shown_response, table)
    faults = _pick_faults(picks, pick_response, pick_section, picked, table, shown_cells)
    usable = np.flatnonzero(faults == 0) if faults.any() else slice(None)
    counts, answered, over_ticked = _count(pick_response[usable], picked[usable], table, max_picks)

    sections = _sections_frame(table, answered, over_ticked, shown_cells, n_responses)
    return Ranking(
        _ranks_frame(table, counts, sections, confidence), sections, _unusable_frame(picks, faults, shown, shown_faults)
    )


class _Table:
    """Hold the options in questionnaire order, with positions for sections and options."""

    def __init__(self, frame: pd.DataFrame) -> None:
        """Order the options by section (first appearance) and position."""
        self.sections = pd.Index(frame["section"].unique())
        order = np.lexsort((frame["position"].to_numpy(), self.sections.get_indexer(frame["section"])))
        self.frame = frame.iloc[order][OPTIONS.names].reset_index(drop=True)
        self.section_of = self.sections.get_indexer(self.frame["section"])
        self.labels = pd.Index(self.frame["option"].unique())
        self.row_of = np.full((len(self.sections) + 1, len(self.labels) + 1), -1, dtype=np.int64)
        self.row_of[self.section_of, self.labels.get_indexer(self.frame["option"])] = np.arange(len(self.frame))

    def locate_section(self, sections: pd.Series) -> NDArray[np.intp]:
        """Return the position of each section, -1 where it has no options."""
        return _positions(sections, self.sections)

    def locate(self, sections: NDArray[np.intp], options: pd.Series) -> NDArray[np.int64]:
        """Return the row of each option in the table, -1 where the section has no such option."""
        return self.row_of[sections, _positions(options, self.labels)]


def _positions(values: pd.Series, known: pd.Index) -> NDArray[np.intp]:
    """Return the position of each value in `known`, -1 for others; a categorical is looked up once per category."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        of_category = np.append(known.get_indexer(values.cat.categories), -1)
        return of_category[values.cat.codes.to_numpy()]
    return np.asarray(known.get_indexer(pd.Index(values)))


def _check_inputs(
    picks: pd.DataFrame, options: pd.DataFrame, shown: pd.DataFrame | None, max_picks: int | None
) -> None:
    check(picks, PICKS)
    check(options, OPTIONS)
    if shown is not None:
        check(shown, SHOWN)
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


_SHOWN_FAULTS = ("", "no response or section given", "the section has no options", "shown twice to the same response")
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
    shown: pd.DataFrame | None, response: NDArray[np.int64], table: _Table
) -> tuple[NDArray[np.int64] | None, NDArray[np.int8]]:
    """Return the cells (response x section) that were shown, sorted out of the unusable rows, and the row faults."""
    if shown is None:
        return None, np.zeros(0, dtype=np.int8)
    section = table.locate_section(shown["section"])
    faults = np.zeros(len(shown), dtype=np.int8)
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
    table: _Table,
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
    response: NDArray[np.int64], option_row: NDArray[np.int64], table: _Table, max_picks: int | None
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the picks of each option, and the responses that answered and that over-ticked each section."""
    n_sections = len(table.sections)
    cells = response * n_sections + table.section_of[option_row]
    n_cells = (int(response.max(initial=-1)) + 1) * n_sections
    n_picks = np.bincount(cells, minlength=n_cells).reshape(-1, n_sections)
    over = n_picks > (max_picks if max_picks is not None else len(table.frame))
    counted = option_row if not over.any() else option_row[~over.ravel()[cells]]
    counts = np.bincount(counted, minlength=len(table.frame))
    over_ticked = over.sum(axis=0)
    return counts, (n_picks > 0).sum(axis=0) - over_ticked, over_ticked


def _sections_frame(
    table: _Table,
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


def _ranks_frame(table: _Table, counts: NDArray[np.int64], sections: pd.DataFrame, confidence: float) -> pd.DataFrame:
    bases = sections.iloc[table.section_of].reset_index(drop=True)
    answered = bases["answered"].to_numpy()
    low, high = wilson(counts, answered, confidence)
    ranks = np.zeros(len(counts), dtype=np.int64)
    labels = np.full(len(counts), "", dtype=object)
    for section in range(len(table.sections)):
        rows = np.flatnonzero(table.section_of == section)
        ranks[rows], labels[rows] = competition_ranks(counts[rows])
    nobody = answered == 0
    frame = table.frame.assign(
        count=counts,
        share=np.divide(counts, answered, out=np.full(len(counts), np.nan), where=~nobody),
        low=low,
        high=high,
        rank=pd.Series(ranks, dtype="Int64").mask(nobody),
        rank_label=np.where(nobody, "", labels),
    )
    frame = pd.concat([frame, bases.drop(columns="section")], axis=1)
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
