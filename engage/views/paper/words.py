"""One question of a paper form as a keying screen shows it."""

from dataclasses import dataclass, field

from babel import Locale
from flask import url_for

from engage import paper_words
from engage.extracts import scans
from engage.operations.paper.asked import variant_of
from forms.paper.keys import blank_key, width_of, written


@dataclass
class Shown:
    """A question with its words, what was keyed in it, and what is wrong with what was typed."""

    field: str
    number: int
    text: str
    #: (code, words)
    options: list = field(default_factory=list)
    #: as many ticks as one likes, or more than one
    is_many: bool = False
    is_closed: bool = True
    #: digits in boxes: a number, a date, or a place beside each option
    is_written: bool = False
    #: how to key it, where that is not by codes
    how: str = ""
    #: what to type when nothing is there
    blank: str = "0"
    width: int = 1
    typed: str = ""
    note: str = ""
    #: of the writing
    locale: str = ""
    error: str = ""
    #: the address of the picture of its place on the page, where there is a scan
    crop: str = ""

    @property
    def id(self):
        return f"field-{self.number}"


def show(form, questions, values):
    """The Shown of these PaperQuestions, with the KeyedValues of one pass and of no other."""
    variant, locale = variant_of(form), form.locale
    person = paper_words.about_the_person(variant, locale)
    shown = []
    for asked in questions:
        text, words = _words(asked, variant, locale, person)
        value = values.get(asked.field)
        shown.append(
            Shown(
                field=asked.field,
                number=asked.number,
                text=text,
                options=[(code, words.get(key, key)) for key, code in asked.codes.items()],
                is_many=asked.most != 1,
                is_closed=asked.is_closed,
                is_written=asked.is_written,
                how=how_to_key(asked),
                blank=blank_key(asked),
                width=width_of(asked),
                typed=written(asked, value.choices, value.text, value.missing, value.value) if value else "",
                note=(value and value.note) or "",
                locale=(value and value.locale) or locale,
            )
        )
    return shown


def with_pictures(form, shown):
    """The same, each with the picture of its place on the page where that was scanned."""
    for one in shown:
        page = scans.picture_of(form, one.field)
        if page is not None:
            batch = page.file.batch
            one.crop = url_for(
                "paper.draw_scanned_page", code=batch.consultation.code, batch_id=batch.public_id,
                page_id=page.public_id, field=one.field,
            )  # fmt: skip
    return shown


def direction_of(locale):
    return Locale.parse(locale).text_direction


def how_to_key(asked):
    """In words, where a question is not keyed by codes."""
    if not asked.is_written:
        return ""
    if asked.is_ordered:
        return "Type the number in each box from top to bottom, 0 for an empty box"
    if asked.question.type == "date":
        return "Type day, month and year, like 27 3 2026. Type 0 when nothing is written"
    return "Type the number as it is written. 0 is a number: type N when nothing is written"


def _words(asked, variant, locale, person):
    if asked.question is None:
        return person[asked.field].text, person[asked.field].options
    question = asked.question
    return question.text.get(variant, locale), {
        option.key: option.text.get(variant, locale) for option in question.options
    }
