"""Is this server fit to take answers: room on its disks, a database that takes a write, work that is not left lying."""

import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from sqlalchemy import exc, select

from engage.extensions import db
from engage.models import Job
from engage.operations.audit import last_backup_at
from engage.operations.readiness import try_to_write
from engage.scan_store import folder_of

#: a job that nobody took for so long has no worker
WAITED_TOO_LONG = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Fault:
    """What keeps this server from its work, and what mends it. Neither holds a name, an address or a secret."""

    words: str
    remedy: str


def faults(now):
    """What keeps this server from taking answers now; () when nothing does. Writes nothing that stays."""
    return tuple(fault for check in (_space, _write) for fault in check(now))


def waiting_jobs(now):
    """How many jobs wait with nobody at them, and how many seconds the oldest has waited."""
    is_free = Job.leased_until.is_(None) | (Job.leased_until <= now)
    waiting = select(Job.asked_at).where(Job.finished_at.is_(None), Job.cancelled_at.is_(None), is_free)
    asked = db.session.scalars(waiting).all()
    return len(asked), max(((now - at).total_seconds() for at in asked), default=0.0)


def hours_since_backup(now):
    """Hours since the newest backup was begun; None when there is none."""
    made_at = last_backup_at()
    return made_at and (now - made_at).total_seconds() / 3600


def free_megabytes():
    """{folder: megabytes}: the room where scans, videos and a database of SQLite lie."""
    config = current_app.config
    folders = {"scans": folder_of(current_app), "videos": Path(config["MEDIA_FOLDER"])}
    if db.engine.dialect.name == "sqlite":
        folders["database"] = Path(db.engine.url.database).absolute().parent
    return {name: shutil.disk_usage(_nearest(folder)).free / 1e6 for name, folder in folders.items()}


def _nearest(folder):
    """The folder, or the first above it that is there: one that nobody wrote to yet is made when it is needed."""
    folder = folder.absolute()
    return folder if folder.exists() else _nearest(folder.parent)


def _space(_now):
    least = current_app.config["FREE_MEGABYTES"]
    for name, free in free_megabytes().items():
        if free < least:
            yield Fault(
                f"The disk with the {name} has {free:.0f} MB left; {least} are wanted.",
                "Free some room, or enlarge the disk. Nothing that was sent is lost.",
            )


def _write(now):
    try:
        try_to_write(now)
    except exc.SQLAlchemyError as error:
        yield Fault(
            f"The database takes no answers ({type(error).__name__}).",
            "Look at its log and its disk. People are asked to try again in a moment, and keep their words.",
        )
