"""flask engage seal and destroy-key: the keys with which texts of consultations are sealed."""

import click
from flask import current_app

from engage.errors import RetentionRefused
from engage.operations import consultations, keys
from engage.terminal import refuse


@click.command()
def seal():
    """Seal texts that were written before there were keys, after an upgrade. Stopped, it goes on where it was."""
    n_sealed = keys.seal_old(None, current_app.config["CLOCK"]())
    click.echo(f"{n_sealed} texts were sealed.")


@click.command("destroy-key")
@click.argument("code")
@click.option("--yes", "confirmed", is_flag=True, help="Do not ask for the address of the consultation again.")
def destroy_key(code, confirmed):
    """Make every text of the consultation CODE unreadable, for ever. Counts, themes and what was published stay."""
    consultation = consultations.find_consultation(code) or refuse(f"There is no consultation {code}.")
    if not confirmed and click.prompt("This cannot be undone. Type the address of the consultation again") != code:
        refuse("Nothing was destroyed.")
    try:
        is_done = keys.destroy_key(consultation, None, current_app.config["CLOCK"]())
    except RetentionRefused as error:
        refuse(str(error))
    click.echo(f"The key of {code} was destroyed." if is_done else f"The key of {code} was destroyed before.")


def add_to(group):
    for command in (seal, destroy_key):
        group.add_command(command)
