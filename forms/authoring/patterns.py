"""Kinds of question an author can add. Some are one type of the questionnaire, some are made of several questions."""

from collections.abc import Collection
from typing import Any

from forms.authoring import editing

Question = dict[str, Any]
#: kind -> what the author chooses from, and what it makes
KINDS = {
    "choose": ("Choose up to 3 from a list", "Counted as priorities, with the order and how steady it is"),
    "single": ("Choose one from a list", "One answer, or none"),
    "text": ("Write in your own words", "A comment of any length"),
    "rating": ("Rate red, amber or green, with a comment", "Two questions: the rating, and why"),
    "scale": ("Say how much you agree", "Five steps, and “I do not know”"),
    "matrix": (
        "Several statements with the same answers",
        "Write one statement on each line. Each becomes a question of its own: a grid does not work on a phone",
    ),
}
#: kinds that people know from elsewhere and that this product does not have: in words, what to use instead
REFUSED = {
    "rank": "Ranking with numbers is not offered: answers keep no order yet. Use “Choose up to 3 from a list”; the "
    "results put the options in order by how many people chose each.",
    "multiple": "Choosing any number is not offered: who ticks everything says nothing about what matters most. Use "
    "“Choose up to 3 from a list”.",
    "number": "A number is not offered as a question. Use “Choose one from a list” with ranges, as “1 to 5 years”: "
    "ranges identify nobody and can be counted.",
    "date": "A date is not offered as a question. Use “Choose one from a list” with years or months.",
}
TYPES = {"choose": "top_three", "single": "single", "text": "free_text"}
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
        lines = [line.strip() for line in text.splitlines() if line.strip()][:20]
        return [_with_choices(line, AGREEMENT, used, locales) for line in lines]
    words = " ".join(text.split())
    if kind == "scale":
        return [_with_choices(words, AGREEMENT, used, locales)]
    if kind == "rating":
        rating = _with_choices(words, RATINGS, used, locales)
        reason = editing.new_question(
            editing.key_for(f"{rating['key']}_why", used, "question"), "free_text", "Why do you say so?", locales
        )
        _say(reason["text"], "easy_read", "Tell us why.")
        return [rating, reason | {"picture": "pencil"}]
    key = editing.key_for(words, used, "question")
    return [editing.new_question(key, TYPES[kind], words, locales)]


def _with_choices(
    text: str, choices: tuple[tuple[str, str, str, str], ...], used: set[str], locales: Collection[str]
) -> Question:
    """The words of the choices are English; another language is left to be written."""
    key = editing.key_for(text, used, "question")
    used.add(key)
    question = editing.new_question(key, "single", text, locales)
    for option_key, standard, easy_read, picture in choices:
        option = editing.new_option(option_key, "", locales) | {"picture": picture}
        _say(option["text"], "standard", standard)
        _say(option["text"], "easy_read", easy_read)
        question["options"].append(option)
    return question


def _say(wording: dict[str, dict[str, str]], variant: str, text: str) -> None:
    if "en" in wording[variant]:
        wording[variant]["en"] = text
