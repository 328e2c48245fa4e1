"""The JSON document of a questionnaire as an author has it in hand: plain data that may still be incomplete."""

import json
from typing import Any

from forms.definition import SCHEMA_VERSION, DefinitionError
from forms.questionnaire import VARIANTS

Document = dict[str, Any]
#: an author's document is not larger; a questionnaire in four languages has about 170,000 characters
MOST_CHARACTERS = 3_000_000


def empty(key: str, title: str, locales: tuple[str, ...] = ("en",)) -> Document:
    """Return a questionnaire with nothing in it but its title in the first language."""
    document = skeleton(list(locales)) | {"key": key}
    document["title"]["standard"][locales[0]] = title
    return document


def skeleton(locales: list[str]) -> Document:
    """Return what every document has, without words."""
    return {
        "key": "questionnaire",
        "schema_version": SCHEMA_VERSION,
        "version": 1,
        "locales": locales,
        "title": {variant: dict.fromkeys(locales, "") for variant in VARIANTS},
        "introduction": {variant: [] for variant in VARIANTS},
        "minutes": {"standard": 10, "easy_read": 15},
        "sections": [],
    }


def written(document: Document) -> str:
    """Return the text that is stored and published: the same document is always the same text."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def read(text: str) -> Document:
    """Return the document in this JSON text. Raises DefinitionError when it is no JSON object."""
    if len(text) > MOST_CHARACTERS:
        raise DefinitionError([("document", f"has {len(text):,} characters; up to {MOST_CHARACTERS:,} can be edited")])
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        place = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise DefinitionError([("document", f"is not JSON{place}")]) from error
    if not isinstance(document, dict):
        raise DefinitionError([("document", "must be an object in { }")])
    return document
