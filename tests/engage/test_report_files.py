"""Reports as files, from the page of staff and from the command line: what may leave, how it is written down."""

import hashlib
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from engage import report_files
from engage.extensions import db
from engage.models import AuditEvent, Release, Role
from tests.builders import a_consultation, a_response
from tests.engage.releases.prepared import CLOSED, a_draft, approved, released
from tests.snapshots import a_snapshot

PLACE = "/staff/consultations/market-place"
READERS = frozenset({Role.ANALYST, Role.ENGAGEMENT_OFFICER, Role.PANEL_MEMBER})
#: rows of tests.test_access.TABLE
ENDPOINTS = {
    "reports.list_reports": ("get", f"{PLACE}/reports", READERS),
    "reports.download_report": ("get", f"{PLACE}/reports/summary.html", READERS),
}
FILES = [("summary", "docx"), ("full", "csv"), ("committee", "html"), ("easy_read", "odt"), ("method", "docx")]


def a_published_release():
    """Published, with figures that need no rows behind them."""
    draft = approved(a_draft())
    return released(draft, draft.approved_by)


def export(app, output, *more):
    arguments = ["engage", "export", "market-place", "--output", str(output), *more]
    return app.test_cli_runner().invoke(args=arguments)


def test_every_report_of_a_release_is_the_same_to_the_byte_whenever_it_is_made(app):
    source = report_files.of_release(a_published_release())

    for report, kind in FILES:
        name, _media_type, content = source.make(report, kind)
        assert source.make(report, kind) == (name, _media_type, content)
        assert name.startswith("market-place-") and "2026-11" in name


def test_staff_download_a_report_of_a_release_and_it_is_written_down(staff):
    release = a_published_release()
    browser = staff(Role.PANEL_MEMBER)

    page = browser.get(f"{PLACE}/reports")
    reply = browser.client.get(f"{PLACE}/reports/committee.docx?release={release.number}")

    assert "Report to a committee" in page.text
    assert reply.status_code == 200
    assert reply.headers["Content-Disposition"].startswith('attachment; filename="market-place-committee-report-')
    db.session.rollback()
    entry = db.session.scalars(select(Release)).one()
    assert (entry.kind, entry.file_sha256) == ("docx", hashlib.sha256(reply.data).hexdigest())
    event = db.session.scalars(select(AuditEvent).filter_by(verb="downloaded_results")).one()
    assert event.detail["file"].endswith(".docx")


def test_a_draft_that_the_gate_stops_cannot_be_downloaded_and_the_page_says_why(staff):
    a_draft(data=a_snapshot(counted_at="2026-10-07T09:00:00+00:00"))
    browser = staff(Role.ANALYST)

    reply = browser.client.get(f"{PLACE}/reports/summary.docx")

    assert reply.status_code == 422
    assert "Nothing of it can be downloaded until this is mended" in reply.get_data(as_text=True)
    assert db.session.scalars(select(Release)).all() == []


@pytest.mark.parametrize("address", ["summary.exe", "easy_read.xlsx", "data.docx", "summary.docx?release=9"])
def test_what_is_no_report_is_not_there(staff, address):
    a_published_release()

    assert staff(Role.ANALYST).client.get(f"{PLACE}/reports/{address}").status_code == 404


def test_a_release_that_was_taken_back_is_not_handed_out(staff, app):
    release = a_published_release()
    release.taken_back_at, release.taken_back_why = CLOSED, "A mistake"
    db.session.commit()

    assert staff(Role.ANALYST).client.get(f"{PLACE}/reports/summary.docx?release=1").status_code == 404


def test_the_command_line_writes_the_report_of_a_release(app, tmp_path):
    app.config["CLOCK"] = lambda: CLOSED  # what is exported is written into the trail after it was published
    source = report_files.of_release(a_published_release())

    outcome = export(app, tmp_path, "--report", "full", "--format", "odt")

    assert outcome.exit_code == 0, outcome.output
    name, _media_type, content = source.make("full", "odt")
    assert (tmp_path / name).read_bytes() == content
    assert db.session.scalars(select(Release.made_by_id)).all() == [None]


def test_the_command_line_refuses_what_the_gate_refuses_with_its_list(app, tmp_path):
    a_response(a_consultation(), {"streets": ["buses"]})

    outcome = export(app, tmp_path, "--report", "summary", "--format", "docx")

    assert outcome.exit_code == 3
    assert PLACE in outcome.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--report", "easy_read", "--format", "csv"], "This report is written as docx, odt, pdf, html, not as csv.\n"),
        (["--format", "pdf"], "Figures are written as xlsx or csv, not as pdf. For a report, add --report.\n"),
    ],
)
def test_the_command_line_says_which_formats_there_are(app, tmp_path, more, words):
    a_consultation()

    outcome = export(app, tmp_path, *more)

    assert (outcome.exit_code, outcome.stderr) == (1, words)


def test_the_data_are_written_for_another_analyst_with_a_reason(app, tmp_path):
    a_response(a_consultation(), {"streets": ["buses"]}, {"streets": "More buses"})

    asked = ("--report", "data", "--format", "csv", "--reason", "Cross-check for the Board")
    written = export(app, tmp_path, *asked)

    assert written.exit_code == 0, written.output
    with ZipFile(written.output.strip()) as held:
        assert "More buses" in held.read("answers.csv").decode()
    event = db.session.scalars(select(AuditEvent)).one()
    assert event.detail["reason"] == "Cross-check for the Board"


def test_data_are_no_report_of_another_format(app, tmp_path):
    a_consultation()

    refused = export(app, tmp_path, "--report", "data", "--format", "docx", "--reason", "Cross-check")

    assert (refused.exit_code, refused.output) == (1, "Data are written as csv, not as docx.\n")
