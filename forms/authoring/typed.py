"""What an author typed on the page of a part, written into that part. Only fields that were sent are changed."""

import copy
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from forms.authoring import editing, routes
from forms.definition import FORMATS
from forms.fields import clean_text
from forms.question_types import TYPES, WORDED, has_options
from forms.questionnaire import VARIANTS

Part = dict[str, Any]
Typed = Mapping[str, str]
#: which wordings offer an option, as the page writes it
OFFERED = {"both": VARIANTS, "standard": ("standard",), "easy_read": ("easy_read",)}
MOST_PASTED = 10 * editing.MOST_OPTIONS


def settings(document: Part, typed: Typed) -> Part:
    """Return the document with its title, introduction, minutes, and what was promised to the public."""
    changed = copy.deepcopy(document)
    locales = changed["locales"]
    _wording(changed, "title", "title", typed, locales)
    _introduction(changed, typed, locales)
    for variant in VARIANTS:
        text = typed.get(f"minutes-{variant}", "").strip()
        if text.isascii() and text.isdigit() and 0 < int(text[:4]) <= 600:
            changed.setdefault("minutes", {})[variant] = int(text[:4])
    for name in ("promised_formats", "formats_ready"):
        if f"{name}-shown" in typed:
            changed[name] = [one for one in FORMATS if f"{name}-{one}" in typed]
    return changed


def section(part: Part, typed: Typed, locales: Collection[str]) -> Part:
    """Return the section with its title, picture, introduction, purpose, and to whom it is shown."""
    changed = copy.deepcopy(part)
    _wording(changed, "title", "title", typed, locales)
    _picture(changed, "picture", typed)
    _introduction(changed, typed, locales)
    if typed.get("purpose") in ("views", "profile"):
        changed["purpose"] = typed["purpose"]
    if "shown_when-shown" in typed:
        _set(changed, "shown_when", routes.written(typed))
    return changed


def question(part: Part, typed: Typed, locales: Collection[str]) -> Part:
    """Return the question with its words, pictures and options; lines of `new_options` become options of their own."""
    changed = copy.deepcopy(part)
    _wording(changed, "text", "text", typed, locales)
    _hint(changed, typed, locales)
    _picture(changed, "picture", typed)
    _introduction(changed, typed, locales)
    if "required-shown" in typed:
        _set(changed, "required", "required" in typed)
    _settings(changed, typed, locales)
    if has_options(changed.get("type")):
        changed["options"] = [_option(option, typed, locales) for option in changed.get("options", [])]
        lines = [line for line in clean_text(typed.get("new_options", "")).splitlines() if line.strip()]
        return with_options(changed, lines[:MOST_PASTED], locales)
    return changed


def _settings(part: Part, typed: Typed, locales: Collection[str]) -> None:
    """What the type takes beside words: a number is kept as one, and what is none as it was typed, for the linter."""
    kind = TYPES.get(str(part.get("type")))
    for name in kind.settings if kind else ():
        if name in WORDED:
            _wording(part, name, name, typed, locales)
            if name in part and name not in ("low_end", "high_end") and not _has_words(part[name]):
                del part[name]
        elif name in typed:
            value = number_typed(typed[name])
            if value is None:
                part.pop(name, None)
            else:
                part[name] = value


def number_typed(text: str) -> int | float | str | None:
    """Return the number in this text, the text where it is none, or None where there is nothing."""
    line = _line(text)[:40]
    if re.fullmatch(r"-?\d{1,15}", line):
        return int(line)
    return float(line) if re.fullmatch(r"-?\d{1,15}\.\d{1,15}", line) else line or None


def _has_words(wording: Mapping[str, Mapping[str, str]]) -> bool:
    return any(text for texts in wording.values() for text in texts.values())


def with_options(part: Part, texts: Iterable[str], locales: Collection[str]) -> Part:
    """Return the question with one more option for each text; an exclusive one stays last."""
    changed = copy.deepcopy(part)
    options = changed.setdefault("options", [])
    for text in texts:
        taken = {option["key"] for option in options} | editing.RESERVED
        new = editing.new_option(editing.key_for(text, taken, "option"), text.strip(), locales)
        at = len(options) - 1 if options and options[-1].get("exclusive") else len(options)
        options.insert(at, new)
    return changed


def arranged(part: Part, action: str) -> Part:
    """Return the part after a button: "up", "down" or "remove", with the list and the entry, as "up options buses"
    or "remove introduction.easy_read 2"."""
    verb, _, rest = action.partition(" ")
    name, _, entry = rest.partition(" ")
    changed = copy.deepcopy(part)
    entries: Any = changed
    for step in name.split("."):
        entries = entries.get(step) if isinstance(entries, dict) else None
    if not isinstance(entries, list):
        return changed
    at = next((n for n, one in enumerate(entries) if entry in (str(n + 1), one.get("key"))), None)
    if at is not None and verb in ("up", "down", "remove"):
        taken = entries.pop(at)
        if verb != "remove":
            entries.insert(max(0, min(len(entries), at + (1 if verb == "down" else -1))), taken)
    return changed


def _option(part: Part, typed: Typed, locales: Collection[str]) -> Part:
    changed = copy.deepcopy(part)
    start = f"options-{part['key']}"
    offered = OFFERED.get(typed.get(f"{start}-offered", ""))
    if offered is not None:
        _set(changed, "variants", list(offered) if len(offered) == 1 else None)
        _set(changed, "exclusive", typed.get(f"{start}-exclusive") == "1")
    _wording(changed, "text", f"{start}-text", typed, locales)
    if changed.get("variants"):
        changed["text"] = {name: words for name, words in changed["text"].items() if name in changed["variants"]}
    _picture(changed, "picture", typed, start)
    if f"{start}-stands_for" in typed:
        keys = typed[f"{start}-stands_for"].replace(",", " ").split()
        _set(changed, "stands_for", list(dict.fromkeys(keys)))
    return changed


def _wording(part: Part, name: str, start: str, typed: Typed, locales: Collection[str]) -> None:
    for variant in VARIANTS:
        for locale in locales:
            field = f"{start}-{variant}-{locale}"
            if field in typed:
                words = part.setdefault(name, {}).setdefault(variant, {})
                words[locale] = _line(typed[field])


def _hint(part: Part, typed: Typed, locales: Collection[str]) -> None:
    _wording(part, "hint", "hint", typed, locales)
    hint = part.get("hint")
    if hint is None:
        return
    _picture(hint, "picture", typed, "hint")
    if not any(text for variant in VARIANTS for text in hint.get(variant, {}).values()):
        del part["hint"]


def _introduction(part: Part, typed: Typed, locales: Collection[str]) -> None:
    """Rows are numbered from 1; one that has lost all its words goes, and one behind the last comes.

    keep_empty : the page stays open (it saves by itself), and its numbers must go on meaning the same rows
    """
    for variant in VARIANTS:
        start = f"introduction-{variant}"
        if f"{start}-shown" not in typed:
            continue
        rows = list(part.get("introduction", {}).get(variant, []))
        rows.append({"text": dict.fromkeys(locales, "")})
        written = []
        for number, row in enumerate(rows, 1):
            texts = {
                locale: _line(typed.get(f"{start}-{number}-text-{locale}", row["text"].get(locale, "")))
                for locale in locales
            }
            changed = copy.deepcopy(row) | {"text": texts}
            _picture(changed, "picture", typed, f"{start}-{number}")
            if any(texts.values()) or ("keep_empty" in typed and number < len(rows)):
                written.append(changed)
        part.setdefault("introduction", {})[variant] = written


def _picture(part: Part, name: str, typed: Typed, start: str = "") -> None:
    field = f"{start}-{name}".strip("-")
    if field in typed:
        _set(part, name, _line(typed[field])[:60])


def _set(part: Part, name: str, value: Any) -> None:
    """What is empty is not written at all, as the files that are shipped do."""
    if value:
        part[name] = value
    else:
        part.pop(name, None)


def _line(text: str) -> str:
    return " ".join(clean_text(text).split())


def without_locale(value: Any, locale: str) -> Any:
    """Return every wording without this language."""
    if isinstance(value, dict):
        is_texts = editing.is_texts(value)
        return {
            name: without_locale(one, locale) for name, one in value.items() if not (is_texts and name == locale)
        }
    return [without_locale(one, locale) for one in value] if isinstance(value, list) else value
