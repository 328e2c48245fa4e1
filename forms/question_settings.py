"""What a document says of a question beside its words: how many may be chosen, ends of a scale, bounds, a unit."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Protocol

from forms.question_types import CHOICES, ORDER, TYPES
from forms.questionnaire import VARIANTS, Option, Wording

FEWEST_POINTS, MOST_POINTS = 3, 11
MOST_DECIMALS, MOST_DIGITS = 6, 12
DEFAULT_MAX_LENGTH = 100_000
#: stands for the day on which somebody answers
TODAY = "today"
RATINGS = ("green", "amber", "red")
NOT_KNOWN = "not_known"
POINT = "point_"
#: how many may be chosen where the type says it by itself
MOST = {"top_three": 3}
Raw = Mapping[str, Any]


class Reader(Protocol):
    """What reads a document and notes its faults (forms.definition)."""

    def fault(self, path: str, message: str) -> None: ...

    def wording(self, value: Any, path: str) -> Wording: ...

    def whole_number(self, value: Any, path: str) -> int: ...



def point_of(option: str) -> int | None:
    """Return the number of a point of a scale, of the key of its option; None of "I do not know"."""
    number = option.removeprefix(POINT)
    return int(number) if option != number and number.lstrip("-").isdecimal() else None


def read(reader: Reader, kind: str, raw: Raw, path: str, options: tuple[Option, ...]) -> dict[str, Any]:
    """Return what forms.questionnaire.Question takes beside words, by name. A scale brings its options."""
    if kind not in TYPES:
        return {}
    if raw.get("required") and kind == "statement":
        reader.fault(f"{path}.required", "a statement is not answered. Take “required” out")
    maker = MAKERS.get(kind)
    most = _most(reader, kind, raw, path, options)
    return {"most": most, "options": options} | (maker(reader, raw, path, options) if maker else {})


def _most(reader: Reader, kind: str, raw: Raw, path: str, options: tuple[Option, ...]) -> int:
    if TYPES[kind].holds not in (CHOICES, ORDER):
        return 1
    if kind in MOST:
        return MOST[kind]
    n_options = max(1, len([option for option in options if not option.exclusive]))
    if "most" not in raw:
        return n_options
    most = reader.whole_number(raw["most"], f"{path}.most")
    if most > n_options:
        reader.fault(f"{path}.most", f"is {most}, but there are {n_options} options. Use 1 to {n_options}")
    return min(most, n_options)


def _rank(reader: Reader, raw: Raw, path: str, options: tuple[Option, ...]) -> dict[str, Any]:
    for option in options:
        if option.exclusive:
            reader.fault(f"{path}.{option.key}", "an option that stands alone has no place in an order. Take it out")
    return {}


def _scale(reader: Reader, raw: Raw, path: str, _options: tuple[Option, ...]) -> dict[str, Any]:
    lowest, highest = (_whole(reader, raw.get(name), f"{path}.{name}") for name in ("lowest", "highest"))
    ends = {name: reader.wording(raw.get(name), f"{path}.{name}") for name in ("low_end", "high_end")}
    not_known = reader.wording(raw["not_known"], f"{path}.not_known") if "not_known" in raw else None
    if lowest is None or highest is None:
        return {}
    if lowest not in (0, 1):
        reader.fault(f"{path}.lowest", "must be 0 or 1")
    elif not FEWEST_POINTS <= highest - lowest + 1 <= MOST_POINTS:
        message = f"makes {highest - lowest + 1} points. A scale has {FEWEST_POINTS} to {MOST_POINTS}"
        reader.fault(f"{path}.highest", message)
    points = range(lowest, min(highest, lowest + MOST_POINTS - 1) + 1)
    named = {lowest: ends["low_end"], points[-1] if points else highest: ends["high_end"]}
    made = [Option(f"{POINT}{n}", _point(n, named.get(n), ends["low_end"]), None, exclusive=False) for n in points]
    if not_known is not None:
        made.append(Option(NOT_KNOWN, not_known, "question_mark", exclusive=True))
    bounds = {"lowest": Decimal(lowest), "highest": Decimal(highest)}
    return {"options": tuple(made), "not_known": not_known} | bounds | ends


def _point(number: int, end: Wording | None, like: Wording) -> Wording:
    """The words of one point: its number, and at an end what that means."""
    texts = (end or like).texts
    return Wording(
        {
            variant: {locale: f"{number}: {text}" if end else str(number) for locale, text in words.items()}
            for variant, words in texts.items()
        }
    )


def _rating(reader: Reader, raw: Raw, path: str, options: tuple[Option, ...]) -> dict[str, Any]:
    keys = [option.key for option in options]
    if missing := [key for key in RATINGS if key not in keys]:
        reader.fault(f"{path}.options", f"a rating has the options {', '.join(RATINGS)}. Add {', '.join(missing)}")
    for option in options:
        if option.key not in (*RATINGS, NOT_KNOWN):
            known = f"{', '.join(RATINGS)} and {NOT_KNOWN}"
            reader.fault(f"{path}.{option.key}", f"is no rating. Use the keys {known}, or the type single")
        if option.variants != VARIANTS:
            reader.fault(f"{path}.{option.key}.variants", "a rating is the same in both wordings. Take “variants” out")
    return {}


def _number(reader: Reader, raw: Raw, path: str, _options: tuple[Option, ...]) -> dict[str, Any]:
    lowest, highest = (_bound(reader, raw.get(name), f"{path}.{name}") for name in ("lowest", "highest"))
    if lowest is not None and highest is not None and lowest > highest:
        reader.fault(f"{path}.highest", f"is {highest}, which is below the lowest, {lowest}")
    decimals = raw.get("decimals", 0)
    if isinstance(decimals, bool) or not isinstance(decimals, int) or not 0 <= decimals <= MOST_DECIMALS:
        reader.fault(f"{path}.decimals", f"must be a whole number from 0 to {MOST_DECIMALS}")
        decimals = 0
    unit = reader.wording(raw["unit"], f"{path}.unit") if "unit" in raw else None
    return {"lowest": lowest, "highest": highest, "decimals": decimals, "unit": unit}


def _date(reader: Reader, raw: Raw, path: str, _options: tuple[Option, ...]) -> dict[str, Any]:
    earliest, latest = (_day(reader, raw.get(name), f"{path}.{name}") for name in ("earliest", "latest"))
    days = [day for day in (earliest, latest) if day not in (None, TODAY)]
    if len(days) == 2 and days[0] > days[1]:
        reader.fault(f"{path}.latest", f"is {latest}, which is before the earliest, {earliest}")
    return {"earliest": earliest, "latest": latest}


def _whole(reader: Reader, value: Any, path: str) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    reader.fault(path, "is missing" if value is None else "must be a whole number")
    return None


def _bound(reader: Reader, value: Any, path: str) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) >= 10**MOST_DIGITS:
        reader.fault(path, f"must be a number of up to {MOST_DIGITS} digits, as 100 or 0.5")
        return None
    return Decimal(str(value))


def _day(reader: Reader, value: Any, path: str) -> str | None:
    if value is None or value == TODAY:
        return value if value is None else TODAY
    try:
        return dt.date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        reader.fault(path, f"must be a date as 2026-01-31, or {TODAY}")
        return None


MAKERS: dict[str, Callable[[Reader, Raw, str, tuple[Option, ...]], dict[str, Any]]] = {
    "rank": _rank,
    "scale": _scale,
    "rating": _rating,
    "number": _number,
    "date": _date,
}
