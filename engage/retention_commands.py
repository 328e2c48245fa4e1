"""flask engage retain, and the four older commands that each do a part of it."""

import click
from flask import current_app

from engage import erasing_jobs, scan_store
from engage.errors import RetentionRefused, TooManyTries
from engage.extracts.retention import clocks
from engage.extracts.retention.kinds import KINDS
from engage.operations import hold_snapshot, staff
from engage.operations.consultations import find_consultation
from engage.operations.retention import ending, running
from engage.terminal import refuse

#: name -> (kinds, help)
PARTS = {
    "erase-contacts": (("contact", "requests"), "Erase how to reach people where its time has come, now."),
    "erase-scans": (("scans",), "Erase pictures of scanned pages whose day has come, now."),
    "erase-originals": (("originals",), "Erase what was typed in masked texts where its time has come, now."),
    "erase-fieldwork": (
        ("notes", "versions", "photographs", "participants"), "Erase what fieldwork has kept long enough, now.",
    ),
}  # fmt: skip


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what is due, and erase nothing.")
@click.option("--only", multiple=True, type=click.Choice(list(KINDS)), help="A kind of data; more than once for more.")
def retain(dry_run, only):
    """Erase everything that was kept long enough, now. A worker does it every night by itself.

    It can be broken off at any time, and run again: what is left is erased then.
    """
    _retain(only, dry_run)


def _retain(only, dry_run=False):
    app = current_app._get_current_object()
    now = app.config["CLOCK"]()
    if dry_run:
        hold_snapshot()
        found = running.due(now, app.config, only)
    else:
        found = running.run(now, app.config, scan_store.of(app), only)
    for consultation, key, n_rows in found:
        place = consultation.code if consultation else "outside a consultation"
        click.echo(f"{place}: {KINDS[key].words}: {n_rows}")
    for hold in clocks.standing_holds():
        code, since = hold.consultation.code, f"{hold.placed_at:%Y-%m-%d}"
        click.echo(f"{code}: nothing is erased: a legal hold stands since {since}")
    n_rows = sum(n_rows for _consultation, _key, n_rows in found)
    click.echo(f"{n_rows} {'would be' if dry_run else 'were'} erased")


def _part(name, kinds, words):
    @click.command(name, help=f"{words} `retain` does it with everything else.")
    def command():
        _retain(kinds)

    return command


@click.command()
@click.argument("code")
@click.option("--as", "email", required=True, help="The address of the person who confirms it.")
def erase(code, email):
    """Erase the consultation CODE as a whole, as an administrator proposed on its page. It cannot be undone.

    Another person than who proposed it confirms it, with their password, as on the page.
    """
    config = current_app.config
    consultation = find_consultation(code) or refuse(f"There is no consultation {code}.")
    person = staff.find_active(email) or refuse(f"Nobody here has the address {email}.")
    now = config["CLOCK"]()
    try:
        ending.refuse_confirming(consultation, config, person, now)
        password = click.prompt(f"This cannot be undone. Password of {email}", hide_input=True)
        if not staff.confirm(person, password, config["SECRET_KEY"], now):
            refuse(f"This is not the password of {email}. Nothing was erased.")
        erasure = ending.confirm(consultation, config, person, now)
    except RetentionRefused as refused:
        refuse(f"{refused}.")
    except TooManyTries:
        refuse("Too many tries. Try again in 5 minutes.")
    erasing_jobs.erase(consultation, now)
    for key, n_rows in running.erased_of(erasure).items():
        click.echo(f"{KINDS[key].words}: {n_rows}")
    click.echo(f"{code} was erased. Entry of the audit trail: {ending.anchor(erasure)}")


def add_to(group):
    group.add_command(retain)
    group.add_command(erase)
    for name, (kinds, words) in PARTS.items():
        group.add_command(_part(name, kinds, words))
