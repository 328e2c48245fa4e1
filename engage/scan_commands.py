"""flask engage scan: the same reading as on the pages, from a terminal."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app
from sqlalchemy import select

from engage import scan_jobs, scan_store
from engage.errors import EngageError
from engage.extensions import db
from engage.models import PaperBatch
from engage.operations.consultations import find_consultation
from engage.operations.paper import scanning
from engage.operations.staff import find_active
from forms.paper import files, reasons


@click.command()
@click.argument("code", metavar="CONSULTATION")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--report", "report_file", type=click.File("w", encoding="utf-8"), required=True, help="JSON file.")
@click.option("--batch", "label", help="Keep what is read in this batch; without it nothing is kept.")
@click.option("--by", "email", help="With --batch: the member of staff who scanned it.")
def scan(code, files, report_file, label, email):
    """Read scanned FILES of paper forms of CONSULTATION and write what is on each page to a report."""
    # Imported here and not above: opencv takes 60 MB, and no other command needs it.
    from engage.scanning import Reader

    consultation = find_consultation(code) or _refuse(f"There is no consultation {code}.")
    batch, actor = _batch(consultation, label), email and find_active(email)
    if batch is not None and actor is None:
        _refuse("Say who scanned it, with --by and the e-mail address of an account.")
    reader = Remembering(Reader(consultation))
    found = []
    for path in files:
        reader.results.clear()
        try:
            with path.open("rb") as content:
                refused = _store(batch, path.name, content, reader, actor) if batch else _read(content, reader)
        except EngageError as error:
            refused = str(error)
        pages = [_page(result) for result in reader.results]
        found.append({"file": path.name, "refused": refused, "pages": pages})
        n_read = sum(page["problem"] is None for page in pages)
        click.echo(f"{path.name}: " + (refused or f"{n_read} of {len(pages)} pages read"))
    json.dump({"consultation": code, "kept": batch is not None, "files": found}, report_file, indent=1)


class Remembering:
    """A reader that keeps what it said."""

    def __init__(self, reader):
        self.reader, self.results = reader, []

    def read(self, page):
        result = self.reader.read(page)
        self.results.append(result)
        return result


def _read(content, reader):
    """Why the file is refused, or None."""
    try:
        for page in files.pages_of(content):
            reader.read(page)
    except files.FileRefused as refused:
        return str(refused)
    return None


def _store(batch, name, content, reader, actor):
    config = current_app.config
    store, now = scan_store.of(current_app), config["CLOCK"]()
    file = scanning.add_file(batch, name, content, config["SCAN_MEGABYTES"] * 2**20, store, actor, now)
    scan_jobs.read(file, reader, lambda share, stage: None, now)
    return file.refused and reasons.FILES[file.refused]


def _page(result):
    return {
        "page": result.position,
        "problem": result.problem,
        "why": result.problem and reasons.PAGES[result.problem],
        "identity": result.identity and asdict(result.identity),
        **result.seen,
        "questions": [
            {
                "field": one.field,
                "value": list(one.choices),
                "confidence": round(one.confidence, 3),
                "queued": one.reason is not None,
                "why": one.reason and reasons.QUESTIONS[one.reason],
            }
            for one in result.readings
        ],
    }


def _batch(consultation, label):
    if label is None:
        return None
    same = {"consultation_id": consultation.id, "label": label}
    return db.session.scalar(select(PaperBatch).filter_by(**same)) or _refuse(f"There is no batch {label}.")


def _refuse(message):
    raise click.ClickException(message)
