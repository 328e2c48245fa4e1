"""What staff write for the public beside a questionnaire: in both wordings, in English and in what languages they have.

texts : locale -> {"standard": words, "easy_read": words}; English is always there
"""

import re
from dataclasses import dataclass

from forms.definition import EASY_READ_MAX_WORDS

FIRST = "en"


@dataclass(frozen=True)
class CouncilWords:
    """Paragraphs, or sentences in Easy Read; `is_foreign` if nobody has written them in the language of the page."""

    lines: list
    locale: str
    is_foreign: bool


def in_words(texts, variant, locale):
    # words kept before English was asked for are shown as they are
    found = next((one for one in (locale, FIRST) if one in texts), None) or min(texts)
    text = texts[found][variant]
    lines = sentences(text) if variant == "easy_read" else [line for line in text.splitlines() if line.strip()]
    return CouncilWords(lines, found, found != locale)


def sentences(text):
    return [found for found in re.split(r"(?<=[.!?\u061f])\s+", text.strip()) if found]


def long_sentence(text):
    """The first sentence that is too long for Easy Read, or None."""
    return next((found for found in sentences(text) if len(found.split()) > EASY_READ_MAX_WORDS), None)


def refuse_unfit(texts, locales):
    """ValueError, with the reason, unless every text stands in both wordings, in a language of the consultation."""
    if unknown := sorted(set(texts) - set(locales)):
        raise ValueError(f"The consultation is not in {', '.join(unknown)}. It is in: {', '.join(locales)}.")
    for locale, wordings in texts.items():
        if not all((wordings.get(variant) or "").strip() for variant in ("standard", "easy_read")):
            raise ValueError(f"Give the words in both wordings ({locale}): the public is told.")
        if long := long_sentence(wordings["easy_read"]):
            raise ValueError(f"Easy Read allows {EASY_READ_MAX_WORDS} words in a sentence: {long}")
