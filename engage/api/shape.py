"""How a table that programs read is declared: its address, who may read it, and what each column means."""

from dataclasses import dataclass

PUBLISHED, FIGURES, RESPONSES, WORDS = "published", "figures", "responses", "words"
#: single responses: of one named consultation that is over, for an analyst who gave the password again
SINGLE = frozenset({RESPONSES, WORDS})
#: name of a scope -> what a token with it reads
SCOPES = {
    PUBLISHED: "Consultations, their questionnaires and published releases: what everybody may know",
    FIGURES: "Figures of now, before they are published, rounded and with small numbers kept back. Never an answer",
    RESPONSES: "What each response chose, once the consultation is over. No words, and nothing about people themselves",
    WORDS: "What each response says in its own words, masked, once the consultation is over",
}
TYPES = {
    "text": {"type": "string"},
    "whole number": {"type": "integer"},
    "number": {"type": "number"},
    "yes or no": {"type": "boolean"},
    "moment": {"type": "string", "format": "date-time"},
}


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    meaning: str
    may_be_empty: bool = False


@dataclass(frozen=True)
class Table:
    """rows(person, consultation, **numbers of the address) gives plain tuples, or None where there is no such thing."""

    name: str
    path: str
    scope: str
    title: str
    columns: tuple[Column, ...]
    rows: object
    #: it comes in pages: rows(consultation, client, after) gives (rows, how many responses, the next `after`)
    is_paged: bool = False

    @property
    def header(self):
        return [column.name for column in self.columns]


def text(name, meaning):
    return Column(name, "text", meaning)


def maybe(name, kind, meaning):
    return Column(name, kind, meaning, may_be_empty=True)
