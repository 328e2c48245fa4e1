"""Kinds of question an author can add. Most are one type of the questionnaire, some are made of several questions."""

from collections.abc import Callable, Collection
from typing import Any

from forms.authoring import editing
from forms.questionnaire import VARIANTS

Question = dict[str, Any]
#: kind -> what the author chooses from, and what it makes
KINDS = {
    "choose": ("Choose up to 3 from a list", "Counted as priorities, with the order and how steady it is"),
    "multiple": ("Choose several from a list", "You say how many at most; “None of these” can stand alone"),
    "rank": ("Put in order by numbers", "1 for the first choice, then 2. Nothing is dragged"),
    "single": ("Choose one from a list", "One answer, or none"),
    "text": ("Write in your own words", "A comment of any length"),
    "rating": ("Rate red, amber or green, with a comment", "Two questions: the rating, and why"),
    "agree": ("Say how much you agree", "Five steps, and “I do not know”"),
    "scale": ("Choose a point on a scale", "3 to 11 points with words at both ends, and “I do not know” apart"),
    "number": ("Give a number", "With the least, the most, a unit and decimals. For age and money, ranges are better"),
    "date": ("Give a date", "Day, month and year. Ask nobody for their date of birth"),
    "statement": ("Read a statement", "Background information on a page of its own. It is not answered"),
    "matrix": (
        "Several statements with the same answers",
        "Write one statement on each line. Each becomes a question of its own: a grid does not work on a phone",
    ),
}
MOST_LINES = 20
#: (key, standard, Easy Read, picture)
RATINGS = (
    ("green", "Green: no gap, there is clear evidence", "Green. This is good.", "thumbs_up"),
    ("amber", "Amber: partial gap, there is some evidence", "Amber. This is partly good.", "scales"),
    ("red", "Red: significant gap, there is no clear evidence", "Red. This is not good.", "cross"),
    ("not_known", "I do not know", "I do not know.", "question_mark"),
)
AGREEMENT = (
    ("agree_strongly", "Strongly agree", "I agree a lot.", "thumbs_up"),
    ("agree", "Agree", "I agree.", "thumbs_up"),
    ("neither", "Neither agree nor disagree", "I am in the middle.", "scales"),
    ("disagree", "Disagree", "I do not agree.", "cross"),
    ("disagree_strongly", "Strongly disagree", "I do not agree at all.", "cross"),
    ("not_known", "I do not know", "I do not know.", "question_mark"),
)


def make(kind: str, text: str, taken: Collection[str], locales: Collection[str]) -> list[Question]:
    """Return the questions that this kind makes of what the author wrote; `taken` keys are not used again."""
    used = set(taken)
    if kind == "matrix":
        lines = [line.strip() for line in text.splitlines() if line.strip()][:MOST_LINES]
        return [_with_choices("single", line, AGREEMENT, used, locales) for line in lines]
    return MAKERS[kind](" ".join(text.split()), used, locales)


def _plain(kind: str) -> Callable[[str, set[str], Collection[str]], list[Question]]:
    def made(text: str, used: set[str], locales: Collection[str]) -> list[Question]:
        return [editing.new_question(editing.key_for(text, used, "question"), kind, text, locales)]

    return made


def _agree(text: str, used: set[str], locales: Collection[str]) -> list[Question]:
    return [_with_choices("single", text, AGREEMENT, used, locales)]


def _rating(text: str, used: set[str], locales: Collection[str]) -> list[Question]:
    rating = _with_choices("rating", text, RATINGS, used, locales)
    rating["options"][-1]["exclusive"] = True
    why = editing.key_for(f"{rating['key']}_why", used, "question")
    reason = editing.new_question(why, "free_text", "Why do you say so?", locales)
    _say(reason["text"], "easy_read", "Tell us why.")
    return [rating, reason | {"picture": "pencil"}]


def _scale(text: str, used: set[str], locales: Collection[str]) -> list[Question]:
    [question] = _plain("scale")(text, used, locales)
    not_known = editing.blank(locales)
    _say(not_known, "standard", "I do not know")
    _say(not_known, "easy_read", "I do not know.")
    ends = {name: editing.blank(locales) for name in ("low_end", "high_end")}
    return [question | {"lowest": 1, "highest": 5} | ends | {"not_known": not_known}]


MAKERS = {
    "choose": _plain("top_three"),
    "multiple": _plain("multiple"),
    "rank": _plain("rank"),
    "single": _plain("single"),
    "text": _plain("free_text"),
    "number": _plain("number"),
    "date": _plain("date"),
    "statement": _plain("statement"),
    "agree": _agree,
    "rating": _rating,
    "scale": _scale,
}


def _with_choices(
    kind: str, text: str, choices: tuple[tuple[str, str, str, str], ...], used: set[str], locales: Collection[str]
) -> Question:
    """The words of the choices are English; another language is left to be written."""
    key = editing.key_for(text, used, "question")
    used.add(key)
    question = editing.new_question(key, kind, text, locales)
    for option_key, standard, easy_read, picture in choices:
        option = editing.new_option(option_key, "", locales) | {"picture": picture}
        for variant, words in zip(VARIANTS, (standard, easy_read), strict=True):
            _say(option["text"], variant, words)
        question["options"].append(option)
    return question


def _say(wording: dict[str, dict[str, str]], variant: str, text: str) -> None:
    if "en" in wording[variant]:
        wording[variant]["en"] = text
