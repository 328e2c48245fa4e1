"""A database as of one moment, while answers keep arriving: its rows, and a whole copy of it in one file."""

import os
import sqlite3
from contextlib import contextmanager

from sqlalchemy import func, inspect, select, table, text

from engage.backups import postgresql
from engage.errors import BackupRefused
from engage.extensions import db

#: pages of 4 kB that SQLite copies before progress is told again
PAGES = 2048
SCHEMA_TABLE = "alembic_version"
#: its rows are in no backup (engage.backups.apart)
KEYS = "data_key"
FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


def schema():
    """The schema of this database, as "0028"; None when it has no tables yet."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table(SCHEMA_TABLE):
            return None
        return connection.scalar(text(f"select version_num from {SCHEMA_TABLE}"))  # noqa: S608 - our own name  # nosemgrep


@contextmanager
def taken():
    """A connection that sees the database as of now until the block ends; writers go on."""
    options = {"isolation_level": "REPEATABLE READ"} if db.engine.dialect.name == "postgresql" else {}
    with db.engine.connect().execution_options(**options) as connection:
        # SQLite sees a snapshot from the first read on
        connection.execute(text(f"select 1 from {SCHEMA_TABLE}"))  # noqa: S608  # nosemgrep
        yield connection


def has_keys(connection):
    """Whether consultations have keys in this database: an older program had none."""
    return inspect(connection).has_table(KEYS)


def counts(connection):
    """{table: how many rows}, without what is kept apart."""
    names = sorted({*inspect(connection).get_table_names()} - {KEYS})
    return {name: connection.scalar(select(func.count()).select_from(table(name))) for name in names}


def copy(connection, folder, report):
    """Write this snapshot to a file of `folder`; its name. BackupRefused when the copy is not whole."""
    kind = connection.dialect.name
    path = folder / FILES[kind]
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        if kind == "postgresql":
            postgresql.dump(connection, target, path, KEYS)
    if kind == "sqlite":
        _copy_sqlite(connection.connection.driver_connection, path, has_keys(connection), report)
        _check_sqlite(path, counts(connection))
    return path.name


def _copy_sqlite(source, path, has_keys_in_it, report):
    def tell(_status, n_left, n_all):
        report((n_all - n_left) / max(n_all, 1), "Copying the database")

    target = sqlite3.connect(path, isolation_level=None)
    try:
        source.backup(target, pages=PAGES, progress=tell)
        target.execute("PRAGMA journal_mode=DELETE")  # the copy is one file, with no log beside it
        if has_keys_in_it:
            target.execute(f"delete from {KEYS}")  # noqa: S608 - our own name
            target.execute("VACUUM")
    finally:
        target.close()


def _check_sqlite(path, expected):
    copied = sqlite3.connect(path)
    try:
        faults = [row[0] for row in copied.execute("PRAGMA integrity_check") if row[0] != "ok"]
        faults += [f"a row of {row[0]} points nowhere" for row in copied.execute("PRAGMA foreign_key_check")]
        found = {name: copied.execute(f'select count(*) from "{name}"').fetchone()[0] for name in expected}  # noqa: S608
    finally:
        copied.close()
    faults += [f"{name} has {found[name]} rows, not {n}" for name, n in expected.items() if found[name] != n]
    if faults:
        raise BackupRefused(f"The database is damaged, and so would the backup be: {'; '.join(faults[:3])}.")
