"""A questionnaire as one sheet of a spreadsheet, and back: a row for each section, question, option and statement.

A row belongs to the part above it. Words stand in columns named by wording and language, as standard_en.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from forms.authoring import editing, routes
from forms.authoring.document import Document, skeleton
from forms.authoring.typed import number_typed
from forms.fields import clean_text
from forms.question_types import PLAIN, WORDED
from forms.questionnaire import VARIANTS

COLUMNS = ("kind", "key", "type", "picture", "value", "required", "exclusive", "offered_in", "stands_for",
           "shown_when", "note", *PLAIN)  # fmt: skip
WORDS = re.compile(r"(standard|easy_read)_([a-z]{2,3}(?:_[a-z]{2,4})?)")
#: in which order parts hold one another
KINDS = ("questionnaire", "section", "question", "hint", "option", "statement_standard", "statement_easy_read",
         *WORDED)  # fmt: skip
LISTS = ("promised_locales", "promised_formats", "formats_ready")
MOST_ROWS = 5000
Lines = list[list[str]]


class CannotRead(ValueError):
    """`faults`: (row as a spreadsheet counts it, what is wrong with it and how to put it right)."""

    def __init__(self, faults: Iterable[tuple[int, str]]):
        self.faults = sorted(set(faults))
        super().__init__("\n".join(f"row {row}: {message}" for row, message in self.faults))


def lines_of(document: Document) -> Lines:
    """Return the sheet of a document, its header first."""
    locales = document["locales"]
    header = [*COLUMNS, *(f"{variant}_{locale.lower()}" for locale in locales for variant in VARIANTS)]
    rows = [_row("questionnaire", document, "title")]
    rows += [{"kind": "minutes", "value": f"{(document.get('minutes') or {}).get(v, '')}", "type": v} for v in VARIANTS]
    rows += [{"kind": name, "value": ", ".join(document[name])} for name in LISTS if document.get(name)]
    rows += _statements(document)
    for section in document["sections"]:
        shown = {"value": section.get("purpose", "views"), "shown_when": routes.as_cell(section)}
        rows += [_row("section", section, "title") | shown, *_statements(section)]
        for question in section["questions"]:
            settings = {name: str(question[name]) for name in PLAIN if name in question}
            settings |= {"value": str(question["max_length"])} if "max_length" in question else {}
            rows.append(_row("question", question, "text") | settings)
            rows += [_row(name, {name: question[name]}, name) for name in WORDED if name in question]
            if "hint" in question:
                hint = {"text": question["hint"], "picture": question["hint"].get("picture")}
                rows.append(_row("hint", hint, "text"))
            rows += _statements(question)
            rows += [_row("option", option, "text") for option in question.get("options", ())]
    return [header, *([str(row.get(name, "")) for name in header] for row in rows)]


def read(lines: Sequence[Sequence[str]]) -> Document:
    """Return the document of a sheet. Raises CannotRead with every fault; words may be missing."""
    if len(lines) > MOST_ROWS:
        raise CannotRead([(MOST_ROWS, f"there are more than {MOST_ROWS:,} rows. Split the file")])
    header = [str(name).strip().lower().replace(" ", "_") for name in (lines[0] if lines else [])]
    locales = list(dict.fromkeys(found[2] for name in header if (found := WORDS.fullmatch(name))))
    unknown = [name for name in header if name and name not in COLUMNS and not WORDS.fullmatch(name)]
    if "kind" not in header or not locales or unknown:
        reason = f"we do not know the column “{unknown[0][:40]}”" if unknown else "a column kind and one as standard_en"
        must = "" if unknown else "the first row must have "
        raise CannotRead([(1, f"{must}{reason}. Use the names of the template")])
    sheet = _Sheet(locales)
    for number, line in enumerate(lines[1:], 2):
        row = {name: plain(cell) for name, cell in zip(header, line, strict=False) if name and plain(cell)}
        if row:
            sheet.take(number, row)
    if sheet.faults:
        raise CannotRead(sheet.faults)
    return sheet.document


def plain(cell: object) -> str:
    """Return a cell as it was typed: the mark that keeps a text from being a formula goes."""
    text = " ".join(clean_text("" if cell is None else str(cell)).split())
    return text[1:] if re.match(r"'[=+\-@]", text) else text


class _Sheet:
    """Takes rows one by one; each is added to the part that was open."""

    def __init__(self, locales: list[str]):
        self.locales = [locale_code(locale) for locale in locales]
        self.columns = dict(zip(self.locales, locales, strict=True))
        self.faults: list[tuple[int, str]] = []
        self.document: Document = skeleton(self.locales)
        self.section: dict[str, Any] | None = None
        self.question: dict[str, Any] | None = None

    def take(self, number: int, row: dict[str, str]) -> None:
        kind = row.get("kind", "")
        if kind == "minutes":
            self.minutes(number, row)
        elif kind in LISTS:
            self.document[kind] = [name.strip() for name in row.get("value", "").split(",") if name.strip()]
        elif kind in KINDS:
            takers = {"section": self.take_section, "question": self.take_question, "option": self.option,
                      "hint": self.hint, "questionnaire": self.questionnaire}  # fmt: skip
            takers |= dict.fromkeys(WORDED, self.worded)
            taker = takers.get(kind, self.statement)
            taker(number, row)
        else:
            self.faults.append((number, f"we do not know the kind “{kind[:40]}”. Use one of {', '.join(KINDS)}"))

    def minutes(self, number: int, row: dict[str, str]) -> None:
        value, variant = row.get("value", ""), row.get("type", "")
        if variant in VARIANTS and value.isascii() and value.isdigit() and len(value) < 4:
            self.document["minutes"][variant] = int(value)
        else:
            self.faults.append((number, "minutes need standard or easy_read as type, and a number as value"))

    def questionnaire(self, number: int, row: dict[str, str]) -> None:
        self.document["title"] = self.words(row)
        if "key" in row:
            self.document["key"] = row["key"]
        self.optional(self.document, row, ("note",))

    def made_section(self, number: int, row: dict[str, str]) -> dict[str, Any]:
        key = row.get("key") or editing.key_for(self.first(row), self.taken(), "section")
        part = editing.new_section(key, "", self.locales, row.get("value", "views")) | {"title": self.words(row)}
        self.optional(part, row, ("picture", "note"))
        if "shown_when" in row and (rule := routes.from_cell(row["shown_when"])):
            part["shown_when"] = rule
        elif "shown_when" in row:
            self.faults.append((number, f"we cannot read to whom this section is shown. {routes.CELL_HELP}"))
        return part

    def statement(self, number: int, row: dict[str, str]) -> None:
        variant = row["kind"].partition("_")[2]
        part = self.question or self.section or self.document
        texts = {locale: row.get(f"{variant}_{column}", "") for locale, column in self.columns.items()}
        statement: dict[str, Any] = {"text": texts}
        self.optional(statement, row, ("picture",))
        part.setdefault("introduction", {name: [] for name in VARIANTS})[variant].append(statement)

    def take_section(self, number: int, row: dict[str, str]) -> None:
        self.section, self.question = self.made_section(number, row), None
        self.document["sections"].append(self.section)

    def take_question(self, number: int, row: dict[str, str]) -> None:
        if self.section is None:
            self.faults.append((number, "this question stands in no section. Put a row of kind section above it"))
            return
        key = row.get("key") or editing.key_for(self.first(row), self.taken(), "question")
        kind = row.get("type", "free_text")
        self.question = editing.new_question(key, kind, "", self.locales) | {"text": self.words(row)}
        self.optional(self.question, row, ("picture", "note"))
        if row.get("required") == "yes":
            self.question["required"] = True
        if (length := row.get("value", "")).isascii() and length.isdigit():
            self.question["max_length"] = int(length[:9])
        self.question |= {name: number_typed(row[name]) for name in PLAIN if name in row}
        self.section["questions"].append(self.question)

    def worded(self, number: int, row: dict[str, str]) -> None:
        """The words of a setting: an end of a scale, a unit."""
        if self.question is None:
            self.faults.append((number, f"this {row['kind']} stands under no question"))
        else:
            self.question[row["kind"]] = self.words(row)

    def hint(self, number: int, row: dict[str, str]) -> None:
        if self.question is None:
            self.faults.append((number, "this hint stands under no question"))
            return
        hint: dict[str, Any] = self.words(row)
        self.optional(hint, row, ("picture",))
        self.question["hint"] = hint

    def option(self, number: int, row: dict[str, str]) -> None:
        if self.question is None or "options" not in self.question:
            self.faults.append((number, "this option stands under no question that has options"))
            return
        options = self.question["options"]
        key = row.get("key") or editing.key_for(self.first(row), {one["key"] for one in options}, "option")
        variants = [name for name in VARIANTS if name in row.get("offered_in", "").replace(",", " ").split()]
        option: dict[str, Any] = {"key": key, "text": self.words(row, variants or VARIANTS)}
        self.optional(option, row, ("picture", "note"))
        if row.get("exclusive") == "yes":
            option["exclusive"] = True
        if variants:
            option["variants"] = variants
        if "stands_for" in row:
            option["stands_for"] = row["stands_for"].replace(",", " ").split()
        options.append(option)

    def words(self, row: dict[str, str], variants: Sequence[str] = VARIANTS) -> dict[str, Any]:
        return {
            variant: {locale: row.get(f"{variant}_{column}", "") for locale, column in self.columns.items()}
            for variant in variants
        }

    def first(self, row: dict[str, str]) -> str:
        return row.get(f"standard_{self.columns[self.locales[0]]}", "")

    def taken(self) -> set[str]:
        return editing.keys_of(self.document) | editing.RESERVED

    def optional(self, part: dict[str, Any], row: dict[str, str], names: Sequence[str]) -> None:
        part.update({name: row[name] for name in names if name in row})


def locale_code(column: str) -> str:
    """Return pt_BR for pt_br, zh_Hant for zh_hant: columns are named in small letters."""
    language, _, rest = column.partition("_")
    return f"{language}_{rest.title() if len(rest) == 4 else rest.upper()}" if rest else language


def _row(kind: str, part: dict[str, Any], name: str) -> dict[str, str]:
    words = {
        f"{variant}_{locale.lower()}": text
        for variant in VARIANTS
        for locale, text in ((part.get(name) or {}).get(variant) or {}).items()
    }
    plain_values = {field: str(part[field]) for field in ("key", "type", "picture", "note") if part.get(field)}
    ticked = {field: "yes" for field in ("required", "exclusive") if part.get(field)}
    offered = {"offered_in": ", ".join(part["variants"])} if "variants" in part else {}
    stands = {"stands_for": ", ".join(part["stands_for"])} if "stands_for" in part else {}
    return {"kind": kind, **plain_values, **ticked, **offered, **stands, **words}


def _statements(part: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {"kind": f"statement_{variant}", "picture": statement.get("picture") or ""}
        | {f"{variant}_{locale.lower()}": text for locale, text in statement["text"].items()}
        for variant in VARIANTS
        for statement in (part.get("introduction") or {}).get(variant, ())
    ]
