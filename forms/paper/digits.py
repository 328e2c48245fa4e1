"""Answers that are written in boxes on paper: how many boxes a question has, and what a clerk types of them.

The web's own fields read what is typed, so that paper has the bounds and the messages of the web.
"""

import datetime as dt
import re
from dataclasses import replace
from typing import Any

from forms.builder import field_name, form_class
from forms.paper.questions import PaperQuestion
from forms.question_types import ORDER
from forms.questionnaire import Question
from forms.value_fields import DAY_PARTS

#: of a number without bounds
USUAL_DIGITS = 7
DAY_DIGITS = {"day": 2, "month": 2, "year": 4}
#: 27032026
WHOLE_DATE = re.compile(r"(\d{2})(\d{2})(\d{4})")


def boxes(question: Question) -> tuple[int, int]:
    """Return how many boxes a number has before and after its point; one more where it can be below nought."""
    bounds = [bound for bound in (question.lowest, question.highest) if bound is not None]
    n_whole = max(len(str(abs(int(bound)))) for bound in bounds) if len(bounds) == 2 else USUAL_DIGITS
    has_sign = question.lowest is None or question.lowest < 0
    return n_whole + has_sign, question.decimals


def read(asked: PaperQuestion, typed: str, locale: str, today: dt.date | None) -> Any:
    """Return what is kept: option keys in their order, or the text of a number or date. ValueError says what is wrong.

    An order is typed as it stands on the page: the number in each box from top to bottom, 0 for an empty one.
    """
    question = _question(asked)
    posted = _posted(asked, question, typed)
    form = form_class([replace(question, required=False)], "standard", locale)(
        formdata=_Posted(posted), meta={"today": today}
    )
    name = field_name(question.key)
    if not form.validate():
        raise ValueError(form[name].errors[0])
    return form[name].data


def written(asked: PaperQuestion, data: Any) -> str:
    """Return what one types to say this again."""
    question = _question(asked)
    if question.holds == ORDER:
        return " ".join(str(data.index(key) + 1 if key in data else 0) for key in asked.codes)
    if question.type == "date" and data:
        day = dt.date.fromisoformat(data)
        return f"{day.day} {day.month} {day.year}"
    return data or ""


def _question(asked: PaperQuestion) -> Question:
    if asked.question is None:
        raise ValueError(f"{asked.field} is no question of the questionnaire")
    return asked.question


def _posted(asked: PaperQuestion, question: Question, typed: str) -> dict[str, list[str]]:
    """Return name of a box -> what is typed in it, as a browser sends it."""
    name = field_name(question.key)
    if question.holds == ORDER:
        places = _places(asked, question, typed)
        return {f"{name}-{key}": [place.lstrip("0")] for key, place in zip(asked.codes, places, strict=True)}
    if question.type == "date":
        found = WHOLE_DATE.fullmatch(typed)
        parts = found.groups() if found else re.split(r"[\s,./-]+", typed.strip(" ,./-"), maxsplit=2)
        return {f"{name}-{part}": [text] for part, text in zip(DAY_PARTS, parts, strict=False)}
    return {name: [typed]}


def _places(asked: PaperQuestion, question: Question, typed: str) -> list[str]:
    """Return the number in each box, from top to bottom; "0" for an empty one."""
    tokens = re.split(r"[\s,;]+", typed)
    if len(tokens) == 1 and question.most < 10:
        tokens = list(typed)
    if len(tokens) != len(asked.codes):
        n = len(asked.codes)
        example = " ".join(str(place) if place <= question.most else "0" for place in range(n, 0, -1))
        raise ValueError(f"There are {n} boxes. Type the number in each from top to bottom, 0 if empty, like {example}")
    return tokens


class _Posted(dict[str, list[str]]):
    """Name -> values, as WTForms asks for what was posted."""

    def getlist(self, name: str) -> list[str]:
        return self.get(name, [])
