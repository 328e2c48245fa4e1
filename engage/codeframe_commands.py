"""flask engage codeframe: a codeframe into a file and out of one, from a terminal."""

from pathlib import Path

import click
from flask import current_app

from engage import codeframe_files, codeframes
from engage.errors import CodeframeRefused
from engage.operations import hold_snapshot, staff
from engage.operations.codeframes import drafting, starting
from engage.operations.consultations import find_consultation
from engage.terminal import refuse
from forms.fieldwork.tables import TableRefused


@click.command("codeframe")
@click.argument("code", metavar="CONSULTATION")
@click.option("--question", "slug", default=codeframes.EVERY, help="Key of its question; left out: every question.")
@click.option("--import", "source", type=click.Path(path_type=Path, dir_okay=False), help="CSV, XLSX or .qdc to draft.")
@click.option("--export", "target", type=click.Path(path_type=Path, dir_okay=False), help=".csv or .qdc to write.")
@click.option("--number", type=int, help="Which number to export; the newest when left out.")
@click.option("--by", "email", help="Who drafts it; the first administrator when left out.")
def codeframe(code, slug, source, target, number, email):
    """Draft a codeframe of CONSULTATION from a file, all of it or nothing; or write one to a file."""
    if (source is None) == (target is None):
        refuse("Say one of --import FILE and --export FILE")
    consultation = find_consultation(code) or refuse(f"There is no consultation {code}.")
    asked = codeframes.find_question(consultation, slug)
    if asked is None:
        keys = ", ".join(one.slug for one in codeframes.questions_of(consultation))
        refuse(f"{code} has no question {slug} that is answered in words. It has: {keys}")
    try:
        bring_in(consultation, asked, source, email) if source else write_out(consultation, asked, target, number)
    except OSError as error:
        refuse(f"{error.filename}: {error.strerror}")
    except (TableRefused, CodeframeRefused) as refused:
        refuse(f"{source}: {refused}.")


def bring_in(consultation, asked, source, email):
    actor = staff.find_active(email) if email else staff.first_administrator()
    if actor is None:
        refuse(f"Nobody can sign in as {email}." if email else "Say who drafts it: --by EMAIL")
    last = codeframes.last_agreed(consultation, asked)
    lines, faults, unit = codeframe_files.read(consultation, asked, last, source.read_bytes())
    for place, text in faults:
        click.echo(f"{source}: {unit.lower()} {place}: {text}", err=True)
    if faults:
        refuse("Nothing was brought in.")
    starts = starting.from_lines(lines, last)
    drafted = drafting.begin(consultation, asked.key, starts, actor, current_app.config["CLOCK"]())
    click.echo(f"{consultation.code}: codeframe {drafted.number} of {asked.slug} drafted with {len(lines)} themes")


def write_out(consultation, asked, target, number):
    hold_snapshot()
    kind = target.suffix.removeprefix(".").lower()
    if kind not in codeframe_files.TYPES:
        refuse(f"{target}: the name must end in .csv or .qdc")
    numbers = [row for row, _n in codeframes.numbers_of(consultation, asked) if number in (None, row.number)]
    if not numbers:
        refuse(f"{consultation.code} has no such codeframe of {asked.slug}.")
    _name, content = codeframe_files.write(numbers[0], asked, kind)
    target.write_bytes(content)
    state = "agreed" if numbers[0].agreed_at else "a draft"
    click.echo(f"{target}: codeframe {numbers[0].number}, {state}")
