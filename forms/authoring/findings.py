"""What an author is told on every save: faults that stop publishing and advice, each with the place to mend it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from forms import wording
from forms.authoring.document import Document
from forms.definition import examine
from forms.questionnaire import Questionnaire

#: what the reader of files says of an empty list -> what an author is told, by the end of the path
EMPTY = "must be a list with at least one entry"
EMPTY_LISTS = {
    "sections": "there is no section yet. Add one",
    "questions": "this section has no question yet. Add one, or take the section out",
    "options": "this question has no options yet. Add some",
}


@dataclass(frozen=True)
class Finding:
    message: str
    is_error: bool
    #: keys of the part whose page mends it: () for the questionnaire, or (section,) or (section, question)
    part: tuple[str, ...]
    #: the control on that page, as "options-buses-text-easy_read-en"; empty for the page itself
    control: str
    #: as the linter names it
    path: str


@dataclass(frozen=True)
class Examined:
    questionnaire: Questionnaire
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.is_error)

    @property
    def advice(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if not finding.is_error)

    def of_part(self, part: tuple[str, ...]) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.part == part)


def examined(document: Document) -> Examined:
    """Return what flask engage check would say of the document, placed."""
    questionnaire, faults = examine(document)
    found = [_placed(document, path, message, True) for path, message in faults]
    linted = wording.lint(questionnaire)
    found += [_placed(document, finding.path, finding.message, finding.is_error) for finding in linted]
    places = {part: number for number, part in enumerate(_parts(document))}
    ordered = sorted(dict.fromkeys(found), key=lambda one: (not one.is_error, places.get(one.part, 0)))
    return Examined(questionnaire, tuple(ordered))


def _parts(document: Document) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    for section in document.get("sections", []):
        found.append((section["key"],))
        found += [(section["key"], question["key"]) for question in section.get("questions", [])]
    return found


def _placed(document: Document, path: str, message: str, is_error: bool) -> Finding:
    """A path begins with keys, as section.question.option, and ends with names of fields, as text.easy_read.en."""
    steps = path.split(".")
    if message == EMPTY:
        message = EMPTY_LISTS.get(steps[-1], message)
    section = _child(document, "sections", steps[0])
    if section is None:
        control = "" if steps[0] in ("document", "sections", "questions") else _control(steps)
        return Finding(message, is_error, (), control, path)
    question = _child(section, "questions", steps[1]) if len(steps) > 1 else None
    if question is None:
        return Finding(message, is_error, (steps[0],), _control(steps[1:]), path)
    rest = steps[2:]
    if rest and _child(question, "options", rest[0]) is not None:
        rest = ["options", *rest]
    return Finding(message, is_error, (steps[0], steps[1]), _control(rest), path)


def _control(steps: list[str]) -> str:
    """The linter names a statement introduction.1.standard.en, the reader of documents introduction.standard.1.text.en:
    the control is named as the second."""
    if len(steps) == 4 and steps[0] == "introduction" and steps[1].isdigit():
        steps = [steps[0], steps[2], steps[1], "text", steps[3]]
    return "-".join(steps)


def nearest(control: str, known: Collection[str]) -> str:
    """Return the control, or the nearest one around it that the page has; empty when there is none."""
    while control and control not in known:
        control = control.rpartition("-")[0]
    return control


def _child(part: Mapping[str, Any], name: str, key: str) -> Any:
    return next((one for one in part.get(name) or () if one.get("key") == key), None)
