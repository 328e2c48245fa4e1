"""An answer in words, a line for each thing that was said, for pages and files of the person who gave it."""

import datetime as dt
from decimal import Decimal

from flask_babel import format_date, format_decimal

from forms.question_types import ORDER, TEXT, VALUE


def lines(question, value, variant, locale):
    """The lines of one answer that is not empty; places of an order stand before its options."""
    if question.holds == TEXT:
        return [value]
    if question.holds == VALUE:
        return [value_words(question, value, variant, locale)]
    keys = [value] if isinstance(value, str) else value
    words = [question.option(key).text.get(variant, locale) for key in keys]
    return [f"{place}. {text}" for place, text in enumerate(words, 1)] if question.holds == ORDER else words


def value_words(question, value, variant, locale):
    """A number with its unit, or a date, as the language of the page writes it."""
    return WRITERS[question.type](question, value, variant, locale)


def _number(question, value, variant, locale):
    number = format_decimal(Decimal(value), "#,##0.######")
    return f"{number} {question.unit.get(variant, locale)}" if question.unit else number


def _date(_question, value, _variant, _locale):
    return format_date(dt.date.fromisoformat(value), "d MMMM y")


#: type -> what writes it; one for each type that holds a value
WRITERS = {"number": _number, "date": _date}
