"""Two versions of one record side by side, and one made of both as a person chose."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from forms.fieldwork.document import Document

PLAIN = ("held_on", "started", "ended", "n_present", "n_spoke", "n_engaged", "n_forms", "consent_read")
TEXTS = ("absent", "remarks", "summary")
#: made into "both" ids, so that settling the same versions twice makes the same entries
SPACE = uuid.UUID("7b0dc8a2-4a52-4f0e-9d9b-5a0f4f3f6f10")


@dataclass(frozen=True)
class Difference:
    """One part that the versions have differently; None where a version lacks it."""

    #: "n_spoke", "topics.streets", "contributions.<id>", "tallies.dot_vote.streets_priorities.buses"
    name: str
    #: "n_spoke", "topics" ...
    part: str
    kept: Any
    sent: Any

    @property
    def choices(self) -> tuple[str, ...]:
        """What a person may choose: "both" only for words, of which nothing may be lost."""
        is_words = self.part in ("topics", "contributions", "promises", *TEXTS)
        return ("kept", "sent", "both") if is_words and self.kept and self.sent else ("kept", "sent")

    @property
    def suggestion(self) -> str | None:
        """What only one version has is kept, unless a person says otherwise; of two, a person chooses."""
        if not self.sent and self.sent != 0:
            return "kept"
        return "sent" if not self.kept and self.kept != 0 else None


def differences(kept: Document, sent: Document) -> list[Difference]:
    """Return where the versions differ, in the order of the document."""
    found = [Difference(name, name, getattr(kept, name), getattr(sent, name)) for name in (*PLAIN, *TEXTS)]
    for part in ("topics", "contributions", "tallies", "promises"):
        ours, theirs = _by_key(kept, part), _by_key(sent, part)
        found += [Difference(f"{part}.{key}", part, ours.get(key), theirs.get(key)) for key in {**ours, **theirs}]
    return [difference for difference in found if difference.kept != difference.sent]


def merge(kept: Document, sent: Document, choices: Mapping[str, str]) -> tuple[Document | None, list[str]]:
    """Return the Document that was chosen and no names, or None and the differences without a choice."""
    found = differences(kept, sent)
    open_choices = [one.name for one in found if choices.get(one.name) not in one.choices]
    if open_choices:
        return None, open_choices
    plain = {one.name: _chosen(one, choices[one.name])[0] for one in found if one.part in (*PLAIN, *TEXTS)}
    lists: dict[str, Any] = {}
    for part in ("topics", "contributions", "tallies", "promises"):
        rows = {key: [row] for key, row in _by_key(kept, part).items()}
        for one in found:
            if one.part == part:
                rows[one.name[len(part) + 1 :]] = [row for row in _chosen(one, choices[one.name]) if row is not None]
        lists[part] = tuple(row for group in rows.values() for row in group)
    return replace(kept, **plain, **lists), []


def _chosen(one: Difference, choice: str) -> list[Any]:
    if choice != "both":
        return [getattr(one, choice)]
    if one.part in TEXTS:
        return [f"{one.kept}\n\n{one.sent}"]
    if one.part == "topics":
        return [replace(one.kept, notes=f"{one.kept.notes}\n\n{one.sent.notes}")]
    return [one.kept, replace(one.sent, id=str(uuid.uuid5(SPACE, f"{one.sent.id} {one.sent.text}")))]


def _by_key(document: Document, part: str) -> dict[str, Any]:
    keys = {
        "topics": lambda row: row.topic,
        "contributions": lambda row: row.id,
        "tallies": lambda row: f"{row.kind}.{row.question}.{row.label}",
        "promises": lambda row: row.id,
    }
    return {keys[part](row): row for row in getattr(document, part)}
