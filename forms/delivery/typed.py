"""Fields of a page as they were typed: each is read once, and what is wrong with it is kept by its name."""

import datetime as dt
import math
from collections.abc import Collection, Mapping

from forms.delivery.days import read_days
from forms.fields import clean_text

LONGEST_LINE, LONGEST_TEXT = 200, 10_000


class Typed:
    """What was typed on one page. After reading, `faults` holds name of a field -> what is wrong, in words."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = fields
        self.faults: dict[str, str] = {}

    def words(self, name: str, needed: str = "", longest: int = LONGEST_LINE) -> str:
        """Return the text of a field. needed: what is said when it is empty; "" if it may be."""
        text = clean_text(self.fields.get(name, "")).strip()
        if not text and needed:
            self.faults[name] = needed
        if len(text) > longest:
            self.faults[name] = f"This is {len(text):,} characters. The limit is {longest:,}"
        return text

    def day(self, name: str, needed: str = "") -> dt.date | None:
        """Return the day of a field, day before month as the hint of every field says."""
        text = self.words(name, needed)
        found = read_days(text, day_first=True).day
        if text and found is None:
            self.faults[name] = "Enter the day, as 7/10/2026"
        return found

    def past_day(self, name: str, today: dt.date, needed: str) -> dt.date | None:
        """Return the day of a field that has to have been."""
        found = self.day(name, needed)
        if found is not None and found > today:
            self.faults[name] = "This day is still to come"
        return found

    def choice(self, name: str, among: Collection[str], needed: str) -> str:
        """Return the one of these that was chosen."""
        text = self.fields.get(name, "")
        if text not in among:
            self.faults[name] = needed
        return text

    def number(self, name: str, needed: str) -> float | None:
        """Return a number as people write it: "1,234.5", "62%" or "-3"."""
        text = self.words(name, needed).replace(",", "").replace("%", "").replace("\u2212", "-").strip()
        try:
            found = float(text)
        except ValueError:
            found = None
        if found is not None and not math.isfinite(found):  # "nan", "inf", and "1e999", which is too large to keep
            found = None
        if found is None and name not in self.faults:
            self.faults[name] = "Enter a number, as 62.5"
        return found

    def whole_number(self, name: str) -> int | None:
        """Return a whole number from 1 on; None where the field is empty."""
        text = self.words(name)
        if text and not (text.isascii() and text.isdigit() and 1 <= int(text[:7]) <= 99_999):
            self.faults[name] = "Enter a whole number from 1, or leave it empty"
            return None
        return int(text) if text else None
