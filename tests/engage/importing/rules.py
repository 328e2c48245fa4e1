"""The rules of imports, and rows to try them on."""

import pytest
from sqlalchemy import select

from engage.extensions import db
from engage.models import ImportedRow, Response, ResponseImport
from engage.operations import transaction
from tests.builders import NOW

RULES_OF_IMPORTS = [
    ("ck_response_import_file_has_a_hash", ResponseImport, {"file_sha256": "short"}),
    ("ck_response_import_finished_or_thrown_away", ResponseImport, {"thrown_away_at": NOW}),
    ("ck_response_import_removed_after_finishing", ResponseImport,
     {"removed_at": NOW, "finished_at": None, "n_imported": None}),
    ("ck_response_import_finished_with_a_count", ResponseImport, {"n_imported": None}),
    ("ck_imported_row_row_from_one", ImportedRow, {"row_number": 0}),
]  # fmt: skip
ONCE_IN_IMPORTS = [
    pytest.param(ResponseImport, {}, id="two imports with one name"),
    pytest.param(ImportedRow, {}, id="one response from two rows"),
]


def rows_of_imports(consultation):
    """A file of which one row came in."""
    response_id = db.session.scalars(select(Response.id).order_by(Response.id)).first()
    with transaction():
        found = ResponseImport(
            public_id="an-import", consultation_id=consultation.id, file_name="export.csv", file_sha256="0" * 64,
            uploaded_at=NOW, finished_at=NOW, n_imported=1,
        )  # fmt: skip
        db.session.add(found)
        db.session.flush()
        db.session.add(ImportedRow(
            response_id=response_id, import_id=found.id, consultation_id=consultation.id, row_number=2,
            fingerprint="0" * 64, content_hmac="0" * 64,
        ))  # fmt: skip
