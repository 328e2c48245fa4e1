"""Fields of a questionnaire: text as it was typed, one choice, several choices. Each judges its own emptiness."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from wtforms import RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectFieldBase
from wtforms.validators import ValidationError

#: the last two code points of each of the 17 planes are not characters
_PLANE_ENDS = "".join(chr(0x10000 * plane + end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
#: NUL, other control characters but tab and newline, lone surrogates, and code points that are not characters
UNSTORABLE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_PLANE_ENDS}]")
REPLACEMENT = "\ufffd"


def clean_text(value: str) -> str:
    """Return the text as it is stored: newlines as \\n, composed letters (NFC), no characters that break files.

    NUL stops PostgreSQL, control characters stop Word and Excel, and a search does not find a decomposed letter.
    Bidirectional controls stay: they are part of what was typed.
    """
    newlines = value.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", UNSTORABLE.sub("", newlines))


class FreeTextField(TextAreaField):
    """Text of any length up to `max_length` characters, counted after cleaning; never cut."""

    def __init__(self, *, variant: str = "standard", max_length: int, required: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.variant, self.max_length, self.required = variant, max_length, required

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = clean_text(valuelist[0]) if valuelist else ""

    def is_empty(self) -> bool:
        return not (self.data or "").strip()

    def pre_validate(self, form: Any) -> None:
        text = self.data or ""
        if form.meta.undecodable and REPLACEMENT in text:
            message = self.gettext("Some characters did not arrive properly. Check the highlighted answer.")
            raise ValidationError(message)
        if len(text) > self.max_length:
            raise ValidationError(self._too_long(len(text), form.meta.number))
        if self.required and self.is_empty():
            raise ValidationError(self.gettext("Enter an answer"))

    def _too_long(self, n: int, number: Callable[[int], str]) -> str:
        message = (
            self.gettext("Your answer is too long. It has %(n)s letters. You can use %(limit)s.")
            if self.variant == "easy_read"
            else self.gettext("Your answer is %(n)s characters. The limit is %(limit)s.")
        )
        return message % {"n": number(n), "limit": number(self.max_length)}


class _Choices(SelectFieldBase):
    """What one choice and many have in common: option keys known to the question, and messages of our own."""

    def unknown_keys(self) -> set[str]:
        """Return what was posted and is no option: no page of ours sends that."""
        chosen = self.data if isinstance(self.data, list) else [self.data]
        return {key for key in chosen if key} - {value for value, *_ in self.iter_choices()}

    def unknown_option(self) -> ValidationError:
        return ValidationError(self.gettext("Choose one of the options"))


class SingleField(_Choices, RadioField):
    """One option, or none."""

    def __init__(self, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(validate_choice=False, **kwargs)
        self.required, self.n_posted = required, 0

    def process_formdata(self, valuelist: list[str]) -> None:
        self.n_posted = len(set(valuelist))
        self.data = valuelist[0] if valuelist else None

    def is_empty(self) -> bool:
        return not self.data

    def pre_validate(self, form: Any) -> None:
        if self.n_posted > 1:
            raise ValidationError(self.gettext("Choose one answer"))
        if self.unknown_keys() or (self.required and self.is_empty()):
            raise self.unknown_option()


class ChoicesField(_Choices, SelectMultipleField):
    """Up to `most` options, in no order. More is an error that keeps every tick.

    exclusive : words of the options, by their keys, that no other may be chosen with, as "None of these"
    """

    def __init__(
        self,
        *,
        most: int = 3,
        exclusive: Mapping[str, str] = MappingProxyType({}),
        variant: str = "standard",
        required: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(validate_choice=False, **kwargs)
        self.most, self.exclusive, self.variant, self.required = most, exclusive, variant, required

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = list(dict.fromkeys(value for value in valuelist if value))

    def is_empty(self) -> bool:
        return not self.data

    def pre_validate(self, form: Any) -> None:
        chosen = self.data or []
        if self.unknown_keys():
            raise self.unknown_option()
        if len(chosen) > 1 and (alone := self.exclusive.keys() & set(chosen)):
            raise ValidationError(self._not_both(self.exclusive[alone.pop()]))
        if len(chosen) > self.most:
            raise ValidationError(self._too_many(len(chosen)))
        if self.required and not chosen:
            raise self.unknown_option()

    def _not_both(self, words: str) -> str:
        message = (
            self.gettext("You chose “%(option)s” and more. Choose only 1 of them.")
            if self.variant == "easy_read"
            else self.gettext("Choose “%(option)s” or choose other answers, not both.")
        )
        return message % {"option": words}

    def _too_many(self, n: int) -> str:
        message = (
            self.gettext("You chose %(n)s. Choose %(most)s or fewer.")
            if self.variant == "easy_read"
            else self.gettext("Choose %(most)s answers or fewer. You chose %(n)s.")
        )
        return message % {"n": n, "most": self.most}
