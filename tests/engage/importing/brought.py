"""Files of responses for tests: brought, read and brought in as a worker does it."""

import io

from flask import current_app

from engage import import_jobs, import_store
from engage.operations.importing import keeping
from tests.builders import NOW
from tests.forms.importing.exports import as_csv


def clock():
    return NOW


def store():
    return import_store.of(current_app)


def a_file(consultation, lines, actor=None, name="export.csv"):
    """A file that was read, with its mapping as it was guessed."""
    content = lines if isinstance(lines, bytes) else as_csv(lines)
    found = keeping.upload(consultation, name, io.BytesIO(content), store(), actor, NOW)
    import_jobs.read(found, actor, silent, clock)
    return found


def silent(share, stage):
    """Nobody watches."""


def brought(consultation, lines, actor=None):
    """The same, with its responses in."""
    found = a_file(consultation, lines, actor)
    import_jobs.bring(found, actor, silent, clock)
    return found


def faults_of(found):
    """The lines of the file with the rows that could not come in."""
    return store().read_bytes(found.consultation.code, f"{found.public_id}-faults").decode("utf-8-sig").splitlines()
