"""After erasing: what was erased leaves the files of the database too."""

import logging
from contextlib import closing

from sqlalchemy import select, text

from engage.extensions import db
from engage.models import Consultation

log = logging.getLogger(__name__)

#: SQLite writes its file anew while nobody can write; up to this size that is done within a second or two
QUICK_BYTES = 100 * 2**20


def reclaim(now):
    """Empty the write-ahead log and give room back (SQLite), or take dead rows out of the files (PostgreSQL).

    On SQLite erased bytes are overwritten as they go (secure_delete); a large file is written anew only while no
    consultation is open, because nobody could answer meanwhile.
    """
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM"))
        return
    n_bytes, is_open = _size(), _is_open(now)
    db.session.commit()  # a read that is open holds the log
    with closing(db.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        if n_bytes <= QUICK_BYTES or not is_open:
            cursor.execute("VACUUM")
        else:
            log.info("the file of the database keeps its size: a consultation is open")
        busy, _pages, _moved = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        log.warning("the write-ahead log could not be emptied now; the next checkpoint does it")


def _size():
    n_pages, n_bytes = (db.session.scalar(text(f"PRAGMA page_{what}")) for what in ("count", "size"))  # nosemgrep
    return n_pages * n_bytes


def _is_open(now):
    query = select(Consultation.id).where(Consultation.opens_at <= now, now < Consultation.closes_at)
    return db.session.scalar(query.limit(1)) is not None
