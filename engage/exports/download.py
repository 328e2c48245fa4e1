"""The files an analyst can take away: their names, kinds and content."""

from engage.exports import csv, tables, xlsx
from engage.exports.text import file_name

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
}
#: what can be downloaded -> its kind
FILES = {
    "results.xlsx": "xlsx",
    "ranking.csv": "csv",
    "first-choices.csv": "csv",
    "numbers-and-dates.csv": "csv",
    "middles.csv": "csv",
    "organisations.csv": "csv",
    "groups.csv": "csv",
    "activities.csv": "csv",
    "themes.csv": "csv",
    "coded-themes.csv": "csv",
    "cover.csv": "csv",
}


def make(results, file, made_at):
    """The bytes of one of FILES."""
    return _content(tables.workbook(results, made_at), file, made_at)


def sizes(results, made_at):
    """How many bytes each of FILES has: their tables are made once."""
    made = tables.workbook(results, made_at)
    return {file: len(_content(made, file, made_at)) for file in FILES}


def _content(made, file, made_at):
    if FILES[file] == "xlsx":
        return xlsx.write(made, made_at)
    name = "about" if file == "cover.csv" else file.removesuffix(".csv")
    return csv.write_table(next(table for table in made.tables if table.name == name))


def name_of(results, file, made_at):
    """As "living-well-ranking-2026-10-07.csv"."""
    stem, _dot, suffix = file.partition(".")
    return f"{file_name(results.consultation.code, stem, f'{made_at:%Y-%m-%d}')}.{suffix}"
