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

from engage import (
    archive_commands,
    backup_commands,
    catalogues,
    demonstration,
    import_commands,
    jobs,
    key_commands,
    operating_commands,
    printed_forms,
    reach,
    report_commands,
    retention_commands,
    scan_commands,
    session_files,
    text_commands,
    theme_commands,
)
from engage.codeframe_commands import codeframe
from engage.config import ROOT, SERVER, statement_is_old
from engage.errors import EngageError, SettingError
from engage.exports import csv
from engage.extensions import db
from engage.i18n import TIMEZONE
from engage.models import Role
from engage.models.paper import LAYOUTS
from engage.operations import consultations, hold_snapshot, outreach, pictures, staff, videos
from engage.operations.fieldwork import sessions
from engage.operations.paper import printing as serials
from engage.operations.people import founding
from engage.publishing import newest_version, published
from engage.startup import OLD_STATEMENT, refuse_unsafe
from engage.terminal import refuse
from forms import definition, wording
from forms.fieldwork.tables import TableRefused

engage = AppGroup("engage", help="Consultations, staff and results from the terminal.")
engage.add_command(scan_commands.scan)
engage.add_command(report_commands.export)
engage.add_command(codeframe)
engage.add_command(import_commands.import_responses)
engage.add_command(theme_commands.themes)
text_commands.add_to(engage)
operating_commands.add_to(engage)
backup_commands.add_to(engage)
retention_commands.add_to(engage)
key_commands.add_to(engage)
archive_commands.add_to(engage)
MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"])
QUESTIONNAIRES = ROOT / "forms" / "questionnaires"


@engage.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def check(files):
    """Check questionnaire FILES, all shipped ones when none is named: errors stop, warnings advise, each with its path.

    Says too which of their languages our own pages are not complete in: those are not offered.
    """
    n_errors = 0
    for path in files or sorted(QUESTIONNAIRES.glob("*.json")):
        try:
            questionnaire = definition.load(path)
        except OSError as error:
            refuse(f"{path}: {error.strerror}")
        except definition.DefinitionError as error:
            n_errors += len(error.faults)
            for where, message in error.faults:
                click.echo(f"{path.name}: {where}: {message}", err=True)
        else:
            n_errors += _say_findings(path.name, questionnaire)
            languages = ", ".join(questionnaire.locales)
            click.echo(f"{path.name}: version {questionnaire.version} is complete in {languages}")
    if statement_is_old(current_app.config):
        click.echo(OLD_STATEMENT % current_app.config["ACCESSIBILITY_REVIEWED_ON"], err=True)
    if n_errors:
        refuse(f"{n_errors} to mend")


def _say_findings(name, questionnaire):
    """What the linter and the catalogues have to say; returns how many errors."""
    findings = wording.lint(questionnaire)
    for finding in findings:
        kind = "" if finding.is_error else "warning: "
        click.echo(f"{name}: {kind}{finding.path}: {finding.message}", err=finding.is_error)
    incomplete = {locale: catalogues.missing(locale) for locale in questionnaire.locales}
    for locale, texts in incomplete.items():
        if texts:
            reason = f"our pages have no words for {texts[0]!r}" + (f" and {len(texts) - 1} more" if texts[1:] else "")
            click.echo(f"{name}: locales.{locale}: is not offered: {reason}", err=True)
    return sum(finding.is_error for finding in findings) + sum(map(bool, incomplete.values()))


@engage.command()
@click.argument("key")
@click.option("--code", help="Address of the consultation; the key with - for _ when left out.")
@click.option("--opens", type=MOMENT, help="Local time; now when left out.")
@click.option("--closes", type=MOMENT, help="Local time, on the hour; a day alone means its end.")
@click.option("--open-incomplete", "reason", default="", help="Why, when a promised format or language is not ready.")
@click.option("--by", "email", help="The administrator who says so.")
def publish(key, code, opens, closes, reason, email):
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
            if consultation is not None and consultation.opens_at <= now and _end(closes) != consultation.closes_at:
                refuse(f"{code} is open, and its closing time was announced. Use: flask engage extend {code}")
            consultation = consultations.open_consultation(
                code, _local(opens) if opens else now, _end(closes), current_app.config["DEMONSTRATION"]
            )
        version = consultations.publish(
            consultation, path.read_text(encoding="utf-8"), now, _account(email), reason, printed_forms.formats_ready()
        )
    except OSError as error:
        refuse(f"{path}: {error.strerror}")
    except (definition.DefinitionError, EngageError, ValueError) as error:
        refuse(str(error))
    closing = f"{consultation.closes_at:%Y-%m-%d %H:%M} UTC"
    click.echo(f"{code}: version {version.number} of {document.key}, closes {closing}")


@engage.command()
@click.argument("code", metavar="CONSULTATION")
@click.option("--closes", type=MOMENT, required=True, help="Local time, on the hour; a day alone means its end.")
@click.option("--reason", required=True, help="For the public, in standard words.")
@click.option("--easy-reason", required=True, help="For the public, in Easy Read: at most 15 words in a sentence.")
@click.option(
    "--translation", "translations", type=(str, str, str), multiple=True, metavar="LOCALE REASON EASY_REASON",
    help="The reason in another language of the consultation; without one the English reason is shown and marked.",
)  # fmt: skip
@click.option("--by", "email", help="The member of staff who decided it.")
def extend(code, closes, reason, easy_reason, translations, email):
    """Give people longer to answer CONSULTATION, and tell them why."""
    consultation, now = _consultation(code), current_app.config["CLOCK"]()
    texts = {locale: {"standard": words, "easy_read": easy} for locale, words, easy in translations}
    texts["en"] = {"standard": reason, "easy_read": easy_reason}
    locales = published(newest_version(consultation).id).definition.locales
    try:
        outreach.extend(consultation, _end(closes), texts, locales, _account(email), now)
    except ValueError as error:
        refuse(str(error))
    if untold := [locale for locale in locales if locale not in texts]:
        click.echo(f"The reason is shown in English, marked as English, to who reads in: {', '.join(untold)}", err=True)
    click.echo(f"{code}: closes {consultation.closes_at:%Y-%m-%d %H:%M} UTC")


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
            clear_untrusted_proxy_headers=not app.config["PROXIES"],
            **SERVER | {"max_request_body_size": _largest_body(app)},
        )
    finally:
        worker.terminate()
        worker.wait()


@engage.command()
@click.argument("email")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--consultation", "code", help="The only one on which the role counts; all of them when left out.")
@click.option("--password-file", type=click.File(encoding="utf-8"), help="Its first line; asked for when left out.")
def add_staff(email, role, code, password_file):
    """Give EMAIL an account with this role. The password is typed or read from a file, never an argument."""
    consultation = _consultation(code) if code else None
    if password_file:
        password = password_file.readline().rstrip("\r\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    config = current_app.config
    try:
        where = {"demonstration": bool(config["DEMONSTRATION"]), "consultation": consultation}
        staff.add_staff(email, password, role, config["CLOCK"](), config["COUNCIL_NAME"], **where)
    except EngageError as error:
        refuse(f"{error}.")
    click.echo(f"{staff.normalise(email)} can sign in as {role.replace('_', ' ')}")


@engage.command()
@click.argument("name")
@click.argument("file", type=click.File("rb"))
@click.option("--source", required=True, help="Who made it or where it was found.")
@click.option("--licence", required=True, help="As CC BY 4.0. Non-commercial licences are refused.")
def add_picture(name, file, source, licence):
    """Add a picture of the council's own, which questionnaires may then call own:NAME."""
    try:
        pictures.add_picture(name, file.read(), source, licence, None, current_app.config["CLOCK"]())
    except EngageError as error:
        refuse(f"{error}.")
    click.echo(f"Questionnaires may use own:{name}")


@engage.command()
@click.argument("code", metavar="CONSULTATION")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--section", "key", default="", help="Key of the section; the first page when left out.")
@click.option("--language", type=click.Choice(["bsl"]), default="bsl", show_default=True)
@click.option("--captions", type=click.File(encoding="utf-8"), required=True, help="WebVTT file.")
@click.option("--transcript", type=click.File(encoding="utf-8"), required=True, help="Text file.")
@click.option("--credit", required=True, help="Who made the video.")
def add_video(code, file, key, language, captions, transcript, credit):
    """Show the video FILE (MP4 or WebM) in sign language on a page of CONSULTATION. Another one takes its place."""
    consultation, config = _consultation(code), current_app.config
    sections = consultations.section_keys(consultation)
    if key and key not in sections:
        refuse(f"{code} has no section {key}. It has: {', '.join(sections)}")
    try:
        words = {"captions": captions.read(), "transcript": transcript.read(), "credit": credit}
        folder, most = Path(config["MEDIA_FOLDER"]), config["VIDEO_MEGABYTES"]
        video = videos.add_video(consultation, key, language, file, words, folder, most, config["CLOCK"]())
    except (OSError, UnicodeDecodeError, EngageError) as error:
        refuse(f"{error}.")
    click.echo(f"{code}: {video.file_name} is shown on {key or 'the first page'}")


@engage.command()
@click.argument("code", metavar="CONSULTATION")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--by", "email", help="Who brings them in; the first administrator when left out.")
def import_sessions(code, file, email):
    """Bring the sessions of FILE, our template as CSV or XLSX, into CONSULTATION: all of them or none."""
    consultation, now = _consultation(code), current_app.config["CLOCK"]()
    actor = _account(email) or staff.first_administrator() or refuse("Say who brings them in: --by EMAIL")
    try:
        content = session_files.as_csv(file.read_bytes())
        found, faults = session_files.read(consultation, content, now.date())
    except OSError as error:
        refuse(f"{file}: {error.strerror}")
    except TableRefused as refused:
        refuse(f"{file}: {refused}.")
    for number, text in faults:
        click.echo(f"{file}: row {number}: {text}", err=True)
    if faults:
        refuse("Nothing was brought in.")
    click.echo(f"{code}: {sessions.bring_in(consultation, found, actor, now)} sessions brought in")


@engage.command("reach")
@click.argument("code", metavar="CONSULTATION")
@click.option("--format", "kind", type=click.Choice(["csv"]), default="csv", show_default=True)
def show_reach(code, kind):
    """Write whom CONSULTATION has reached, group by group against residents, to standard output."""
    hold_snapshot()
    found = reach.of(_consultation(code)) or refuse(f"{code} has no published questionnaire.")
    if not found.groups:
        refuse(f"{code} has no counts of residents. Bring them on its page “Whom we have reached”.")
    click.echo({"csv": csv.write_rows}[kind](reach.HEADER, reach.as_rows(found)), nl=False)


@engage.command()
@click.argument("code", metavar="CONSULTATION")
@click.option("--layout", required=True, type=click.Choice(LAYOUTS))
@click.option("--locale", default=catalogues.DEFAULT_LOCALE, show_default=True, help="Language code.")
@click.option("--copies", required=True, type=click.IntRange(1, printed_forms.MOST_COPIES))
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), required=True, help="Directory.")
def print_forms(code, layout, locale, copies, output):
    """Print numbered paper forms of CONSULTATION: one PDF for each hundred. They hold return codes: keep them safe."""
    now = current_app.config["CLOCK"]()
    version = newest_version(_consultation(code)) or refuse(f"{code} has no published questionnaire.")
    try:
        output.mkdir(parents=True, exist_ok=True)
        kept = printed_forms.layout_of(version, layout, locale, now)
        forms = serials.number_forms(kept, copies, now, report=_say_progress)
        for number, content in printed_forms.portions(kept, forms):
            path = output / printed_forms.file_name(kept, f"{now:%Y%m%d-%H%M%S}-{number:02}")
            path.touch(mode=0o600)
            path.write_bytes(content)
            click.echo(path)
    except OSError as error:
        refuse(f"{error.filename}: {error.strerror}")
    except EngageError as error:
        refuse(str(error))


@engage.command()
@click.option("--once", is_flag=True, help="Do what waits now, then stop.")
def worker(once):
    """Do long work that the pages ask for: one job after another, until it is stopped."""
    jobs.run_worker(current_app._get_current_object(), once)


def _consultation(code):
    return consultations.find_consultation(code) or refuse(f"There is no consultation {code}.")


def _account(email):
    """The active account of this address; None without one."""
    if email is None:
        return None
    return staff.find_active(email) or refuse(f"Nobody can sign in as {email}.")


def _say_progress(share, stage):
    click.echo(f"{share:4.0%} {stage}", err=True)


def _announce(app):
    click.echo(f"\nEngage is at http://{app.config['HOST']}:{app.config['PORT']}/ (Ctrl+C ends it)")
    if app.config["DEMONSTRATION"]:
        click.echo("Demonstration sign-ins, at /staff, all with the password " + demonstration.PASSWORD)
        for role, email in demonstration.ACCOUNTS.items():
            click.echo(f"  {email:45} {role.value.replace('_', ' ')}")
        click.echo(f"  {demonstration.SECOND_CLERK:45} a second {Role.DATA_ENTRY_CLERK.value.replace('_', ' ')}")
    elif founding.is_due():
        click.echo(operating_commands.said_of_first(app))
    db.session.remove()


def _largest_body(app):
    """Of any request: the scans of a batch are the largest that comes."""
    return max(SERVER["max_request_body_size"], (app.config["SCAN_MEGABYTES"] + 2) * 2**20)


def _local(moment):
    return moment.replace(tzinfo=ZoneInfo(TIMEZONE)).astimezone(dt.UTC)


def _end(moment):
    is_day = (moment.hour, moment.minute) == (0, 0)
    return _local(moment + dt.timedelta(days=1) if is_day else moment)
