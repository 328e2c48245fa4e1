"""Words of one question as the printed pages take them: pieces with hard words, rows, and how many to choose."""

from collections.abc import Mapping, Sequence
from typing import Any

from babel.numbers import get_decimal_symbol

from forms import hard_words
from forms.paper.digits import DAY_DIGITS, boxes
from forms.paper.questions import PaperQuestion
from forms.questionnaire import Question, Row

#: name of an instruction -> picture, where it is not a tick
PICTURES = {
    "choose_three": "three",
    "write_rank": "three",
    "write_number": "pencil",
    "write_date": "calendar",
}


def statement(question: Question, variant: str, locale: str) -> dict[str, Any]:
    """Return what is only read: a title and its rows, without a number."""
    title = pieces(question.text.marked(variant, locale))
    told = rows(question.introduction.get(variant, ()), locale)
    return {"kind": "statement", "text": title, "picture": question.picture, "rows": told, "options": []}


def instruction(asking: PaperQuestion, options: Sequence[Mapping[str, Any]]) -> str:
    """Return the name of the words that say how many of these options may be chosen, or what to write; or nothing."""
    if asking.is_written:
        return f"write_{asking.kind}"
    if not options:
        return ""
    if asking.question is None or asking.most is None:
        return "choose_one" if asking.most == 1 else "choose_any"
    if asking.kind == "multiple" and asking.most >= sum(not one["is_exclusive"] for one in options):
        return "choose_all"
    return {1: "choose_one", 3: "choose_three"}.get(asking.most, "choose_up_to")


def digits(question: Question, variant: str, locale: str, words: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the groups of boxes for digits: a name above, how many, and what stands after them."""
    if question.type == "date":
        return [{"name": words[part], "n": n, "after": ""} for part, n in DAY_DIGITS.items()]
    if question.type != "number":
        return []
    n_whole, n_decimals = boxes(question)
    unit = question.unit.get(variant, locale) if question.unit else ""
    whole = {"name": "", "n": n_whole, "after": get_decimal_symbol(locale) if n_decimals else unit}
    return [whole, {"name": "", "n": n_decimals, "after": unit}] if n_decimals else [whole]


def rows(found: Sequence[Row], locale: str) -> list[dict[str, Any]]:
    """Return statements with their pictures."""
    return [{"picture": row.picture, "text": pieces(row.marked(locale))} for row in found]


def pieces(text: str) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it is a hard word."""
    return [(words, is_hard) for words, is_hard in hard_words.pieces(text)]
