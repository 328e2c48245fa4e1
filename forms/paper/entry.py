"""Forms for batches, paper forms and conversations, each message our own. Typed fields begin with q_."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, Field, Form
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs know WTForms 3.2
from wtforms.validators import ValidationError

from forms.fields import FreeTextField, SingleField

DAY = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})")
MOST_COUNTED = 100_000


class EntryForm(Form):
    class Meta:
        undecodable = False

        @staticmethod
        def number(n: int) -> str:
            return f"{n:,}"

    def text(self, name: str) -> str:
        """Return what was typed, without spaces around it."""
        return (self[name].data or "").strip()

    def day(self, name: str) -> dt.date | None:
        return read_day(self.text(name))

    def whole(self, name: str) -> int:
        return int(self.text(name) or 0)


def read_day(typed: str) -> dt.date | None:
    """Return the date written as day, month, year; None if it is none."""
    found = DAY.fullmatch(typed.strip())
    if found is None:
        return None
    try:
        return dt.date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


class Filled:
    """The field must not be empty."""

    def __init__(self, message: str):
        self.message = message

    def __call__(self, form: EntryForm, field: Field) -> None:
        if not (field.data or "").strip():
            raise ValidationError(self.message)


class Day:
    """A date that is not after the day of this request; empty is left to Filled."""

    def __call__(self, form: EntryForm, field: Field) -> None:
        typed = (field.data or "").strip()
        day = read_day(typed)
        if typed and day is None:
            raise ValidationError("Enter a real date as day, month and year, like 27 3 2027")
        latest = form.meta.today
        if day is not None and latest is not None and day > latest:
            raise ValidationError("This date is in the future. Enter the day on which it came")


class Whole:
    def __call__(self, form: EntryForm, field: Field) -> None:
        typed = (field.data or "").strip()
        if typed and not (typed.isascii() and typed.isdigit() and int(typed[:9]) <= MOST_COUNTED):
            raise ValidationError("Enter a whole number, 0 or more")


def line(message: str = "", most: int = 200, *more: Any) -> FreeTextField:
    return FreeTextField(max_length=most, validators=[*([Filled(message)] if message else []), *more])


class BatchForm(EntryForm):
    q_label = line("Write what stands on the bundle", 60)
    q_from = line("Say where the forms come from")
    q_received = line("Enter the day on which they came", 40, Day())
    q_kept = line("Say where the paper is kept")
    q_standard = line("", 10, Whole())
    q_large_print = line("", 10, Whole())
    q_easy_read = line("", 10, Whole())

    def validate_q_standard(self, field: Field) -> None:
        counts = [self.text(name) for name in ("q_standard", "q_large_print", "q_easy_read")]
        if not any(count.strip("0") for count in counts):
            raise ValidationError("Count the forms by hand, and enter how many there are")


class SerialForm(EntryForm):
    q_serial = line("Enter the serial number from the first page", 40)
    q_postmark = line("", 40, Day())
    is_sure = BooleanField()


class NumberForm(EntryForm):
    q_number = line("Enter the number on the batch sheet", 10, Whole())
    q_posted = line("", 40, Day())

    def validate_q_number(self, field: Field) -> None:
        if not 1 <= self.whole("q_number") <= 8999:
            raise ValidationError("Enter a number from 1 to 8999")


class ReasonForm(EntryForm):
    q_reason = line("Say why", 1000)


class ClosingForm(EntryForm):
    q_reason = line("", 1000)


class PagesForm(EntryForm):
    q_detail = line("Say which pages are missing or there twice", 200)


class ShareForm(EntryForm):
    q_email = line("Enter the email address of the clerk", 254)


class SettleForm(EntryForm):
    q_codes = line("", 100)
    q_reason = line("Say what you see on the page", 1000)


class ConversationForm(EntryForm):
    q_helper = line()
    has_interpreter = BooleanField()
    has_agreed = BooleanField()

    def validate_has_agreed(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("Read the statement out. Without the person's yes no answers are taken")


class CodeForm(ConversationForm):
    q_code = line("Enter the return code", 100)


def one_of(base: type[EntryForm], **choices: tuple[Iterable[str], str]) -> type[EntryForm]:
    """Return the form with fields of one choice each, nothing chosen: name -> (keys, message when nothing is)."""
    fields = {name: _choice(keys, message) for name, (keys, message) in choices.items()}
    return type(base.__name__, (base,), fields)


def _choice(keys: Iterable[str], message: str) -> Field:
    def chosen(form: Form, field: Field) -> None:
        if not field.data:
            raise ValidationError(message)

    return SingleField(choices=[SelectChoice(value=key, label=key) for key in keys], validators=[chosen])
