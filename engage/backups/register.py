"""The register of erasures beside the backups, so that a restored one brings nobody back who asked to be forgotten."""

from pathlib import Path

from flask import current_app

from engage.backups import manifest
from engage.errors import BackupRefused
from engage.operations import erasures

NAME = "erased.json"
FORMAT = "engage erasures 1"


def write(path, now):
    """Write the register of this moment to `path`; a whole one takes the place of the one before, or none does."""
    manifest.write_signed(path, {"format": FORMAT, "made_at": now.isoformat()} | erasures.register())


def write_hourly(now):
    """In the folder of backups, where one is set: whoever takes something back after the newest backup stands in it."""
    folder = current_app.config["BACKUP_FOLDER"]
    if folder:
        Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        write(Path(folder) / NAME, now)


def read(path, since):
    """The register. BackupRefused when it is not there, was changed, or is older than the backup of `since`."""
    if not path.exists():
        raise BackupRefused(
            f"{path} is not there: without it, what people took back after the backup would come back. Name it with "
            "--erased FILE, or say --without-erased when nothing was erased since."
        )
    found = manifest.read_signed(path)
    if found.pop("format", "") != FORMAT:
        raise BackupRefused(f"{path} is no list of what was erased.")
    made_at = found.pop("made_at")
    if made_at < since:
        raise BackupRefused(f"{path} is of {made_at}, and older than the backup. Name the newest one.")
    return found
