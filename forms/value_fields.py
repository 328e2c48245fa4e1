"""Fields of answers that are typed in boxes of their own: places in an order, a number, a date."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.dates import format_date, get_month_names
from babel.numbers import get_decimal_symbol, get_group_symbol
from wtforms import Field
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from forms.fields import clean_text
from forms.question_settings import MOST_DIGITS, TODAY

LONGEST_TYPED = 40
DAY_PARTS = ("day", "month", "year")
YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True)
class Box:
    """One box on the page: what it is for, its name and id, and what stands in it."""

    part: str
    name: str
    id: str
    typed: str
    is_wrong: bool


class BoxedField(Field):
    """An answer from several boxes, or one. What was typed stays as it is; `data` is what is kept, or None."""

    parts: Sequence[str] = ("",)

    def __init__(self, *, variant: str = "standard", required: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.variant, self.required = variant, required
        self.typed: dict[str, str] = {}
        self.wrong: tuple[str, ...] = ()

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self.process_errors = []
        self.object_data = self.data = None if data is unset_value else data
        if formdata is None:
            self.typed = dict.fromkeys(self.parts, "") | (self.shown(self.data) if self.data else {})
            return
        found = {part: formdata.getlist(self.name_of(part)) for part in self.parts}
        self.typed = {part: clean_text(values[0]).strip() if values else "" for part, values in found.items()}
        self.data = None

    def name_of(self, part: str) -> str:
        return f"{self.name}-{part}" if part else self.name

    def shown(self, data: Any) -> dict[str, str]:
        """Return part -> what its box holds, of an answer that was kept."""
        raise NotImplementedError

    def read(self, form: Any) -> Any:
        """Return what is kept of what was typed; it is not empty. Raises ValidationError."""
        raise NotImplementedError

    @property
    def boxes(self) -> list[Box]:
        return [
            Box(part, self.name_of(part), f"{self.id}-{n}" if n > 1 else self.id, self.typed.get(part, ""),
                bool(self.errors) and (not self.wrong or part in self.wrong))
            for n, part in enumerate(self.parts, 1)
        ]  # fmt: skip

    @property
    def error_id(self) -> str:
        """Return the id of the first box that is wrong: the error summary leads there."""
        return next((box.id for box in self.boxes if box.is_wrong), self.id)

    def is_empty(self) -> bool:
        return not any(self.typed.values())

    def pre_validate(self, form: Any) -> None:
        if self.is_empty():
            if self.required:
                raise ValidationError(self.gettext("Enter an answer"))
        else:
            self.data = self.read(form)

    def refuse(self, standard: str, easy_read: str, parts: Iterable[str] = (), **values: Any) -> ValidationError:
        """Return the error in the words of this page; both are translated where they stand."""
        self.wrong = tuple(parts)
        return ValidationError((easy_read if self.variant == "easy_read" else standard) % values)


class RankField(BoxedField):
    """Options numbered 1 to `most`, each number once, from 1 without a gap. `data`: the keys in that order."""

    def __init__(self, *, keys: Sequence[str], most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.parts, self.most = tuple(keys), most

    def unknown_keys(self) -> set[str]:
        return set(self.data or ()) - set(self.parts)

    def shown(self, data: Any) -> dict[str, str]:
        return {key: str(place) for place, key in enumerate(data, 1) if key in self.parts}

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        self.data = self.data or []

    def carry(self, keys: list[str]) -> None:
        """Show an order that was given in the other wording."""
        self.data, self.typed = keys, self.shown(keys)

    def read(self, form: Any) -> list[str]:
        places = {key: text for key, text in self.typed.items() if text}
        numbers = {key: _whole(text) for key, text in places.items()}
        if len(places) > self.most:
            raise self.refuse(
                self.gettext("Choose %(most)s answers or fewer. You chose %(n)s."),
                self.gettext("You chose %(n)s. Choose %(most)s or fewer."),
                n=len(places), most=self.most,
            )  # fmt: skip
        if wrong := [key for key, n in numbers.items() if not 1 <= n <= self.most]:
            raise self.refuse(
                self.gettext("Use only the numbers 1 to %(most)s. Leave the other boxes empty."),
                self.gettext("Use the numbers 1 to %(most)s. Leave the other boxes empty."),
                wrong, most=self.most,
            )  # fmt: skip
        ordered = sorted(numbers, key=numbers.__getitem__)
        for n, key in enumerate(ordered, 1):
            if numbers[key] < n:
                raise self.refuse(
                    self.gettext("You gave the number %(n)s to more than one answer. Use each number once."),
                    self.gettext("You wrote %(n)s more than 1 time. Use each number 1 time."),
                    [other for other in ordered if numbers[other] == numbers[key]], n=numbers[key],
                )  # fmt: skip
            if numbers[key] > n:
                raise self.refuse(
                    self.gettext("You left out the number %(n)s. Start with 1 and leave no number out."),
                    self.gettext("The number %(n)s is missing. Start with 1. Then use 2."),
                    [key], n=n,
                )  # fmt: skip
        return ordered


class NumberField(BoxedField):
    """A number as the language writes it. `data` is its canonical text, as "1250" or "-0.5"."""

    def __init__(
        self, *, locale: str, lowest: Decimal | None, highest: Decimal | None, decimals: int, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.locale, self.lowest, self.highest, self.decimals = locale, lowest, highest, decimals

    def shown(self, data: Any) -> dict[str, str]:
        return {"": str(data).replace(".", get_decimal_symbol(self.locale))}

    def read(self, form: Any) -> str:
        number = read_number(self.typed[""], self.locale)
        if number is None:
            raise self.refuse(
                self.gettext("Enter your answer in numbers, like 12"), self.gettext("Write a number, like 12.")
            )
        if number != round(number, self.decimals):
            if not self.decimals:
                raise self.refuse(
                    self.gettext("Enter a whole number, like 12"), self.gettext("Write a whole number, like 12.")
                )
            raise self.refuse(
                self.gettext("Use up to %(n)s digits after the decimal point"),
                self.gettext("Use %(n)s or fewer numbers after the point."),
                n=self.decimals,
            )
        if self.lowest is not None and number < self.lowest:
            raise self.refuse(
                self.gettext("Enter %(n)s or more"), self.gettext("Write %(n)s or more."), n=self._said(self.lowest)
            )
        if self.highest is not None and number > self.highest:
            raise self.refuse(
                self.gettext("Enter %(n)s or less"), self.gettext("Write %(n)s or less."), n=self._said(self.highest)
            )
        return canonical(number)

    def _said(self, number: Decimal) -> str:
        return self.shown(canonical(number))[""]


class DateField(BoxedField):
    """A whole date in three boxes. `data` is the date as "2026-03-27"."""

    parts = DAY_PARTS

    def __init__(self, *, locale: str, earliest: str | None, latest: str | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.locale, self.earliest, self.latest = locale, earliest, latest

    def shown(self, data: Any) -> dict[str, str]:
        day = dt.date.fromisoformat(data)
        return {"day": str(day.day), "month": str(day.month), "year": str(day.year)}

    def read(self, form: Any) -> str:
        if missing := [part for part in self.parts if not self.typed[part]]:
            raise self.refuse(
                self.gettext("Enter a day, a month and a year, like 27 3 2026"),
                self.gettext("Write the day, the month and the year."),
                missing,
            )
        numbers = {part: _whole(self.typed[part]) for part in self.parts}
        if numbers["month"] < 0:
            numbers["month"] = _month(self.typed["month"], self.locale)
        if about := [part for part, n in numbers.items() if n < 0]:
            raise self.refuse(
                self.gettext("Enter the exact date in numbers. If you do not know it, leave all three boxes empty."),
                self.gettext("Use numbers. If you do not know the date, leave it empty."),
                about,
            )
        if not YEAR.fullmatch(self.typed["year"]):
            raise self.refuse(
                self.gettext("The year must have 4 numbers, like 2026"),
                self.gettext("Write all 4 numbers of the year."),
                ["year"],
            )
        try:
            day = dt.date(numbers["year"], numbers["month"], numbers["day"])
        except ValueError as error:
            raise self.refuse(
                self.gettext("Enter a real date, like 27 3 2026"),
                self.gettext("This is not a real date. Check the numbers."),
            ) from error
        self._see_bounds(day, form.meta.today)
        return day.isoformat()

    def _see_bounds(self, day: dt.date, today: dt.date | None) -> None:
        earliest, latest = (_bound(bound, today) for bound in (self.earliest, self.latest))
        if earliest is not None and day < earliest:
            raise self.refuse(
                self.gettext("The date must be %(day)s or later"),
                self.gettext("Write %(day)s or a later date."),
                day=self._said(earliest),
            )
        if latest is not None and day > latest:
            raise self.refuse(
                self.gettext("The date must be %(day)s or earlier"),
                self.gettext("Write %(day)s or an earlier date."),
                day=self._said(latest),
            )

    def _said(self, day: dt.date) -> str:
        return format_date(day, "d MMMM y", locale=self.locale)


class StatementField(Field):
    """Text that is read and not answered: nothing is taken in."""

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self.process_errors, self.data = [], None


def read_number(typed: str, locale: str) -> Decimal | None:
    """Return the number as this language writes it, or None: spaces and group marks go, a sign may stand before it."""
    text = re.sub(r"[\s\u00a0\u202f\u066c']", "", typed)[: LONGEST_TYPED + 1].replace("\u2212", "-")
    point, group = get_decimal_symbol(locale), get_group_symbol(locale)
    if group == "," and re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", text):
        text = text.replace(",", "")
    text = text.replace(point, ".").replace("\u066b", ".") if point != "." else text.replace("\u066b", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", text):
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if abs(number) < 10**MOST_DIGITS else None


def canonical(number: Decimal) -> str:
    """Return the number as it is kept: a point, no group marks, no needless noughts."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _whole(text: str) -> int:
    """Return the whole number, or -1 where it is none; digits of any script."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_TYPED else -1


def _month(text: str, locale: str) -> int:
    """Return the number of a month written in words, or -1."""
    word = text.casefold().rstrip(".")
    for language in (locale, "en"):
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=language).items():
                if name.casefold().rstrip(".") == word:
                    return number
    return -1


def _bound(bound: str | None, today: dt.date | None) -> dt.date | None:
    return None if bound is None else today if bound == TODAY else dt.date.fromisoformat(bound)
