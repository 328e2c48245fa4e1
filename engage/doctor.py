"""A look at a whole deployment: what is well, what is to be mended, and how."""

import os
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select, text

from engage import mail, readiness
from engage.config import SETTINGS, statement_is_old
from engage.errors import SettingError
from engage.extensions import db
from engage.extracts.retention import clocks
from engage.models import Role, StaffUser
from engage.scan_store import folder_of
from engage.startup import refuse_unsafe

#: file systems over a network do not keep the promises that SQLite needs
NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs"}
CLOCKS_MAY_DIFFER_SECONDS = 5


@dataclass(frozen=True)
class Finding:
    #: "mend" keeps a promise from being kept; "advice" does not
    kind: str
    words: str
    remedy: str


def examine(app, now):
    """Everything that was found, what is to be mended first; () when all is well."""
    found = list(_start(app))
    if not found:  # the rest reads tables that are not there yet
        for check in (_readiness, _settings, _people, _work, _retention, _backups, _folders, _database):
            found += check(now)
    return tuple(sorted(found, key=lambda finding: finding.kind != "mend"))


def _start(app):
    try:
        refuse_unsafe(app)
    except SettingError as error:
        yield Finding("mend", "The program does not start.", str(error))


def _readiness(now):
    return [Finding("mend", fault.words, fault.remedy) for fault in readiness.faults(now)]


def _settings(_now):
    config = current_app.config
    if not config["HTTPS"] and not config["DEMONSTRATION"]:
        yield Finding("mend", "Pages are served without https.", "Put a certificate before it; take ENGAGE_HTTPS away.")
    if not config["DEMONSTRATION"] and config["TRUSTED_HOSTS"] == ["127.0.0.1", "localhost", config["HOST"]]:
        yield Finding("mend", "Nobody can open a page by the name of the site.", "Set ENGAGE_TRUSTED_HOSTS to it.")
    for name in ("COUNCIL_NAME", "CONTACT_EMAIL", "CONTACT_PHONE", "DATA_PROTECTION_OFFICER"):
        if config[name] == SETTINGS[name]:
            yield Finding("mend", f"ENGAGE_{name} is not set: pages lack it.", "Set it, and start the program again.")
    if not config["CONTACT_KEY"]:
        yield Finding(
            "advice",
            "What is sealed opens with ENGAGE_SECRET_KEY, which can then never be changed.",
            "Set ENGAGE_CONTACT_KEY to the present ENGAGE_SECRET_KEY; then the latter may be changed.",
        )
    if not mail.is_set_up():
        yield Finding("advice", "No letters are sent.", "Set ENGAGE_SMTP_HOST, or tell people that none will come.")
    if statement_is_old(config):
        yield Finding(
            "mend",
            "The accessibility statement was reviewed more than a year ago.",
            "Review it; set ENGAGE_ACCESSIBILITY_REVIEWED_ON.",
        )


def _people(_now):
    def n_of(*roles):
        active = select(func.count(StaffUser.id)).where(StaffUser.disabled_at.is_(None))
        return db.session.scalar(active.where(StaffUser.having(roles)))

    if n_of(Role.ADMINISTRATOR) < 2:
        yield Finding("mend", "There are fewer than two administrators.", "Add another: if one leaves, nobody could.")
    if n_of(Role.SAFEGUARDING_OFFICER) < 1:
        yield Finding("mend", "Nobody opens safeguarding concerns.", "Give somebody the role safeguarding officer.")
    if n_of(Role.ANALYST, Role.ENGAGEMENT_OFFICER) < 2:
        yield Finding("mend", "Nobody could approve what another wrote.", "Add a second analyst or engagement officer.")


def _work(now):
    n_waiting, longest = readiness.waiting_jobs(now)
    if longest > readiness.WAITED_TOO_LONG.total_seconds():
        yield Finding(
            "mend",
            f"{n_waiting} jobs wait, the oldest for {longest / 60:.0f} minutes: no worker takes them.",
            "Start one: flask --app wsgi engage worker",
        )


def _backups(now):
    most = current_app.config["BACKUP_HOURS"]
    if not most or current_app.config["DEMONSTRATION"]:
        return
    age = readiness.hours_since_backup(now)
    if age is None:
        yield Finding("mend", "No backup was ever made.", "Make one each day: flask --app wsgi engage backup")
    elif age > most:
        yield Finding(
            "mend",
            f"The newest backup is {age:.0f} hours old; {most} are allowed.",
            "Look why the daily one was not made: flask --app wsgi engage backup",
        )


def _retention(now):
    late = clocks.overdue(now, current_app.config)
    if late:
        first = min(due_at for _consultation, _kind, due_at in late)
        yield Finding(
            "mend",
            f"{len(late)} kinds of data were kept too long, the oldest since {first:%Y-%m-%d}.",
            "Erase them now: flask --app wsgi engage retain. Then start a worker, which does it every night.",
        )
    for hold in clocks.standing_holds():
        yield Finding(
            "advice",
            f"Nothing of {hold.consultation.code} is erased: a legal hold stands since {hold.placed_at:%Y-%m-%d}.",
            "Ask whether it is still needed. Two people lift it on the page “How long things are kept”.",
        )


def _folders(_now):
    folders = {"scans": folder_of(current_app), "videos": Path(current_app.config["MEDIA_FOLDER"])}
    for name, folder in folders.items():
        if folder.exists() and not os.access(folder, os.W_OK):
            yield Finding("mend", f"Nothing can be kept in the folder of the {name}.", "Let the program write into it.")


def _database(now):
    if db.engine.dialect.name == "sqlite":
        path = Path(db.engine.url.database).absolute()
        if _file_system(path) in NETWORK:
            yield Finding("mend", "The database lies on a network disk.", "Move it to a disk of this machine.")
        return
    ahead = (db.session.scalar(text("select clock_timestamp()")) - now).total_seconds()
    if abs(ahead) > CLOCKS_MAY_DIFFER_SECONDS:
        yield Finding("mend", f"The clock of the database is {ahead:.0f} seconds off ours.", "Set both by one clock.")
    if db.session.scalar(text("SHOW data_checksums")) == "off":
        yield Finding("advice", "PostgreSQL would not notice a spoiled disk.", "Run pg_checksums --enable.")


def _file_system(path):
    """As "ext4"; "" where the system does not tell."""
    mounts = Path("/proc/mounts")
    rows = [line.split() for line in mounts.read_text(encoding="utf-8").splitlines()] if mounts.exists() else []
    holding = [(len(row[1]), row[2]) for row in rows if path.is_relative_to(row[1])]
    return max(holding, default=(0, ""))[1]
