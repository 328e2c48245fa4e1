"""What a worker does with a consultation that two people confirmed to erase: its rows go, in small steps."""

from flask import current_app

from engage import data_store, scan_store
from engage.extensions import db
from engage.models import Consultation
from engage.operations import data
from engage.operations.retention import running

KIND = "erase"


def run_job(job, report, clock):
    """Erase what is left; done again, it erases nothing more."""
    report(0.1, "Erasing")
    erase(db.session.get_one(Consultation, job.arguments["consultation_id"]), clock())


def erase(consultation, now):
    """Erase its files and its rows now. Its key is destroyed already."""
    app = current_app._get_current_object()
    data.erase_of(consultation, data_store.of(app), now, "consultation erased")
    running.run_whole(consultation, now, app.config, scan_store.of(app))
