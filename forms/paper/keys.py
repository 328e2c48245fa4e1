"""What a person types for one question of a paper form: codes, numbers, a date, or one key that says why not."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from forms.builder import field_name, form_class
from forms.fields import clean_text
from forms.paper import digits
from forms.paper.questions import PaperQuestion
from forms.question_types import CHOICES, ORDER, VALUE

#: all on a number pad; none of them is the code of an option
MISSING_KEYS = {"0": "none", "/": "illegible", "*": "spoiled", "-": "page_missing", "+": "refused"}
#: nothing more is ticked down to the end of this page
REST_IS_BLANK = "."
#: where a number is asked for, 0 is a number
NO_NUMBER = "N"
_KEY_OF = {reason: key for key, reason in MISSING_KEYS.items()}
LONGEST_TEXT = 100_000


class KeyRefused(ValueError):
    """What was typed is no answer to this question; the message says which keys are."""


@dataclass(frozen=True)
class Keyed:
    """What was seen in one field."""

    #: option keys, in the order of the paper; of an order by numbers, in that order
    choices: tuple[str, ...] = ()
    text: str | None = None
    #: a number or date, as Answer.value keeps it
    value: str | None = None
    #: why there is no plain answer, one of engage.models.MISSING
    missing: str | None = None


@dataclass(frozen=True)
class Judged:
    """What of a keyed field may stand in the tables of answers."""

    #: option keys, one option key, text or None, as the web's form gives it
    value: Any
    #: what no form on the web can hold
    problem: str | None = None


def width_of(asked: PaperQuestion) -> int:
    """Return how many characters each code of this question has."""
    return len(next(iter(asked.codes.values()), "0"))


def blank_key(asked: PaperQuestion) -> str:
    """Return the key that says nothing is ticked or written."""
    return NO_NUMBER if asked.question is not None and asked.question.type == "number" else "0"


def read(asked: PaperQuestion, typed: str, locale: str = "en", today: dt.date | None = None) -> Keyed | None:
    """Return what was seen, or None if nothing was typed. Raises KeyRefused with the keys that do something.

    locale : of the form, as its numbers are written
    today  : the last day on which the form can have been filled in
    """
    if asked.is_written:
        return _read_digits(asked, clean_text(typed).strip(), locale, today)
    if not asked.is_closed:
        text = clean_text(typed)[:LONGEST_TEXT]
        missing = MISSING_KEYS.get(text.strip())
        return Keyed(missing=missing) if missing else Keyed(text=text) if text.strip() else None
    tokens = _tokens(typed, width_of(asked))
    if not tokens:
        return None
    if len(tokens) == 1 and (missing := MISSING_KEYS.get(_without_zeros(tokens[0]))):
        return Keyed(missing=missing)
    chosen = {asked.key_of(token) for token in tokens}
    if None in chosen:
        wrong = next(token for token in tokens if asked.key_of(token) is None)
        raise KeyRefused(f"There is no {wrong} here. Codes: {' '.join(asked.codes.values())}")
    return Keyed(choices=tuple(key for key in asked.codes if key in chosen))


def _read_digits(asked: PaperQuestion, typed: str, locale: str, today: dt.date | None) -> Keyed | None:
    if not typed:
        return None
    if typed.upper() == blank_key(asked):
        return Keyed(missing="none")
    if typed != "0" and (missing := MISSING_KEYS.get(typed)):
        return Keyed(missing=missing)
    try:
        data = digits.read(asked, typed, locale, today)
    except ValueError as error:
        raise KeyRefused(f"{str(error).rstrip('.')}. If the paper says so, type *") from error
    if not data:
        return Keyed(missing="none")
    return Keyed(choices=tuple(data)) if asked.is_ordered else Keyed(value=data)


def written(
    asked: PaperQuestion, choices: Iterable[str], text: str | None, missing: str | None, value: str | None = None
) -> str:
    """Return what one types to say this again."""
    if missing is not None:
        return blank_key(asked) if missing == "none" else _KEY_OF[missing]
    if asked.is_written:
        return digits.written(asked, list(choices) if asked.is_ordered else value)
    return " ".join(asked.codes[key] for key in choices if key in asked.codes) if asked.is_closed else text or ""


def judge(asked: PaperQuestion, keyed: Keyed, variant: str, locale: str) -> Judged:
    """Return what the web's own form class makes of it; more ticks than it allows stay, with the problem named."""
    question = asked.question
    if question is None:
        raise ValueError(f"{asked.field} is no question of the questionnaire")
    empty: Any = [] if question.holds in (CHOICES, ORDER) else None
    if keyed.missing not in (None, "none"):
        return Judged(empty, keyed.missing)
    if asked.is_written:  # it was read by the field of the web already
        return Judged(keyed.value if question.holds == VALUE else list(keyed.choices))
    if asked.most is not None and len(keyed.choices) > asked.most:
        return Judged(list(keyed.choices), "over_ticked")
    if len(keyed.choices) > 1 and any(question.option(key).exclusive for key in keyed.choices):
        return Judged(empty, "spoiled")  # "none of these" and others: which was meant is not known
    name = field_name(question.key)
    posted = _Posted({name: list(keyed.choices) if asked.is_closed else [keyed.text or ""]})
    form = form_class([replace(question, required=False)], variant, locale, kept=keyed.choices)(formdata=posted)
    if not form.validate():
        raise ValueError(f"{asked.field}: {form.errors}")
    return Judged(form[name].data or empty)


class _Posted(dict[str, list[str]]):
    """Field name -> values, as WTForms asks for what was posted."""

    def getlist(self, name: str) -> list[str]:
        return self.get(name, [])


def _tokens(typed: str, width: int) -> list[str]:
    parts = re.split(r"[\s,;]+", typed.strip())
    if width > 1:
        return [part.zfill(width) if part.isdigit() else part for part in parts if part]
    return [character for part in parts for character in part]


def _without_zeros(token: str) -> str:
    return "0" if set(token) == {"0"} else token
