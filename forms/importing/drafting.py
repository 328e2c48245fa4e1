"""A questionnaire that is made from a file of responses: its questions are the columns, its options what was answered.

Nobody ever answers it: it says what another system asked, so that the answers can be counted and read here.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from forms.authoring.document import Document, empty, written
from forms.authoring.editing import MOST_OPTIONS, key_for
from forms.definition import EASY_READ_MAX_WORDS
from forms.importing.mapping import OF_QUESTION, Column, Mapping, compared
from forms.importing.profile import ColumnProfile, Profile
from forms.questionnaire import VARIANTS

LOCALE = "en"
#: use -> type of the question that it makes
TYPE_OF = {"text": "free_text", "choice": "single", "list": "multiple", "tick": "multiple", "rank": "rank",
           "place": "rank"}  # fmt: skip
SECTIONS = (("answers", "views", "What was asked"), ("about_people", "profile", "About the people who answered"))


class CannotDraft(ValueError):
    """No questionnaire can be made so; the message says how to put it right."""


def draft(mapping: Mapping, profile: Profile, key: str, title: str) -> tuple[str, Mapping]:
    """Return the questionnaire as JSON text, and the mapping into it. CannotDraft in words."""
    document = empty(key, title, (LOCALE,)) | {"minutes": {"standard": 1, "easy_read": 1}}
    document["title"] = _both(title)
    columns = list(mapping.columns)
    for section_key, purpose, heading in SECTIONS:
        named = [
            question
            for question in dict.fromkeys(column.question for column in columns if column.use in OF_QUESTION)
            if any(one.question == question and one.is_profile == (purpose == "profile") for one in columns)
        ]
        questions = [_question(name, columns, profile) for name in named]
        if questions:
            document["sections"].append(_section(section_key, purpose, heading, questions))
    if not document["sections"]:
        raise CannotDraft("No column answers a question yet. Choose one that does")
    return written(document), replace(mapping, columns=tuple(columns))


def _section(key: str, purpose: str, heading: str, questions: list[dict[str, Any]]) -> Document:
    return {
        "key": key, "purpose": purpose, "title": _both(heading),
        "introduction": {variant: [] for variant in VARIANTS}, "questions": questions,
    }  # fmt: skip


def _question(name: str, columns: list[Column], profile: Profile) -> dict[str, Any]:
    """The question of this key; its columns are given the keys of the options that they stand for."""
    own = [(at, column) for at, column in enumerate(columns) if column.question == name and column.use in OF_QUESTION]
    kinds = {TYPE_OF[column.use] for _at, column in own}
    words = own[0][1].words or own[0][1].heading
    if len(kinds) > 1:
        raise CannotDraft(f"The columns of “{words[:60]}” are used in ways that do not go together")
    kind = kinds.pop()
    question: dict[str, Any] = {"key": name, "type": kind, "text": _both(words)}
    if kind == "free_text":
        return question
    if own[0][1].is_profile and kind != "single":
        raise CannotDraft(f"“{words[:60]}” is about the person, so each person gives one answer. Choose another use")
    options: dict[str, str] = {}
    for at, column in own:
        for text in _options_of(column, profile.columns[at]):
            if compared(text) and compared(text) not in map(compared, options.values()):
                options[key_for(text, options, "option")] = text
        if column.use in ("tick", "rank"):
            wanted = compared(column.part or column.heading)
            option = next(key for key, text in options.items() if compared(text) == wanted)
            columns[at] = replace(column, option=option)
    _check(words, options)
    return question | {"options": [{"key": key, "text": _both(text)} for key, text in options.items()]}


def _options_of(column: Column, texts: ColumnProfile) -> Sequence[str]:
    if column.use in ("tick", "rank"):
        return [column.part or column.heading]
    if texts.is_open and not (column.use == "list" and texts.pieces.get(column.separator or ";")):
        words = column.words or column.heading
        raise CannotDraft(f"“{words[:60]}” has too many different answers to be a list. Use it as own words")
    found = texts.pieces.get(column.separator or ";") if column.use == "list" else None
    return list(texts.values if found is None else found)


def _check(words: str, options: dict[str, str]) -> None:
    if not options:
        raise CannotDraft(f"Nobody has answered “{words[:60]}”. Leave it out")
    if len(options) > MOST_OPTIONS:
        raise CannotDraft(
            f"“{words[:60]}” has {len(options)} different answers; up to {MOST_OPTIONS} can be counted. "
            "Use it as own words, or choose what stands between two answers"
        )


def _both(words: str) -> dict[str, dict[str, str]]:
    """The same words twice: nobody reads them in Easy Read, whose sentences are short."""
    parts = words.split()
    short = words if len(parts) <= EASY_READ_MAX_WORDS else " ".join(parts[:EASY_READ_MAX_WORDS])
    return {"standard": {LOCALE: words}, "easy_read": {LOCALE: short}}



