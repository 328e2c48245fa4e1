"""Responses that were collected elsewhere come in once, count together, and can be taken back whole."""

import csv
import io

import pytest
from sqlalchemy import func, select

from engage import import_jobs, jobs
from engage.errors import Closed, ImportRefused, JobTaken, ScanMissing
from engage.extensions import db
from engage.extracts.counting import is_counted
from engage.models import (
    Answer,
    AnswerChoice,
    AuditEvent,
    ImportedRow,
    OriginalText,
    ProfileChoice,
    Response,
    ResponseImport,
    ResultsRelease,
    SafeguardingConcern,
)
from engage.operations.importing import bringing, keeping
from tests.builders import NOW, a_consultation, a_response, a_staff_user
from tests.engage.importing.brought import a_file, brought, clock, faults_of, silent, store
from tests.forms.importing.exports import CITIZEN_SPACE, LIMESURVEY, PLAIN, STREETS, as_csv


def n_counted():
    return db.session.scalar(select(func.count(Response.id)).where(is_counted()))


def test_good_rows_come_in_and_bad_ones_are_listed(app):
    consultation = a_consultation()
    a_response(consultation, {"streets": ["buses"]})

    found = brought(consultation, LIMESURVEY)

    assert (found.n_imported, found.n_faulty, found.n_known, n_counted()) == (2, 1, 0, 3)
    response = db.session.scalars(select(Response).where(Response.channel == "imported").order_by(Response.id)).first()
    assert (response.submitted_at.isoformat(), response.is_test) == ("2026-10-01T09:00:00+00:00", False)
    assert [answer.text for answer in response.answers if answer.text] == ["More trees"]
    assert db.session.scalar(select(func.count()).select_from(AnswerChoice)) == 4
    assert db.session.scalar(select(func.count()).select_from(ProfileChoice)) == 2
    header, line = faults_of(found)
    assert header.startswith("Row,Column,What is wrong,How to put it right,id,submitdate")
    assert line.startswith("4,submitdate,There is no date on which it was submitted")
    verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert [verb for verb in verbs if "responses" in verb] == ["uploaded_responses", "imported_responses"]


def test_the_mended_rows_come_in_without_doubling(app):
    consultation = a_consultation()
    found = brought(consultation, LIMESURVEY)
    header, bad = csv.reader(faults_of(found))
    bad += [""] * (len(header) - len(bad))
    bad[5], bad[12] = "2026-10-04", "Mended"

    again = brought(consultation, [header, bad])
    whole = brought(consultation, [*LIMESURVEY[:3], ["3", "2026-10-04", "1", "en", "125", "", "", "", "Other", ""]])

    assert (again.n_imported, again.n_faulty) == (1, 0)
    assert (whole.n_imported, whole.n_known, whole.n_faulty) == (0, 2, 1)
    assert "here already, with other answers" in faults_of(whole)[1]
    assert n_counted() == 3


def test_the_very_same_file_is_not_taken_twice_and_a_row_without_a_number_counts_as_often_as_it_stands(app):
    consultation = a_consultation()
    lines = [[STREETS], ["Buses"], ["Buses"], ["Trees"]]

    assert brought(consultation, lines).n_imported == 3
    with pytest.raises(ImportRefused, match="brought on 7 October 2026"):
        a_file(consultation, lines)
    more = brought(consultation, [*lines, ["Buses"]])

    assert (more.n_imported, more.n_known, n_counted()) == (1, 3, 4)


def test_a_number_that_stands_twice_is_a_fault(app):
    found = brought(a_consultation(), [PLAIN[0], PLAIN[1], PLAIN[1], PLAIN[2]])

    assert (found.n_imported, found.n_faulty) == (2, 1)
    assert "stands twice" in faults_of(found)[1]


def test_nothing_counts_until_the_last_row_is_in_and_a_stopped_import_goes_on(app, monkeypatch):
    monkeypatch.setattr(bringing, "AT_ONCE", 2)
    consultation = a_consultation()
    lines = [PLAIN[0], *([f"{n}", "30/09/2026", "Buses", f"Comment {n}", ""] for n in range(5))]
    found = a_file(consultation, lines)

    def stopped(share, stage):
        raise JobTaken("stopped")

    with pytest.raises(JobTaken):
        import_jobs.bring(found, None, stopped, clock)
    db.session.rollback()
    assert (keeping.n_rows_in(found), n_counted()) == (2, 0)
    with pytest.raises(ImportRefused, match="Some of its responses are in"):
        keeping.throw_away(found, store(), None, NOW)

    import_jobs.bring(found, None, silent, clock)

    assert (found.n_imported, found.n_faulty, found.n_known, n_counted()) == (5, 0, 0, 5)


def test_an_import_is_taken_back_whole_until_results_with_it_are_published(app):
    consultation = a_consultation()
    a_response(consultation, {"streets": ["buses"]})
    actor, other = a_staff_user(), a_staff_user("b@example.org")
    found = brought(consultation, CITIZEN_SPACE, actor)
    release = ResultsRelease(
        consultation_id=consultation.id, number=1, content=b"{}", sha256="0" * 64, prepared_at=NOW,
        prepared_by_id=actor.id, approved_at=NOW, approved_by_id=other.id, approved_sha256="0" * 64,
        published_at=NOW, published_by_id=actor.id,
    )  # fmt: skip
    db.session.add(release)
    db.session.commit()

    with pytest.raises(ImportRefused, match="Release 1"):
        bringing.remove(found, store(), actor, NOW)
    db.session.delete(release)
    db.session.commit()

    assert bringing.remove(found, store(), actor, NOW) == 3
    assert (n_counted(), found.removed_at) == (1, NOW)
    assert db.session.scalar(select(func.count()).select_from(ImportedRow)) == 0
    assert db.session.scalar(select(func.count(Answer.id))) == 1
    assert brought(consultation, CITIZEN_SPACE, actor).n_imported == 3


def test_texts_are_masked_watched_and_sealed_as_those_that_are_typed_here(app):
    consultation = a_consultation()
    text = "Write to ann@example.org. I want to kill myself"
    found = brought(consultation, [PLAIN[0], ["1", "30/09/2026", "Buses", text, ""]])

    answer = db.session.scalars(select(Answer).where(Answer.text.is_not(None))).one()
    assert "ann@example.org" not in answer.text
    assert db.session.scalar(select(func.count(OriginalText.id))) == 1
    assert db.session.scalar(select(func.count(SafeguardingConcern.id))) == 1
    with pytest.raises(ImportRefused, match="safeguarding"):
        bringing.remove(found, store(), None, NOW)


def test_the_file_is_gone_once_its_responses_are_in(app):
    found = brought(a_consultation(), PLAIN)

    for kind in ("file", "profile"):
        with pytest.raises(ScanMissing):
            store().read_bytes("market-place", f"{found.public_id}-{kind}")
    with pytest.raises(ImportRefused, match="in already"):
        keeping.throw_away(found, store(), None, NOW)


def test_a_consultation_is_made_from_a_file_and_nobody_can_answer_it(app):
    consultation = keeping.begin_consultation("old-survey", None, NOW)

    found = brought(consultation, [CITIZEN_SPACE[0], *CITIZEN_SPACE[1:]])

    assert found.n_imported == 3
    assert (consultation.is_open(NOW), consultation.is_open(consultation.opens_at)) == (False, False)
    assert consultation.opens_at.isoformat() == "2026-10-01T09:00:00+00:00"
    with pytest.raises(Closed):
        a_response(consultation)
    again = brought(consultation, [CITIZEN_SPACE[0], ["ANON-ZZZZ-0000-Z", *CITIZEN_SPACE[1][1:]]])
    assert (again.n_imported, again.n_faulty) == (1, 0)


def test_a_worker_reads_and_what_cannot_be_read_is_said(app):
    actor = a_staff_user()
    found = keeping.upload(a_consultation(), r"C:\x\..\old.xls", io.BytesIO(b"\xd0\xcf\x11\xe0"), store(), actor, NOW)

    jobs.enqueue(import_jobs.KIND, import_jobs.arguments_of(found, import_jobs.READ), actor, NOW)
    assert jobs.run_next(clock)

    db.session.refresh(found)
    assert (found.file_name, "old Excel" in found.refused) == ("old.xls", True)


def test_files_that_nobody_goes_on_with_are_thrown_away(app):
    found = a_file(a_consultation(), PLAIN)

    assert keeping.erase_old(store(), NOW + keeping.FILES_LIVE) == 1
    assert db.session.get(ResponseImport, found.id).thrown_away_at is not None


def test_the_terminal_does_the_same(app, tmp_path):
    a_consultation()
    path, faults = tmp_path / "export.csv", tmp_path / "faults.csv"
    path.write_bytes(as_csv(LIMESURVEY))
    run = app.test_cli_runner().invoke

    checked = run(args=["engage", "import-responses", "market-place", str(path), "--check"])
    done = run(args=["engage", "import-responses", "market-place", str(path), "--faults", str(faults)])
    again = run(args=["engage", "import-responses", "market-place", str(path)])
    nobody = run(args=["engage", "import-responses", "nowhere", str(path), "--by", "x@example.org"])

    assert checked.output == "0 were here already, 1 cannot come in\n"
    assert done.output == "2 responses are in\n0 were here already, 1 cannot come in\n"
    assert len(faults.read_text().splitlines()) == 2
    assert "This very file was brought" in again.output
    assert "There is no account" in nobody.output
