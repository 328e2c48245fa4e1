"""A codeframe as a table: our template, read row by row with what is wrong in words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from forms.codeframes.lines import WORDS, Line, above, faults_of, key_of, one_line, typed_line
from forms.fieldwork.tables import Row, TableRefused, read_csv

COLUMNS = ("code", "theme", "definition", "includes", "excludes", "key_words", "parent")
NEEDED = ("theme",)
EXAMPLE = (
    ("T1", "Buses", "Bus services and how reliable they are", "Timetables, cancelled buses", "Bus stops", "bus; 82",
     ""),
    ("T2", "Bus stops", "Where buses stop", "Shelters, seats, signs", "", "stop; shelter", "T1"),
)  # fmt: skip
MOST_THEMES = 2000
#: what a spreadsheet is kept from reading as a formula: our own files write a mark in front of it
ESCAPED = re.compile(r"^'(?=\s*[=+\-@＝＋－＠])")


def rows_in(content: bytes) -> list[Row]:
    """Return the rows of a CSV file. TableRefused if it is no table of ours."""
    return read_csv(content, COLUMNS, NEEDED)


def judge(rows: Sequence[Row], used: Iterable[str] = ()) -> tuple[list[Line], list[tuple[int, str]]]:
    """Return the rows as lines, and (row, what is wrong with it): with one fault nothing is used.

    `parent` may name a code or a theme. used : codes that a theme without one must not get
    """
    if len(rows) > MOST_THEMES:
        raise TableRefused(f"There are more than {MOST_THEMES:,} themes. Split the file")
    found = [(row.number, _line(row.cells)) for row in rows]
    faults = [(number, text) for number, line in found for text in faults_of(line).values()]
    faults += _twice(((number, key_of(line.label)) for number, line in found), "Two themes have this name")
    faults += _twice(((number, line.code) for number, line in found), "Two themes have this code")
    taken = {line.code for _number, line in found} | set(used)
    numbered = iter(f"T{n}" for n in range(1, MOST_THEMES + len(taken) + 2) if f"T{n}" not in taken)
    lines = [(number, replace(line, code=line.code or next(numbered))) for number, line in found]
    by_name = {key_of(line.label): line.code for _number, line in lines if line.label}
    codes = {line.code for _number, line in lines}
    placed = []
    for number, line in lines:
        parent = line.parent if line.parent in codes else by_name.get(key_of(line.parent), "")
        if line.parent and not parent:
            faults.append((number, f"The parent “{line.parent[:60]}” is not in the table. Use a code or a theme of it"))
        placed.append((number, replace(line, parent=parent)))
    parents = {line.code: line.parent for _number, line in placed}
    for number, line in placed:
        if line.code in above([line.code], parents)[line.code]:
            faults.append((number, f"“{line.label}” stands under itself. Give it another parent, or none"))
    return [line for _number, line in placed], sorted(faults)


def rows_of(lines: Iterable[Line]) -> list[tuple[str, ...]]:
    """Return the lines as rows of the template."""
    return [
        (line.code, line.label, *(getattr(line, name) for name in WORDS), "; ".join(line.key_words), line.parent)
        for line in lines
    ]


def _line(cells: dict[str, str]) -> Line:
    plain = {name: ESCAPED.sub("", text) for name, text in cells.items()}
    return replace(
        typed_line(plain | {"label": plain.get("theme", "")}, plain.get("code", "").strip()),
        parent=one_line(plain.get("parent", "")),
    )


def _twice(values: Iterable[tuple[int, str]], words: str) -> list[tuple[int, str]]:
    first: dict[str, int] = {}
    faults = []
    for number, value in values:
        if value and value in first:
            faults.append((number, f"{words}. The other is in row {first[value]}: change one, or leave it out"))
        elif value:
            first[value] = number
    return faults
