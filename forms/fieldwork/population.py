"""How many residents are in each group, as a table that staff bring: question, option, people, source."""

import re
from dataclasses import dataclass

from forms.fieldwork.document import Guide
from forms.fieldwork.tables import Row

COLUMNS = ("question", "option", "people", "source")
LONGEST_SOURCE = 300
MOST_PEOPLE = 100_000_000


@dataclass(frozen=True)
class Count:
    question: str
    option: str
    people: int
    source: str


def read(rows: list[Row], guide: Guide) -> tuple[list[Count], list[tuple[int, str]]]:
    """Return the counts, and (number of the row, what is wrong with it) for every row that cannot be one."""
    counts: list[Count] = []
    faults: list[tuple[int, str]] = []
    for row in rows:
        question, option = row.cells.get("question", ""), row.cells.get("option", "")
        people = re.sub(r"[,\s]", "", row.cells.get("people", ""))
        source = row.cells.get("source", "")
        if question not in guide.people:
            known = ", ".join(guide.people)
            faults.append((row.number, f"The questionnaire has no question “{question[:40]}”. It has: {known}"))
        elif option not in guide.people[question]:
            known = ", ".join(guide.people[question])
            faults.append((row.number, f"{question} has no answer “{option[:40]}”. It has: {known}"))
        elif not re.fullmatch(r"[0-9]{1,9}", people) or int(people) > MOST_PEOPLE:
            faults.append((row.number, "Enter a whole number of people, as 12500"))
        elif not source or len(source) > LONGEST_SOURCE:
            faults.append((row.number, f"Say where the number comes from, in {LONGEST_SOURCE} characters or fewer"))
        elif any((count.question, count.option) == (question, option) for count in counts):
            faults.append((row.number, f"{question} {option} is there twice. Keep one of them"))
        else:
            counts.append(Count(question, option, int(people), source))
    return counts, faults
