"""Days as plans write them: as 31/3/2027, 2027-03-31 or 31 March 2027. What can mean two days is asked."""

import datetime as dt
import re
from dataclasses import dataclass

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ].*)?")
NUMBERS = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})")
DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([a-z]+),? (\d{4})")
MONTH_FIRST = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")


@dataclass(frozen=True)
class Meanings:
    """Hold every day that a text can mean, earliest first: none, one, or two that a person chooses between."""

    days: tuple[dt.date, ...]

    @property
    def day(self) -> dt.date | None:
        """Return the day if there is just one."""
        return self.days[0] if len(self.days) == 1 else None

    @property
    def is_ambiguous(self) -> bool:
        """Return whether it can mean more than one day."""
        return len(self.days) > 1


def read_days(text: str, day_first: bool | None = None) -> Meanings:
    """Return the days that a text can mean.

    day_first : the order of day and month of numbers, where somebody has said so; None: unknown, both are tried
    "3/4/2027" is 3 April or 4 March; "31/3/2027" can only be one, and so can "4/4/2027". Two figures of a year are of
    this century.
    """
    words = " ".join(text.lower().replace(",", ", ").split()).replace(" ,", ",")
    if found := ISO.fullmatch(words):
        return _days([(found[1], found[2], found[3])])
    if found := NUMBERS.fullmatch(words):
        year = found[3] if len(found[3]) == 4 else f"20{found[3]}"
        orders = [(year, found[2], found[1]), (year, found[1], found[2])]
        return _days(orders if day_first is None else orders[:1] if day_first else orders[1:])
    if found := DAY_FIRST.fullmatch(words):
        return _days([(found[3], _month(found[2]), found[1])])
    if found := MONTH_FIRST.fullmatch(words):
        return _days([(found[3], _month(found[1]), found[2])])
    return Meanings(())


def looks_like_a_day(text: str) -> bool:
    """Return whether a text is written as one day, whether or not there is such a day: "31/2/2027" is."""
    words = " ".join(text.lower().split())
    return any(shape.fullmatch(words) for shape in (ISO, NUMBERS)) or bool(
        (found := DAY_FIRST.fullmatch(words) or MONTH_FIRST.fullmatch(words))
        and any(_month(part) != "0" for part in found.groups())
    )


def last_day_of(text: str) -> dt.date | None:
    """Return the last day of a time that is no day: "2027", "March 2027", "2026/27" (to 31 March), "2025-27"; or None.

    A financial year ends on 31 March when its two years follow one another and stand with a stroke; a span with a
    hyphen ends with its last year.
    """
    words = " ".join(text.lower().split())
    if re.fullmatch(r"\d{4}", words):
        return _day(words, "12", "31")
    if found := re.fullmatch(r"(\d{4})/(\d{2})", words):
        follows = (int(found[1]) + 1) % 100 == int(found[2])
        return _day(str(int(found[1]) + 1), "3", "31") if follows else None
    if found := re.fullmatch(r"(\d{4}) ?[-\u2013] ?(\d{2}|\d{4})", words):
        year = found[2] if len(found[2]) == 4 else found[1][:2] + found[2]
        return _day(year, "12", "31") if int(year) >= int(found[1]) else None
    if found := re.fullmatch(r"([a-z]+) (\d{4})", words):
        month = int(_month(found[1]))
        after = _day(str(int(found[2]) + month // 12), str(month % 12 + 1), "1") if month else None
        return after and after - dt.timedelta(days=1)
    return None


def _month(name: str) -> str:
    """The number of a month by its name or its first three letters or more; "0" if it is none."""
    found = [number for number, month in enumerate(MONTHS, 1) if len(name) >= 3 and month.startswith(name)]
    return str(found[0] if found else 0)


def _days(candidates: list[tuple[str, str, str]]) -> Meanings:
    days = {day for year, month, number in candidates if (day := _day(year, month, number))}
    return Meanings(tuple(sorted(days)))


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
