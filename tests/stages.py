"""What many tests begin with: built once for a database, and put back as it was for each of them."""

import contextlib
import shutil
import sqlite3
from pathlib import Path

from engage.extensions import db

FOLDERS = ("SCAN_FOLDER", "DATA_FOLDER")


class Stages:
    """For one worker: stage -> what it looked like when it was built."""

    def __init__(self, folder):
        self.folder, self.built = folder, {}

    def set_up(self, app, build):
        """What build() returned, with the database and the files as build() left them. It may hold no rows."""
        kind = {"sqlite": _File, "postgresql": _Rows}[db.engine.dialect.name]
        key = f"{build.__module__}.{build.__qualname__}-{db.engine.dialect.name}"
        if key in self.built:
            stage, returned = self.built[key]
            db.session.remove()
            stage.put_back()
            for name in FOLDERS:
                if (self.folder / key / name).exists():
                    shutil.copytree(self.folder / key / name, app.config[name])
            return returned
        returned = build()
        db.session.commit()
        (self.folder / key).mkdir()
        for name in FOLDERS:
            if Path(app.config[name]).exists():
                shutil.copytree(app.config[name], self.folder / key / name)
        self.built[key] = kind(self.folder / key), returned
        return returned


class _File:
    """A database of SQLite, copied whole."""

    def __init__(self, folder):
        self.kept = folder / "kept.sqlite3"
        _copy(db.engine.url.database, self.kept)

    def put_back(self):
        _copy(self.kept, db.engine.url.database)


def _copy(source, target):
    with contextlib.closing(sqlite3.connect(source)) as read, contextlib.closing(sqlite3.connect(target)) as written:
        read.backup(written)


class _Rows:
    """The rows of an emptied database of PostgreSQL, as COPY writes and reads them, and where its numbers stand."""

    def __init__(self, _folder):
        self.rows = {}
        with _cursor() as cursor:
            for table in db.metadata.sorted_tables:
                with cursor.copy(f'COPY "{table.name}" TO STDOUT') as copy:
                    if rows := b"".join(bytes(part) for part in copy):
                        self.rows[table.name] = rows
            cursor.execute("SELECT seqrelid::regclass::text, pg_sequence_last_value(seqrelid) FROM pg_sequence")
            self.numbers = [(name, number) for name, number in cursor.fetchall() if number is not None]

    def put_back(self):
        with _cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # the rows were judged when they were built
            for name, rows in self.rows.items():
                with cursor.copy(f'COPY "{name}" FROM STDIN') as copy:
                    copy.write(rows)
            cursor.executemany("SELECT setval(%s::regclass, %s)", self.numbers)


@contextlib.contextmanager
def _cursor():
    connection = db.engine.raw_connection()
    try:
        with connection.driver_connection.cursor() as cursor:
            yield cursor
        connection.commit()
    finally:
        connection.close()
