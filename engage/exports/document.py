"""A report as blocks, the same for every format: what writers of Word, OpenDocument, HTML and PDF print in turn."""

from dataclasses import dataclass
from itertools import groupby

from engage.exports.text import plain


@dataclass(frozen=True)
class Heading:
    #: 1 is a chapter; the title of the document is none of them, and no level is left out on the way down
    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    text: str
    #: name of a picture (forms/pictures.json) that says the same; Easy Read has one beside every sentence
    picture: str = ""


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    title: str
    #: "text", "count", "share" (0 to 1, printed as a percentage), "number" or "date"
    kind: str = "text"


@dataclass(frozen=True)
class Table:
    """Figures under a title that says what they are of. A cell is a text, a number, a date, or a Mark."""

    #: as "ranking-start-well": name of a sheet, a file and an anchor; once in a document
    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple, ...]
    #: printed under the table: base, source, what the figures do and do not mean
    notes: tuple[str, ...] = ()

    @property
    def header(self):
        return tuple(column.title for column in self.columns)


@dataclass(frozen=True)
class Mark:
    """Stands where a figure cannot: "c" kept back for confidentiality, "u" too unsteady, "z" does not apply."""

    letter: str


@dataclass(frozen=True)
class Chart:
    """A picture of the figures of one table, drawn so that it can be read in grey."""

    name: str
    title: str
    #: what it shows, in a sentence: printed beside it and read aloud instead of it
    sentence: str
    svg: str
    #: name of the Table that holds its figures
    table: str


@dataclass(frozen=True)
class Quote:
    text: str
    #: who said it, in words that at least ten people share
    label: str
    #: language of the text
    locale: str = "en"


@dataclass(frozen=True)
class ToWrite:
    """What the system cannot know: a prompt for the author, marked so that it cannot be overlooked."""

    prompt: str


@dataclass(frozen=True)
class Document:
    title: str
    #: as "en" or "cy"
    locale: str
    #: in file names and the properties of the file
    name: str
    blocks: tuple[Heading | Paragraph | Bullets | Table | Chart | Quote | ToWrite, ...]

    @property
    def tables(self):
        return tuple(block for block in self.blocks if isinstance(block, Table))


@dataclass(frozen=True)
class Pictured:
    """Sentences that stand under one another, each beside its picture: Easy Read, as a writer lays it out."""

    paragraphs: tuple[Paragraph, ...]


def printable(blocks):
    """Those that have something to say: words that no file can hold leave nothing, and nothing is not printed."""
    return (block for block in blocks if not isinstance(block, Heading | Paragraph) or plain(block.text).strip())


def in_runs(blocks):
    """The printable blocks, with every run of sentences that have a picture as one Pictured."""
    blocks = printable(blocks)
    for is_pictured, run in groupby(blocks, lambda block: isinstance(block, Paragraph) and bool(block.picture)):
        if is_pictured:
            yield Pictured(tuple(run))
        else:
            yield from run
