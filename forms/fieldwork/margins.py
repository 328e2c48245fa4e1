"""Tables of residents as councils have them: our template, the long table of ONS and the wide one of Nomis."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forms.fieldwork.tables import Row, TableRefused, read_lines, rows_of

COLUMNS = ("variable", "category", "code", "population", "source", "date")
#: the same columns by other names
OTHER_NAMES = {"question": "variable", "option": "category", "people": "population"}
NEEDED = ("variable", "category", "population", "source")
OBSERVATION, GEOGRAPHY = "observation", "geography"
LONGEST_NAME, LONGEST_SOURCE, LONGEST_CODE = 200, 300, 20
MOST_PEOPLE = 100_000_000
MOST_GROUPS = 400


@dataclass(frozen=True)
class Category:
    """One group of residents; row: where it first stands in the file."""

    name: str
    code: str
    people: int
    source: str
    counted_on: str
    row: int


@dataclass(frozen=True)
class Variable:
    """One way to cut the residents, as the file calls it."""

    name: str
    categories: tuple[Category, ...]

    @property
    def people(self) -> int:
        """Return all residents of its categories."""
        return sum(category.people for category in self.categories)


Faults = list[tuple[int, str]]


def read(content: bytes) -> tuple[list[Variable], Faults]:
    """Return the variables of a file, and (number of the row, what is wrong with it) for each row that cannot be right.

    TableRefused if it is another kind of file or lacks columns. Two characteristics in one table, as ward by age, are
    added up to one each.
    """
    lines = [[str(cell).strip() for cell in line] for line in read_lines(content)]
    header = next((line for line in lines if any(line)), [])
    names = [name.lower() for name in header]
    if OBSERVATION in names:
        variables, faults = _from_long(lines, header)
    elif GEOGRAPHY in names:
        variables, faults = _from_wide(lines, header)
    else:
        known = [OTHER_NAMES.get(name.replace(" ", "_"), name) for name in names]
        start = lines.index(header) if header else 0
        rows = rows_of([*[[]] * start, known, *lines[start + 1 :]], COLUMNS, NEEDED)
        variables, faults = _from_template(rows)
    if sum(len(variable.categories) for variable in variables) > MOST_GROUPS:
        raise TableRefused(f"There are more than {MOST_GROUPS} groups. Choose only the areas of this consultation")
    if not variables and not faults:
        raise TableRefused("There are no rows under the names of the columns. Fill in the template")
    return variables, faults


def whole_number(text: str) -> int | None:
    """Return a number of people, 12,500 or 12500; None if it is none, or below 0."""
    digits = re.sub(r"[,\s]", "", text)
    if not re.fullmatch(r"[0-9]{1,9}", digits) or int(digits) > MOST_PEOPLE:
        return None
    return int(digits)


def day(text: str) -> str | None:
    """Return a date as 2021-03-21, or a year; None if it cannot be read."""
    if not text or re.fullmatch(r"(19|20)\d\d", text):
        return text
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    return None


def _not_a_number(text: str) -> str:
    if re.fullmatch(r"[-\N{MINUS SIGN}]\s*[0-9,.]+", text):
        return f"{text[:20]} people cannot be. Enter 0 or more"
    return "Enter a whole number of people, as 12500"


def _from_template(rows: Iterable[Row]) -> tuple[list[Variable], Faults]:
    found: dict[str, dict[str, Category]] = {}
    faults: Faults = []
    for row in rows:
        cells = {name: row.cells.get(name, "") for name in COLUMNS}
        people, counted_on = whole_number(cells["population"]), day(cells["date"])
        own = found.setdefault(cells["variable"], {})
        wrong = _wrong(cells)
        if wrong:
            faults.append((row.number, wrong))
        elif people is None:
            faults.append((row.number, _not_a_number(cells["population"])))
        elif counted_on is None:
            faults.append((row.number, "Enter the date as 2021-03-21, or a year"))
        elif cells["category"] in own:
            first = own[cells["category"]].row
            text = f"{cells['variable']}, {cells['category']} is there twice, in row {first} too. Keep one of them"
            faults.append((row.number, text))
        else:
            code, source = cells["code"][:LONGEST_CODE], cells["source"]
            own[cells["category"]] = Category(cells["category"], code, people, source, counted_on, row.number)
    return [Variable(name, tuple(own.values())) for name, own in found.items() if own], faults


def _wrong(cells: Mapping[str, str]) -> str | None:
    for name in ("variable", "category"):
        if not cells[name] or len(cells[name]) > LONGEST_NAME:
            return f"Say which {name} this is, in {LONGEST_NAME} characters or fewer"
    if not cells["source"] or len(cells["source"]) > LONGEST_SOURCE:
        return f"Say where the number comes from, in {LONGEST_SOURCE} characters or fewer"
    return None


#: (number of the row, characteristic -> (category, code), people as written, date)
Cell = tuple[int, dict[str, tuple[str, str]], str, str]


def _from_long(lines: Sequence[Sequence[str]], header: Sequence[str]) -> tuple[list[Variable], Faults]:
    """Each row is a combination of categories and its Observation; a category has its code in a column beside it."""
    names = [name.lower() for name in header]
    at = names.index(OBSERVATION)
    codes = {names[n].removesuffix(" code"): n for n in range(len(names)) if names[n].endswith(" code")}
    wanted = [n for n in range(len(names)) if n != at and names[n] and n not in codes.values()]
    if not wanted:
        raise TableRefused("There is a column Observation, and none that says of whom. Download the table again")
    cells: list[Cell] = []
    for number, line in _below(lines, header):
        parts = {header[n]: (line[n], line[codes[names[n]]] if names[n] in codes else "") for n in wanted}
        cells.append((number, parts, line[at], ""))
    return _added_up(cells)


def _from_wide(lines: Sequence[Sequence[str]], header: Sequence[str]) -> tuple[list[Variable], Faults]:
    """Each row is an area, each column a category: "Age: Aged 4 years and under"."""
    names = [name.lower() for name in header]
    area, code = names.index(GEOGRAPHY), names.index("geography code") if "geography code" in names else -1
    date = names.index("date") if "date" in names else -1
    columns = {}
    for n, name in enumerate(header):
        variable, colon, category = name.partition(";")[0].partition(":")
        if colon and category.strip() and not category.strip().lower().startswith("total"):
            columns[n] = (variable.strip(), category.strip())
    if not columns:
        raise TableRefused("There is no column with a group, as “Age: Aged 15 to 19 years”. Download the table again")
    cells: list[Cell] = []
    for number, line in _below(lines, header):
        place = (line[area], line[code] if code >= 0 else "")
        for n, (variable, category) in columns.items():
            parts = {GEOGRAPHY.capitalize(): place, variable: (category, "")}
            cells.append((number, parts, line[n], line[date] if date >= 0 else ""))
    return _added_up(cells)


def _below(lines: Sequence[Sequence[str]], header: Sequence[str]) -> Iterable[tuple[int, list[str]]]:
    """Yield the rows under the header with their numbers, each as long as it."""
    start = lines.index(header)
    for number, line in enumerate(lines[start + 1 :], start + 2):
        if any(line):
            yield number, [*line, *[""] * len(header)][: len(header)]


def _added_up(cells: Iterable[Cell]) -> tuple[list[Variable], Faults]:
    totals: dict[str, dict[str, Category]] = {}
    seen: dict[tuple[tuple[str, str], ...], int] = {}
    faults: Faults = []
    for number, parts, text, date in cells:
        people = whole_number(text)
        key = tuple((name, category) for name, (category, _code) in parts.items())
        if people is None:
            faults.append((number, _not_a_number(text)))
        elif not all(category for category, _code in parts.values()):
            faults.append((number, "Say which group this is: a cell is empty"))
        elif key in seen:
            named = ", ".join(category for _name, category in key)
            faults.append((number, f"{named} is there twice, in row {seen[key]} too. Keep one of them"))
        else:
            seen[key] = number
            for name, (category, code) in parts.items():
                own = totals.setdefault(name, {})
                before = own[category].people if category in own else 0
                first = own[category].row if category in own else number
                own[category] = Category(category, code[:LONGEST_CODE], before + people, "", day(date) or "", first)
    return [Variable(name, tuple(own.values())) for name, own in totals.items()], list(dict.fromkeys(faults))
