"""Forms that residents fill in beside the questionnaire. Names of typed texts begin with q_, as those of answers do."""

from collections.abc import Iterable
from typing import Any

from wtforms import Field
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs know WTForms 3.2
from wtforms.validators import ValidationError

from forms.builder import QuestionnaireForm
from forms.fields import FreeTextField, SingleField

LONGEST_LINE = 200
LONGEST_TEXT = 5000
LONGEST_EMAIL = 254


def who_form(capacities: Iterable[str]) -> type[QuestionnaireForm]:
    """Return a form with one question, `choice`: who is answering, or who helps them. It may be left blank."""
    return _form(QuestionnaireForm, choice=_one_of(capacities))


def organisation_form(sizes: Iterable[str], variant: str) -> type[QuestionnaireForm]:
    """Return a form for the organisation: q_name, size and q_area; all may be left blank."""
    return _form(QuestionnaireForm, q_name=_line(variant), size=_one_of(sizes), q_area=_line(variant))


def consents_form(names: Iterable[str]) -> type[QuestionnaireForm]:
    """Return a form with one question of yes or no for each name; every one may be left blank."""
    return _form(QuestionnaireForm, **{name: _one_of(("yes", "no")) for name in names})


class ContactBase(QuestionnaireForm):
    def validate_q_email(self, field: Field) -> None:
        text = (field.data or "").strip()
        if text and ("@" not in text or len(text) > LONGEST_EMAIL or len(text.split()) > 1):
            raise ValidationError(field.gettext("Enter an email address in the correct format, like name@example.com"))


def contact_form(variant: str) -> type[QuestionnaireForm]:
    """Return a form for q_name, q_email and q_phone; who gives neither of the last two cannot be reached."""
    return _form(ContactBase, q_name=_line(variant), q_email=_line(variant), q_phone=_line(variant))


class RequestBase(QuestionnaireForm):
    def validate_q_reach(self, field: Field) -> None:
        if self["topic"].data != "problem":
            _refuse_empty(field, field.gettext("Tell us how to reach you"))


def request_form(topics: Iterable[str], variant: str) -> type[QuestionnaireForm]:
    """Return the form that asks for another format or tells of a problem: topic, q_details, q_name and q_reach."""
    return _form(
        RequestBase,
        topic=_one_of(topics, required=True),
        q_details=FreeTextField(variant=variant, max_length=LONGEST_TEXT),
        q_name=_line(variant),
        q_reach=FreeTextField(variant=variant, max_length=LONGEST_TEXT),
    )


def _form(base: type[QuestionnaireForm], **fields: Any) -> type[QuestionnaireForm]:
    return type("RespondentForm", (base,), fields)


def _one_of(keys: Iterable[str], required: bool = False) -> Field:
    return SingleField(choices=[SelectChoice(value=key, label=key) for key in keys], required=required)


def _line(variant: str) -> Field:
    return FreeTextField(variant=variant, max_length=LONGEST_LINE)


def _refuse_empty(field: Field, message: str) -> None:
    if not (field.data or "").strip():
        raise ValidationError(message)
