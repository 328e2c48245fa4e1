"""A finished consultation becomes a folder that needs no program of ours, and comes back to the byte."""

import hashlib
import json
import stat
import subprocess

import pytest
from flask_migrate import upgrade

from engage import create_app, jobs
from engage.archives import bag, reading
from engage.errors import ArchiveRefused
from engage.extensions import db
from engage.models import AuditEvent, Job, Role
from engage.operations import audit, releases
from tests.builders import PASSWORD, SECRET, a_codeframe, a_consultation, a_response, a_staff_user, count
from tests.conftest import Client, settings
from tests.engage.releases.prepared import CLOSED, a_draft, approved, author, released
from tests.pages import Browser

#: what the second archive may say otherwise: when and where it was written
STATED = {"bag-info.txt", "tagmanifest-sha256.txt"}


@pytest.fixture
def finished(app):
    """A consultation that is over, with an agreed codeframe and released results."""
    app.config["CLOCK"] = lambda: CLOSED
    consultation = a_consultation()
    a_response(consultation, {"streets": ["buses"]}, {"streets": "Write to bella@example.org"}, {"age_band": "old"})
    writer = author()
    a_codeframe(consultation, writer, "Trees", "Buses")
    released(approved(a_draft(consultation, writer)), writer, files=[("pdf", "summary.pdf", b"%PDF a report")])
    return consultation


@pytest.fixture
def elsewhere(tmp_path):
    """The application over another, empty database."""
    there = create_app(settings(f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}") | {"SECRET_KEY": SECRET})
    there.config["CLOCK"] = lambda: CLOSED.replace(year=2030)
    there.test_client_class = Client
    with there.app_context():
        upgrade()
        db.session.remove()
    yield there
    with there.app_context():
        db.engine.dispose()


def run(app, *arguments):
    with app.app_context():
        ended = app.test_cli_runner().invoke(args=["engage", *map(str, arguments)])
        db.session.remove()
    assert ended.exit_code == 0, ended.output
    return ended.output


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_archive_is_read_back_into_an_empty_database_and_written_again_to_the_byte(
    finished, app, elsewhere, tmp_path
):
    first, second = tmp_path / "first", tmp_path / "second"
    run(app, "archive", "market-place", first, "--level", "people")

    told = run(elsewhere, "read-archive", first)
    run(elsewhere, "archive", "market-place", second)

    assert "Its results stand at /market-place/results" in told
    before, after = files(first), files(second)
    assert {name for name in before if before[name] != after.get(name)} <= STATED
    assert set(before) == set(after)
    with elsewhere.app_context():
        page = Browser(elsewhere.test_client()).get("/market-place/results")
        assert page.status == 200
        assert "Buses came first" in page.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_holds_what_somebody_needs_who_has_no_program_of_ours(finished, app, tmp_path):
    anchor = audit.anchor()
    run(app, "archive", "market-place", tmp_path / "kept", "--level", "people")

    found = files(tmp_path / "kept")
    assert {
        "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "data/README.txt", "data/consultation.json",
        "data/papers/index.csv", "data/papers/withheld.csv", "data/papers/trail.csv", "data/plan/decisions.csv",
        "data/papers/releases/1/data.json", "data/papers/releases/1/method-note.html",
        "data/papers/questionnaires/version-1.json", "data/papers/questionnaires/version-1-standard-en.html",
        "data/papers/decisions/recommendations.csv", "data/responses/dictionary.csv", "data/responses/responses.csv",
        "data/codeframes/codeframe-market-place-streets-comment-1.csv",
    } <= set(found)  # fmt: skip
    assert anchor in found["data/README.txt"].decode()
    assert all(b"bella@example.org" not in content for content in found.values())
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "kept").rglob("*") if path.is_file()} == {0o600}
    checked = subprocess.run(
        ["sha256sum", "--check", "--quiet", "manifest-sha256.txt", "tagmanifest-sha256.txt"],  # noqa: S607
        cwd=tmp_path / "kept", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (checked.returncode, checked.stdout) == (0, "")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_how_much_of_single_people_is_in_it_is_chosen_and_written_down(finished, app, tmp_path):
    for level in ("papers", "answers"):
        run(app, "archive", "market-place", tmp_path / level, "--level", level, "--reason", "Ten years are over")

    assert not (tmp_path / "papers" / "data" / "responses").exists()
    assert "age_band" not in (tmp_path / "answers" / "data" / "responses" / "responses.csv").read_text().splitlines()[0]
    written = db.session.query(AuditEvent).filter_by(verb="wrote_data").all()
    assert [event.detail["about"] for event in written] == [["papers"], ["answers"]]
    assert written[0].detail["reason"] == "Ten years are over"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda folder: (folder / "data/consultation.json").write_text("{}"), "data/consultation.json was changed"),
        (lambda folder: (folder / "data/papers/index.csv").unlink(), "data/papers/index.csv is missing"),
        (lambda folder: (folder / "data/more.txt").write_text("x"), "data/more.txt was added"),
        (lambda folder: (folder / "bag-info.txt").write_text("x"), "bag-info.txt was changed"),
        (lambda folder: (folder / "bagit.txt").unlink(), "is no archive"),
    ],
)
def test_whatever_was_changed_is_named_and_nothing_is_read_in(finished, app, elsewhere, tmp_path, change, reason):
    run(app, "archive", "market-place", tmp_path / "kept", "--level", "papers")
    change(tmp_path / "kept")

    with elsewhere.app_context(), pytest.raises(ArchiveRefused, match=reason):
        reading.read_back(tmp_path / "kept", False, None, CLOSED)


def test_a_file_outside_the_folder_is_never_read(tmp_path):
    (tmp_path / "secret").write_text("x")
    kept = tmp_path / "kept"
    (kept / "data").mkdir(parents=True)
    (kept / "bagit.txt").write_text(bag.DECLARATION)
    (kept / bag.PAYLOAD).write_text(f"{hashlib.sha256(b'x').hexdigest()}  data/../../secret\n")

    with pytest.raises(ArchiveRefused, match="outside the archive"):
        bag.check(kept)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_not_over_is_not_archived(app, tmp_path):
    a_consultation()

    ended = app.test_cli_runner().invoke(args=["engage", "archive", "market-place", str(tmp_path / "kept")])

    assert ended.exit_code == 1
    assert "is not over" in ended.output
    assert list(tmp_path.glob("*kept*")) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_address_that_is_taken_is_not_taken_again(finished, app, tmp_path):
    run(app, "archive", "market-place", tmp_path / "kept", "--level", "papers")

    with pytest.raises(ArchiveRefused, match="There is a consultation market-place here already"):
        reading.read_back(tmp_path / "kept", False, None, CLOSED)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_words_that_were_taken_off_a_release_are_not_in_the_archive(app, tmp_path, elsewhere):
    app.config["CLOCK"] = lambda: CLOSED
    consultation, writer = a_consultation(), author()
    release = released(approved(a_draft(consultation, writer)), writer, files=[("pdf", "summary.pdf", b"%PDF")])
    releases.take_back(release, "A figure was wrong", CLOSED.tzinfo, writer, CLOSED)

    run(app, "archive", "market-place", tmp_path / "kept", "--level", "papers")
    run(elsewhere, "read-archive", tmp_path / "kept")

    facts = json.loads((tmp_path / "kept" / "data" / "consultation.json").read_text())
    assert facts["releases"] == []
    assert not (tmp_path / "kept" / "data" / "papers" / "releases").exists()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_changes_what_was_read_back(finished, app, elsewhere, tmp_path):
    run(app, "archive", "market-place", tmp_path / "kept", "--level", "papers")
    run(elsewhere, "read-archive", tmp_path / "kept")

    with elsewhere.app_context():
        a_staff_user("officer@example.org", Role.ENGAGEMENT_OFFICER)
        browser = Browser(elsewhere.test_client())
        browser.get("/staff/sign-in").submit({"email": "officer@example.org", "password": "seven-green-kettles-sing"})
        page = browser.get("/staff/consultations/market-place/releases/draft")
        refused = page.submit({})
        assert refused.status == 409
        assert "read back from an archive" in refused.text
        assert count(AuditEvent, verb="prepared_results") == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_analyst_archives_from_the_page_of_data_with_a_reason_and_the_password(finished, app, staff, tmp_path):
    browser = staff(Role.ANALYST)
    page = browser.get("/staff/consultations/market-place/data")

    page.submit({"q_kind": "archive", "q_reason": "The record of the Board", "password": PASSWORD})
    jobs.run_worker(app, once=True)
    job = db.session.query(Job).one()
    reply = browser.client.get(f"/staff/consultations/market-place/data/files/{job.public_id}/data.zip")

    (tmp_path / "data.zip").write_bytes(reply.data)
    bag.unpack(tmp_path / "data.zip", tmp_path / "kept")
    assert reading.check(tmp_path / "kept")["code"] == "market-place"
    assert "The record of the Board" in (tmp_path / "kept" / "bag-info.txt").read_text()
    assert count(AuditEvent, verb="took_data") == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_page_says_that_an_open_consultation_is_not_archived(app, staff):
    a_response(a_consultation(), comments={"streets": "More trees"})
    page = staff(Role.ANALYST).get("/staff/consultations/market-place/data")

    refused = page.submit({"q_kind": "archive", "q_reason": "It is too soon for this", "password": PASSWORD})

    assert refused.status == 422
    assert "This consultation is not over" in refused.text
