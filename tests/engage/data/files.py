"""Files of data for tests: made as a worker makes them, opened as an analyst opens them."""

import csv
import io
import zipfile

from engage import jobs
from engage.data import making
from engage.extensions import db
from engage.models import Job, Role
from engage.operations.staff import find_active
from tests.builders import NOW, a_staff_user

ADDRESS = "/staff/consultations/market-place/data"
ANALYSTS = frozenset({Role.ANALYST})
ENDPOINTS = {
    "data.show_data": ("get", ADDRESS, ANALYSTS),
    "data.show_file": ("get", f"{ADDRESS}/files/{{data_file}}", ANALYSTS),
    "data.tell_progress": ("get", f"{ADDRESS}/files/{{data_file}}.json", ANALYSTS),
    "data.cancel": ("post", f"{ADDRESS}/files/{{other_data_file}}/cancel", ANALYSTS),
    "data.download_file": ("get", f"{ADDRESS}/files/{{data_file}}/data.zip", ANALYSTS),
}


def asked(consultation, actor, chosen=(), reason="For the report to the Board", kind=making.RESPONSES, now=NOW):
    """A job that waits for a worker."""
    return jobs.enqueue(making.KIND, making.arguments_of(consultation, kind, chosen, reason, actor), actor, now)


def made(consultation, actor, chosen=(), now=NOW, **rest):
    """The finished job."""
    job = asked(consultation, actor, chosen, now=now, **rest)
    assert jobs.run_next(lambda: now)
    db.session.refresh(job)
    return job


def data_files(consultation):
    """The addresses of two files that the analyst of the tests asked for."""
    analyst, ids = find_active("analyst@example.org") or a_staff_user("analyst@example.org"), {}
    for name in ("data_file", "other_data_file"):
        job = asked(consultation, analyst, reason=f"For the test of {name}")
        making.run_job(job, lambda share, stage: None, lambda: NOW)
        jobs.finish(job.id, None, NOW)
        ids[name] = job.public_id
    return ids


def a_file(consultation, chosen=(), kind=making.RESPONSES):
    """An open ZIP, without the job around it."""
    target = io.BytesIO()
    request = making.about.Request("analyst", "For the report to the Board", NOW)
    making.MAKERS[kind](consultation, list(chosen), request, target, lambda share, stage: None)
    db.session.rollback()
    return zipfile.ZipFile(target)


def rows(archive, table):
    """The rows of a table, each by the names of its columns."""
    with archive.open(f"{table}.csv") as file:
        return list(csv.DictReader(io.TextIOWrapper(file, "utf-8-sig", newline="")))


def everything(archive):
    """All that can be read in it, as one text."""
    return "\n".join(archive.read(name).decode("utf-8-sig") for name in archive.namelist())


def newest_job():
    return db.session.query(Job).order_by(Job.id.desc()).first()
