"""Can a document be opened in the builder? What it needs for that is less than what publishing asks of it."""

from typing import Any

from forms.authoring.document import Document
from forms.authoring.editing import MOST_OPTIONS
from forms.definition import KEY

Fault = tuple[str, str]
MOST_SECTIONS, MOST_QUESTIONS, MOST_LOCALES = 40, 200, 12


def faults(document: Document) -> list[Fault]:
    """Return (path, message) of all that keeps the builder from opening it: lists, keys and sizes, not words."""
    found: list[Fault] = []
    locales = document.get("locales")
    if not isinstance(locales, list) or not locales or not all(isinstance(locale, str) for locale in locales):
        found.append(("locales", "must be a list of language codes, as en"))
    elif len(locales) > MOST_LOCALES:
        found.append(("locales", f"has {len(locales)} languages; up to {MOST_LOCALES} can be shown beside each other"))
    sections = _parts(document, "sections", "", MOST_SECTIONS, found)
    questions = [
        (section, question)
        for section in sections
        for question in _parts(section, "questions", f"{section['key']}.", MOST_QUESTIONS, found)
    ]
    _once([section["key"] for section in sections], "sections", found)
    _once([question["key"] for _section, question in questions], "questions", found)
    for section, question in questions:
        path = f"{section['key']}.{question['key']}"
        if "options" in question:
            options = _parts(question, "options", f"{path}.", MOST_OPTIONS, found)
            _once([option["key"] for option in options], f"{path}.options", found)
        _wordings(question, ("text", "hint"), path, found)
        for option in question.get("options") or () if isinstance(question.get("options"), list) else ():
            if isinstance(option, dict):
                _wordings(option, ("text",), f"{path}.{option.get('key')}", found)
    for section in sections:
        _wordings(section, ("title", "introduction"), section["key"], found)
    _wordings(document, ("title", "introduction", "minutes"), "document", found)
    return found


def _parts(above: Any, name: str, path: str, most: int, found: list[Fault]) -> list[dict[str, Any]]:
    """Return the parts that have a key; note what is no list, too long, or has none."""
    value = above.setdefault(name, []) if isinstance(above, dict) else []
    if not isinstance(value, list):
        found.append((f"{path}{name}", "must be a list"))
        return []
    if len(value) > most:
        found.append((f"{path}{name}", f"has {len(value)} entries; up to {most} can be read, printed and compared"))
    parts = []
    for number, part in enumerate(value, 1):
        key = part.get("key") if isinstance(part, dict) else None
        if isinstance(part, dict) and isinstance(key, str) and KEY.fullmatch(key):
            parts.append(part)
        else:
            found.append((f"{path}{name}.{number}", f"has no key of small letters, digits and _ ({key!r})"))
    return parts


def _once(keys: list[str], path: str, found: list[Fault]) -> None:
    for key in dict.fromkeys(keys):
        if keys.count(key) > 1:
            found.append((path, f"the key {key!r} is used {keys.count(key)} times; each needs one of its own"))


def _wordings(part: dict[str, Any], names: tuple[str, ...], path: str, found: list[Fault]) -> None:
    for name in names:
        value = part.get(name, {})
        if not isinstance(value, dict):
            found.append((f"{path}.{name}", "must be an object in { } with standard and easy_read"))
        elif name in ("text", "hint", "title"):
            bad = [key for key, texts in value.items() if key != "picture" and not isinstance(texts, dict)]
            found += [(f"{path}.{name}.{key}", "must be an object in { } with a text for each language") for key in bad]
        elif name == "introduction":
            bad = [key for key, rows in value.items() if not _is_rows(rows)]
            found += [(f"{path}.{name}.{key}", "must be a list of statements") for key in bad]


def _is_rows(rows: Any) -> bool:
    return isinstance(rows, list) and all(isinstance(row, dict) and isinstance(row.get("text"), dict) for row in rows)
