"""Three versions of a document into one: what only one author changed is taken, what both changed is shown to a person.

Lists whose entries have keys are merged entry by entry; all other lists and values are one thing.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MISSING = "\0missing"


@dataclass(frozen=True)
class Conflict:
    """One thing that both authors changed. A value that is not there is None."""

    #: as ("sections", "start_well", "questions", "start_well_comment", "text", "standard", "en")
    path: tuple[str, ...]
    base: Any
    mine: Any
    theirs: Any


@dataclass
class Merged:
    document: Any
    conflicts: list[Conflict] = field(default_factory=list)


def merge(base: Any, mine: Any, theirs: Any) -> Merged:
    """Return both authors' changes in one document. Where they differ it holds `theirs`, which was saved first.

    base : what both began with, or None when that is not known any more: every difference is then a conflict
    """
    conflicts: list[Conflict] = []
    document = _merge(MISSING if base is None else base, mine, theirs, (), conflicts)
    return Merged(document, conflicts)


def _merge(base: Any, mine: Any, theirs: Any, path: tuple[str, ...], conflicts: list[Conflict]) -> Any:
    if mine == theirs or mine == base:
        return theirs
    if theirs == base:
        return mine
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return _merge_objects(base if isinstance(base, dict) else {}, mine, theirs, path, conflicts)
    if _keyed(mine) and _keyed(theirs):
        return _merge_lists(base if _keyed(base) else [], mine, theirs, path, conflicts)
    conflicts.append(Conflict(path, *(None if value == MISSING else value for value in (base, mine, theirs))))
    return theirs


def _merge_objects(
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    path: tuple[str, ...],
    conflicts: list[Conflict],
) -> dict[str, Any]:
    names = [*theirs, *(name for name in mine if name not in theirs)]
    merged = {
        name: _merge(
            base.get(name, MISSING), mine.get(name, MISSING), theirs.get(name, MISSING), (*path, name), conflicts
        )
        for name in names
    }
    return {name: value for name, value in merged.items() if value != MISSING}


def _merge_lists(
    base: list[Any], mine: list[Any], theirs: list[Any], path: tuple[str, ...], conflicts: list[Conflict]
) -> list[Any]:
    was, ours, other = ({entry["key"]: entry for entry in side} for side in (base, mine, theirs))
    order = _order(list(was), list(ours), list(other), path, conflicts)
    merged = [
        _merge(was.get(key, MISSING), ours.get(key, MISSING), other.get(key, MISSING), (*path, key), conflicts)
        for key in order
    ]
    return [entry for entry in merged if entry != MISSING]


def _order(
    base: list[str], mine: list[str], theirs: list[str], path: tuple[str, ...], conflicts: list[Conflict]
) -> list[str]:
    """Return all keys in the order of who moved entries; entries that only the other side has stand after their
    neighbour there. When both moved entries, otherwise than each other, that is a conflict of its own."""
    shared = set(base) & set(mine) & set(theirs)
    orders = [[key for key in side if key in shared] for side in (base, mine, theirs)]
    if orders[0] not in orders[1:] and orders[1] != orders[2]:
        conflicts.append(Conflict((*path, "order"), *orders))
    first, second = (mine, theirs) if orders[2] == orders[0] != orders[1] else (theirs, mine)
    found = list(first)
    for place, key in enumerate(second):
        if key not in found:
            before = next((one for one in reversed(second[:place]) if one in found), None)
            found.insert(found.index(before) + 1 if before is not None else 0, key)
    return found


def _keyed(value: Any) -> bool:
    """Does each entry have a key of its own? Without that, entries cannot be told apart."""
    if not isinstance(value, list) or not value:
        return value == []
    keys = [entry.get("key") if isinstance(entry, dict) else None for entry in value]
    return all(isinstance(key, str) for key in keys) and len(set(keys)) == len(keys)


def with_value(document: Any, path: Sequence[str], value: Any) -> Any:
    """Return the document with this value at the path of a Conflict; None takes the thing out.

    Raises KeyError or TypeError when there is no such place.
    """
    changed = copy.deepcopy(document)
    above: Any = changed
    for step in path[:-1]:
        above = _entry(above, step) if isinstance(above, list) else above[step]
    last = path[-1]
    if isinstance(above, list):
        _set_entry(above, last, value)
    elif value is None:
        above.pop(last, None)
    else:
        above[last] = value
    return changed


def _entry(entries: list[Any], key: str) -> Any:
    for entry in entries:
        if entry["key"] == key:
            return entry
    raise KeyError(key)


def _set_entry(entries: list[Any], key: str, value: Any) -> None:
    if key == "order":
        entries.sort(key=lambda entry: value.index(entry["key"]) if entry["key"] in value else len(value))
        return
    at = next((number for number, entry in enumerate(entries) if entry["key"] == key), None)
    if at is None:
        entries.extend([] if value is None else [value])
    else:
        entries[at : at + 1] = [] if value is None else [value]
