"""A write that is taken back at once."""

from engage.extensions import db
from engage.models import SignInFailure


def try_to_write(now):
    """Write a row and take it back; SQLAlchemyError when the database takes none: a full disk, a lock, a replica."""
    try:
        db.session.commit()
        db.session.connection(execution_options={"writes": True})
        db.session.add(SignInFailure(account_hmac="0" * 64, failed_at=now))
        db.session.flush()
    finally:
        db.session.rollback()
