"""Changes an author makes to a document: parts added, moved and taken out, words written. None changes its argument.

A part is named by keys: (section,) or (section, question) or (section, question, option). A key that was given stays.
"""

import copy
import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

from forms.authoring.document import Document
from forms.question_types import has_options
from forms.questionnaire import VARIANTS

Place = tuple[str, ...]
#: list of a part that holds the parts below it
BELOW = ("sections", "questions", "options")
LONGEST_KEY = 40
#: names of fields: a part of this key could not be told from them in the path of a fault
RESERVED = frozenset(
    "document sections questions options key title purpose picture introduction text hint type required minutes locales"
    " version schema_version note max_length promised_locales promised_formats formats_ready variants"
    " shown_when most lowest highest decimals earliest latest low_end high_end not_known unit".split()
)
#: more cannot be read through, printed on one page or compared
MOST_OPTIONS = 60


def blank(locales: Collection[str], variants: Collection[str] = VARIANTS) -> dict[str, dict[str, str]]:
    """Return a wording without words."""
    return {variant: dict.fromkeys(locales, "") for variant in variants}


def key_for(words: str, taken: Collection[str], fallback: str) -> str:
    """Return a key made of the first words, that nothing else has: "Street lights" becomes street_lights."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    stem = "_".join(re.findall(r"[a-z0-9]+", plain))[: LONGEST_KEY - 4].strip("_")
    stem = stem if re.match(r"[a-z][a-z0-9_]", stem) else f"{fallback}_{stem}".strip("_")
    key, n = stem, 1
    while key in taken:
        n += 1
        key = f"{stem}_{n}"
    return key


def keys_of(document: Document) -> set[str]:
    """Return the keys of all sections and questions: answers are counted by them."""
    return {part["key"] for section in document["sections"] for part in (section, *section["questions"])}


def find(document: Document, place: Place) -> Any:
    """Return the part at this place, or None."""
    part: Any = document
    for name, key in zip(BELOW, place, strict=False):
        part = next((one for one in part.get(name, []) if one.get("key") == key), None)
        if part is None:
            return None
    return part


def replaced(document: Document, place: Place, part: Mapping[str, Any] | None) -> Document:
    """Return the document with this part in the place of the one there; without it when `part` is None."""
    changed = copy.deepcopy(document)
    above = find(changed, place[:-1])
    name = BELOW[len(place) - 1]
    above[name] = [
        new
        for one in above[name]
        for new in ([one] if one["key"] != place[-1] else [] if part is None else [copy.deepcopy(dict(part))])
    ]
    return changed


def added(document: Document, above: Place, part: Mapping[str, Any]) -> Document:
    """Return the document with this part as the last one of the part above; before an exclusive option."""
    changed = copy.deepcopy(document)
    parts = find(changed, above).setdefault(BELOW[len(above)], [])
    last = len(parts) - 1 if parts and parts[-1].get("exclusive") and not part.get("exclusive") else len(parts)
    parts.insert(last, copy.deepcopy(dict(part)))
    return changed


def moved(document: Document, place: Place, steps: int) -> Document:
    """Return the document with a part so many places further down, or up when negative; no further than the end."""
    changed = copy.deepcopy(document)
    parts = find(changed, place[:-1])[BELOW[len(place) - 1]]
    at = next(number for number, one in enumerate(parts) if one["key"] == place[-1])
    part = parts.pop(at)
    parts.insert(max(0, min(len(parts), at + steps)), part)
    return changed


def new_section(key: str, title: str, locales: Collection[str], purpose: str = "views") -> dict[str, Any]:
    words = blank(locales)
    words["standard"][next(iter(locales))] = title
    introduction: dict[str, list[Any]] = {variant: [] for variant in VARIANTS}
    return {"key": key, "purpose": purpose, "title": words, "introduction": introduction, "questions": []}


def new_question(key: str, kind: str, text: str, locales: Collection[str]) -> dict[str, Any]:
    words = blank(locales)
    words["standard"][next(iter(locales))] = text
    question: dict[str, Any] = {"key": key, "type": kind, "text": words}
    return question | {"options": []} if has_options(kind) else question


def new_option(key: str, text: str, locales: Collection[str]) -> dict[str, Any]:
    words = blank(locales)
    words["standard"][next(iter(locales))] = text
    return {"key": key, "text": words}


def with_locale(value: Any, locale: str) -> Any:
    """Return every wording with an empty text in one more language."""
    if isinstance(value, dict):
        if is_texts(value):
            return value if locale in value else value | {locale: ""}
        return {name: with_locale(one, locale) for name, one in value.items()}
    return [with_locale(one, locale) for one in value] if isinstance(value, list) else value


def is_texts(value: Mapping[str, Any]) -> bool:
    """Texts by language have names of two or three letters, with a script or country after them; no part has."""
    named = all(re.fullmatch(r"[a-z]{2,3}(_[A-Za-z]+)?", name) and name != "key" for name in value)
    return bool(value) and named and all(isinstance(text, str) for text in value.values())


def words_of(part: Mapping[str, Any], name: str, variant: str, locale: str) -> str:
    """Return one text of a part, empty when it is not there."""
    text = ((part.get(name) or {}).get(variant) or {}).get(locale, "")
    return text if isinstance(text, str) else ""


def title_of(document: Document) -> str:
    """Return the standard title in the first language, for headings of pages."""
    locales = document.get("locales") or ["en"]
    return words_of(document, "title", "standard", locales[0]) or str(document.get("key", ""))
