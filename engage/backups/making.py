"""Take a backup: the database as of one moment and the files it names, checked, hashed, and whole or not there."""

import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from sqlalchemy import inspect, select, text

from engage.backups import apart, manifest, snapshots
from engage.config import VERSION
from engage.errors import BackupRefused
from engage.extensions import db
from engage.models import AuditEvent
from engage.models.staff import anchor_of
from engage.operations import audit
from engage.operations.staff import record
from engage.scan_store import folder_of
from engage.startup import newest_schema

BYTES_A_MEGABYTE = 1_000_000
#: (folder of the backup, table, how the names of the files are found in it)
NAMED = (
    ("scans", "scanned_file", "select public_id from scanned_file where finished_at is null"),
    ("scans", "scanned_page", "select public_id from scanned_page where erased_at is null"),
    ("videos", "page_video", "select public_id from page_video"),
)
README = """\
This folder is a backup of Engage, made on {made_at} with version {program}.

  {database:<22} the whole database as of that moment
  scans/, videos/        the files that it names; scans are sealed
  manifest.json          what is in it, with the SHA-256 of each file, signed

It is whole only with manifest.json. Bring it back into an empty database, with the settings of the server it is of:

  flask --app wsgi engage restore FOLDER

ENGAGE_SECRET_KEY and ENGAGE_CONTACT_KEY are not in here. Keep them in another place: without them nothing that is
sealed can be opened, and no return code works.
Two small files lie apart, in ENGAGE_KEY_FOLDER or beside this folder: keys.json, the keys of the consultations, and
erased.json, what people had erased. Keep the newest of each, and no older one: so what was erased stays erased.
"""


@dataclass(frozen=True)
class Backup:
    folder: Path
    n_bytes: int
    n_files: int
    #: files that the database names and that are not there
    missing: tuple[str, ...]
    #: the newest entry of the audit trail in it
    anchor: str


def make(target, now, report=lambda share, stage: None):
    """Take a Backup into the new folder `target`. BackupRefused says why not; then nothing is left of it."""
    target = Path(target).absolute()
    if target.exists():
        raise BackupRefused(f"{target} is there already. A backup never takes the place of another: name a new folder.")
    with _growing(target) as part:
        with snapshots.taken() as snapshot:
            _refuse_full(part)
            content = _content(snapshot, now)
            database = snapshots.copy(snapshot, part, report)
            named = _named(snapshot)
            content |= {"tables": snapshots.counts(snapshot), "has_keys": snapshots.has_keys(snapshot)}
        content["missing"] = _copy_files(named, part, report)
        words = {"made_at": content["made_at"], "program": VERSION, "database": database}
        _write(part / "README.txt", README.format(**words))
        report(1.0, "Hashing")
        content["files"] = _hashes(part)
        manifest.write_signed(part / manifest.NAME, content)
    n_bytes = sum(one["bytes"] for one in content["files"])
    apart.write(apart.folder_for(target), now)
    if content["schema"] == newest_schema(current_app):  # before an upgrade, tables are not as this program knows them
        record(None, audit.MADE_BACKUP, "backup", target.name, now, anchor=content["anchor"], n_bytes=n_bytes)
    return Backup(target, n_bytes, len(content["files"]), tuple(content["missing"]), content["anchor"])


def folders():
    """{folder of a backup: where the files lie on this machine}."""
    return {"scans": folder_of(current_app), "videos": Path(current_app.config["MEDIA_FOLDER"])}


@contextmanager
def _growing(target):
    """A folder beside the target that takes its name once it is whole; else nothing is left of it."""
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    except OSError as error:
        raise BackupRefused(f"{target.parent} takes no folder: {error.strerror}.") from error
    try:
        yield part
        part.rename(target)
        manifest.sync_folder(target.parent)
    except OSError as error:
        raise BackupRefused(f"{error.filename or part}: {error.strerror}. Nothing is left of this backup.") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _content(snapshot, now):
    return {
        "format": manifest.FORMAT,
        "made_at": now.isoformat(),
        "program": VERSION,
        "schema": snapshots.schema(),
        "database": snapshot.dialect.name,
        "anchor": _anchor(snapshot),
        "secrets": manifest.secrets_in_use(),
    }


def _anchor(snapshot):
    """The newest entry of the trail; "" where there is none, or where an older program kept it without a chain."""
    if "chain" not in {column["name"] for column in inspect(snapshot).get_columns(AuditEvent.__tablename__)}:
        return ""
    newest = select(AuditEvent.number, AuditEvent.chain).where(AuditEvent.number.is_not(None))
    entry = snapshot.execute(newest.order_by(AuditEvent.number.desc()).limit(1)).first()
    return anchor_of(*entry) if entry else ""


def _named(snapshot):
    """{folder: names of the files that the database knows}. A database of an older program may not know a kind yet."""
    there = set(inspect(snapshot).get_table_names())
    named = {folder: set() for folder in folders()}
    for folder, table, query in NAMED:
        if table in there:
            named[folder] |= set(snapshot.scalars(text(query)))
    return named


def _copy_files(named, part, report):
    """Copy the files that are named; those that are not there, as "scans/NAME"."""
    missing = []
    for name, folder in folders().items():
        found = {path.stem: path for path in sorted(folder.rglob("*")) if path.stem in named[name] and path.is_file()}
        for number, one in enumerate(sorted(named[name]), 1):
            if not (one in found and _copy(found[one], part / name / found[one].relative_to(folder))):
                missing.append(f"{name}/{one}")
            report(number / len(named[name]), f"Copying {name}")
    return missing


def _copy(source, target):
    """Whether there was something to copy: a scan may be erased meanwhile."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with source.open("rb") as content, _new(target) as copied:
            shutil.copyfileobj(content, copied, manifest.PIECE_BYTES)
            copied.flush()
            os.fsync(copied.fileno())
    except FileNotFoundError:
        return False
    return True


def _write(path, words):
    with _new(path) as file:
        file.write(words.encode())


def _new(path):
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _hashes(folder):
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        sha256, n_bytes = manifest.digest_of(path)
        found.append({"path": path.relative_to(folder).as_posix(), "sha256": sha256, "bytes": n_bytes})
    return found


def _refuse_full(part):
    """Before an hour is spent: is there room for as much as there is?"""
    wanted = sum(path.stat().st_size for folder in folders().values() for path in folder.rglob("*") if path.is_file())
    if db.engine.dialect.name == "sqlite":
        wanted += Path(db.engine.url.database).stat().st_size
    free = shutil.disk_usage(part).free
    if free < wanted:
        raise BackupRefused(
            f"{part.parent} has {free / BYTES_A_MEGABYTE:.0f} MB left, and the backup needs "
            f"{wanted / BYTES_A_MEGABYTE:.0f} MB. Free some room, or name another disk."
        )
