"""Which system a file of responses was exported from, told by its headings; and what each heading stands for.

Where the facts come from, so that somebody who has a real export can check them:

- LimeSurvey, from its source (application/helpers/admin/export/Writer.php and the export of VV files): headings are
  codes as Q1[SQ001], or words as "Which matter? [Buses]", or both with a separator; a tick is Y or empty, or Yes and No
  in full answers, and both can be converted to other words; -oth- is "Other"; id, submitdate, lastpage,
  startlanguage, seed, startdate, datestamp come first. A VV file has tabs, two rows of headings (words, codes),
  {question_not_shown}, {newline}, {tab}, {cr} and {lbrace}.
- Qualtrics, from the manuals of the R packages qualtRics and kutils that read its files: three rows of headings (name,
  words, {"ImportId": ...}).
- Citizen Space, from the help pages of its maker and from descriptions by councils: a row for each response, the words
  of questions as headings, a column for each option that can be ticked, "Response ID" as ANON-ABCD-1234-E, and the
  time of submission. NOT CHECKED against a real export: how its headings join question and option is not published, so
  every usual way is understood, and every guess is shown.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from forms.importing.sheet import Row

CITIZEN_SPACE, LIMESURVEY, QUALTRICS, PLAIN = "citizen_space", "limesurvey", "qualtrics", "plain"
SYSTEM_NAMES = {
    CITIZEN_SPACE: "Citizen Space", LIMESURVEY: "LimeSurvey", QUALTRICS: "Qualtrics", PLAIN: "another system",
}  # fmt: skip
#: so many rows are looked at to tell where headings end
ROWS_OF_HEADINGS = 3

OF_LIMESURVEY = {"submitdate", "lastpage", "startlanguage", "seed", "datestamp"}
OF_CITIZEN_SPACE = re.compile(r"response id|submitted|submission (date|time)|date submitted|submitted (at|on)")
RESPONSE_ID = re.compile(r"(ANON|BHLF)-[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]")
CODE = re.compile(r"([A-Za-z][A-Za-z0-9_]*)\[([^\]]+)\](?:\[([^\]]+)\])?[.:]?\s*(.*)", re.DOTALL)
BRACKETED = re.compile(r"(.+\S)\s*\[([^\[\]]+)\]", re.DOTALL)
#: the ways in which a heading joins a question and an option, the last one counts
JOINS = (" - ", " \u2013 ", " \u2014 ", " > ", " | ", ": ", " / ")
ESCAPES = {"{newline}": "\n", "{cr}": "", "{tab}": "\t", "{lbrace}": "{"}
NOT_SHOWN = "{question_not_shown}"


@dataclass(frozen=True)
class Heading:
    """One column: what stands over it, and if it is one of several of a question, which question and which part."""

    position: int
    words: str
    group: str = ""
    part: str = ""


@dataclass(frozen=True)
class Recognised:
    system: str
    #: what it was recognised by, as a person may read it
    because: str
    headings: tuple[Heading, ...]
    #: the rows of the file that hold no response: headings, and a title above them
    n_rows: int


def recognise(rows: Sequence[Row]) -> Recognised:
    """Return what these first rows of a file say. The rows must not be empty."""
    title = 1 if len(rows) > 1 and len(rows[0][1]) == 1 and len(rows[1][1]) > 1 else 0
    names = rows[title][1]
    below = [cells for _number, cells in rows[title + 1 : title + 3]]
    small = {name.strip().lower() for name in names}
    if len(below) == 2 and any("ImportId" in cell for cell in below[1]):
        because = "the third row names an ImportId for each column"
        return Recognised(QUALTRICS, because, _of_qualtrics(names, below[0]), title + 3)
    if below and "id" in (codes := {name.strip().lower() for name in below[0]}) and "submitdate" in codes - small:
        because = "the second row holds codes, as a VV file has them"
        return Recognised(LIMESURVEY, because, _of_vv(names, below[0]), title + 2)
    if len(small & OF_LIMESURVEY) > 1 or (small & OF_LIMESURVEY and any(CODE.match(name) for name in names)):
        because = f"there are columns named {' and '.join(sorted(small & OF_LIMESURVEY)[:3])}"
        return Recognised(LIMESURVEY, because, _of_limesurvey(names), title + 1)
    headings = _grouped([Heading(number, _words(name, number)) for number, name in enumerate(names)])
    if any(RESPONSE_ID.fullmatch(cell.strip()) for cells in below for cell in cells):
        return Recognised(CITIZEN_SPACE, "response numbers look like ANON-ABCD-1234-E", headings, title + 1)
    if "response id" in small and sum(bool(OF_CITIZEN_SPACE.fullmatch(name)) for name in small) > 1:
        return Recognised(CITIZEN_SPACE, "there are columns named Response ID and Submitted", headings, title + 1)
    return Recognised(PLAIN, "the headings are of no system that we know", headings, title + 1)


def plain(cell: str, system: str) -> str | None:
    """Return a cell as it was typed; None if the question was not shown to this person."""
    if system != LIMESURVEY:
        return cell
    if cell == NOT_SHOWN:
        return None
    if "{" in cell:
        for mark, meaning in ESCAPES.items():
            cell = cell.replace(mark, meaning)
    # a mark that keeps a text from being a formula
    return cell[1:] if cell.startswith("'=") else cell


def _words(name: str, number: int) -> str:
    return " ".join(name.split()) or f"Column {number + 1}"


def _of_limesurvey(names: Sequence[str]) -> tuple[Heading, ...]:
    found = []
    for number, name in enumerate(names):
        words = _words(name, number)
        code, text = CODE.fullmatch(words), BRACKETED.fullmatch(words)
        if code:
            asked = BRACKETED.fullmatch(code[4])
            group = f"{code[1]} {asked[1]}" if asked else f"{code[1]} {code[4]}".strip()
            part = code[2] + (f" {code[3]}" if code[3] else "")
            found.append(Heading(number, words, group, asked[2] if asked else part))
        elif text:
            found.append(Heading(number, words, text[1], text[2]))
        else:
            found.append(Heading(number, words))
    return tuple(found)


def _of_vv(names: Sequence[str], codes: Sequence[str]) -> tuple[Heading, ...]:
    """The codes count: Q1_SQ001 is a part of Q1 where several columns begin so."""
    headings = [Heading(number, _words(code, number)) for number, code in enumerate(codes)]
    stems = Counter(heading.words.rpartition("_")[0] for heading in headings)
    found = []
    for heading in headings:
        stem, _line, part = heading.words.rpartition("_")
        text = names[heading.position].strip() if heading.position < len(names) else ""
        if stem and stems[stem] > 1:
            heading = replace(heading, group=stem, part=part)
        if text and text.lower() != heading.words.lower():
            bracketed = BRACKETED.fullmatch(" ".join(text.split()))
            heading = replace(heading, part=bracketed[2] if bracketed and heading.group else heading.part)
        found.append(heading)
    return tuple(found)


def _of_qualtrics(names: Sequence[str], labels: Sequence[str]) -> tuple[Heading, ...]:
    """Q2_1, Q2_2 are parts of Q2; the last words of the label name the option."""
    stems = Counter(name.rpartition("_")[0] for name in names)
    found = []
    for number, name in enumerate(names):
        label = " ".join(labels[number].split()) if number < len(labels) else ""
        stem = name.rpartition("_")[0]
        words = f"{name} {label}" if label and label != name else _words(name, number)
        if stem and stems[stem] > 1 and not name.endswith("_TEXT"):
            found.append(Heading(number, words, f"{stem} {label.split(' - ')[0]}".strip(), label.rpartition(" - ")[2]))
        else:
            found.append(Heading(number, words))
    return tuple(found)


def _grouped(headings: Sequence[Heading]) -> tuple[Heading, ...]:
    """Headings that begin with the same words and stand side by side are parts of one question."""
    split = [_split(heading.words) for heading in headings]
    found = []
    for number, heading in enumerate(headings):
        group, part = split[number]
        beside = {split[other][0] for other in (number - 1, number + 1) if 0 <= other < len(split)}
        found.append(replace(heading, group=group, part=part) if group and group in beside else heading)
    return tuple(found)


def _split(words: str) -> tuple[str, str]:
    """(the question, the option) of a heading; empty where nothing joins two parts."""
    if bracketed := BRACKETED.fullmatch(words):
        return bracketed[1], bracketed[2]
    for join in JOINS:
        group, found, part = words.rpartition(join)
        if found and group.strip() and part.strip():
            return group.strip(), part.strip()
    return "", ""
