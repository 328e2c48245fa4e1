"""Scans as a job: the settings of the application around the reading of one file."""

from flask import current_app

from engage import scan_store
from engage.extensions import db
from engage.extracts import scans as extracts
from engage.extracts.retention import clocks
from engage.models import ScannedFile
from engage.operations.paper import scanning

KIND = "scan"


def run_job(job, report, clock):
    """A job that is done twice goes on where the first one stopped."""
    # Imported here and not above: opencv takes 60 MB, and only a worker reads scans.
    from engage.scanning import Reader

    file = db.session.get_one(ScannedFile, job.arguments["file_id"])
    read(file, Reader(file.batch.consultation), report, clock())


def read(file, reader, report, now):
    """Read a file with this engage.scanning.Reader and keep what is on its pages."""
    config = current_app.config
    accepts = bool(config["SCAN_ACCEPTS"]) and extracts.pilot().has_passed
    store = scan_store.of(current_app)
    days = clocks.days_of(file.batch.consultation, "scans", config)
    scanning.read_file(file, reader, store, accepts, days, config["SECRET_KEY"], report, now)
