"""flask engage ...: what is done from a terminal. Exit status 1 means refused, with the reason on standard error."""

import datetime as dt
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import waitress
from flask import current_app
from flask.cli import AppGroup
from flask_migrate import upgrade

from engage import demonstration
from engage.config import ROOT
from engage.errors import EngageError, SettingError
from engage.i18n import TIMEZONE
from engage.operations import consultations
from engage.startup import refuse_unsafe
from forms import definition

engage = AppGroup("engage", help="Consultations, staff and results from the terminal.")
QUESTIONNAIRES = ROOT / "forms" / "questionnaires"


def refuse(message):
    click.echo(message, err=True)
    sys.exit(1)


@engage.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def check(files):
    """Check questionnaire FILES (all shipped ones when none is named) and name the path of every fault."""
    n_faults = 0
    for path in files or sorted(QUESTIONNAIRES.glob("*.json")):
        try:
            questionnaire = definition.load(path)
        except OSError as error:
            refuse(f"{path}: {error.strerror}")
        except definition.DefinitionError as error:
            n_faults += len(error.faults)
            for where, message in error.faults:
                click.echo(f"{path.name}: {where}: {message}", err=True)
        else:
            click.echo(f"{path.name}: version {questionnaire.version} is complete in {', '.join(questionnaire.locales)}")
    if n_faults:
        refuse(f"{n_faults} to mend")


@engage.command()
@click.argument("key")
@click.option("--code", help="Address of the consultation; the key with - for _ when left out.")
@click.option("--opens", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="Local time; now when left out.")
@click.option("--closes", type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"]), help="Local time, on the hour; a day alone means its end.")
def publish(key, code, opens, closes):
    """Publish the questionnaire KEY (or a JSON file) to a consultation and set its dates."""
    path = Path(key) if key.endswith(".json") else QUESTIONNAIRES / f"{key}.json"
    now = current_app.config["CLOCK"]()
    try:
        document = definition.load(path)
        code = code or document.key.replace("_", "-")
        consultation = consultations.find_consultation(code)
        if consultation is None or opens or closes:
            if closes is None:
                refuse("Say when it closes, for example: --closes 2027-03-31")
            consultation = consultations.open_consultation(
                code, _local(opens) if opens else now, _end(closes), current_app.config["DEMONSTRATION"]
            )
        version = consultations.publish(consultation, path.read_text(encoding="utf-8"), now)
    except OSError as error:
        refuse(f"{path}: {error.strerror}")
    except (definition.DefinitionError, EngageError, ValueError) as error:
        refuse(str(error))
    click.echo(f"{code}: version {version.number} of {document.key}, closes {consultation.closes_at:%Y-%m-%d %H:%M} UTC")


@engage.command()
def demo():
    """Bring the database up to date and load the demonstration consultation, once."""
    if not current_app.config["DEMONSTRATION"]:
        refuse("Set ENGAGE_DEMONSTRATION=1: demonstration data never goes beside real data.")
    upgrade()
    demonstration.load(current_app.config["CLOCK"](), click.echo)


@engage.command()
def serve():
    """Serve with waitress, with a worker beside it for long work. In demonstration mode, load what is missing first."""
    app = current_app._get_current_object()
    try:
        if app.config["DEMONSTRATION"]:
            upgrade()
            demonstration.load(app.config["CLOCK"](), click.echo)
        refuse_unsafe(app)
    except SettingError as error:
        refuse(str(error))
    worker = subprocess.Popen([sys.executable, "-m", "flask", "--app", "wsgi", "engage", "worker"], cwd=ROOT)
    try:
        _announce(app)
        waitress.serve(
            app,
            host=app.config["HOST"],
            port=app.config["PORT"],
            threads=8,
            # 100, the default, is used up by 100 slow clients
            connection_limit=5000,
            max_request_header_size=8192,
            clear_untrusted_proxy_headers=not app.config["PROXIES"],
            ident=None,
        )
    finally:
        worker.terminate()
        worker.wait()


def _announce(app):
    click.echo(f"\nEngage is at http://{app.config['HOST']}:{app.config['PORT']}/ (Ctrl+C ends it)")
    if app.config["DEMONSTRATION"]:
        click.echo("Demonstration sign-ins, at /staff, all with the password " + demonstration.PASSWORD)
        for role, email in demonstration.ACCOUNTS.items():
            click.echo(f"  {email:45} {role.value.replace('_', ' ')}")


def _local(moment):
    return moment.replace(tzinfo=ZoneInfo(TIMEZONE)).astimezone(dt.UTC)


def _end(moment):
    is_day = (moment.hour, moment.minute) == (0, 0)
    return _local(moment + dt.timedelta(days=1) if is_day else moment)
