"""What a column can answer: the questions of a questionnaire and their options, and what is known of a response."""

from collections.abc import Mapping as Lookup
from dataclasses import dataclass

from forms.importing.mapping import ABOUT, compared
from forms.questionnaire import Question, Questionnaire

#: question type -> the uses that a column can have for it
USES_OF = {
    "free_text": ("text",),
    "single": ("choice", "tick"),
    "top_three": ("tick", "list", "rank", "place", "choice"),
    "multiple": ("tick", "list", "choice"),
    "rank": ("rank", "place"),
    "scale": ("choice",),
    "rating": ("choice", "tick"),
}
#: ticked or not: the same texts in every column of options
TICK = "~tick"
YES, NO = "yes", "no"
CHANNELS = {
    "online": ("online", "web", "website", "internet", "electronic"),
    "paper": ("paper", "post", "postal", "letter", "hard copy"),
    "telephone": ("telephone", "phone", "by phone", "by telephone"),
    "assisted": ("assisted", "with help", "face to face", "in person"),
    "imported": ("imported", "other"),
}
CAPACITIES = {
    "resident": ("resident", "individual", "an individual", "member of the public", "a resident", "myself"),
    "on_behalf": ("on behalf of somebody", "on behalf of someone else", "on_behalf"),
    "with_help": ("with help", "with_help"),
    "professional": ("professional", "a professional"),
    "organisation": ("organisation", "an organisation", "on behalf of an organisation", "organization"),
}
VARIANTS = {"standard": ("standard", "full"), "easy_read": ("easy read", "easy-read", "easyread", "easy_read")}
TICKED = {
    YES: ("y", "yes", "1", "true", "x", "\u2713", "\u2714", "ticked", "checked", "selected", "on"),
    NO: ("n", "no", "0", "false", "not selected", "unchecked", "not ticked", "not checked", "off", "-"),
}
LANGUAGES = {
    "en": ("english", "en"), "cy": ("welsh", "cymraeg", "cy"), "pl": ("polish", "polski", "pl"),
    "ar": ("arabic", "\u0627\u0644\u0639\u0631\u0628\u064a\u0629", "ar"),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Something that has options: a question, or what is known of a response."""

    name: str
    words: str
    #: key of the option -> as staff are shown it
    options: Lookup[str, str]
    #: text as it is compared -> key of the option
    known: Lookup[str, str]


def uses_of(question: Question) -> tuple[str, ...]:
    """Return the uses that a column can have for this question; none if its type cannot be brought in."""
    return USES_OF.get(question.type, ())


def asked_in(questionnaire: Questionnaire) -> dict[str, Asked]:
    """Return everything that has options, by its name in Mapping.values."""
    found = {
        question.key: _of_question(question)
        for section in questionnaire.sections
        for question in section.questions
        if question.options and uses_of(question)
    }
    locales = {locale: LANGUAGES.get(locale, (locale,)) for locale in questionnaire.locales}
    for use, words, options in (
        ("locale", "Language", locales), ("variant", "Wording", VARIANTS), ("channel", "How it came", CHANNELS),
        ("capacity", "Who answers", CAPACITIES), ("quote", "May it be quoted", {YES: TICKED[YES], NO: TICKED[NO]}),
    ):  # fmt: skip
        found[ABOUT[use]] = _plain(ABOUT[use], words, options)
    return found | {TICK: _plain(TICK, "Ticked or not", TICKED)}


def _plain(name: str, words: str, options: Lookup[str, tuple[str, ...]]) -> Asked:
    known = {compared(text): key for key, texts in options.items() for text in (key, *texts)}
    shown = {key: key.replace("_", " ").capitalize() if len(key) > 2 else texts[0].capitalize()
             for key, texts in options.items()}  # fmt: skip
    return Asked(name, words, shown, known)


def _of_question(question: Question) -> Asked:
    """Options are known by their words everywhere and by their keys; words that two of them share are nobody's."""
    known: dict[str, str] = {}
    shared = set()
    for option in question.options:
        texts = {compared(option.key)}
        for variant, by_locale in option.text.texts.items():
            texts |= {compared(option.text.get(variant, locale)) for locale in by_locale}
        for text in texts:
            if known.setdefault(text, option.key) != option.key:
                shared.add(text)
    known = {text: key for text, key in known.items() if text and text not in shared}
    words = question.text.get("standard", _first_locale(question))
    return Asked(question.key, words, {o.key: _shown(o.text.texts, o.text.get) for o in question.options}, known)


def _first_locale(question: Question) -> str:
    return next(iter(next(iter(question.text.texts.values()))))


def _shown(texts: Lookup[str, Lookup[str, str]], get) -> str:  # type: ignore[no-untyped-def]
    variant = next(iter(texts))
    return str(get(variant, next(iter(texts[variant]))))
