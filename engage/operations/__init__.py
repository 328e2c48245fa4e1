"""Every write, by the seven nouns. One public function is one transaction; only this package and jobs.py commit."""

from contextlib import contextmanager

from engage.extensions import db


@contextmanager
def transaction():
    """Run the block as one transaction that holds the write lock from its start; what was read before stays readable."""
    db.session.commit()  # ends the read the view began: a read cannot be upgraded to a write on SQLite
    db.session.connection(execution_options={"writes": True})
    try:
        yield db.session
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
