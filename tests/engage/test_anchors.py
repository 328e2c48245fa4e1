"""The newest entry of the audit trail stands on whatever leaves, and the trail can be held to it afterwards."""

import datetime as dt
import io
import zipfile

import pytest
from pypdfium2 import PdfDocument
from sqlalchemy import delete

from engage import results
from engage.data import bundle
from engage.data.about import Request
from engage.data.responses import write_responses
from engage.exports import docx, download, html, odt, pdf, xlsx
from engage.exports.document import Column, Document, Paragraph, Table
from engage.extensions import db
from engage.models import AuditEvent
from engage.operations import audit
from engage.operations.consultations import find_consultation
from engage.operations.staff import record
from tests.builders import NOW, a_consultation, a_response

LATER = NOW + dt.timedelta(hours=1)
REPORT = Document(
    "Results", "en", "results", (Paragraph("In short"), Table("t", "Counts", (Column("Number", "count"),), ((12,),)))
)


@pytest.fixture
def anchor(app):
    consultation = a_consultation()
    a_response(consultation, {"streets": ["buses"]}, {"streets": "More trees"})
    record(None, "viewed", "consultation", "market-place", NOW)
    return audit.anchor()


def zipped(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def in_pdf(content):
    return "".join(page.get_textpage().get_text_range() for page in PdfDocument(content)).encode()


@pytest.mark.parametrize(
    ("write", "read"),
    [(docx.write, zipped), (odt.write, zipped), (xlsx.write, zipped), (html.write, bytes), (pdf.write, in_pdf)],
    ids=["docx", "odt", "xlsx", "html", "pdf"],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_report_tells_the_newest_entry_in_every_format(anchor, write, read):
    assert anchor.encode() in read(write(REPORT, LATER))


def test_a_report_that_is_made_again_of_frozen_data_is_the_same_however_long_the_trail_is_by_then(anchor):
    before = html.write(REPORT, LATER)
    record(None, "viewed", "consultation", "market-place", LATER + dt.timedelta(days=1))

    assert html.write(REPORT, LATER) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_figures_data_and_papers_tell_it_too(anchor):
    consultation = find_consultation("market-place")
    asked = Request("an analyst", "a test", LATER)

    def made(writer, *chosen):
        target = io.BytesIO()
        writer(consultation, list(chosen), asked, target, lambda share, stage: None)
        return zipped(target.getvalue())

    assert anchor.encode() in download.make(results.of(consultation), "cover.csv", LATER)
    assert anchor.encode() in made(write_responses)
    assert anchor.encode() in made(bundle.write_bundle)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_has_an_old_file_finds_out_whether_the_trail_was_cut_off_since(anchor, app):
    runner = app.test_cli_runner()
    record(None, "viewed", "consultation", "market-place", LATER)

    known = runner.invoke(args=["engage", "verify-audit", "--anchor", anchor])
    db.session.execute(delete(AuditEvent).where(AuditEvent.number >= int(anchor.split(":")[0])))
    db.session.commit()
    cut = runner.invoke(args=["engage", "verify-audit", "--anchor", anchor])

    assert (known.exit_code, cut.exit_code) == (0, 1)
    assert cut.output == f"The trail does not hold {anchor}: it was cut off, or written anew.\n"
