"""From questions to a WTForms class, for one wording and one language."""

from collections.abc import Callable, Collection, Iterable

from wtforms import Field, Form
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs know WTForms 3.2

from forms.definition import Option, Question
from forms.fields import FreeTextField, SingleField, TopThreeField


class QuestionnaireForm(Form):
    """Base of every built form. `meta.undecodable` says that some bytes of the request were not UTF-8."""

    class Meta:
        undecodable = False

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


def _top_three(question: Question, variant: str, locale: str, kept: Collection[str]) -> Field:
    return TopThreeField(
        label=question.text.get(variant, locale),
        choices=_choices(question.offered(variant, kept), variant, locale),
        exclusive={option.key: option.text.get(variant, locale) for option in question.options if option.exclusive},
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


MAKERS: dict[str, Callable[[Question, str, str, Collection[str]], Field]] = {
    "top_three": _top_three,
    "single": _single,
    "free_text": _free_text,
}
