"""Words of one question as the printed pages take them: pieces with hard words, rows, and how many to choose."""

from collections.abc import Mapping, Sequence
from typing import Any

from forms import hard_words
from forms.paper.questions import PaperQuestion
from forms.questionnaire import Question, Row


def statement(question: Question, variant: str, locale: str) -> dict[str, Any]:
    """Return what is only read: a title and its rows, without a number."""
    title = pieces(question.text.marked(variant, locale))
    told = rows(question.introduction.get(variant, ()), locale)
    return {"kind": "statement", "text": title, "picture": question.picture, "rows": told, "options": []}


def instruction(asking: PaperQuestion, options: Sequence[Mapping[str, Any]]) -> str:
    """Return the name of the words that say how many of these options may be chosen."""
    if asking.question is None or asking.most is None:
        return "choose_one" if asking.most == 1 else "choose_any"
    if asking.kind == "multiple" and asking.most >= sum(not one["is_exclusive"] for one in options):
        return "choose_all"
    return {1: "choose_one", 3: "choose_three"}.get(asking.most, "choose_up_to")


def rows(found: Sequence[Row], locale: str) -> list[dict[str, Any]]:
    """Return statements with their pictures."""
    return [{"picture": row.picture, "text": pieces(row.marked(locale))} for row in found]


def pieces(text: str) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it is a hard word."""
    return [(words, is_hard) for words, is_hard in hard_words.pieces(text)]
