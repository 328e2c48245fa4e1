"""What a paper form asks, in its order, with the number of each question and the code of each option."""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.question_types import CHOICE, CHOICES, ORDER, VALUE
from forms.questionnaire import Question, Questionnaire

#: one key for each option. No 0, which says "nothing is ticked", and no letter that looks like a digit
CODES = "123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
#: fields about the person, beside the questions of the questionnaire: key -> (kind, keys of its options)
CAPACITY, HELPER, CONSENTS = "who.capacity", "who.helper", "who.consents"
ORGANISATION, ORGANISATION_SIZE, ORGANISATION_AREA = "who.organisation", "who.size", "who.area"


@dataclass(frozen=True)
class PaperQuestion:
    """One question as it stands on paper. It has no words: those depend on the layout and the language."""

    #: key of the question, or one of the fields about the person
    field: str
    #: as printed, and as the keying screen shows it
    number: int
    kind: str
    #: option key -> code, in the order of the paper; the same code in every layout and language
    codes: dict[str, str]
    #: more ticks than this are kept and counted apart; None: as many as one likes
    most: int | None
    #: the question of the questionnaire, if it is one
    question: Question | None = None

    @property
    def is_ordered(self) -> bool:
        return self.question is not None and self.question.holds == ORDER

    @property
    def is_written(self) -> bool:
        """Are digits written in boxes: a number, a date, or a place beside each option?"""
        return self.question is not None and self.question.holds in (ORDER, VALUE)

    @property
    def is_closed(self) -> bool:
        """Is it keyed by codes or numbers, and again by a second person? Own words are not."""
        return bool(self.codes) or self.is_written

    def key_of(self, code: str) -> str | None:
        """Return the option key that this code stands for, in small or capital letters, or None."""
        return next((key for key, own in self.codes.items() if own == code.upper()), None)


#: for options beside which numbers stand, as the points of a scale from 0: a code 7 beside the point 6 would be keyed
#: wrongly
LETTERS = CODES[CODES.index("A") :]

#: field, kind, codes, most, question
_Made = tuple[str, str, dict[str, str], int | None, Question | None]


def asked(
    questionnaire: Questionnaire, variant: str, capacities: Sequence[str], helpers: Sequence[str], sizes: Sequence[str]
) -> tuple[PaperQuestion, ...]:
    """Return every question of the paper form: views, then who is answering and the consents, then about you.

    A statement is printed, and is no question.

    Number and codes come from the whole document, so they are the same in standard and Easy Read, in every language.
    """
    views = [question for section in questionnaire.of_purpose("views") for question in section.answered]
    profile = [question for section in questionnaire.of_purpose("profile") for question in section.answered]
    made: list[_Made] = [_of(question, variant) for question in views]
    made += [
        (CAPACITY, "single", _codes(capacities), 1, None),
        (HELPER, "single", _codes(helpers), 1, None),
        (ORGANISATION, "line", {}, None, None),
        (ORGANISATION_SIZE, "single", _codes(sizes), 1, None),
        (ORGANISATION_AREA, "line", {}, None, None),
        (CONSENTS, "multiple", _codes(("quote", "contact", "outcome")), None, None),
    ]
    made += [_of(question, variant) for question in profile]
    return tuple(
        PaperQuestion(field, number, kind, codes, most, question)
        for number, (field, kind, codes, most, question) in enumerate(made, 1)
    )


def _of(question: Question, variant: str) -> _Made:
    # Codes run on without a gap in standard words; options of Easy Read alone come after, whatever their place.
    standard_first = sorted(question.options, key=lambda option: "standard" not in option.variants)
    has_digits = question.holds == ORDER or (question.type == "scale" and question.lowest == 0)
    codes_from = LETTERS if has_digits else CODES
    code_of = _codes([option.key for option in standard_first], codes_from)
    codes = {option.key: code_of[option.key] for option in question.offered(variant)}
    most = {CHOICE: 1, CHOICES: question.most, ORDER: question.most}.get(question.holds)
    return question.key, question.type, codes, most, question


def _codes(keys: Sequence[str], codes: str = CODES) -> dict[str, str]:
    """Return key -> code: one character, or as many digits as needed where there are more options than characters."""
    if len(keys) <= len(codes):
        return dict(zip(keys, codes, strict=False))
    width = len(str(len(keys)))
    return {key: f"{place:0{width}}" for place, key in enumerate(keys, 1)}
