"""flask engage archive and read-archive: a finished consultation as a folder of open files, and back."""

import shutil
import tempfile
from pathlib import Path

import click
from flask import current_app

from engage.archives import bag, reading, writing
from engage.data.about import Request
from engage.errors import ArchiveRefused
from engage.operations import data as operations
from engage.operations import hold_snapshot
from engage.operations.consultations import find_consultation
from engage.publishing import newest_version, published
from engage.terminal import refuse


def add_to(group):
    for command in (archive, read_archive):
        group.add_command(command)


@click.command()
@click.argument("code", metavar="CONSULTATION")
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--level", type=click.Choice(list(writing.LEVELS)), default="answers", show_default=True)
@click.option("--reason", default="Archived on the server", show_default=True, help="It stands in the trail.")
def archive(code, target, level, reason):
    """Write CONSULTATION, which is over, to the new folder TARGET: open files that need no program of ours.

    --level papers: no single response; answers: every response, masked and coded; people: also answers about people,
    as far as ten responses share them.
    """
    now = current_app.config["CLOCK"]()
    target = target.absolute()
    if target.exists():
        refuse(f"{target} is there already. Name a new folder.")
    hold_snapshot()
    consultation = find_consultation(code) or refuse(f"There is no consultation {code}.")
    asked = Request("the command line", reason, now)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    try:
        with tempfile.TemporaryFile(dir=part) as file:
            found = writing.write(consultation, level, _profile(consultation), asked, file, lambda share, stage: None)
            n_bytes = file.tell()
            bag.unpack(file, part)
        part.rename(target)
    except (ArchiveRefused, OSError) as error:
        refuse(str(error))
    finally:
        shutil.rmtree(part, ignore_errors=True)
    about = [level]
    sha256 = (target / bag.PAYLOAD).read_bytes()
    facts = found | {"n_bytes": n_bytes, "sha256": bag.sha256_of(sha256)}
    operations.note_written(consultation, "archive", about, reason, facts, now)
    click.echo(f"{target}: {found['rows']['files']} files, {found['n_responses']} responses")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--check", "only_checks", is_flag=True, help="Check every byte, and bring nothing in.")
def read_archive(folder, only_checks):
    """Check the archive in FOLDER and read it back in as a finished consultation that nobody changes."""
    config = current_app.config
    try:
        if only_checks:
            facts = reading.check(folder)
            return click.echo(f"{facts['code']}: nothing in it was changed.")
        consultation = reading.read_back(folder, bool(config["DEMONSTRATION"]), None, config["CLOCK"]())
    except ArchiveRefused as error:
        refuse(str(error))
    click.echo(f"{consultation.code} is read back in. Its results stand at /{consultation.code}/results")


def _profile(consultation):
    version = newest_version(consultation)
    sections = published(version.id).definition.of_purpose("profile") if version else ()
    return [question.key for section in sections for question in section.questions]
