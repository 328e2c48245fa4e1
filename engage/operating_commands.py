"""flask engage busy-page, doctor, first-code, metrics and verify-audit: for whoever runs the server."""

import click
from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from engage import catalogues
from engage import metrics as figures
from engage.doctor import examine
from engage.i18n import describe
from engage.operations import audit
from engage.operations.people import founding
from engage.terminal import refuse


def add_to(group):
    for command in (busy_page, doctor, first_code, metrics, verify_audit):
        group.add_command(command)


@click.command()
def busy_page():
    """Write the page that nginx shows while no server answers, in every language: for deploy/nginx.conf."""
    sections = []
    with current_app.test_request_context():
        for locale in catalogues.complete_locales():
            with force_locale(locale):
                sections.append((*describe(locale), _busy()))
        click.echo(render_template("error/busy_page.html", sections=sections))


def _busy():
    """The heading and the sentences of our own page of 503."""
    return [
        _("We are busy"),
        _("Wait a few seconds, then go back and send the page again."),
        _("Nothing that you sent before is lost."),
    ]


@click.command()
def doctor():
    """Check this deployment, and say what to mend. Exit status 1 when there is something."""
    app = current_app._get_current_object()
    found = examine(app, app.config["CLOCK"]())
    for finding in found:
        click.echo(f"{finding.kind}: {finding.words} {finding.remedy}")
    n_to_mend = sum(finding.kind == "mend" for finding in found)
    if n_to_mend:
        refuse(f"{n_to_mend} to mend")
    click.echo("All is well.")


@click.command()
def first_code():
    """Tell the code with which the first administrator is made on the page; there is none once there is one."""
    if not founding.is_due():
        refuse("There is an administrator already. Add another with: flask engage add-staff EMAIL --role administrator")
    click.echo(said_of_first(current_app._get_current_object()))


def said_of_first(app):
    """Where the first administrator is made, and with which code."""
    code = founding.code_of(app.config["SECRET_KEY"], app.config["CLOCK"]())
    return f"Nobody can sign in yet. Open /staff/first-administrator there, with this code, by tomorrow:\n  {code}"


@click.command()
def metrics():
    """Serve figures for Prometheus on 127.0.0.1, on the port of ENGAGE_METRICS_PORT."""
    app = current_app._get_current_object()
    port = int(app.config["METRICS_PORT"]) or refuse("Set ENGAGE_METRICS_PORT.")
    with figures.server(app, port) as server:
        click.echo(f"http://{figures.LOOPBACK}:{port}/metrics")
        server.serve_forever()


@click.command()
@click.option(
    "--anchor", default="", help="An entry as it was logged before: 1234:0f1e2d3c4b5a6978."
)
def verify_audit(anchor):
    """Read the whole audit trail again. Exit status 1 and the first broken entry when anything was changed."""
    verdict = audit.verify(anchor)
    if verdict.fault:
        refuse(verdict.fault)
    click.echo(f"{verdict.n_entries} entries, none changed. The newest is {verdict.anchor or 'none'}")
