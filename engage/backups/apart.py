"""What is kept apart from backups, and only in its newest state: the keys of consultations, and what was erased.

A backup of any day is restored with the newest of both. So what was erased since stays erased: a destroyed key opens no
text in any backup, and who took an answer back is not brought back.
"""

import base64
import datetime as dt
from pathlib import Path

from flask import current_app
from sqlalchemy import DateTime, LargeBinary, MetaData, Table, inspect, select

from engage.backups import manifest, snapshots
from engage.errors import BackupRefused
from engage.extensions import db
from engage.operations import erasures
from engage.startup import newest_schema

ERASED, KEYS = "erased.json", "keys.json"
FORMATS = {ERASED: "engage erasures 1", KEYS: "engage keys 1"}


def folder_for(backup):
    """Where both lie for this backup: the folder of the settings, or beside it."""
    return Path(current_app.config["KEY_FOLDER"] or Path(backup).absolute().parent)


def write(folder, now):
    """Write both as they are now; each takes the place of the one before once it is whole."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if snapshots.schema() == newest_schema(current_app):  # before an upgrade, tables are not as this program knows them
        _write(folder / ERASED, erasures.register(), now)
    with db.engine.connect() as connection:
        if snapshots.has_keys(connection):
            rows = connection.execute(select(_key_table(connection))).mappings().all()
            _write(folder / KEYS, {"rows": [{name: _plain(value) for name, value in row.items()} for row in rows]}, now)


def write_hourly(now):
    """Where the settings name a folder: whoever takes something back after the newest backup stands in it."""
    folder = current_app.config["KEY_FOLDER"] or current_app.config["BACKUP_FOLDER"]
    if folder:
        write(Path(folder), now)


def read(path, since):
    """What stands in one of these files. BackupRefused when it is missing, changed, or older than the backup."""
    if not path.exists():
        raise BackupRefused(
            f"{path} is not there. With it, what was erased after the backup stays erased, and texts open. Name its "
            "folder with --apart FOLDER, or say --without-apart: nothing was erased since, and sealed texts are lost."
        )
    found = manifest.read_signed(path)
    if found.pop("format", "") != FORMATS[path.name]:
        raise BackupRefused(f"{path} is not what its name says.")
    made_at = found.pop("made_at")
    if made_at < since:
        raise BackupRefused(f"{path} is of {made_at}, and older than the backup. Name the newest one.")
    return found


def bring_keys(rows):
    """Put the keys into the restored database: those of its consultations."""
    with db.engine.begin() as connection:
        keys = _key_table(connection)
        consultations = Table("consultation", MetaData(), autoload_with=connection)
        known = set(connection.scalars(select(consultations.c.id)))
        for row in rows:
            if row["consultation_id"] in known:
                values = {name: _typed(keys.c[name], value) for name, value in row.items() if name in keys.c}
                connection.execute(keys.insert().values(values))
        if connection.dialect.name == "postgresql":
            _go_on_after(connection, keys)


def _go_on_after(connection, keys):
    number = inspect(connection).get_pk_constraint(keys.name)["constrained_columns"][0]
    highest = connection.scalar(select(keys.c[number]).order_by(keys.c[number].desc()).limit(1))
    if highest:
        connection.exec_driver_sql(
            "select setval(pg_get_serial_sequence(%(name)s, %(column)s), %(highest)s)",
            {"name": keys.name, "column": number, "highest": highest},
        )


def _key_table(connection):
    return Table(snapshots.KEYS, MetaData(), autoload_with=connection)


def _write(path, content, now):
    manifest.write_signed(path, content | {"format": FORMATS[path.name], "made_at": now.isoformat()})


def _plain(value):
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, dt.datetime) else value


def _typed(column, value):
    if value is not None and isinstance(column.type, LargeBinary):
        return base64.b64decode(value)
    if value is not None and isinstance(column.type, DateTime):
        return dt.datetime.fromisoformat(value)
    return value
