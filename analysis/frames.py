"""Names, types and meaning of every frame that goes in or comes out of this package.

Errors raised here and below::

    ValueError
      +-- FrameError      a frame, or a setting given with it, cannot be used; the message is for the person who made it
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
from pandas.api import types


class FrameError(ValueError):
    """Say in plain words why a frame or a setting cannot be used."""


@dataclass(frozen=True)
class Column:
    """Describe one column.

    kind : "identifier" (whole numbers or text), "text", "integer", "number", "list", "boolean"
    meaning : what one value says, with its unit
    may_be_missing : whether a row may lack the value (it then comes back as an unusable row, never disappears)
    """

    name: str
    kind: str
    meaning: str
    may_be_missing: bool = False


@dataclass(frozen=True)
class FrameSpec:
    """Describe one frame: what its rows are, its columns, and which columns together tell rows apart (`unique`)."""

    rows: str
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Return the column names in order."""
        return [column.name for column in self.columns]


SECTION = Column("section", "identifier", "key of the section of the questionnaire")
OPTION = Column("option", "identifier", "key of the option, unique inside its section")
_RESPONSE = Column("response_id", "identifier", "which response")
_REASON = Column("reason", "text", "why the row could not be used, in words")

COMMENTS = FrameSpec(
    "comments",
    (
        Column("id", "identifier", "which comment"),
        Column("text", "text", "the comment as written", may_be_missing=True),
    ),
    unique=("id",),
)
PREPARED = FrameSpec(
    "prepared comments",
    (*COMMENTS.columns, Column("tokens", "list", "stems of the words that carry meaning, in order")),
    unique=("id",),
)
UNUSABLE = FrameSpec("comments that could not be used", (Column("id", "identifier", "which comment"), _REASON))
COPIES = FrameSpec(
    "texts with their near-copies",
    (
        Column("id", "identifier", "which comment"),
        Column("group", "identifier", "id of the comment that stands for all that say the same; its own if none does"),
        Column("n_alike", "integer", "number of comments in that group, 1 for a text of its own"),
        Column("is_campaign", "boolean", "whether the group is so large that it was sent out to be sent in"),
    ),
    unique=("id",),
)
ASSIGNMENTS = FrameSpec(
    "assignments of a comment to a theme",
    (
        Column("id", "identifier", "which comment"),
        Column("theme", "integer", "theme, 0 is the largest"),
        Column("leaf", "integer", "finest theme that it is in"),
    ),
    unique=("id",),
)
SUMMARY = FrameSpec(
    "themes",
    (
        Column("theme", "integer", "theme, 0 is the largest"),
        Column("label", "text", "short name in residents' words"),
        Column("size", "integer", "number of comments in the theme"),
        Column("terms", "list", "words and phrases that set the theme apart, strongest first"),
        Column("quotes", "list", "ids of typical comments, most typical first"),
        Column("farthest", "list", "ids of the comments least like the rest, farthest first"),
        Column("distinct", "integer", "different texts among its comments: copies of one letter count once"),
        Column("language", "text", "language of its comments, empty if none is known"),
        Column("first", "integer", "first of the finest themes that it holds"),
        Column("last", "integer", "last of the finest themes that it holds; they follow one another"),
        Column("from_n", "integer", "it stands on the levels from this number of themes of its language"),
        Column("to_n", "integer", "to this number"),
    ),
    unique=("theme",),
)

PICKS = FrameSpec(
    "picks",
    tuple(Column(c.name, c.kind, c.meaning, may_be_missing=True) for c in (_RESPONSE, SECTION, OPTION)),
)
ORDERED_PICKS = FrameSpec(
    "picks with their order",
    (*PICKS.columns, Column("place", "integer", "1 is the first choice; missing: no order", may_be_missing=True)),
)
ORDERED_SCORES = FrameSpec(
    "points of options",
    (
        SECTION,
        OPTION,
        Column("position", "integer", "place in the questionnaire, smallest first"),
        Column("base", "integer", "responses that gave an order and could pick the option"),
        Column("first_choices", "integer", "of those, put it first"),
        Column("points", "integer", "sum of 3, 2, 1"),
        Column("borda", "number", "sum of Borda points"),
        Column("split", "number", "sum of 1/m of m picks, over all who answered"),
        Column("share", "number", "share of all who answered that picked it, 0 to 1", may_be_missing=True),
        Column("split_share", "number", "split over all who answered and could pick it", may_be_missing=True),
        *(
            Column(f"{rule}_rank", "integer", f"1 is first by {rule}; missing: not ranked", may_be_missing=True)
            for rule in ("first_choice", "points", "borda", "split")
        ),
    ),
    unique=("section", "option"),
)
ORDERED_SECTIONS = FrameSpec(
    "sections, by who gave an order",
    (
        SECTION,
        Column("answered", "integer", "responses with picks that count"),
        Column("ordered", "integer", "of those, gave each pick its place"),
        Column("not_ordered", "integer", "of those, did not, or not to all picks"),
    ),
    unique=("section",),
)
SHOWN = FrameSpec(
    "sections shown",
    tuple(Column(c.name, c.kind, c.meaning, may_be_missing=True) for c in (_RESPONSE, SECTION)),
)
SHOWN_IN = FrameSpec(
    "sections shown, with their wording",
    (*SHOWN.columns, Column("wording", "identifier", "the wording in which it was answered", may_be_missing=True)),
)
OFFERED = FrameSpec(
    "options offered by each wording",
    (SECTION, OPTION, Column("wording", "identifier", "a wording that offers the option")),
    unique=("section", "option", "wording"),
)
GROUPED = FrameSpec(
    "groups of responses",
    (
        _RESPONSE,
        Column("characteristic", "identifier", "what the group is about, as age; who did not say has no row"),
        Column("group", "identifier", "the one group of that characteristic the response belongs to"),
    ),
    unique=("response_id", "characteristic"),
)
OPTIONS = FrameSpec(
    "options",
    (SECTION, OPTION, Column("position", "integer", "place in the questionnaire, smallest first")),
    unique=("section", "option"),
)
SECTIONS = FrameSpec(
    "sections",
    (
        SECTION,
        Column("answered", "integer", "responses with 1 to max_picks usable picks"),
        Column("over_ticked", "integer", "responses with more picks than allowed, left out of the shares"),
        Column("shown", "integer", "responses that were shown the section", may_be_missing=True),
        Column("blank", "integer", "shown, but nothing usable picked", may_be_missing=True),
        Column("not_shown", "integer", "responses that never saw the section", may_be_missing=True),
    ),
    unique=("section",),
)
RANKS = FrameSpec(
    "ranked options",
    (
        SECTION,
        OPTION,
        Column("position", "integer", "place in the questionnaire, smallest first"),
        Column("count", "integer", "responses in the base that picked the option"),
        Column("base", "integer", "responses that answered the section and could pick the option: base of its share"),
        Column("share", "number", "count / base, 0 to 1", may_be_missing=True),
        Column("low", "number", "lower end of the interval, 0 to 1", may_be_missing=True),
        Column("high", "number", "upper end of the interval, 0 to 1", may_be_missing=True),
        Column("rank", "integer", "1 has the largest share; equal shares share the best place", may_be_missing=True),
        Column("rank_label", "text", "rank as printed, '2=' when shared; empty where there is no rank"),
        Column("best", "integer", "best place it could hold, see rank_ranges", may_be_missing=True),
        Column("worst", "integer", "worst place it could hold", may_be_missing=True),
        Column("band", "integer", "1 holds the first; options of a band cannot be told apart", may_be_missing=True),
        Column("top", "text", "'in' the top three beyond doubt, 'open': could be, 'out'; empty where there is no rank"),
        *SECTIONS.columns[1:],
    ),
    unique=("section", "option"),
)
_CHARACTERISTIC = Column("characteristic", "identifier", "what the groups are about, as age")
GROUP_TESTS = FrameSpec(
    "tests of whether groups differ",
    (
        SECTION,
        _CHARACTERISTIC,
        Column("n", "integer", "people in the groups compared, who were all offered the same options"),
        Column("n_groups", "integer", "groups compared: of 10 people or more"),
        Column("n_options", "integer", "options compared: offered to all of them, picked by some and not by all"),
        Column("x2", "number", "sum of Pearson's chi-square over options", may_be_missing=True),
        Column("x2_adjusted", "number", "the same, corrected for picks that go together", may_be_missing=True),
        Column("df", "number", "its degrees of freedom", may_be_missing=True),
        Column("p", "number", "chance of so large a value if no group differed, 0 to 1", may_be_missing=True),
        Column("p_holm", "number", "adjusted for all such tests of the report", may_be_missing=True),
    ),
    unique=("section", "characteristic"),
)
OPTION_TESTS = FrameSpec(
    "tests of each option",
    (
        SECTION,
        _CHARACTERISTIC,
        OPTION,
        Column("x2", "number", "Pearson's chi-square of groups by picked or not"),
        Column("df", "integer", "its degrees of freedom; 0 where there is nothing to compare"),
        Column("p", "number", "of this test alone, 0 to 1", may_be_missing=True),
        Column("p_holm", "number", "adjusted for all tests of the report", may_be_missing=True),
        Column("p_bh", "number", "adjusted for the rate of false discoveries: to look round", may_be_missing=True),
    ),
    unique=("section", "characteristic", "option"),
)
GROUP_SHARES = FrameSpec(
    "options by group",
    (
        SECTION,
        _CHARACTERISTIC,
        Column("group", "identifier", "name of the group"),
        OPTION,
        Column("reliability", "text", "what may be shown, by the base: hidden, counts, low or full"),
        Column("base", "integer", "people of the group who could pick the option", may_be_missing=True),
        Column("count", "integer", "of those, picked it", may_be_missing=True),
        Column("share", "number", "count / base, 0 to 1", may_be_missing=True),
        Column("rest_base", "integer", "everyone else: people of the other groups compared", may_be_missing=True),
        Column("rest_share", "number", "share of everyone else, 0 to 1", may_be_missing=True),
        Column("points", "number", "difference in percentage points", may_be_missing=True),
        Column("points_low", "number", "lower end of its interval", may_be_missing=True),
        Column("points_high", "number", "upper end of its interval", may_be_missing=True),
        Column("residual", "number", "adjusted standardised residual", may_be_missing=True),
        Column("mark", "text", "'higher' or 'lower' where the difference may be spoken of"),
    ),
    unique=("section", "characteristic", "group", "option"),
)
VARIABLE = Column("variable", "identifier", "characteristic the residents are counted by, as age")
CATEGORY = Column("category", "identifier", "one of its groups, named as in the questionnaire")
MARGINS = FrameSpec(
    "margins",
    (
        VARIABLE,
        CATEGORY,
        Column("code", "identifier", "code of the category at its source, as E05000001", may_be_missing=True),
        Column("population", "integer", "residents, by the census or another source"),
        Column("source", "text", "where the number is from, as Census 2021 TS007"),
        Column("date", "text", "the day it was true, as 2021-03-21"),
    ),
)
UNUSABLE_PICKS = FrameSpec(
    "picks and shown sections that could not be used",
    (
        Column("source", "text", "'picks' or 'shown': the frame the row came from"),
        *PICKS.columns,
        _REASON,
    ),
)


def _is_text(values: pd.Series) -> bool:
    return types.is_string_dtype(values.dropna()) or len(values.dropna()) == 0


def _is_identifier(values: pd.Series) -> bool:
    if isinstance(values.dtype, pd.CategoricalDtype):
        return _is_identifier(values.cat.categories.to_series())
    if types.is_float_dtype(values):  # whole numbers turn into floats as soon as one is missing
        present = values.dropna()
        return bool((present == present.round()).all()) and bool(present.abs().lt(2**53).all())
    return types.is_integer_dtype(values) or _is_text(values) or types.infer_dtype(values, skipna=True) == "integer"


def _is_list(values: pd.Series) -> bool:
    return all(isinstance(value, (list, tuple)) for value in values)


_CHECKS: dict[str, tuple[str, Callable[[pd.Series], bool]]] = {
    "identifier": ("whole numbers or text", _is_identifier),
    "text": ("text", _is_text),
    "integer": ("whole numbers", lambda values: types.is_integer_dtype(values) or len(values) == 0),
    "number": ("numbers", lambda values: types.is_numeric_dtype(values) or len(values) == 0),
    "list": ("lists", _is_list),
    "boolean": ("true or false", lambda values: types.is_bool_dtype(values) or len(values) == 0),
}


def check(frame: pd.DataFrame, spec: FrameSpec) -> None:
    """Stop with FrameError, in words, unless the frame has what the spec asks.

    frame : any frame; extra columns are allowed and ignored
    spec : one of the specs of this module
    Raises FrameError naming the missing column, the column with the wrong kind of value, the column with gaps,
    or the first value that appears twice where it must be unique.
    """
    if not isinstance(frame, pd.DataFrame):
        columns = ", ".join(spec.names)
        raise FrameError(f"the {spec.rows} must be a table with columns {columns}, not {type(frame).__name__}")
    missing = [name for name in spec.names if name not in frame.columns]
    if missing:
        found = ", ".join(map(str, frame.columns)) or "none"
        raise FrameError(f"the {spec.rows} lack the column {', '.join(missing)}; columns found: {found}")
    for column in spec.columns:
        _check_column(frame[column.name], column, spec)
    _check_unique(frame, spec)


def _check_column(values: pd.Series | pd.DataFrame, column: Column, spec: FrameSpec) -> None:
    if isinstance(values, pd.DataFrame):
        raise FrameError(f"the {spec.rows} have more than one column called {column.name}")
    expected, is_valid = _CHECKS[column.kind]
    if not is_valid(values):
        raise FrameError(f"column {column.name} of the {spec.rows} must hold {expected}")
    if not column.may_be_missing and values.isna().any():
        row = int(values.isna().to_numpy().argmax()) + 1
        raise FrameError(f"column {column.name} of the {spec.rows} has no value in row {row}")


def _check_unique(frame: pd.DataFrame, spec: FrameSpec) -> None:
    if not spec.unique:
        return
    repeated = frame.duplicated(list(spec.unique))
    if repeated.any():
        first = frame.loc[repeated.to_numpy(), list(spec.unique)].iloc[0].tolist()
        value = ", ".join(map(str, first))
        raise FrameError(f"duplicate {' and '.join(spec.unique)} in the {spec.rows}: {value}")
