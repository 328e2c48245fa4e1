"""Where responses that were collected elsewhere came from: what papers about the results say of it."""

from sqlalchemy import select

from engage.extensions import db
from engage.models import ResponseImport

COMMAND_LINE = "command_line"


def sources(consultation):
    """A dict for each file whose responses are in and count, oldest first. Who brought it is told by role, never by
    name; "responses" is exact, and for papers that stay inside."""
    query = select(ResponseImport).filter_by(consultation_id=consultation.id, removed_at=None)
    brought = query.where(ResponseImport.finished_at.is_not(None)).order_by(ResponseImport.id)
    return [
        {
            "system": one.system,
            "sha256": one.file_sha256,
            "brought_on": one.finished_at.date().isoformat(),
            "roles": one.uploaded_by.roles_on(consultation) if one.uploaded_by else [COMMAND_LINE],
            "responses": one.n_imported,
        }
        for one in db.session.scalars(brought)
    ]
