"""A table of residents on its way in: sealed between two pages, so that what is kept is what was read, and checked."""

import dataclasses
import hashlib

import pandas as pd
from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from analysis.margins import margin_problems
from engage.extracts import fieldwork as extracts
from engage.fieldwork import questionnaire_of
from forms.fieldwork.margins import Category, Variable
from forms.fieldwork.population import NO_TARGET, Asked


@dataclasses.dataclass(frozen=True)
class Brought:
    """What a file says, with its name and the hash of its bytes."""

    variables: tuple[Variable, ...]
    file_name: str
    file_sha256: str


def bring(variables, file_name, content):
    return Brought(tuple(variables), file_name[:200], hashlib.sha256(content).hexdigest())


def seal(brought, code):
    """As text that nobody can change on the way through a page."""
    return _serializer().dumps([code, dataclasses.astuple(brought)])


def unseal(sealed, code):
    """The Brought, or None if it was changed, or belongs to another consultation."""
    try:
        own, (variables, file_name, file_sha256) = _serializer().loads(sealed)
    except BadData:
        return None
    if own != code:
        return None
    found = tuple(Variable(name, tuple(Category(*parts) for parts in categories)) for name, categories in variables)
    return Brought(found, file_name, file_sha256)


def questions_of(consultation):
    """The Asked of this consultation: questions about people in which one answer is chosen."""
    questionnaire = questionnaire_of(consultation)
    return [
        Asked(
            question.key,
            question.text.get("standard", "en"),
            {option.key: option.text.get("standard", "en") for option in question.options},
        )
        for section in (questionnaire.of_purpose("profile") if questionnaire else ())
        for question in section.questions
        if question.type == "single"
    ]


def totals_apart(brought, matches, consultation):
    """In words, that tables of residents cannot be of the same people and place; None where they can."""
    new = {
        match.question: variable.people
        for variable, match in zip(brought.variables, matches, strict=True)
        if match.question != NO_TARGET
    }
    kept = extracts.population(consultation.id).groupby("question", sort=False)["people"].sum()
    totals = {question: int(people) for question, people in kept.items()} | new
    frame = pd.DataFrame(
        [(question, "all", "", people, "", "") for question, people in totals.items()],
        columns=["variable", "category", "code", "population", "source", "date"],
    )
    return next(iter(margin_problems(frame)), None)


def kept(consultation):
    """One row per question that has counts: key, groups, people, source, date, file."""
    rows = extracts.population_files(consultation.id)
    return list(rows.itertuples(index=False))


def _serializer():
    return URLSafeSerializer(current_app.secret_key, salt="residents")
