"""Bring a backup back into an empty database: every byte is checked first, and what was erased since goes again."""

import os
import shutil
import sqlite3
from pathlib import Path

from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import MetaData, inspect, select, table

from engage.backups import apart, making, manifest, postgresql, snapshots
from engage.errors import BackupRefused
from engage.extensions import db
from engage.operations import audit, erasures
from engage.operations import keys as sealing
from engage.operations.staff import record
from engage.startup import newest_schema


def restore(source, now, folder=None, upgrades=False, report=lambda share, stage: None):
    """Bring the backup in the folder `source` back; {what was erased again: how many}. BackupRefused says why not.

    folder   : of the newest keys and list of erasures; None: they are lost, or nothing was erased and sealed
    upgrades : bring an older schema to that of this program afterwards
    """
    source = Path(source)
    content = check(source, report)
    _refuse_other(content, upgrades)
    listed = apart.read(folder / apart.ERASED, content["made_at"]) if folder else None
    keys = apart.read(folder / apart.KEYS, content["made_at"])["rows"] if folder and content["has_keys"] else []
    _refuse_filled()
    report(0.0, "Bringing the files back")
    _bring_files(source, content)
    report(0.2, "Bringing the database back")
    _bring_database(source / snapshots.FILES[content["database"]])
    _refuse_incomplete(content)
    if keys:
        apart.bring_keys(keys)
    if content["schema"] != newest_schema(current_app):
        report(0.6, "Upgrading it")
        upgrade()
        sealing.seal_old(None, now)
    report(0.8, "Reading the audit trail")
    verdict = audit.verify(content["anchor"])
    if verdict.fault:
        raise BackupRefused(f"The audit trail of this backup is broken: {verdict.fault}")
    report(0.9, "Erasing again what was erased since")
    counts = erasures.repeat(listed, now) if listed else {}
    erasures.end_sessions()
    record(None, "restored_backup", "backup", source.name, now, made_at=content["made_at"], anchor=content["anchor"])
    return counts


def check(source, report=lambda share, stage: None):
    """The manifest of this backup, once every byte is as it was written; BackupRefused names the first that is not."""
    content = manifest.read_signed(source / manifest.NAME)
    if content.get("format") != manifest.FORMAT:
        raise BackupRefused(f"{source} is no backup that this version of Engage can read.")
    for number, listed in enumerate(content["files"]):
        report(number / len(content["files"]), "Checking the backup")
        path = source / listed["path"]
        if not path.is_file():
            raise BackupRefused(f"{path} is missing from the backup. Nothing was restored.")
        if manifest.digest_of(path) != (listed["sha256"], listed["bytes"]):
            raise BackupRefused(f"{path} was changed since the backup was made. Nothing was restored.")
    return content


def _refuse_other(content, upgrades):
    here, there = db.engine.dialect.name, content["database"]
    if here != there:
        raise BackupRefused(f"This is a backup of {there}, and ENGAGE_DATABASE_URL names a database of {here}.")
    newest, found = newest_schema(current_app), content["schema"]
    if found > newest:
        raise BackupRefused(
            f"The backup is of a newer program: its schema is {found}, ours {newest}. Restore it with version "
            f"{content['program']} of Engage or a newer one."
        )
    if found < newest and not upgrades:
        raise BackupRefused(
            f"The backup is of schema {found}, this program of {newest}. Say --upgrade to bring it to {newest} once it "
            "is restored, or restore it with the program it was made with."
        )


def _refuse_filled():
    with db.engine.connect() as connection:
        for name in sorted(set(inspect(connection).get_table_names()) - {snapshots.SCHEMA_TABLE}):
            if connection.execute(select(1).select_from(table(name)).limit(1)).first():
                raise BackupRefused(
                    f"The database is not empty: {name} has rows. A backup is restored into an empty one; name another "
                    "with ENGAGE_DATABASE_URL, and keep this one until all is well."
                )


def _bring_files(source, content):
    folders = making.folders()
    for listed in content["files"]:
        folder, _slash, name = listed["path"].partition("/")
        if folder not in folders or not name:
            continue
        target = folders[folder] / name
        if target.exists() and manifest.digest_of(target) == (listed["sha256"], listed["bytes"]):
            continue
        if target.exists():
            raise BackupRefused(f"{target} is there and is another file. Name an empty folder for {folder}.")
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        with (source / listed["path"]).open("rb") as kept, _new(part) as copied:
            shutil.copyfileobj(kept, copied, manifest.PIECE_BYTES)
            copied.flush()
            os.fsync(copied.fileno())
        part.replace(target)


def _new(path):
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _bring_database(path):
    if db.engine.dialect.name == "postgresql":
        _drop_empty_tables()
        with db.engine.connect() as connection:
            postgresql.restore(connection, path)
        return
    Path(db.engine.url.database).chmod(0o600)
    kept = sqlite3.connect(f"file:{path.absolute()}?mode=ro&immutable=1", uri=True)
    here = db.engine.raw_connection()
    try:
        kept.backup(here.driver_connection)
    finally:
        here.close()
        kept.close()
        db.engine.dispose()


def _drop_empty_tables():
    """The tables of a database that was made ready and holds no row yet: the backup brings its own."""
    there = MetaData()
    there.reflect(db.engine)
    there.drop_all(db.engine)


def _refuse_incomplete(content):
    with db.engine.connect() as connection:
        found = snapshots.counts(connection)
    wrong = [name for name, n in content["tables"].items() if found.get(name) != n]
    if wrong:
        raise BackupRefused(f"Not all of {', '.join(wrong)} came back. Empty the database and try again.")
