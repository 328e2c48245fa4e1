"""Files of data as a job: made from one moment of the database, sealed as they are written."""

import hashlib
import os

from flask import current_app

from engage import data_store
from engage.archives import writing as archives
from engage.data import about, bundle
from engage.data.responses import write_responses
from engage.exports.text import file_name
from engage.extensions import db
from engage.models import Consultation
from engage.operations import data as operations
from engage.operations import hold_snapshot

KIND = "data"
#: what can be asked for
RESPONSES, BUNDLE, ARCHIVE = "responses", "bundle", "archive"


def arguments_of(consultation, kind, chosen, reason, actor):
    """Of a job: the same person asks for the same file once, while it is made."""
    return {"consultation_id": consultation.id, "kind": kind, "about": list(chosen), "reason": reason,
            "asked_by": actor.public_id}  # fmt: skip


def run_job(job, report, clock):
    """Make the file, unless an earlier worker has. Whatever goes wrong, nothing of it is left on the disk."""
    if operations.find(job) is not None:
        return
    store, arguments, now = data_store.of(current_app), job.arguments, clock()
    consultation = db.session.get_one(Consultation, arguments["consultation_id"])
    asked = about.Request("an analyst", arguments["reason"], now)
    hold_snapshot()
    with store.writing(consultation.code, job.public_id) as target:
        found = MAKERS[arguments["kind"]](consultation, arguments["about"], asked, target, _beside(report))
    found |= {"sha256": target.sha256, "n_bytes": target.n_bytes}
    try:
        operations.keep(job, found, clock())
    except BaseException:
        store.erase(job.public_id)
        raise


MAKERS = {RESPONSES: write_responses, BUNDLE: bundle.write_bundle, ARCHIVE: archives.write_asked}


def erase_expired(now):
    """For the worker: every minute, and at its start."""
    operations.erase_expired(data_store.of(current_app), now)


def _beside(report):
    """report() with a database session of its own, so that the snapshot goes on."""
    app = current_app._get_current_object()

    def tell(share, stage):
        with app.app_context():
            report(share, stage)

    return tell


def write_to(consultation, kind, chosen, reason, folder, now):
    """For the command line: write the ZIP into this folder, for its owner alone, and write down that it was written.

    The path of the file. It is not sealed, and stays where it is. Call operations.hold_snapshot() first.
    """
    path = folder / f"{file_name(consultation.code, kind, f'{now:%Y-%m-%d}')}.zip"
    asked = about.Request("the command line", reason, now)
    part = path.with_suffix(".part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            target = _Hashing(file)
            found = MAKERS[kind](consultation, chosen, asked, target, lambda share, stage: None)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    found |= {"sha256": target.digest.hexdigest(), "n_bytes": target.n_bytes}
    operations.note_written(consultation, kind, list(chosen), reason, found, now)
    return path


class _Hashing:
    """An open file that knows the hash and the size of what was written to it."""

    def __init__(self, file):
        self.file, self.digest, self.n_bytes = file, hashlib.sha256(), 0

    def write(self, content):
        self.digest.update(content)
        self.n_bytes += len(content)
        return self.file.write(content)

    def flush(self):
        self.file.flush()
