"""The newest entry of the audit trail, printed on whatever leaves: `verify-audit --anchor` looks for it afterwards."""

from flask import has_app_context
from sqlalchemy import select

from engage.extensions import db
from engage.models import AuditEvent
from engage.models.staff import anchor_of


def before(made_at):
    """The newest entry from before this moment, as "1234:0f1e2d3c4b5a6978"; "" where there is none.

    A file that is made again of frozen data, with the moment of then, has the entry of then.
    """
    if not has_app_context():  # a writer that is tried by itself
        return ""
    earlier = select(AuditEvent.number, AuditEvent.chain).where(AuditEvent.number.is_not(None), AuditEvent.at < made_at)
    newest = db.session.execute(earlier.order_by(AuditEvent.number.desc()).limit(1)).first()
    return anchor_of(*newest) if newest else ""
