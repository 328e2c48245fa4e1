"""One bit mask for each response and section, from frames of picks: what every count of answers starts from."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.frames import GROUPED, OFFERED, OPTIONS, PICKS, SHOWN, SHOWN_IN, UNUSABLE_PICKS, FrameError, check
from analysis.options import Offers, OptionTable
from analysis.patterns import MOST_OPTIONS, Characteristic, PatternTable, SectionMasks, tables_of_sections

DENSE_FACTOR = 4
"""Whole-number response ids are used as positions when their span is at most this many times the rows: a table of
that span costs less memory than the hash table it replaces."""


@dataclass(frozen=True)
class Answers:
    """Hold what N responses answered in S sections.

    options : the options of the sections, in questionnaire order
    responses : N ids
    masks : S x N whole numbers, bit j set where the response picked the j-th option of the section; 0 where it has no
        answer that counts (blank, not shown, over-ticked)
    over_ticked : S numbers of responses with more picks than allowed; they are in no mask
    shown : S x N true where the section was shown; None where that is unknown
    wordings : S x N positions in the wordings of `offers`; None where every option was offered to everybody
    offers : which options each wording offers; None likewise
    unusable : frame `frames.UNUSABLE_PICKS`, every input row that was not counted, with the reason
    """

    options: OptionTable
    responses: pd.Index
    masks: NDArray[np.int64]
    over_ticked: NDArray[np.int64]
    shown: NDArray[np.bool_] | None
    wordings: NDArray[np.intp] | None
    offers: Offers | None
    unusable: pd.DataFrame

    @property
    def sections(self) -> pd.Index:
        """Return the keys of the S sections, in questionnaire order."""
        return self.options.sections

    def is_ranked(self, leading: Collection[object] = ()) -> NDArray[np.bool_]:
        """Return for each option whether one of these wordings offers it; true for all when no wording is named."""
        if self.offers is None:
            return np.ones(len(self.options.frame), dtype=bool)
        return self.offers.offered_by(leading)

    def tables(self, characteristics: Sequence[Characteristic] = ()) -> list[list[PatternTable]]:
        """Return for each section the table of everybody, then one table for each characteristic, in order.

        characteristics : of these N responses, in their order; see `characteristics`
        """
        keys = self.options.frame["option"].to_numpy()
        return tables_of_sections(
            [
                SectionMasks(
                    section,
                    keys[rows].tolist(),
                    self.masks[position],
                    None if self.wordings is None else self.wordings[position],
                    None if self.offers is None else self.offers.matrix[rows].T,
                )
                for position, section in enumerate(self.sections)
                for rows in [self.options.section_of == position]
            ],
            characteristics,
        )

    def characteristics(self, groups: pd.DataFrame) -> list[Characteristic]:
        """Return to which groups these responses belong, one Characteristic for each, in the order they first appear.

        groups : frame `frames.GROUPED`; groups of a characteristic too stand in the order in which they first appear.
            Responses that are not here are passed over
        Raises FrameError if the frame is not as specified, as when a response is in two groups of one characteristic.
        """
        check(groups, GROUPED)
        names = groups["characteristic"].unique()
        return [self._characteristic(name, groups[(groups["characteristic"] == name).to_numpy()]) for name in names]

    def _characteristic(self, name: Hashable, groups: pd.DataFrame) -> Characteristic:
        members, labels = pd.factorize(groups["group"])
        position = self.responses.get_indexer(pd.Index(groups["response_id"]))
        codes = np.full(len(self.responses), -1, dtype=np.int64)
        codes[position[position >= 0]] = members[position >= 0]
        return Characteristic(name, tuple(labels.tolist()), codes)


def read_answers(
    picks: pd.DataFrame,
    options: pd.DataFrame,
    shown: pd.DataFrame | None = None,
    max_picks: int | None | Mapping[Hashable, int] = 3,
    offered: pd.DataFrame | None = None,
) -> Answers:
    """Return the answers of every response that is in the frames.

    picks : frame `frames.PICKS`, one row per pick
    options : frame `frames.OPTIONS`; sections stand in the order they first appear here
    shown : frame `frames.SHOWN`, one row per response and section it was shown, answered or not
    max_picks : a response with more picks than this in a section is over-ticked (possible on paper): it is counted in
        `over_ticked` and has no mask, because which of its ticks were meant is not known. 3 because the questionnaire
        says "choose your top three"; None is no limit; a mapping names the limit of each section
    offered : frame `frames.OFFERED`, which options each wording offers; `shown` then has the column `wording` too.
        Without it, every option was offered to everybody

    A pick is unusable, and returned, if a value is missing, the option is not in that section, the section was not
    shown to that response, or the same response picked the same option before.
    Raises FrameError if a frame is not as specified.
    """
    _check_inputs(picks, options, shown, max_picks, offered)
    table = OptionTable(options)
    offers = None if offered is None or shown is None else Offers(offered, shown, table)
    pick_section = table.locate_section(picks["section"])
    picked = table.locate(pick_section, picks["option"])
    pick_response, shown_response, responses = _response_codes(picks, shown)
    shape = (len(table.sections), len(responses))
    seen, shown_cells, shown_faults = _shown_cells(shown, shown_response, table, offers, shape)
    faults = _pick_faults(picks, pick_response, pick_section, picked, table, seen)
    usable = np.flatnonzero(faults == 0) if faults.any() else slice(None)
    masks = _masks(pick_response[usable], picked[usable], table, shape)
    over = np.bitwise_count(masks) > _most_picks(max_picks, table)[:, None]
    masks[over] = 0
    wordings = None
    if offers is not None:
        wordings = np.zeros(shape, dtype=np.intp)
        wordings.ravel()[shown_cells] = offers.wording[shown_faults == 0]
    unusable = _unusable_frame(picks, faults, shown, shown_faults)
    return Answers(table, responses, masks, over.sum(axis=1), seen, wordings, offers, unusable)


def _most_picks(max_picks: int | None | Mapping[Hashable, int], table: OptionTable) -> NDArray[np.int64]:
    """Return how many picks each section allows."""
    if isinstance(max_picks, Mapping):
        return np.array([max_picks[section] for section in table.sections], dtype=np.int64)
    return np.full(len(table.sections), len(table.frame) if max_picks is None else max_picks, dtype=np.int64)


def _check_inputs(
    picks: pd.DataFrame,
    options: pd.DataFrame,
    shown: pd.DataFrame | None,
    max_picks: int | None | Mapping[Hashable, int],
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
    limits = max_picks.values() if isinstance(max_picks, Mapping) else (max_picks,)
    for limit in limits:
        if limit is not None and limit < 1:
            raise FrameError(f"max_picks must be 1 or more, not {limit}")


def _response_codes(
    picks: pd.DataFrame, shown: pd.DataFrame | None
) -> tuple[NDArray[np.int64], NDArray[np.int64], pd.Index]:
    """Return the position of each response of both frames (-1 where missing), and the ids of all."""
    columns = [picks["response_id"]] if shown is None else [picks["response_id"], shown["response_id"]]
    values = pd.concat(columns, ignore_index=True)
    is_whole = values.dtype.kind in "iu" and not values.hasnans and len(values) > 0
    codes, ids = _dense_codes(values) if is_whole else _hashed_codes(values)
    return codes[: len(picks)], codes[len(picks) :], ids


def _hashed_codes(values: pd.Series) -> tuple[NDArray[np.int64], pd.Index]:
    codes, uniques = pd.factorize(values)
    return codes.astype(np.int64, copy=False), pd.Index(uniques)


def _dense_codes(values: pd.Series) -> tuple[NDArray[np.int64], pd.Index]:
    """Return codes by numbering the ids that occur, without a hash table; fall back where the ids are far apart."""
    numbers = values.to_numpy()
    low, high = int(numbers.min()), int(numbers.max())
    if high - low >= DENSE_FACTOR * len(numbers) or high > np.iinfo(np.int64).max:
        return _hashed_codes(values)
    offsets = numbers.astype(np.int64) - low
    seen = np.zeros(high - low + 1, dtype=bool)
    seen[offsets] = True
    return (np.cumsum(seen) - 1)[offsets], pd.Index(np.flatnonzero(seen) + low)


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
    shown: pd.DataFrame | None,
    response: NDArray[np.int64],
    table: OptionTable,
    offers: Offers | None,
    shape: tuple[int, int],
) -> tuple[NDArray[np.bool_] | None, NDArray[np.int64], NDArray[np.int8]]:
    """Return S x N whether the section was shown, the cell of every usable row, and the fault of every row."""
    if shown is None:
        return None, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int8)
    section = table.locate_section(shown["section"])
    faults = np.zeros(len(shown), dtype=np.int8)
    if offers is not None:
        faults[offers.wording < 0] = 4
    faults[section < 0] = 2
    faults[(response < 0) | shown["section"].isna().to_numpy()] = 1
    cells = section * shape[1] + response
    _mark_repeats(faults, cells, 3)
    cells = cells[faults == 0] if faults.any() else cells
    seen = np.zeros(shape, dtype=bool)
    seen.ravel()[cells] = True
    return seen, cells, faults


def _pick_faults(
    picks: pd.DataFrame,
    response: NDArray[np.int64],
    section: NDArray[np.intp],
    option_row: NDArray[np.int64],
    table: OptionTable,
    seen: NDArray[np.bool_] | None,
) -> NDArray[np.int8]:
    """Return for each pick 0 or the position of its fault in _PICK_FAULTS; the first fault that holds is given."""
    faults = np.zeros(len(picks), dtype=np.int8)
    if seen is not None and seen.size:
        cells = np.where((response < 0) | (section < 0), 0, section * seen.shape[1] + response)
        faults[~seen.ravel()[cells]] = 3
    faults[option_row < 0] = 2
    faults[(response < 0) | picks["section"].isna().to_numpy() | picks["option"].isna().to_numpy()] = 1
    _mark_repeats(faults, response * len(table.frame) + option_row, 4)
    return faults


def _masks(
    response: NDArray[np.int64], option_row: NDArray[np.int64], table: OptionTable, shape: tuple[int, int]
) -> NDArray[np.int64]:
    """Return the bit mask of each cell: adding powers of two sets bits, because no option is picked twice."""
    most = int(np.bincount(table.section_of).max())
    if most > MOST_OPTIONS:
        raise FrameError(f"a section has at most {MOST_OPTIONS} options, not {most}")
    bits = 2.0 ** (np.arange(len(table.frame)) - np.searchsorted(table.section_of, table.section_of))
    cells = table.section_of[option_row] * shape[1] + response
    return np.bincount(cells, weights=bits[option_row], minlength=shape[0] * shape[1]).astype(np.int64).reshape(shape)


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
