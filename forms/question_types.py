"""The types a question can have: what each holds and which settings it takes. Every outlet asks here, by type."""

from dataclasses import dataclass

#: what an answer is: one option, several, several in order, a text, a number or date, nothing
CHOICE, CHOICES, ORDER, TEXT, VALUE, NOTHING = "choice", "choices", "order", "text", "value", "nothing"


@dataclass(frozen=True)
class QuestionType:
    """One type of question, as documents, forms and tables need to know it."""

    #: as staff call it
    words: str
    holds: str
    #: may the document list options? Those of a scale are made from its two ends
    has_options: bool = False
    #: what the document may say of it beside words and options
    settings: tuple[str, ...] = ()
    #: do its options stand in an order that means something? Then results keep it, and rank none
    in_order: bool = False

    @property
    def is_closed(self) -> bool:
        """Is an answer made of options?"""
        return self.holds in (CHOICE, CHOICES, ORDER)


TYPES: dict[str, QuestionType] = {
    "top_three": QuestionType("choose up to 3", CHOICES, True),
    "multiple": QuestionType("choose several", CHOICES, True, ("most",)),
    "rank": QuestionType("put in order by numbers", ORDER, True, ("most",)),
    "single": QuestionType("choose one", CHOICE, True),
    "scale": QuestionType(
        "a scale", CHOICE, False, ("lowest", "highest", "low_end", "high_end", "not_known"), in_order=True
    ),
    "rating": QuestionType("red, amber or green", CHOICE, True, in_order=True),
    "number": QuestionType("a number", VALUE, False, ("lowest", "highest", "decimals", "unit")),
    "date": QuestionType("a date", VALUE, False, ("earliest", "latest")),
    "free_text": QuestionType("own words", TEXT, False, ("max_length",)),
    "statement": QuestionType("a statement, not answered", NOTHING),
}
#: settings that are words, in both wordings and every language
WORDED = ("low_end", "high_end", "not_known", "unit")
#: settings that are one number or date
PLAIN = ("most", "lowest", "highest", "decimals", "earliest", "latest")
#: types that ask what matters most; of the others results say what people answered
PRIORITIES = ("top_three", "rank")
#: a question about the person keeps one option, apart from the answers
OF_PROFILE = ("single",)


def has_options(kind: object) -> bool:
    """Return whether the author of a question of this type lists its options."""
    return str(kind) in TYPES and TYPES[str(kind)].has_options


def of_holding(*holds: str) -> tuple[str, ...]:
    """Return the types whose answers are of these."""
    return tuple(name for name, kind in TYPES.items() if kind.holds in holds)


def keeps_order(kind: object) -> bool:
    """Return whether results keep the options of this type in the order of the questionnaire, without ranks."""
    return str(kind) in TYPES and TYPES[str(kind)].in_order


#: types whose answers are options, counted as shares of people
CLOSED = of_holding(CHOICE, CHOICES, ORDER)
