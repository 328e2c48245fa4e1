"""How long a questionnaire takes: an estimate to print on its first page, with the working shown.

Reading: 238 words a minute, silent reading of English non-fiction by adults (Brysbaert, "How many words do we read per
minute?", Journal of Memory and Language 109, 2019, 104047). For Easy Read we assume half of that; no study measured it.
Answering: 10 seconds for a question on its own, and minutes for one that is answered in writing (Pew Research Center,
"How we keep our online surveys from running too long", 8 December 2022). We take 60 seconds for writing, because most
people leave it empty or write one sentence.
"""

import math
from dataclasses import dataclass

from forms.question_types import TEXT
from forms.questionnaire import Introduction, Questionnaire

WORDS_A_MINUTE = {"standard": 238, "easy_read": 119}
SECONDS_TO_CHOOSE, SECONDS_TO_WRITE = 10, 60


@dataclass(frozen=True)
class Estimate:
    n_words: int
    n_choices: int
    n_texts: int
    #: up to the next whole minute
    minutes: int


def estimate(questionnaire: Questionnaire, variant: str, locale: str) -> Estimate:
    """Return the time for somebody who reads everything and answers every question."""
    questions = [question for section in questionnaire.sections for question in section.questions]
    introductions = [questionnaire.introduction, *(section.introduction for section in questionnaire.sections)]
    texts = [row for introduction in introductions for row in _rows(introduction, variant, locale)]
    for question in questions:
        texts += [question.text.texts.get(variant, {}).get(locale, "")]
        texts += [question.hint.texts.get(variant, {}).get(locale, "")] if question.hint else []
        texts += _rows(question.introduction, variant, locale)
        texts += [option.text.texts.get(variant, {}).get(locale, "") for option in question.offered(variant)]
    n_words = sum(len(text.split()) for text in texts)
    n_texts = sum(question.holds == TEXT for question in questions)
    n_choices = sum(question.is_answered for question in questions) - n_texts
    seconds = 60 * n_words / WORDS_A_MINUTE[variant] + SECONDS_TO_CHOOSE * n_choices + SECONDS_TO_WRITE * n_texts
    return Estimate(n_words, n_choices, n_texts, max(1, math.ceil(seconds / 60)))


def _rows(introduction: Introduction, variant: str, locale: str) -> list[str]:
    return [row.texts.get(locale, "") for row in introduction.get(variant, ())]
