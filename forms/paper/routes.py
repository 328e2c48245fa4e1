"""Routing on paper: everybody sees every section, with words that say who answers it and where the others go on."""

from collections.abc import Mapping

from forms import routing
from forms.paper.questions import PaperQuestion
from forms.questionnaire import Questionnaire, Section


def told(
    questionnaire: Questionnaire,
    section: Section,
    by_field: Mapping[str, PaperQuestion],
    variant: str,
    locale: str,
    words: Mapping[str, str],
) -> list[tuple[str, str]]:
    """Return (picture, sentence) of a section's rule, none where it is for everybody.

    by_field : every question of the paper, with its number
    words    : Furniture.words: only_if, only_if_any, only_if_all, chosen and not_chosen (with {option} and {number}),
        go_to (with {number}), go_to_end
    """
    if section.shown_when is None:
        return []
    conditions = []
    for one in section.shown_when.conditions:
        number = str(by_field[one.question].number)
        name, picture = ("chosen", "tick") if one.is_chosen else ("not_chosen", "cross")
        for option in routing.offered_as(questionnaire, one, variant):
            text = words[name].replace("{number}", number)
            conditions.append((picture, text.replace("{option}", option.text.get(variant, locale))))
    many = "" if len(conditions) == 1 else "_all" if section.shown_when.needs_all else "_any"
    after = _after(questionnaire, section, by_field)
    is_last = after > max(asking.number for asking in by_field.values())
    onward = words["go_to_end"] if is_last else words["go_to"].replace("{number}", str(after))
    return [("question_mark", words[f"only_if{many}"]), *conditions, ("walking", onward)]


def _after(questionnaire: Questionnaire, section: Section, by_field: Mapping[str, PaperQuestion]) -> int:
    """The number of the first question behind a section; one that has none itself lies behind those before it."""
    before = questionnaire.sections[: questionnaire.sections.index(section) + 1]
    asked = [
        by_field[question.key].number
        for one in before
        if one.purpose == section.purpose
        for question in one.questions
        if question.key in by_field
    ]
    own = [asking.number for asking in by_field.values() if asking.question is None]
    return 1 + max(asked, default=0 if section.purpose == "views" else max(own))
