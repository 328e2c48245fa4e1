"""A place in a text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """From `start` to before `end`, in characters; `kind` says what stands there."""

    kind: str
    start: int
    end: int
