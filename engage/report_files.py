"""Reports of a release as files: which there are, in which formats, what stops them, and their bytes."""

from dataclasses import dataclass

from engage.errors import ReleaseStopped
from engage.exports import csv, docx, html, odt, pdf, xlsx
from engage.exports.download import MEDIA_TYPES
from engage.exports.text import file_name
from engage.operations import releases
from engage.reports import committee, easy_read, full, method_note, summary
from engage.results import gate, snapshot


@dataclass(frozen=True)
class Format:
    #: as staff know it
    words: str
    #: its write(document, made_at) gives the bytes
    writer: object


@dataclass(frozen=True)
class Report:
    words: str
    #: its build(data, locale) gives the document
    builder: object
    #: tables alone make no sense of a draft in pictures
    formats: tuple[str, ...]


TEXTS = ("docx", "odt", "pdf", "html")
TABLES = ("xlsx", "csv")
FORMATS = {
    "docx": Format("Word", docx),
    "odt": Format("OpenDocument", odt),
    "pdf": Format("PDF", pdf),
    "html": Format("HTML", html),
    "xlsx": Format("Excel", xlsx),
    "csv": Format("CSV", csv),
}
REPORTS = {
    "summary": Report("Theme summary", summary, TEXTS + TABLES),
    "full": Report("Full consultation report", full, TEXTS + TABLES),
    "committee": Report("Report to a committee", committee, TEXTS),
    "method": Report("Method note", method_note, TEXTS + TABLES),
    "easy_read": Report("Easy Read summary: a draft for a person to finish", easy_read, TEXTS),
}


#: made and kept when results are published, for the public; what a person finishes first is not among them
KEPT = (
    ("summary", "pdf"), ("summary", "docx"), ("full", "pdf"), ("full", "docx"), ("full", "xlsx"), ("full", "csv"),
    ("method", "pdf"),
)  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Frozen results that files are made of, and the moment that stands in them."""

    data: dict
    made_at: object
    #: gate.Stop that keep them from leaving
    stops: tuple

    def make(self, report, kind):
        """(name, media type, bytes) of a report in one of its formats; ReleaseStopped while something stops it."""
        if self.stops:
            raise ReleaseStopped(self.stops)
        document = REPORTS[report].builder.build(self.data, "en")
        suffix = csv.suffix(document) if kind == "csv" else kind
        media_type = MEDIA_TYPES[suffix]
        code = self.data["consultation"]["code"]
        stem = file_name(code, document.name.removeprefix(f"{code}-"), self.made_at.date().isoformat())
        return f"{stem}.{suffix}", media_type, FORMATS[kind].writer.write(document, self.made_at)


def of_release(release):
    """What was published has passed the gate; a draft is checked now, but for what two people decided."""
    if release.published_at is not None:
        return Source(releases.public_data(release), release.published_at, ())
    found = gate.stops(release.consultation, release.data)
    return Source(releases.public_data(release), release.prepared_at, tuple(releases.open_stops(release, found)))


def to_keep(release, now):
    """[(kind, name, bytes)] of KEPT, made of the data of a release that is published now. The kind is as "zip"."""
    source = Source(releases.public_data(release), now, ())
    made = (source.make(report, kind) for report, kind in KEPT)
    return [(name.rpartition(".")[2], name, content) for name, _media_type, content in made]


def of_now(consultation, now):
    """For a consultation without a release: what would be frozen now. None while nothing is published."""
    data = snapshot.take(consultation, now)
    return data and Source(data, now, gate.stops(consultation, data))


def newest(consultation, now):
    """The Source of the draft, of the newest release that is public, or of what would be frozen now."""
    release = releases.find_draft(consultation) or releases.newest_published(consultation)
    return of_release(release) if release else of_now(consultation, now)
