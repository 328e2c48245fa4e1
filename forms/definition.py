"""A questionnaire as data: one JSON document becomes frozen dataclasses, or a DefinitionError naming every fault."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from forms import question_settings, routing, rules
from forms.question_settings import DEFAULT_MAX_LENGTH
from forms.question_types import OF_PROFILE, TYPES, has_options
from forms.questionnaire import OWN, VARIANTS, Introduction, Option, Question, Questionnaire, Row, Section, Wording

HERE = Path(__file__).resolve().parent
__all__ = [
    "OWN", "VARIANTS", "DefinitionError", "Introduction", "Option", "Question", "Questionnaire", "Row", "Section",
    "TYPES", "Wording", "examine", "load", "parse", "picture_names",
]  # fmt: skip
SCHEMA_VERSION = 1
KNOWN = (
    "key schema_version version locales title introduction minutes sections note promised_locales promised_formats "
    "formats_ready"
)
#: beside the web page in two wordings
FORMATS = ("large_print", "paper", "easy_read_paper", "braille", "audio", "sign_language")
PURPOSES = ("views", "profile")
#: what the document may say of a question of every type
OF_QUESTION = "key type required text hint picture introduction options note max_length"
KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")
#: Easy Read: a sentence of more than 15 words is harder to read (Department of Health, 2010).
EASY_READ_MAX_WORDS = 15


class DefinitionError(ValueError):
    """A document that is not a questionnaire. `faults` is a list of (path, message), all of them, in document order."""

    def __init__(self, faults: list[tuple[str, str]]):
        self.faults = faults
        super().__init__("\n".join(f"{path}: {message}" for path, message in faults))


def load(path: Path) -> Questionnaire:
    """Return the questionnaire in a JSON file. Raises DefinitionError with every fault, or OSError."""
    try:
        return parse(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise DefinitionError([(path.name, f"is not UTF-8 text (byte {error.start + 1}). Save it as UTF-8")]) from error


def parse(text: str) -> Questionnaire:
    """Return the questionnaire written in this JSON text. Raises DefinitionError naming the path of every fault."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        message = f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        raise DefinitionError([("document", message)]) from error
    questionnaire, faults = examine(document)
    if faults:
        raise DefinitionError(faults)
    return questionnaire


def examine(document: Any) -> tuple[Questionnaire, list[tuple[str, str]]]:
    """Return what can be read of a document that may be incomplete, and the (path, message) of every fault."""
    reader = _Reader(document)
    questionnaire = reader.questionnaire()
    return questionnaire, [*reader.faults, *rules.faults(questionnaire)]


@lru_cache(maxsize=1)
def picture_names() -> frozenset[str]:
    """Return the names a document may use for a picture: the keys of forms/pictures.json."""
    return frozenset(json.loads((HERE / "pictures.json").read_text(encoding="utf-8")))


class _Reader:
    """Walks the document once and notes every fault with its path, so that an author mends them all in one go."""

    def __init__(self, document: Any):
        self.document = document
        self.faults: list[tuple[str, str]] = []
        self.locales: tuple[str, ...] = ()

    def fault(self, path: str, message: str) -> None:
        self.faults.append((path, message))

    def questionnaire(self) -> Questionnaire:
        top = self.object(self.document, "document")
        self.known(top, "document", KNOWN.split())
        if top.get("schema_version") != SCHEMA_VERSION:
            self.fault("schema_version", f"must be {SCHEMA_VERSION}")
        self.locales = self.read_locales(top.get("locales"))
        sections = tuple(self.unique(self.sections(top.get("sections")), "sections"))
        self.unique([question for section in sections for question in section.questions], "questions")
        return Questionnaire(
            key=self.key(top, "key"),
            version=self.whole_number(top.get("version"), "version"),
            locales=self.locales,
            title=self.wording(top.get("title"), "title"),
            introduction=self.introduction(top.get("introduction"), "introduction"),
            minutes=self.minutes(top.get("minutes")),
            sections=sections,
            promised_locales=self.names(top, "promised_locales"),
            promised_formats=self.names(top, "promised_formats", FORMATS),
            formats_ready=self.names(top, "formats_ready", FORMATS),
        )

    def sections(self, value: Any) -> Iterator[Section]:
        if not self.is_list(value, "sections"):
            return
        for number, item in enumerate(value, 1):
            raw = self.object(item, f"section {number}")
            path = str(raw.get("key", f"section {number}"))
            self.known(raw, path, "key purpose title picture introduction questions note shown_when".split())
            if raw.get("purpose") not in PURPOSES:
                self.fault(f"{path}.purpose", f"must be one of {', '.join(PURPOSES)}, not {raw.get('purpose')!r}")
            yield Section(
                key=self.key(raw, f"{path}.key"),
                purpose=str(raw.get("purpose")),
                title=self.wording(raw.get("title"), f"{path}.title"),
                picture=self.picture(raw, path),
                introduction=self.introduction(raw.get("introduction", {}), f"{path}.introduction"),
                questions=tuple(self.questions(raw.get("questions"), path, str(raw.get("purpose")))),
                shown_when=routing.read(raw.get("shown_when"), f"{path}.shown_when", self.fault),
            )

    def questions(self, value: Any, section_path: str, purpose: str) -> Iterator[Question]:
        if not self.is_list(value, f"{section_path}.questions"):
            return
        for number, item in enumerate(value, 1):
            raw = self.object(item, f"{section_path}.question {number}")
            path = f"{section_path}.{raw.get('key', f'question {number}')}"
            kind = str(raw.get("type"))
            settings = TYPES[kind].settings if kind in TYPES else ()
            self.known(raw, path, [*OF_QUESTION.split(), *(name for name in settings if name != "max_length")])
            if kind not in TYPES:
                self.fault(path, f"unknown type {raw.get('type')!r}. Use one of {', '.join(TYPES)}")
            elif purpose == "profile" and kind not in OF_PROFILE:
                of_profile = "a question about the person keeps one option"
                self.fault(f"{path}.type", f"{of_profile}. Use the type {' or '.join(OF_PROFILE)}")
            options = tuple(self.unique(self.options(raw, path), f"{path}.options"))
            hint, hint_picture = self.hint(raw, path)
            yield Question(
                key=self.key(raw, f"{path}.key"),
                type=kind,
                required=bool(raw.get("required", False)),
                text=self.wording(raw.get("text"), f"{path}.text"),
                hint=hint,
                hint_picture=hint_picture,
                picture=self.picture(raw, path),
                introduction=self.introduction(raw.get("introduction", {}), f"{path}.introduction"),
                max_length=self.whole_number(raw.get("max_length", DEFAULT_MAX_LENGTH), f"{path}.max_length"),
                **{"options": options} | question_settings.read(self, kind, raw, path, options),
            )

    def hint(self, question: Mapping[str, Any], path: str) -> tuple[Wording | None, str | None]:
        if "hint" not in question:
            return None, None
        raw = self.object(question["hint"], f"{path}.hint")
        words = {name: value for name, value in raw.items() if name != "picture"}
        return self.wording(words, f"{path}.hint"), self.picture(raw, f"{path}.hint")

    def options(self, question: Mapping[str, Any], path: str) -> Iterator[Option]:
        if not has_options(question.get("type")):
            if "options" in question:
                self.fault(f"{path}.options", f"a question of type {question.get('type')!r} has no options")
            return
        if not self.is_list(question.get("options"), f"{path}.options"):
            return
        for number, item in enumerate(question["options"], 1):
            raw = self.object(item, f"{path}.option {number}")
            option_path = f"{path}.{raw.get('key', f'option {number}')}"
            self.known(raw, option_path, "key text picture exclusive variants stands_for note".split())
            exclusive = bool(raw.get("exclusive", False))
            if exclusive and number < len(question["options"]):
                self.fault(option_path, "an exclusive option must stand last")
            variants = self.variants(raw, option_path)
            yield Option(
                key=self.key(raw, f"{option_path}.key"),
                text=self.wording(raw.get("text"), f"{option_path}.text", variants),
                picture=self.picture(raw, option_path),
                exclusive=exclusive,
                variants=variants,
                stands_for=self.stands_for(raw, option_path),
            )

    def variants(self, raw: Mapping[str, Any], path: str) -> tuple[str, ...]:
        value = raw.get("variants", list(VARIANTS))
        if isinstance(value, list) and value and all(variant in VARIANTS for variant in value):
            return tuple(variant for variant in VARIANTS if variant in value)
        self.fault(f"{path}.variants", f"must name the wordings that offer the option: {', '.join(VARIANTS)}")
        return VARIANTS

    def stands_for(self, raw: Mapping[str, Any], path: str) -> tuple[str, ...]:
        value = raw.get("stands_for", [])
        if isinstance(value, list) and all(isinstance(key, str) for key in value):
            return tuple(dict.fromkeys(value))
        self.fault(f"{path}.stands_for", "must be a list of keys of options of the same question")
        return ()

    def wording(self, value: Any, path: str, variants: tuple[str, ...] = VARIANTS) -> Wording:
        raw = self.object(value, path)
        self.known(raw, path, list(variants))
        return Wording({variant: self.texts(raw.get(variant), f"{path}.{variant}", variant) for variant in variants})

    def introduction(self, value: Any, path: str) -> Introduction:
        raw = self.object(value, path)
        self.known(raw, path, list(VARIANTS))
        return {variant: tuple(self.rows(raw.get(variant, []), f"{path}.{variant}", variant)) for variant in VARIANTS}

    def rows(self, value: Any, path: str, variant: str) -> Iterator[Row]:
        if not isinstance(value, list):
            self.fault(path, "must be a list of statements")
            return
        for number, item in enumerate(value, 1):
            raw = self.object(item, f"{path}.{number}")
            self.known(raw, f"{path}.{number}", ["text", "picture"])
            if variant == "easy_read" and "picture" not in raw:
                self.fault(f"{path}.{number}", "missing picture: every Easy Read sentence has one")
            yield Row(
                texts=self.texts(raw.get("text"), f"{path}.{number}.text", variant),
                picture=self.picture(raw, f"{path}.{number}"),
            )

    def texts(self, value: Any, path: str, variant: str) -> Mapping[str, str]:
        raw = self.object(value, path)
        self.known(raw, path, list(self.locales))
        texts = {}
        for locale in self.locales:
            text = raw.get(locale)
            if not isinstance(text, str) or not text.strip():
                self.fault(f"{path}.{locale}", "missing wording")
                text = ""
            words = len(text.split())
            if variant == "easy_read" and words > EASY_READ_MAX_WORDS:
                self.fault(f"{path}.{locale}", f"has {words} words; Easy Read allows {EASY_READ_MAX_WORDS}")
            texts[locale] = text
        return texts

    def picture(self, raw: Mapping[str, Any], path: str) -> str | None:
        name = raw.get("picture")
        is_own = isinstance(name, str) and name.startswith(OWN) and KEY.fullmatch(name.removeprefix(OWN))
        if name is not None and not is_own and name not in picture_names():
            self.fault(f"{path}.picture", f"there is no picture named {name!r}. Take one from the list of pictures")
        return name

    def key(self, raw: Mapping[str, Any], path: str) -> str:
        value = raw.get("key")
        if not isinstance(value, str) or not KEY.fullmatch(value):
            self.fault(path, f"{value!r} is not a key. Use 2 to 40 small letters, digits and _, a letter first")
        return str(value)

    def minutes(self, value: Any) -> Mapping[str, int]:
        raw = self.object(value, "minutes")
        return {variant: self.whole_number(raw.get(variant), f"minutes.{variant}") for variant in VARIANTS}

    def read_locales(self, value: Any) -> tuple[str, ...]:
        if not self.is_list(value, "locales"):
            return ()
        if any(not isinstance(locale, str) for locale in value):
            self.fault("locales", "must be a list of language codes, as en")
            return ()
        return tuple(value)

    def names(self, raw: Mapping[str, Any], path: str, known: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = raw.get(path, [])
        if not isinstance(value, list) or any(not isinstance(name, str) for name in value):
            self.fault(path, "must be a list of names")
            return ()
        for name in value:
            if known and name not in known:
                self.fault(path, f"unknown name {name!r}. Use one of {', '.join(known)}")
        return tuple(name for name in value if not known or name in known)

    def whole_number(self, value: Any, path: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            self.fault(path, "must be a whole number from 1")
            return 1
        return value

    def object(self, value: Any, path: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            self.fault(path, "is missing" if value is None else "must be an object in { }")
            return {}
        return value

    def is_list(self, value: Any, path: str) -> bool:
        if isinstance(value, list) and value:
            return True
        self.fault(path, "must be a list with at least one entry")
        return False

    def known(self, raw: Mapping[str, Any], path: str, names: list[str]) -> None:
        for name in raw:
            if name not in names:
                self.fault(f"{path}.{name}", f"is not known here. Known: {', '.join(names)}")

    def unique(self, items: Any, path: str) -> list[Any]:
        found, seen = list(items), set()
        for item in found:
            if item.key in seen:
                self.fault(path, f"the key {item.key!r} is used twice")
            seen.add(item.key)
        return found
