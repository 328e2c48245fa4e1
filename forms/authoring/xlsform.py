"""A questionnaire as an XLSForm (xlsform.org), for ODK, KoboToolbox and Survey123, and back.

XLSForm knows languages and no wordings: Easy Read travels as a language of its own, "Easy Read English (en-easy)".
A section with a rule is a group with `relevant`. What it has and we do not (times, places, repeats, routing inside
a section) is refused row by row, never dropped unseen.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from babel import Locale, UnknownLocaleError

from forms.authoring import editing, routes
from forms.authoring.document import Document, skeleton
from forms.authoring.table import CannotRead, Lines, locale_code, plain
from forms.authoring.xlsform_types import NAMES, row_of, settings_of, type_of
from forms.question_types import has_options
from forms.questionnaire import VARIANTS

#: columns that only we read; other programs leave them alone
OUR_COLUMNS = ("engage_purpose", "engage_exclusive", "engage_variants", "engage_stands_for", "engage_max_length",
               "engage_type", "engage_settings")  # fmt: skip
INSTEAD = {"dateTime": "Use the type date."}
#: what other programs put in by themselves and no resident sees
SILENT = {"start", "end", "today", "deviceid", "username", "audit"}
EASY = "-easy"
Row = dict[str, str]


def sheets_of(document: Document) -> dict[str, Lines]:
    """Return the sheets survey, choices and settings."""
    languages = [_language(variant, locale) for locale in document["locales"] for variant in VARIANTS]
    labels, hints = ([f"{name}::{language}" for language in languages] for name in ("label", "hint"))
    logic, media = ["required", "constraint", "parameters", "relevant"], ["media::image", "media::hint"]
    survey = ["type", "name", *labels, *hints, *logic, *media, *OUR_COLUMNS]
    choices = ["list_name", "name", *labels, "media::image", *OUR_COLUMNS]
    settings = {"form_title": editing.title_of(document), "form_id": str(document["key"]),
                "version": str(document["version"]), "default_language": languages[0]}  # fmt: skip
    rows, options = list(_survey(document)), list(_choices(document))
    return {
        "survey": [survey, *([row.get(name, "") for name in survey] for row in rows)],
        "choices": [choices, *([row.get(name, "") for name in choices] for row in options)],
        "settings": [list(settings), list(settings.values())],
    }


def read(sheets: Mapping[str, Sequence[Sequence[str]]]) -> Document:
    """Return the document of an XLSForm. Raises CannotRead with every row that has no counterpart here."""
    if "survey" not in sheets:
        raise CannotRead([(1, "an XLSForm has a sheet named survey. This file has none")])
    survey, choices = _rows(sheets["survey"]), _rows(sheets.get("choices", []))
    settings = next((row for _n, row in _rows(sheets.get("settings", []))), {})
    header = [str(name).strip() for name in (sheets["survey"] or [[]])[0]]
    reader = _Reader(_languages(header, settings), choices)
    for number, row in survey:
        reader.take(number, row)
    if reader.faults:
        raise CannotRead(reader.faults)
    document = reader.document
    if re.fullmatch(r"[a-z][a-z0-9_]{1,39}", settings.get("form_id", "")):
        document["key"] = settings["form_id"]
    if reader.title is None:
        document["title"]["standard"][document["locales"][0]] = settings.get("form_title", "")
    return document


class _Reader:
    def __init__(self, languages: dict[tuple[str, str], str], choices: list[tuple[int, Row]]):
        locales = list(dict.fromkeys(locale for _variant, locale in languages)) or ["en"]
        self.languages, self.choices, self.locales = languages, choices, locales
        self.document = skeleton(locales)
        self.faults: list[tuple[int, str]] = []
        self.section: dict[str, Any] | None = None
        self.depth = 0
        self.title: bool | None = None

    def take(self, number: int, row: Row) -> None:
        kind, _, rest = row.get("type", "").partition(" ")
        kind = f"{kind}_{rest}" if kind in ("begin", "end") and rest in ("group", "repeat") else kind
        if row.get("relevant") and kind != "begin_group":
            whole = "“relevant” is offered for a whole group only. Put this question into a group of its own"
            self.faults.append((number, whole))
        if kind == "begin_group":
            self.begin(number, row)
        elif kind == "end_group":
            self.depth -= 1
            self.section = self.section if self.depth > 0 else None
        elif kind == "note" and row.get("engage_type") != "statement":
            self.note(row)
        elif ours := type_of(kind, row):
            self.question(number, row, ours, rest)
        elif kind and kind not in SILENT:
            instead = INSTEAD.get(kind, "Take the row out, or ask with a choice or in own words.")
            self.faults.append((number, f"the type “{kind[:30]}” is not offered. {instead}"))

    def begin(self, number: int, row: Row) -> None:
        self.depth += 1
        if self.depth > 1:
            self.faults.append((number, "a group in a group is not offered. Put its questions into the outer group"))
            return
        self.start_section(row)
        if row.get("relevant") and self.section is not None:
            if rule := routes.from_relevant(row["relevant"]):
                self.section["shown_when"] = rule
            else:
                self.faults.append((number, routes.RELEVANT_HELP))

    def start_section(self, row: Row) -> None:
        title = self.words(row, "label")
        key = self.key(row, title, "section")
        purpose = "profile" if row.get("engage_purpose") == "profile" else "views"
        self.section = editing.new_section(key, "", self.locales, purpose) | {"title": title}
        _add_picture(self.section, row)
        self.document["sections"].append(self.section)

    def note(self, row: Row) -> None:
        """One of ours says in its name which wording it is a statement of; another is one of standard words."""
        found = re.fullmatch(r"(title|.*)__(standard|easy_read)_\d+", row.get("name", ""))
        words = self.words(row, "label")
        if row.get("name") == "title__":
            self.document["title"], self.title = words, True
            return
        variant = found[2] if found else "standard"
        owner = found[1] if found else ""
        part = self.section or self.document
        part = next((one for one in part.get("questions", ()) if one["key"] == owner), part)
        statement: dict[str, Any] = {"text": words[variant]}
        _add_picture(statement, row)
        part.setdefault("introduction", {name: [] for name in VARIANTS})[variant].append(statement)

    def question(self, number: int, row: Row, kind: str, list_name: str) -> None:
        if self.section is None:
            self.start_section({"name": "questions", **{k: "Questions" for k in row if k.startswith("label")}})
        words = self.words(row, "label")
        made = editing.new_question(self.key(row, words, "question"), kind, "", self.locales) | {"text": words}
        hint: dict[str, Any] = self.words(row, "hint")
        if any(text for texts in hint.values() for text in texts.values()):
            made["hint"] = hint | ({"picture": row["media::hint"]} if row.get("media::hint") else {})
        _add_picture(made, row)
        if row.get("required", "").lower() in ("yes", "true", "true()"):
            made["required"] = True
        if row.get("engage_max_length", "").isdigit():
            made["max_length"] = int(row["engage_max_length"])
        made |= settings_of(kind, row, lambda: editing.blank(self.locales))
        if has_options(kind):
            name = list_name.split(" ")[0]
            made["options"] = [self.option(one) for _n, one in self.choices if one.get("list_name") == name]
            if not made["options"]:
                self.faults.append((number, f"the sheet choices has no list “{name[:40]}”"))
            if "or_other" in list_name:
                self.faults.append((number, "“or_other” is not offered. Add a question in own words after it"))
        assert self.section is not None  # noqa: S101 - for the type checker: it was started above
        self.section["questions"].append(made)

    def option(self, row: Row) -> dict[str, Any]:
        words = self.words(row, "label")
        variants = [name for name in VARIANTS if name in row.get("engage_variants", "").split()]
        key = row.get("name", "")
        key = key if re.fullmatch(r"[a-z][a-z0-9_]{1,39}", key) else editing.key_for(key, (), "option")
        option: dict[str, Any] = {"key": key, "text": {name: words[name] for name in variants or VARIANTS}}
        _add_picture(option, row)
        if row.get("engage_exclusive") == "yes":
            option["exclusive"] = True
        if variants:
            option["variants"] = variants
        if row.get("engage_stands_for"):
            option["stands_for"] = row["engage_stands_for"].split()
        return option

    def words(self, row: Row, name: str) -> dict[str, Any]:
        words = editing.blank(self.locales)
        for (variant, locale), language in self.languages.items():
            words[variant][locale] = row.get(f"{name}::{language}" if language else name, "")
        return words

    def key(self, row: Row, words: Mapping[str, Mapping[str, str]], fallback: str) -> str:
        taken = editing.keys_of(self.document) | editing.RESERVED
        return editing.key_for(row.get("name") or words["standard"][self.locales[0]], taken, fallback)


def _survey(document: Document) -> Iterator[Row]:
    yield {"type": "note", "name": "title__"} | _labels(document, "title", "label")
    yield from _notes(document, "first_page")
    types = {one["key"]: NAMES.get(one["type"], "") for section in document["sections"] for one in section["questions"]}
    for section in document["sections"]:
        purpose = {"engage_purpose": section.get("purpose", "views"), "relevant": routes.as_relevant(section, types)}
        yield {"type": "begin_group", "name": section["key"]} | _labels(section, "title", "label") | purpose
        yield from _notes(section, section["key"])
        for question in section["questions"]:
            row = {"name": question["key"]} | row_of(question)
            row |= _labels(question, "text", "label") | _labels(question, "hint", "hint")
            row |= {"required": "yes"} if question.get("required") else {}
            row |= {"engage_max_length": str(question["max_length"])} if "max_length" in question else {}
            yield row | {"media::hint": (question.get("hint") or {}).get("picture", "")}
            yield from _notes(question, question["key"])
        yield {"type": "end_group", "name": section["key"]}


def _choices(document: Document) -> Iterator[Row]:
    for section in document["sections"]:
        for question in section["questions"]:
            for option in question.get("options", ()):
                row = {"list_name": question["key"], "name": option["key"]} | _labels(option, "text", "label")
                row |= {"engage_exclusive": "yes"} if option.get("exclusive") else {}
                row |= {"engage_variants": " ".join(option.get("variants", ()))}
                yield row | {"engage_stands_for": " ".join(option.get("stands_for", ()))}


def _notes(part: Mapping[str, Any], owner: str) -> Iterator[Row]:
    for variant in VARIANTS:
        for number, statement in enumerate((part.get("introduction") or {}).get(variant, ()), 1):
            labels = {f"label::{_language(variant, locale)}": text for locale, text in statement["text"].items()}
            row = {"type": "note", "name": f"{owner}__{variant}_{number}"} | labels
            yield row | {"media::image": statement.get("picture") or ""}


def _labels(part: Mapping[str, Any], name: str, column: str) -> Row:
    row = {
        f"{column}::{_language(variant, locale)}": text
        for variant in VARIANTS
        for locale, text in ((part.get(name) or {}).get(variant) or {}).items()
    }
    return row | ({"media::image": part.get("picture") or ""} if column == "label" else {})


def _add_picture(part: dict[str, Any], row: Row) -> None:
    if row.get("media::image"):
        part["picture"] = row["media::image"]


def _language(variant: str, locale: str) -> str:
    name = Locale.parse(locale).get_display_name("en") or locale
    code = locale.replace("_", "-")
    return f"Easy Read {name} ({code}{EASY})" if variant == "easy_read" else f"{name} ({code})"


def _languages(header: Sequence[str], settings: Row) -> dict[tuple[str, str], str]:
    """Return (variant, locale) -> the language as the columns name it; "" for a column without a language."""
    found: dict[tuple[str, str], str] = {}
    for name in header:
        column, _, language = name.partition("::")
        language = language.lstrip(":").strip()
        if column.strip() != "label":
            continue
        code = (re.search(r"\(([A-Za-z-]+)\)\s*$", language) or [None, ""])[1] or language
        variant = "easy_read" if code.endswith(EASY) else "standard"
        found.setdefault((variant, _locale(code.removesuffix(EASY))), language)
    return found


def _locale(code: str) -> str:
    locale = locale_code(code.lower().replace("-", "_")) or "en"
    try:
        Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        return next((str(one) for one in map(Locale, ("en", "cy", "pl", "ar")) if one.english_name == code), "en")
    return locale


def _rows(lines: Sequence[Sequence[str]]) -> list[tuple[int, Row]]:
    header = [re.sub(r"\s*::\s*|:(?=[A-Z])", "::", str(name).strip()) for name in (lines[0] if lines else [])]
    found = [
        (number, {name: plain(cell) for name, cell in zip(header, line, strict=False) if name and plain(cell)})
        for number, line in enumerate(lines[1:], 2)
    ]
    return [(number, row) for number, row in found if row]
