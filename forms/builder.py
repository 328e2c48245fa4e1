"""From questions to a WTForms class, for one wording and one language."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable

from wtforms import Field, Form
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs know WTForms 3.2

from forms.definition import Option, Question
from forms.fields import ChoicesField, FreeTextField, SingleField
from forms.value_fields import DateField, NumberField, RankField, StatementField


class QuestionnaireForm(Form):
    """Base of every built form. `meta.undecodable` says that some bytes of the request were not UTF-8; `meta.today`
    is the day of the request, where it is known."""

    class Meta:
        undecodable = False
        today: dt.date | None = None

        @staticmethod
        def number(n: int) -> str:
            """Write a number as the page's language does; who binds the form gives the way of the language."""
            return f"{n:,}"


def field_name(question_key: str) -> str:
    """Return the name of a question's field. The prefix keeps a question keyed "data" off WTForms' own attributes."""
    return f"q_{question_key}"


def form_class(
    questions: Iterable[Question], variant: str, locale: str, kept: Collection[str] = ()
) -> type[QuestionnaireForm]:
    """Return a form class with one field per question, its words in this variant and locale.

    kept : keys of options that were chosen in the other variant: they may stay, though this variant offers them not
    """
    fields = {field_name(asked.key): MAKERS[asked.type](asked, variant, locale, kept) for asked in questions}
    return type("QuestionForm", (QuestionnaireForm,), fields)


def _choices(options: Iterable[Option], variant: str, locale: str) -> list[SelectChoice]:
    return [SelectChoice(value=option.key, label=option.text.get(variant, locale)) for option in options]


def _choices_of(question: Question, variant: str, locale: str, kept: Collection[str]) -> Field:
    return ChoicesField(
        label=question.text.get(variant, locale),
        choices=_choices(question.offered(variant, kept), variant, locale),
        exclusive={option.key: option.text.get(variant, locale) for option in question.options if option.exclusive},
        most=question.most,
        variant=variant,
        required=question.required,
    )


def _single(question: Question, variant: str, locale: str, kept: Collection[str]) -> Field:
    return SingleField(
        label=question.text.get(variant, locale),
        choices=_choices(question.offered(variant, kept), variant, locale),
        required=question.required,
    )


def _free_text(question: Question, variant: str, locale: str, _kept: Collection[str]) -> Field:
    return FreeTextField(
        label=question.text.get(variant, locale),
        variant=variant,
        max_length=question.max_length,
        required=question.required,
    )


def _rank(question: Question, variant: str, locale: str, kept: Collection[str]) -> Field:
    return RankField(
        label=question.text.get(variant, locale),
        keys=[option.key for option in question.offered(variant, kept)],
        most=question.most,
        variant=variant,
        required=question.required,
    )


def _number(question: Question, variant: str, locale: str, _kept: Collection[str]) -> Field:
    return NumberField(
        label=question.text.get(variant, locale),
        locale=locale,
        lowest=question.lowest,
        highest=question.highest,
        decimals=question.decimals,
        variant=variant,
        required=question.required,
    )


def _date(question: Question, variant: str, locale: str, _kept: Collection[str]) -> Field:
    return DateField(
        label=question.text.get(variant, locale),
        locale=locale,
        earliest=question.earliest,
        latest=question.latest,
        variant=variant,
        required=question.required,
    )


def _statement(question: Question, variant: str, locale: str, _kept: Collection[str]) -> Field:
    return StatementField(label=question.text.get(variant, locale))


MAKERS: dict[str, Callable[[Question, str, str, Collection[str]], Field]] = {
    "top_three": _choices_of,
    "multiple": _choices_of,
    "rank": _rank,
    "single": _single,
    "scale": _single,
    "rating": _single,
    "number": _number,
    "date": _date,
    "free_text": _free_text,
    "statement": _statement,
}
