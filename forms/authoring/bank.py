"""The question bank: questions to take into a draft, with where each comes from. Words are copied, never shared."""

import copy
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from forms.authoring import editing
from forms.authoring.document import Document


@dataclass(frozen=True)
class Source:
    """Where a question about the person comes from, when that was read, and what we changed."""

    name: str
    #: when the source was written or last changed
    dated: str
    note: str


GSS = "Government Statistical Service, harmonised standards"
ONS = "Office for National Statistics, Census 2021 questionnaire"
#: question key of the questionnaire that comes with Engage -> its source
HARMONISED = {
    "age_band": Source(GSS, "read in November 2026", "Bands that add up to those of the census. The standard asks for "
                       "the date of birth, which a survey without names should not hold"),
    "sex": Source("GOV.UK Design System, equality information pattern", "read in November 2026",
                  "There is no harmonised standard for sex now; look for new guidance before you publish"),
    "ethnic_group": Source(f"{GSS}: ethnicity, England; 19 groups of Census 2021", "under review in November 2026",
                           "One list in place of two steps"),
    "long_term_condition": Source(f"{GSS}: long-lasting health conditions", "workplan of 17 July 2025",
                                  "Belongs with the next question: the two together measure the Equality Act"),
    "condition_effect": Source(f"{GSS}: activity restriction", "workplan of 17 July 2025",
                               "Follows the question above"),
    "carer": Source(f"{ONS}: unpaid care", "March 2021", "Hours in bands"),
    "ward": Source("Wards of the council", "as the council names them", "Another council writes its own list"),
}  # fmt: skip


def taken(
    document: Document, section_key: str, question: Mapping[str, Any], keys_in_use: Collection[str], may_keep: bool
) -> Document:
    """Return the document with a copy of the question at the end of a section.

    may_keep : the key may stay as it is, so that years can be compared; else it gets a key of its own
    """
    made: dict[str, Any] = _in_languages(copy.deepcopy(dict(question)), document["locales"])
    if not may_keep or made["key"] in editing.keys_of(document):
        made["key"] = editing.key_for(made["key"], keys_in_use, "question")
    return editing.added(document, (section_key,), made)


def _in_languages(value: Any, locales: list[str]) -> Any:
    """Texts in the languages of the draft: one that is not there is empty, and the linter asks for it."""
    if isinstance(value, dict):
        if editing.is_texts(value):
            return {locale: value.get(locale, "") for locale in locales}
        return {name: _in_languages(one, locales) for name, one in value.items()}
    return [_in_languages(one, locales) for one in value] if isinstance(value, list) else value


def section_like(section: Mapping[str, Any], key: str, locales: list[str]) -> dict[str, Any]:
    """Return a section of the same title, picture and introduction, shown to everybody, without questions."""
    like = {name: one for name, one in section.items() if name not in ("questions", "shown_when")}
    made: dict[str, Any] = copy.deepcopy(like)
    return {**_in_languages(made, locales), "key": key, "questions": []}


def asks_the_same(published: Mapping[str, Any] | None, question: Mapping[str, Any]) -> bool:
    """Is this the question that was published under its key, word for word in the standard wording?"""
    return published is not None and published["text"]["standard"] == question["text"]["standard"]
