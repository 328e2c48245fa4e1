"""A row of a file as one response, or why it cannot be one: which row, which column, what, and how to put it right."""

import datetime as dt
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field

from forms.importing.asked import NO, TICK, YES, Asked, asked_in, uses_of
from forms.importing.mapping import ABOUT, LEFT_OUT, OF_QUESTION, Column, Mapping, compared
from forms.importing.profile import pieces_of
from forms.importing.systems import plain
from forms.importing.times import read_time
from forms.questionnaire import Question, Questionnaire

LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Fault:
    """Why a row cannot come in."""

    row: int
    column: str
    what: str
    how: str


@dataclass(frozen=True)
class Given:
    """What a response says to one question. Nothing in it: it was seen and left blank."""

    choices: tuple[str, ...] = ()
    #: the place of each choice, where an order was given
    places: tuple[int, ...] = ()
    text: str | None = None
    #: more was chosen than the question allows: kept, and counted apart
    problem: str | None = None


@dataclass(frozen=True)
class Taken:
    """One row that can come in."""

    number: int
    reference: str
    submitted: dt.datetime | None
    answers: Lookup[str, Given]
    #: "locale", "variant", "channel", "capacity", "quote" -> the option that was found
    about: Lookup[str, str] = field(default_factory=dict)


class CannotTake(Exception):
    """A cell cannot be taken: (column, what, how)."""


Cells = Sequence[tuple[Column, str]]


class Reader:
    """Reads rows by one mapping into one questionnaire."""

    def __init__(self, mapping: Mapping, questionnaire: Questionnaire, system: str, latest: dt.datetime):
        self.mapping, self.system, self.latest = mapping, system, latest
        self.n_columns = len(mapping.columns)
        self.asked = asked_in(questionnaire)
        self.questions = [
            (question, mapping.of(question.key))
            for section in questionnaire.sections
            for question in section.questions
            if mapping.of(question.key)
        ]
        self.single = {use: at for use in ABOUT if (at := mapping.used(use)) is not None}
        self.reference, self.submitted = mapping.used("reference"), mapping.used("submitted")

    def take(self, number: int, cells: Sequence[str]) -> Taken | list[Fault]:
        """Return the row as a response, or everything that is wrong with it."""
        faults: list[Fault] = []
        texts = self._texts(number, cells, faults)
        answers: dict[str, Given] = {}
        for question, columns in self.questions:
            shown = [(column, text) for at, column in columns if (text := texts[at]) is not None]
            if not shown:
                continue
            try:
                answers[question.key] = TAKERS[question.type](self, question, shown)
            except CannotTake as refused:
                faults.append(Fault(number, *refused.args))
        about = self._about(number, texts, faults)
        submitted = self._submitted(number, texts, faults)
        if faults:
            return faults
        if not any(given.choices or given.text or given.problem for given in answers.values()):
            heading = self.mapping.columns[0].heading if self.mapping.columns else ""
            return [Fault(number, heading, "Nothing is answered in this row", "Take the row out of the file")]
        reference = (texts[self.reference] or "") if self.reference is not None else ""
        return Taken(number, reference, submitted, answers, about)

    def option(self, name: str, column: Column, text: str) -> str:
        """Return the key of the option that a text means, or LEFT_OUT. CannotTake if nobody has matched it."""
        found = self._find(name, text)
        if found is None:
            raise CannotTake(
                column.heading,
                f"“{shortened(text)}” is not one of the answers that we know here",
                "Match it to an answer, or write it in the file as the questionnaire has it",
            )
        return found

    def _find(self, name: str, text: str) -> str | None:
        key = compared(text)
        matched = self.mapping.values.get(name, {}).get(key)
        asked = self.asked[name]
        if matched is not None and (matched == LEFT_OUT or matched in asked.options):
            return matched
        return asked.known.get(key)

    def _texts(self, number: int, cells: Sequence[str], faults: list[Fault]) -> list[str | None]:
        if len(cells) > self.n_columns:
            more = len(cells) - self.n_columns
            what = f"There {'is 1 cell' if more == 1 else f'are {more} cells'} more than there are headings"
            faults.append(Fault(number, "", what, "A separator or quotation mark is missing or too many in this row"))
        found = [plain(cell, self.system) for cell in cells[: self.n_columns]]
        stripped = [text if text is None else text.strip() for text in found]
        return stripped + [""] * (self.n_columns - len(stripped))

    def _about(self, number: int, texts: Sequence[str | None], faults: list[Fault]) -> dict[str, str]:
        found: dict[str, str] = {}
        for use, at in self.single.items():
            text = texts[at]
            if not text:
                continue
            try:
                key = self.option(ABOUT[use], self.mapping.columns[at], text)
            except CannotTake as refused:
                faults.append(Fault(number, *refused.args))
            else:
                found |= {use: key} if key != LEFT_OUT else {}
        return found

    def _submitted(self, number: int, texts: Sequence[str | None], faults: list[Fault]) -> dt.datetime | None:
        if self.submitted is None:
            return None
        heading, text = self.mapping.columns[self.submitted].heading, texts[self.submitted]
        if not text:
            how = "If the response was finished, write the date on which it was sent. If not, take the row out"
            faults.append(Fault(number, heading, "There is no date on which it was submitted", how))
            return None
        moment = read_time(text, self.mapping.day_first)
        if moment is None:
            what = f"“{shortened(text)}” is not a date"
            faults.append(Fault(number, heading, what, "Write it as 2026-10-07, or 7 October 2026"))
        elif not dt.datetime(1990, 1, 1, tzinfo=dt.UTC) <= moment <= self.latest:
            what = f"{moment:%-d %B %Y} cannot be right"
            faults.append(Fault(number, heading, what, "Write the day on which it was submitted"))
        return moment


def shortened(text: str) -> str:
    """Return the start of a text, for a message."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}…"


def _free_text(reader: Reader, question: Question, cells: Cells) -> Given:
    texts = [text for _column, text in cells if text]
    whole = "\n".join(texts)
    if len(whole) > question.max_length:
        what = f"This answer has {len(whole):,} characters; the question takes {question.max_length:,}"
        raise CannotTake(cells[0][0].heading, what, "Make it shorter, or give the question a larger limit")
    return Given(text=whole or None)


def _closed(reader: Reader, question: Question, cells: Cells) -> Given:
    chosen: list[str] = []
    places: dict[int, str] = {}
    for column, text in cells:
        if text:
            OF_USE[column.use](reader, question, column, text, chosen, places)
    keys = list(dict.fromkeys(chosen))
    most = max(1, question.most)
    if places:
        ordered = [places[place] for place in sorted(places) if place <= most]
        if len(set(ordered)) < len(ordered):
            raise CannotTake(cells[0][0].heading, "One option has two places", "Give each option one place")
        rest = [key for key in keys if key not in ordered]
        if not rest:
            kept = tuple(place for place in sorted(places) if place <= most)
            return Given(tuple(ordered), kept)
        keys = [*ordered, *rest]
    exclusive = {option.key for option in question.options if option.exclusive}
    is_over = len(keys) > most or (len(keys) > 1 and bool(exclusive & set(keys)))
    return Given(tuple(keys), problem="over_ticked" if is_over else None)


def _choice(
    reader: Reader, question: Question, column: Column, text: str, chosen: list[str], places: dict[int, str]
) -> None:
    _keep(reader.option(question.key, column, text), chosen)


def _list(
    reader: Reader, question: Question, column: Column, text: str, chosen: list[str], places: dict[int, str]
) -> None:
    # a whole cell first: an option may hold the separator in its own words
    if (whole := reader._find(question.key, text)) is not None:
        _keep(whole, chosen)
        return
    for piece in pieces_of(text, column.separator or ";"):
        _keep(reader.option(question.key, column, piece), chosen)


def _tick(
    reader: Reader, question: Question, column: Column, text: str, chosen: list[str], places: dict[int, str]
) -> None:
    if reader._find(question.key, text) == column.option or compared(text) == compared(column.part):
        _keep(column.option, chosen)
        return
    said = reader.option(TICK, column, text)
    if said == YES:
        _keep(column.option, chosen)


def _rank(
    reader: Reader, question: Question, column: Column, text: str, chosen: list[str], places: dict[int, str]
) -> None:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:4]) <= 100:
        raise CannotTake(column.heading, f"“{shortened(text)}” is not a place", "Write 1, 2 or 3, or leave it empty")
    if int(text) in places:
        raise CannotTake(column.heading, f"Two options have place {int(text)}", "Give each place to one option")
    places[int(text)] = column.option


def _place(
    reader: Reader, question: Question, column: Column, text: str, chosen: list[str], places: dict[int, str]
) -> None:
    key = reader.option(question.key, column, text)
    if key != LEFT_OUT:
        places[column.place or 1] = key


def _keep(key: str, chosen: list[str]) -> None:
    if key != LEFT_OUT:
        chosen.append(key)


Taker = Callable[[Reader, Question, Cells], Given]
#: question type -> how its columns become an answer; a type that is not here cannot be brought in
TAKERS: dict[str, Taker] = {
    "free_text": _free_text, "single": _closed, "top_three": _closed, "multiple": _closed, "rank": _closed,
    "scale": _closed, "rating": _closed,
}  # fmt: skip
OF_USE = {"choice": _choice, "list": _list, "tick": _tick, "rank": _rank, "place": _place}


def problems_of(mapping: Mapping, questionnaire: Questionnaire) -> list[str]:
    """Return, in words, what in a mapping does not fit the questionnaire."""
    by_key = {question.key: question for section in questionnaire.sections for question in section.questions}
    faults = []
    for use in (*ABOUT, "reference", "submitted"):
        named = [column.heading for column in mapping.columns if column.use == use]
        if len(named) > 1:
            faults.append(f"“{shortened(named[0])}” and “{shortened(named[1])}” cannot both be used for the same")
    for column in mapping.columns:
        if column.use not in OF_QUESTION:
            continue
        question = by_key.get(column.question)
        if question is None or column.use not in uses_of(question):
            faults.append(f"“{shortened(column.heading)}” is used for a question that it does not fit")
        elif column.use in ("tick", "rank") and column.option not in {option.key for option in question.options}:
            faults.append(f"Choose which option “{shortened(column.heading)}” stands for")
    if not any(column.use in OF_QUESTION for column in mapping.columns):
        faults.append("No column answers a question yet. Choose one that does")
    return faults


__all__ = ["NO", "Asked", "Fault", "Given", "Reader", "Taken", "problems_of", "shortened"]
