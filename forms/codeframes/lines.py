"""One theme as it is written down, apart from any database."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A theme of a codeframe; `parent` is the code of another line, or empty."""

    label: str
    code: str = ""
    definition: str = ""
    includes: str = ""
    excludes: str = ""
    key_words: tuple[str, ...] = ()
    parent: str = ""


def key_of(label: str) -> str:
    """Return the label as two labels are compared: without capitals and double spaces."""
    return " ".join(label.split()).casefold()
