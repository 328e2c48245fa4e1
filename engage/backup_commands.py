"""flask engage backup, restore and copy-apart: for whoever looks after the server."""

from pathlib import Path

import click
from flask import current_app

from engage.backups import apart, making, restoring, snapshots
from engage.errors import BackupRefused
from engage.startup import newest_schema
from engage.terminal import refuse

BYTES_A_MEGABYTE = 1_000_000


def add_to(group):
    for command in (backup, restore, copy_apart):
        group.add_command(command)


@click.command()
@click.argument("target", type=click.Path(path_type=Path), required=False)
@click.option("--before-upgrade", is_flag=True, help="Only when the database is older than the program.")
def backup(target, before_upgrade):
    """Take a backup of the database and its files into the new folder TARGET, while people go on answering.

    Without TARGET: into a folder of its own in ENGAGE_BACKUP_FOLDER.
    """
    schema = snapshots.schema()
    if before_upgrade and schema in (None, newest_schema(current_app)):
        return click.echo("Nothing is to be upgraded: no backup was made.")
    if schema is None:
        refuse("The database has no tables yet: there is nothing to back up.")
    now = current_app.config["CLOCK"]()
    target = target or _folder(before_upgrade) / f"engage-{now:%Y%m%dT%H%M%SZ}"
    try:
        made = making.make(target, now, _progress())
    except BackupRefused as error:
        refuse(str(error))
    for name in made.missing:
        click.echo(f"{name} is named in the database and is not there.", err=True)
    click.echo(f"{made.folder}: {made.n_files} files, {made.n_bytes / BYTES_A_MEGABYTE:.1f} MB, checked")
    click.echo(f"The newest entry of the audit trail in it is {made.anchor or 'none'}")
    click.echo("The secrets of the settings are not in it: keep them in another place.")


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--upgrade", "upgrades", is_flag=True, help="Bring an older backup to the newest schema afterwards.")
@click.option("--apart", "folder", type=click.Path(path_type=Path), help="Of the newest keys.json and erased.json.")
@click.option("--without-apart", is_flag=True, help="Nothing was erased since, and sealed texts are lost.")
def restore(source, upgrades, folder, without_apart):
    """Bring the backup SOURCE back into an empty database, and erase again what was erased since it was made.

    The keys of consultations and the list of erasures are looked for in ENGAGE_KEY_FOLDER, or beside SOURCE.
    """
    folder = None if without_apart else folder or apart.folder_for(source)
    try:
        counts = restoring.restore(source, current_app.config["CLOCK"](), folder, upgrades, _progress())
    except BackupRefused as error:
        refuse(str(error))
    again = ", ".join(f"{name}: {n}" for name, n in counts.items() if n)
    click.echo(f"{source} is restored, and its audit trail is whole. Everybody signs in again.")
    click.echo(f"Erased again: {again or 'nothing'}")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def copy_apart(folder):
    """Write what backups do not hold to FOLDER: the newest keys.json and erased.json."""
    try:
        apart.write(folder.absolute(), current_app.config["CLOCK"]())
    except OSError as error:
        refuse(f"{folder}: {error.strerror}")
    click.echo(f"{folder} holds the newest. Delete every older copy.")


def _folder(before_upgrade):
    """Where backups lie; one before an upgrade is made also where nobody said where."""
    named = current_app.config["BACKUP_FOLDER"]
    if not named and not before_upgrade:
        refuse("Say where: flask --app wsgi engage backup TARGET, or set ENGAGE_BACKUP_FOLDER.")
    return Path(named or Path(current_app.instance_path) / "backups")


def _progress():
    """Tells each stage, and each tenth of it, once."""
    told = set()

    def tell(share, stage):
        tenth = int(share * 10)
        if (stage, tenth) not in told:
            told.add((stage, tenth))
            click.echo(f"{tenth * 10:3}% {stage}", err=True)

    return tell
