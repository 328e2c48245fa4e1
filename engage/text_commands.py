"""flask engage read-texts and mask-texts: what a worker does with texts, from a terminal."""

import click

from engage import text_jobs
from engage.errors import CannotUnseal
from engage.extracts.texts import every_text
from engage.operations import texts


@click.command("read-texts")
def read_texts():
    """Tell the language of new texts and which of them are copies, now. A worker does it by itself."""
    click.echo(f"{text_jobs.read_new()} texts were read.")


@click.command("mask-texts")
def mask_texts():
    """Mask identifiers in every text that is there, by the rules of this version; what a person decided stays."""
    n_changed = n_sealed = 0
    for row in every_text():
        try:
            n_changed += texts.mask_again(row)
        except CannotUnseal:
            n_sealed += 1
    click.echo(f"{n_changed} texts were masked.")
    if n_sealed:
        raise click.ClickException(
            f"{n_sealed} texts were left as they are: what was typed is sealed with another ENGAGE_CONTACT_KEY. "
            "Set that key and run this again."
        )


def add_to(group):
    for command in (read_texts, mask_texts):
        group.add_command(command)
