"""The rules of data files, and a row to try them on."""

import pytest

from engage.extensions import db
from engage.models import DataFile, Job
from engage.operations import transaction
from tests.builders import NOW

RULES_OF_DATA = [
    ("ck_data_file_reason_is_given", DataFile, {"reason": ""}),
    ("ck_data_file_file_has_a_hash", DataFile, {"file_sha256": "short"}),
    ("ck_data_file_lives_for_a_while", DataFile, {"expires_at": NOW}),
    ("ck_data_file_erased_after_making", DataFile, {"erased_at": NOW.replace(year=2025)}),
]
ONCE_IN_DATA = [pytest.param(DataFile, {}, id="two data files of one job")]


def a_row(consultation):
    """A data file that was made and can still be taken."""
    with transaction():
        job = Job(public_id="a-data-job", kind="data", arguments={}, asked_at=NOW, finished_at=NOW)
        db.session.add(DataFile(
            job=job, consultation_id=consultation.id, reason="For the report", file_sha256="0" * 64, n_bytes=1,
            n_responses=1, n_withdrawn=0, rows={"responses": 1}, made_at=NOW, expires_at=NOW.replace(hour=NOW.hour + 1),
        ))  # fmt: skip
