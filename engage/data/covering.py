"""Possible names that nobody has looked at yet: covered in what leaves, whatever a person decides about them later."""

from analysis.redaction import MASKS
from engage.operations.texts import MASKED, WAITING

COVER = "[name?]"


def cover(text, names):
    """(the text with every name that waits covered, how many). (None, 0) where their places cannot be trusted.

    text : as it is kept, with [name] where a person masked one
    names : of its TextCheck; their places are those in the text before that
    """
    waiting = sum(name["state"] == WAITING for name in names or ())
    if not waiting:
        return text, 0
    parts, end, moved = [], 0, 0
    for name in sorted(names, key=lambda one: one["start"]):
        start, stop = name["start"] + moved, name["end"] + moved
        if name["state"] == MASKED:
            moved += len(MASKS["name"]) - (name["end"] - name["start"])
            if text[start : start + len(MASKS["name"])] != MASKS["name"]:
                return None, 0
        elif name["state"] == WAITING:
            if start < end or stop > len(text):
                return None, 0
            parts += [text[end:start], COVER]
            end = stop
    return "".join([*parts, text[end:]]), waiting
