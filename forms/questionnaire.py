"""What a questionnaire is made of, as frozen dataclasses: sections, questions, options, and their words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from forms import hard_words
from forms.question_types import NOTHING, TYPES, has_options

VARIANTS = ("standard", "easy_read")
#: begins the name of a picture that the council brought
OWN = "own:"


@dataclass(frozen=True)
class Wording:
    """One text in every variant and locale; the text of an option in those variants that offer it."""

    texts: Mapping[str, Mapping[str, str]]

    def get(self, variant: str, locale: str) -> str:
        """Return the words; of an option that this variant does not offer, the words in which it was given."""
        return hard_words.plain(self.marked(variant, locale))

    def marked(self, variant: str, locale: str) -> str:
        """Return the words with ** around hard words, for pages in Easy Read."""
        return (self.texts.get(variant) or next(iter(self.texts.values())))[locale]


@dataclass(frozen=True)
class Row:
    """One statement, with the picture that stands beside it in Easy Read."""

    texts: Mapping[str, str]
    picture: str | None

    def get(self, locale: str) -> str:
        return hard_words.plain(self.texts[locale])

    def marked(self, locale: str) -> str:
        """Return the words with ** around hard words, for pages in Easy Read."""
        return self.texts[locale]


#: variant -> rows; the two variants may say it in a different number of sentences
Introduction = Mapping[str, tuple[Row, ...]]


@dataclass(frozen=True)
class Option:
    key: str
    text: Wording
    picture: str | None
    #: cannot be chosen with another option, as "prefer not to say"
    exclusive: bool
    #: the wordings that offer it
    variants: tuple[str, ...] = VARIANTS
    #: an option of Easy Read alone: the keys of the standard options that it stands for
    stands_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    key: str
    type: str
    required: bool
    text: Wording
    hint: Wording | None
    hint_picture: str | None
    picture: str | None
    introduction: Introduction
    max_length: int
    options: tuple[Option, ...]
    #: how many options may be chosen, or be given a place
    most: int = 1
    #: bounds of a number; first and last point of a scale
    lowest: Decimal | None = None
    highest: Decimal | None = None
    decimals: int = 0
    unit: Wording | None = None
    #: bounds of a date as 2026-01-31, or "today"
    earliest: str | None = None
    latest: str | None = None
    #: what the ends of a scale mean
    low_end: Wording | None = None
    high_end: Wording | None = None
    #: the words of a scale for those who cannot say
    not_known: Wording | None = None

    @property
    def wordings(self) -> dict[str, Wording]:
        """Return field of the document -> words, of all that is written beside the options that are listed."""
        named = {name: getattr(self, name) for name in ("text", "hint", "unit", "low_end", "high_end", "not_known")}
        return {name: words for name, words in named.items() if words is not None}

    @property
    def listed_options(self) -> tuple[Option, ...]:
        """Return the options that the author wrote; those of a scale are made from its ends."""
        return self.options if has_options(self.type) else ()

    @property
    def holds(self) -> str:
        """Return what an answer to it is (forms.question_types)."""
        return TYPES[self.type].holds if self.type in TYPES else NOTHING

    @property
    def is_answered(self) -> bool:
        """Return whether people answer it: a statement is only read."""
        return self.holds != NOTHING

    def option(self, key: str) -> Option:
        return next(option for option in self.options if option.key == key)

    def offered(self, variant: str, kept: Iterable[str | None] = ()) -> tuple[Option, ...]:
        """Return the options this variant offers, and those of `kept`, in the order of the document."""
        held = set(kept)
        return tuple(option for option in self.options if variant in option.variants or option.key in held)

    def carried(self, keys: Iterable[str], variant: str) -> list[str]:
        """Return what was chosen as this variant has it.

        An option that it does not offer becomes its one counterpart; without a single counterpart it stays as given.
        """
        pairs = {option.key: option.stands_for[0] for option in self.options if len(option.stands_for) == 1}
        counterparts = pairs | {standard: easy for easy, standard in pairs.items()}
        offered = {option.key for option in self.offered(variant)}
        return list(dict.fromkeys(key if key in offered else counterparts.get(key, key) for key in keys))


@dataclass(frozen=True)
class Condition:
    """One option of an earlier question that has to be chosen, or not chosen."""

    question: str
    option: str
    is_chosen: bool


@dataclass(frozen=True)
class Rule:
    """To whom a section is shown: all of these conditions hold, or any of them (forms.routing)."""

    conditions: tuple[Condition, ...]
    needs_all: bool


@dataclass(frozen=True)
class Section:
    key: str
    purpose: str
    title: Wording
    picture: str | None
    introduction: Introduction
    questions: tuple[Question, ...]
    #: without a rule everybody sees it
    shown_when: Rule | None = None

    @property
    def answered(self) -> tuple[Question, ...]:
        """Return the questions that people answer, without statements."""
        return tuple(question for question in self.questions if question.is_answered)


@dataclass(frozen=True)
class Questionnaire:
    key: str
    version: int
    locales: tuple[str, ...]
    title: Wording
    introduction: Introduction
    #: how long it takes, by variant
    minutes: Mapping[str, int]
    sections: tuple[Section, ...]
    #: what the public was told there will be, and which formats besides the web are ready (forms.completeness)
    promised_locales: tuple[str, ...] = ()
    promised_formats: tuple[str, ...] = ()
    formats_ready: tuple[str, ...] = ()

    def of_purpose(self, purpose: str) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.purpose == purpose)

    def pictures(self) -> set[str]:
        """Return the name of every picture that is used."""
        questions = [question for section in self.sections for question in section.questions]
        named: list[Any] = [*self.sections, *questions]
        for introduction in (self.introduction, *(part.introduction for part in named)):
            named += [row for rows in introduction.values() for row in rows]
        named += [option for asked in questions for option in asked.options]
        return {name for name in (*(p.picture for p in named), *(q.hint_picture for q in questions)) if name}

    def find(self, section_key: str, question_key: str) -> tuple[Section, Question] | None:
        """Return the section and question of these keys, or None if this questionnaire has no such page."""
        for section in self.sections:
            for question in section.questions:
                if (section.key, question.key) == (section_key, question_key):
                    return section, question
        return None
