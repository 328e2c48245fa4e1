"""Rules between the parts of one questionnaire: options of one wording, hard words that are explained, routing."""

from collections import Counter
from collections.abc import Iterator

from forms import hard_words, routing
from forms.questionnaire import Introduction, Option, Question, Questionnaire, Wording

Fault = tuple[str, str]


def faults(questionnaire: Questionnaire) -> Iterator[Fault]:
    """Give (path, message) of every fault, in document order."""
    for locale in questionnaire.locales:
        yield from _text_faults(questionnaire.title, "title", locale)
        yield from _introduction_faults(questionnaire.introduction, "introduction", locale)
    for section in questionnaire.sections:
        for locale in questionnaire.locales:
            yield from _text_faults(section.title, f"{section.key}.title", locale)
            yield from _introduction_faults(section.introduction, f"{section.key}.introduction", locale)
        if section.questions and not section.answered:
            yield f"{section.key}.questions", "has statements only. Add a question, or take the section out"
        for question in section.questions:
            path = f"{section.key}.{question.key}"
            for locale in questionnaire.locales:
                yield from _question_faults(question, section.introduction, path, locale)
            yield from option_faults(question, path)
    yield from routing.faults(questionnaire)


def option_faults(question: Question, path: str) -> Iterator[Fault]:
    """Give the faults of options that only one wording offers."""
    for option in question.options:
        for message in _stands_for_faults(option, question):
            yield f"{path}.{option.key}.stands_for", message
    for key, n in Counter(key for option in question.options for key in option.stands_for).items():
        if n > 1:
            yield f"{path}.options", f"{n} options stand for {key!r}; one may"
    if question.options:
        for variant in ("standard", "easy_read"):
            if not question.offered(variant):
                yield f"{path}.options", f"none is offered in {variant}"


def _stands_for_faults(option: Option, question: Question) -> Iterator[str]:
    if option.variants != ("easy_read",):
        if option.stands_for:
            yield 'is only for an option with "variants": ["easy_read"]'
        return
    if not option.stands_for:
        yield "is missing: an option of Easy Read alone names the standard options that it stands for"
    by_key = {other.key: other for other in question.options}
    for key in option.stands_for:
        if key == option.key:
            yield f"{key!r} stands for itself"
        elif key not in by_key:
            yield f"{key!r} is not an option of this question"
        elif "standard" not in by_key[key].variants:
            yield f"{key!r} is not offered in the standard wording"
        elif "easy_read" in by_key[key].variants:
            yield f"{key!r} is offered in Easy Read itself"


def _question_faults(question: Question, section_rows: Introduction, path: str, locale: str) -> Iterator[Fault]:
    yield from _introduction_faults(question.introduction, f"{path}.introduction", locale)
    rows = [
        row.texts.get(locale, "")
        for introduction in (section_rows, question.introduction)
        for row in introduction.get("easy_read", ())
    ]
    hint = question.hint
    after = rows if hint is None else [*rows, hint.texts.get("easy_read", {}).get(locale, "")]
    for name, words in question.wordings.items():
        yield from _text_faults(words, f"{path}.{name}", locale, after if name == "text" else rows)
    for option in question.listed_options:
        yield from _text_faults(option.text, f"{path}.{option.key}.text", locale, rows)


def _text_faults(wording: Wording, path: str, locale: str, following: list[str] | None = None) -> Iterator[Fault]:
    for variant, texts in wording.texts.items():
        for message in hard_words.faults(texts.get(locale, ""), variant, following or ()):
            yield f"{path}.{variant}.{locale}", message


def _introduction_faults(introduction: Introduction, path: str, locale: str) -> Iterator[Fault]:
    for variant, rows in introduction.items():
        for number, message in hard_words.introduction_faults([row.texts.get(locale, "") for row in rows], variant):
            yield f"{path}.{variant}.{number}.text.{locale}", message
