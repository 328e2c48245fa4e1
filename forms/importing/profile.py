"""What stands in each column of a file: how many cells, which texts how often, and which order dates have."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain, islice
from typing import Any

from forms.importing.sheet import NO_ROWS, Facts, Row, SheetRefused
from forms.importing.systems import ROWS_OF_HEADINGS, Heading, Recognised, plain, recognise
from forms.importing.times import ORDERS, order_of

#: a column with more different texts, or longer ones, is not one of options
MOST_VALUES = 300
LONGEST_VALUE = 300
#: what may stand between two options in one cell
LIST_SEPARATORS = (";", "|", "\n", ",")
SHOWN_ROWS = 10


@dataclass
class ColumnProfile:
    filled: int = 0
    longest: int = 0
    #: text -> how often; of so many at most
    values: dict[str, int] = field(default_factory=dict)
    #: there are more, or longer ones: `values` is not all of them
    is_open: bool = False
    #: separator -> the texts between it -> how often; only separators that occur
    pieces: dict[str, dict[str, int]] = field(default_factory=dict)
    #: how dates in it can be read (forms.importing.times.ORDERS) -> how often
    orders: dict[str, int] = field(default_factory=dict)

    def add(self, cell: str) -> None:
        self.filled += 1
        self.longest = max(self.longest, len(cell))
        if order := order_of(cell):
            self.orders[order] = self.orders.get(order, 0) + 1
        if len(cell) > LONGEST_VALUE:
            self.is_open, self.values, self.pieces = True, {}, {}
            return
        if not self.is_open:
            self.values[cell] = self.values.get(cell, 0) + 1
            if len(self.values) > MOST_VALUES:
                self.is_open, self.values = True, {}
        if self.longest <= LONGEST_VALUE:
            for separator in LIST_SEPARATORS:
                if separator in cell or separator in self.pieces:
                    self._add_pieces(separator, cell)

    def _add_pieces(self, separator: str, cell: str) -> None:
        kept = self.pieces.get(separator)
        if kept is None:
            kept = self.pieces[separator] = dict(self.values)
            kept.pop(cell, None)
        elif not kept:
            return
        for piece in pieces_of(cell, separator):
            kept[piece] = kept.get(piece, 0) + 1
        if len(kept) > MOST_VALUES:
            kept.clear()


@dataclass(frozen=True)
class Profile:
    """One file, as the pages need it; nothing of it is kept unsealed."""

    facts: Facts
    recognised: Recognised
    columns: tuple[ColumnProfile, ...]
    #: the first responses, as they stand in the file
    first: tuple[Row, ...]
    n_responses: int

    @property
    def headings(self) -> tuple[Heading, ...]:
        return self.recognised.headings

    @property
    def system(self) -> str:
        return self.recognised.system


def pieces_of(cell: str, separator: str) -> list[str]:
    """Return the texts of a cell that holds several."""
    return [piece for part in cell.split(separator) if (piece := part.strip())]


def responses_of(rows: Iterable[Row], recognised: Recognised) -> Iterator[Row]:
    """Give the rows that hold responses."""
    return islice(iter(rows), recognised.n_rows, None)


def survey(facts: Facts, rows: Iterator[Row]) -> Profile:
    """Return the Profile of a file, reading it once. SheetRefused where it holds no responses."""
    start = list(islice(rows, ROWS_OF_HEADINGS + 1))
    if not start:
        raise SheetRefused(NO_ROWS)
    recognised = recognise(start)
    columns = [ColumnProfile() for _heading in recognised.headings]
    first: list[Row] = []
    n_responses = 0
    for number, cells in responses_of(chain(start, rows), recognised):
        n_responses += 1
        if n_responses <= SHOWN_ROWS:
            first.append((number, cells))
        for column, cell in zip(columns, cells, strict=False):
            text = (plain(cell, recognised.system) or "").strip()
            if text:
                column.add(text)
    if not n_responses:
        raise SheetRefused(NO_ROWS)
    return Profile(facts, recognised, tuple(columns), tuple(first), n_responses)


def as_document(profile: Profile) -> dict[str, Any]:
    """Return the profile as plain data."""
    return asdict(profile)


def from_document(said: dict[str, Any]) -> Profile:
    """Return the Profile that as_document gave, after it went through JSON."""
    known = said["recognised"]
    headings = tuple(Heading(**one) for one in known["headings"])
    return Profile(
        facts=Facts(**(said["facts"] | {"others": tuple(said["facts"]["others"])})),
        recognised=Recognised(known["system"], known["because"], headings, known["n_rows"]),
        columns=tuple(ColumnProfile(**one) for one in said["columns"]),
        first=_rows(said["first"]),
        n_responses=said["n_responses"],
    )


def order_in(column: ColumnProfile) -> str:
    """Return the order that the dates of a column have: one of ORDERS, "mixed", or "" where it holds no dates."""
    found = Counter(column.orders)
    if not found:
        return ""
    if found["day_first"] and found["month_first"]:
        return "mixed"
    return next((order for order in ("day_first", "month_first") if found[order]), max(found, key=ORDERS.index))


def _rows(said: Sequence[Any]) -> tuple[Row, ...]:
    return tuple((number, list(cells)) for number, cells in said)
