"""Results of a question that asks for a number or a date: how many gave what, and the middle of numbers."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import numpy as np

from analysis.measures import Measure, measure
from analysis.small_bases import base_class
from engage.extracts import responses as extracts
from engage.results.wordings import LOCALE, VARIANT
from forms.question_types import VALUE, of_holding

#: so many different numbers have a line each; more are put into as many steps of the same width
MOST_LINES, N_STEPS = 12, 8
#: dates over more months than this are counted by year
MOST_MONTHS = 24


@dataclass(frozen=True)
class AskedForValue:
    key: str
    title: str
    question: str
    unit: str
    answered: int
    blank: int
    #: (words, people), smallest or earliest first
    lines: tuple[tuple[str, int], ...]
    is_date: bool
    #: of numbers, where enough people answered to say
    middle: Measure | None


def of(_consultation, people, key, section, question):
    """Of people, as rankings are; what an organisation says is its own."""
    return _asked(extracts.values(people.questionnaire_id, key), people.responses["response_id"], section, question)


def every(wordings, frames, everybody):
    """An AskedForValue of people for each question that asks for a number or a date.

    frames : question key -> extracts.values() of it
    everybody : extracts.responses()
    """
    people = everybody.loc[everybody["capacity"] != "organisation", "response_id"]
    asked = wordings.of_type(*of_holding(VALUE))
    return tuple(_asked(frames[question.key], people, section, question) for section, question, _id in asked)


def _asked(frame, people, section, question):
    frame = frame[frame["response_id"].isin(people)]
    given = frame["value"].dropna().tolist()
    is_number = question.type == "number"
    numbers = [float(value) for value in given] if is_number else []
    return AskedForValue(
        key=question.key,
        title=section.title.get(VARIANT, LOCALE),
        question=question.text.get(VARIANT, LOCALE),
        unit=question.unit.get(VARIANT, LOCALE) if question.unit else "",
        answered=len(given),
        blank=len(frame) - len(given),
        lines=tuple(_of_numbers(numbers) if is_number else _of_dates(given)),
        is_date=not is_number,
        middle=measure(numbers) if is_number and str(base_class(len(numbers))) in ("low", "full") else None,
    )


def _of_numbers(numbers):
    counts = Counter(numbers)
    if len(counts) <= MOST_LINES:
        return [(f"{number:g}", n) for number, n in sorted(counts.items())]
    found, edges = np.histogram(numbers, bins=N_STEPS)
    return [(f"{low:g} to {high:g}", int(n)) for low, high, n in zip(edges, edges[1:], found, strict=False)]


def _of_dates(given):
    days = [dt.date.fromisoformat(value) for value in given]
    if not days:
        return []
    months = 12 * (max(days).year - min(days).year) + max(days).month - min(days).month
    counts = Counter(f"{day:%Y-%m}" if months <= MOST_MONTHS else f"{day:%Y}" for day in days)
    return sorted(counts.items())
