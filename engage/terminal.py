"""How every command refuses: the reason on standard error, and exit status 1."""

import sys

import click


def refuse(message):
    click.echo(message, err=True)
    sys.exit(1)
