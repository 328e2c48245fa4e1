"""flask engage export: figures for analysts and reports for everybody as files. What the gate stops is not written."""

from pathlib import Path

import click
from flask import current_app

from engage import report_files, results
from engage.data import making
from engage.errors import ReleaseStopped
from engage.exports import download
from engage.operations import hold_snapshot, reporting
from engage.operations.consultations import find_consultation
from engage.publishing import newest_version
from engage.terminal import refuse

#: exit status: the gate refuses, with the list on standard error
STOPPED = 3
#: what analysts read on the results page: exact counts, not for publication
RESULTS = "results"
#: every response, for another analyst
DATA = "data"


@click.command()
@click.argument("code", metavar="CONSULTATION")
@click.option("--report", type=click.Choice([RESULTS, *report_files.REPORTS, DATA]), default=RESULTS, show_default=True)
@click.option("--format", "kind", type=click.Choice(list(report_files.FORMATS)), default="xlsx", show_default=True)
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), required=True, help="Directory.")
@click.option(
    "--reason",
    default="Written on the server",
    show_default=True,
    help="For --report data: what the file is for. It stands in it and in the trail.",
)
def export(code, report, kind, output, reason):
    """Write a report of CONSULTATION to DIRECTORY: of its draft release, else of what is published, else as it is now.

    Without --report: the exact figures of the results page, for analysts only. What may not be published is listed on
    standard error with exit status 3, and no file is written. With --report data: every response, coded, as CSV files
    in a ZIP for another analyst, without answers about people.
    """
    hold_snapshot()
    consultation = find_consultation(code) or refuse(f"There is no consultation {code}.")
    now = current_app.config["CLOCK"]()
    try:
        output.mkdir(parents=True, exist_ok=True)
        for path in (
            _figures(consultation, kind, output, now)
            if report == RESULTS
            else _data(consultation, kind, reason, output, now)
            if report == DATA
            else _report(consultation, report, kind, output, now)
        ):
            click.echo(path)
    except OSError as error:
        refuse(f"{error.filename}: {error.strerror}")


def _figures(consultation, kind, output, now):
    found = results.of(consultation) or refuse(f"{consultation.code} has no published questionnaire.")
    files = [file for file, of_kind in download.FILES.items() if of_kind == kind]
    if not files:
        refuse(f"Figures are written as xlsx or csv, not as {kind}. For a report, add --report.")
    for file in files:
        content = download.make(found, file, now)
        reporting.release(found, kind, file, content, None, now)
        (output / file).write_bytes(content)
        yield output / file


def _data(consultation, kind, reason, output, now):
    if kind != "csv":
        refuse(f"Data are written as csv, not as {kind}.")
    newest_version(consultation) or refuse(f"{consultation.code} has no published questionnaire.")
    yield making.write_to(consultation, making.RESPONSES, (), reason.strip(), output, now)


def _report(consultation, report, kind, output, now):
    formats = report_files.REPORTS[report].formats
    if kind not in formats:
        refuse(f"This report is written as {', '.join(formats)}, not as {kind}.")
    source = report_files.newest(consultation, now) or refuse(f"{consultation.code} has no published questionnaire.")
    try:
        name, _media_type, content = source.make(report, kind)
    except ReleaseStopped as stopped:
        for stop in stopped.stops:
            click.echo(f"{stop.words} ({stop.link})", err=True)
        raise SystemExit(STOPPED) from None
    reporting.release_report(consultation, source.data, kind, name, content, None, now)
    (output / name).write_bytes(content)
    yield output / name
