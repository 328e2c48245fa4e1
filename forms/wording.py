"""What makes a questionnaire hard to read: a linter for authors, with the exact place of every finding.

Errors stop a questionnaire, warnings advise. Words of each language stand in wording.json: passive, jargon, numbers.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from forms import routing
from forms.definition import EASY_READ_MAX_WORDS, Introduction, Question, Questionnaire, Section, Wording
from forms.hard_words import HARD_WORD
from forms.question_types import CHOICES, ORDER
from forms.questionnaire import VARIANTS

WORDS = Path(__file__).resolve().parent / "wording.json"
EASY_READ_LONG = 12
STANDARD_LONG = 20
#: with fewer, "choose up to 3" chooses nothing; with more, a list is hard to weigh
FEWEST_OPTIONS, MOST_OPTIONS = 4, 12
SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+")
ACRONYM = re.compile(r"\b[A-Z]{2,5}\b")
#: a run of capitals that is too long to be an acronym
SHOUTED = re.compile(r"\b[A-Z]{6,}\b")
#: marks of italics that people type: <i>, <em>, *word*, _word_
ITALICS = re.compile(r"</?(i|em)>|(?<![\w*])\*\w[^*]*\*(?!\*)|(?<!\w)_\w[^_]*_(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    #: as "start_well.start_well_priorities.text.easy_read.en"
    path: str
    message: str
    is_error: bool


@dataclass(frozen=True)
class Text:
    """One text of a questionnaire, where it stands and for whom."""

    path: str
    variant: str
    locale: str
    words: str
    #: a statement of an introduction: one sentence a row
    is_row: bool

    @property
    def place(self) -> str:
        return f"{self.path}.{self.variant}.{self.locale}"


def lint(questionnaire: Questionnaire) -> list[Finding]:
    """Return everything that makes the questionnaire hard to read, in its order."""
    texts = list(_texts(questionnaire))
    explained = {locale: _explained(texts, locale) for locale in questionnaire.locales}
    marked = {(text.path, text.variant) for text in texts if HARD_WORD.search(text.words)}
    findings = [finding for text in texts for finding in _about_text(text, explained[text.locale], marked)]
    for section in questionnaire.sections:
        for question in section.questions:
            findings += _about_question(section, question)
    findings += [Finding(path, message, is_error=False) for path, message in routing.advice(questionnaire)]
    return findings


def faults(questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """Return the (path, message) of every error, as DefinitionError takes them."""
    return [(finding.path, finding.message) for finding in lint(questionnaire) if finding.is_error]


def sentences(text: str) -> list[str]:
    return [sentence for sentence in SENTENCE_END.split(text.strip()) if sentence]


@lru_cache(maxsize=1)
def _lists() -> dict[str, dict[str, Any]]:
    words: dict[str, dict[str, Any]] = json.loads(WORDS.read_text(encoding="utf-8"))
    return words


def _texts(questionnaire: Questionnaire) -> Iterator[Text]:
    yield from _of_wording(questionnaire.title, "title")
    yield from _of_introduction(questionnaire.introduction, "introduction")
    for section in questionnaire.sections:
        yield from _of_wording(section.title, f"{section.key}.title")
        yield from _of_introduction(section.introduction, f"{section.key}.introduction")
        for question in section.questions:
            path = f"{section.key}.{question.key}"
            for name, words in question.wordings.items():
                yield from _of_wording(words, f"{path}.{name}")
            for option in question.listed_options:
                yield from _of_wording(option.text, f"{path}.{option.key}.text")


def _of_wording(wording: Wording, path: str) -> Iterator[Text]:
    for variant, texts in wording.texts.items():
        for locale, words in texts.items():
            yield Text(path, variant, locale, words, is_row=False)


def _of_introduction(introduction: Introduction, path: str) -> Iterator[Text]:
    for variant, rows in introduction.items():
        for number, row in enumerate(rows, 1):
            for locale, words in row.texts.items():
                yield Text(f"{path}.{number}", variant, locale, words, is_row=True)


def _explained(texts: list[Text], locale: str) -> set[str]:
    """Acronyms that need no more words: known to everybody, or with their meaning in brackets, "GP (doctor)"."""
    found = set(_lists().get(locale, {}).get("known_acronyms", ()))
    for text in texts:
        if text.locale == locale:
            found.update(re.findall(r"\b([A-Z]{2,5})s? \(\w", text.words))
            found.update(re.findall(r"\w \(([A-Z]{2,5})s?\)", text.words))
    return found


def _about_text(text: Text, explained: set[str], marked: set[tuple[str, str]]) -> Iterator[Finding]:
    if (text.path, text.variant) in marked and not HARD_WORD.search(text.words):
        yield Finding(text.place, "another language has a **hard word** here, this one has none", False)
    for acronym in sorted(set(ACRONYM.findall(text.words)) - explained):
        yield Finding(text.place, f"{acronym} is not explained. Write what it means in brackets after it", False)
    if SHOUTED.search(text.words):
        yield Finding(text.place, "words in capitals are hard to read. Use small letters", text.variant == "easy_read")
    if ITALICS.search(text.words):
        yield Finding(text.place, "italics are hard to read, and their marks would be shown", True)
    if text.variant == "easy_read":
        yield from _about_easy_read(text)
        return
    for sentence in sentences(text.words):
        if (n := len(sentence.split())) > STANDARD_LONG:
            yield Finding(text.place, f"a sentence of {n} words; up to {STANDARD_LONG} is easier: {sentence!r}", False)


def _about_easy_read(text: Text) -> Iterator[Finding]:
    found = sentences(text.words)
    for sentence in found:
        n = len(sentence.split())
        if n > EASY_READ_LONG:
            is_error = n > EASY_READ_MAX_WORDS
            most = EASY_READ_MAX_WORDS if is_error else EASY_READ_LONG
            yield Finding(text.place, f"a sentence of {n} words; Easy Read has up to {most}: {sentence!r}", is_error)
    if text.is_row and len(found) > 1:
        yield Finding(text.place, f"{len(found)} sentences in a row. Give each a row and a picture of its own", False)
    words = _lists().get(text.locale, {})
    for number in words.get("number_words", ()):
        if _has(text.words, number):
            yield Finding(text.place, f"the number {number!r} is easier to read in digits", False)
    for hard, easier in words.get("jargon", {}).items():
        if _has(text.words, hard):
            yield Finding(text.place, f"{hard!r} is a hard word. Easier: {easier}", False)
    for passive in _passives(text.words, words.get("passive")):
        yield Finding(text.place, f"{passive!r} does not say who does it. Write who does what", False)


def _has(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None


def _passives(text: str, lists: dict[str, list[str]] | None) -> list[str]:
    """Return the words of a form of "to be" with a participle, as "is made" or "will be counted"."""
    if not lists:
        return []
    irregular = "|".join(lists["irregular"])
    pattern = rf"\b(?:{'|'.join(lists['auxiliaries'])})\s+(?:not\s+|\w+ly\s+)?(\w+ed|{irregular})\b"
    found = re.finditer(pattern, text, re.IGNORECASE)
    return [match.group() for match in found if match.group(1).lower() not in lists["not_passive"]]


def _about_question(section: Section, question: Question) -> Iterator[Finding]:
    path = f"{section.key}.{question.key}"
    if question.picture is None:
        yield Finding(path, "missing picture: every Easy Read question has one", False)
    for option in question.listed_options:
        if option.picture is None:
            # a question about views is weighed by its pictures; a list of wards has none that would help
            yield Finding(f"{path}.{option.key}", "missing picture for Easy Read", section.purpose == "views")
    if question.holds in (CHOICES, ORDER):
        numbers = {len([o for o in question.offered(variant) if not o.exclusive]) for variant in VARIANTS}
        for n in sorted(numbers):
            if not FEWEST_OPTIONS <= n <= MOST_OPTIONS:
                yield Finding(path, f"{n} options; {FEWEST_OPTIONS} to {MOST_OPTIONS} can be weighed", False)
