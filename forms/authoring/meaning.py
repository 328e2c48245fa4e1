"""Keys are stable: correcting a word keeps the key, so that answers stay together; another meaning is another key.

A machine cannot tell which of the two a change is. It can tell when to ask.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.authoring import editing

ANSWERS = ("same", "new")


@dataclass(frozen=True)
class Change:
    """Words of a published question or option that an author has just changed."""

    #: "" for the question itself, else the key of the option
    option: str
    was: str
    now: str

    @property
    def control(self) -> str:
        return f"options-{self.option}-meaning" if self.option else "meaning"


def changes(published: Mapping[str, Any] | None, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return what has to be asked: texts in the first language that people were shown and that are now others.

    published : the question as it was published under this key, or None when it never was
    before : the question of the draft before this save; what did not change now was asked when it did
    """
    if published is None:
        return []
    found = [Change("", *words)] if (words := _differing(published, before, after)) else []
    shown, drafted = _options(published), _options(before)
    for key, option in _options(after).items():
        if key in shown and key in drafted and (words := _differing(shown[key], drafted[key], option)):
            found.append(Change(key, *words))
    return found


def rekeyed(question: Mapping[str, Any], asked: list[Change], answers: Mapping[str, str], taken: set[str]) -> Any:
    """Return the question with new keys where the author said that the meaning is new."""
    changed = dict(question)
    fresh = {one.option: one.now for one in asked if answers.get(one.control) == "new"}
    if "options" in changed:
        options, known = [], set(_options(changed)) | editing.RESERVED
        for option in changed["options"]:
            if option["key"] in fresh:
                option = option | {"key": editing.key_for(fresh[option["key"]], known, "option")}
                known.add(option["key"])
            options.append(option)
        changed["options"] = options
    if "" in fresh:
        changed["key"] = editing.key_for(fresh[""], taken | editing.RESERVED, "question")
    return changed


def _options(question: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {option["key"]: option for option in question.get("options", ())}


def _differing(published: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> Any:
    """(words as published, words now) when this save changes the standard words away from what was published."""
    texts = (published.get("text") or {}).get("standard") or {}
    locale = next(iter(texts), None)
    if locale is None:
        return None
    was, old, now = (editing.words_of(part, "text", "standard", locale) for part in (published, before, after))
    return (was, now) if now not in (was, old) else None
