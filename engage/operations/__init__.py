"""Every write, by the seven nouns. One public function is one transaction; only this package and jobs.py commit."""

from contextlib import contextmanager

from engage.extensions import db
from engage.operations import audit


@contextmanager
def transaction():
    """Run the block as one transaction that holds the write lock from its start. What was read stays readable."""
    db.session.commit()  # ends the read the view began: a read cannot be upgraded to a write on SQLite
    db.session.connection(execution_options={"writes": True})
    audit.forget()
    try:
        yield db.session
        audit.link()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def hold_snapshot():
    """Let all reads from here to the next commit see the database as of one moment, while answers keep arriving."""
    db.session.commit()
    # SQLite gives a snapshot by itself: in WAL mode a transaction that reads does not see later writes.
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
