"""A backup is whole or not there, holds all that was acknowledged before it began, and comes back to the last row."""

import base64
import datetime as dt
import json
import stat
import threading

import pytest
from flask_migrate import upgrade
from sqlalchemy import select, text

from engage import create_app, jobs
from engage.backups import apart, making, manifest, postgresql, restoring
from engage.doctor import examine
from engage.errors import BackupRefused
from engage.extensions import db
from engage.models import Answer, AuditEvent, Consultation, DataKey, PageVideo, Response, StaffSession
from engage.operations import audit, keys, returning, staff
from engage.startup import newest_schema
from tests.builders import NOW, SECRET, a_consultation, a_response, a_staff_user
from tests.conftest import settings

LATER = NOW + dt.timedelta(hours=3)


@pytest.fixture
def elsewhere(app, tmp_path):
    """elsewhere() is the application over another, empty database of the same kind, with folders of its own."""
    made = []

    def begin():
        if db.engine.dialect.name == "sqlite":
            url = f"sqlite:///{tmp_path / f'restored-{len(made)}.sqlite3'}"
        else:
            name = f"restored_{len(made)}"
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
            url = db.engine.url.set(database=name, drivername="postgresql").render_as_string(hide_password=False)
        other = create_app(settings(url) | {"SCAN_FOLDER": str(tmp_path / "there" / "scans"), "SECRET_KEY": SECRET})
        other.config["MEDIA_FOLDER"] = str(tmp_path / "there" / "media")
        made.append(other)
        return other

    yield begin
    for other in made:
        with other.app_context():
            db.session.remove()
            url = db.engine.url
            db.engine.dispose()
        if url.drivername.startswith("postgresql"):
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text(f"DROP DATABASE {url.database}"))


@pytest.fixture
def council(app, tmp_path):
    """A consultation with an answer, a video and a member of staff who is signed in."""
    app.config["MEDIA_FOLDER"] = str(tmp_path / "media")
    consultation = a_consultation()
    a_response(consultation, comments={"streets": "More trees"})
    officer = a_staff_user()
    staff.begin_session(officer, "token", "", False, NOW)
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "film.mp4").write_bytes(b"the film")
    db.session.add(
        PageVideo(
            public_id="film", consultation_id=consultation.id, section_key="", language="bsl", media_type="video/mp4",
            n_bytes=6, sha256="0" * 64, captions="c", transcript="t", credit="c", added_at=NOW,
        )
    )  # fmt: skip
    db.session.commit()
    return consultation


def words():
    return set(db.session.scalars(select(Answer.text)))


def test_a_backup_comes_back_into_an_empty_database_with_its_files_and_a_whole_trail(council, elsewhere, tmp_path):
    anchor = audit.anchor()
    made = making.make(tmp_path / "kept", NOW)
    db.session.remove()

    there = elsewhere()
    with there.app_context():
        restoring.restore(made.folder, LATER, tmp_path)

        assert words() == {"More trees"}
        assert audit.verify(anchor).fault == ""
        assert db.session.scalar(select(AuditEvent.verb).order_by(AuditEvent.number.desc())) == "restored_backup"
        assert db.session.scalars(select(StaffSession)).all() == []
    assert (tmp_path / "there" / "media" / "film.mp4").read_bytes() == b"the film"


def test_a_backup_says_what_is_in_it_and_nobody_else_may_read_it(council, app, tmp_path):
    made = making.make(tmp_path / "kept", NOW)

    content = json.loads((made.folder / manifest.NAME).read_text())
    files = [path for path in made.folder.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(made.folder.stat().st_mode) == 0o700
    assert content["tables"]["response"] == 1
    assert content["schema"] == newest_schema(app)
    assert {one["path"] for one in content["files"]} >= {"README.txt", "videos/film.mp4"}
    assert "ENGAGE_SECRET_KEY and ENGAGE_CONTACT_KEY are not in here" in (made.folder / "README.txt").read_text()
    assert all(SECRET.encode() not in path.read_bytes() for path in files)
    assert audit.last_backup_at() == NOW


def test_it_never_takes_the_place_of_another(council, tmp_path):
    (tmp_path / "kept").mkdir()

    with pytest.raises(BackupRefused, match="is there already"):
        making.make(tmp_path / "kept", NOW)


def test_nothing_is_left_of_a_backup_that_failed(council, tmp_path):
    def stop(_share, stage):
        if stage == "Hashing":
            raise OSError(28, "No space left on device")

    with pytest.raises(BackupRefused, match="No space left on device"):
        making.make(tmp_path / "backups" / "kept", NOW, stop)

    assert list((tmp_path / "backups").iterdir()) == []
    assert audit.last_backup_at() is None


def test_files_that_the_database_names_and_that_are_gone_are_told_and_others_stay_behind(council, app, tmp_path):
    (tmp_path / "media" / "film.mp4").rename(tmp_path / "media" / "left over.mp4")

    made = making.make(tmp_path / "kept", NOW)

    assert made.missing == ("videos/film",)
    assert not (made.folder / "videos").exists()


@pytest.mark.parametrize("file", ["videos/film.mp4", "README.txt", "manifest.json", "erased.json"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_changed_byte_is_found_before_anything_is_restored(council, elsewhere, tmp_path, file):
    made = making.make(tmp_path / "kept", NOW)
    db.session.remove()
    path = (tmp_path if file == "erased.json" else made.folder) / file
    path.write_bytes(path.read_bytes().replace(b"e", b"f", 1))

    with elsewhere().app_context(), pytest.raises(BackupRefused, match=f"{path.name} was changed"):
        restoring.restore(made.folder, LATER, tmp_path)

    assert not (tmp_path / "there").exists()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_missing_file_is_named(council, elsewhere, tmp_path):
    made = making.make(tmp_path / "kept", NOW)
    db.session.remove()
    (made.folder / "videos" / "film.mp4").unlink()

    with elsewhere().app_context(), pytest.raises(BackupRefused, match=r"film\.mp4 is missing from the backup"):
        restoring.restore(made.folder, LATER, tmp_path)


def test_a_database_with_rows_is_not_touched(council, tmp_path):
    made = making.make(tmp_path / "kept", NOW)
    a_response(council, comments={"streets": "After the backup"})

    with pytest.raises(BackupRefused, match="is not empty: answer"):
        restoring.restore(made.folder, LATER, tmp_path)

    assert words() == {"More trees", "After the backup"}


def test_a_database_that_was_made_ready_counts_as_empty(council, elsewhere, tmp_path):
    made = making.make(tmp_path / "kept", NOW)
    db.session.remove()

    with elsewhere().app_context():
        upgrade()
        restoring.restore(made.folder, LATER, tmp_path)

        assert words() == {"More trees"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_another_secret_is_named_and_restores_nothing(council, elsewhere, tmp_path):
    made = making.make(tmp_path / "kept", NOW)
    db.session.remove()
    there = elsewhere()
    there.config["SECRET_KEY"] = "another secret than that of the backup"
    there.config["CONTACT_KEY"] = SECRET

    with there.app_context(), pytest.raises(BackupRefused, match="^ENGAGE_SECRET_KEY is not what it was"):
        restoring.restore(made.folder, LATER, tmp_path)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"schema": "9999"}, "of a newer program"),
        ({"schema": "0001"}, "Say --upgrade"),
        ({"database": "postgresql"}, "a backup of postgresql, and ENGAGE_DATABASE_URL names a database of sqlite"),
        ({"format": "engage backup 9"}, "no backup that this version of Engage can read"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused_with_the_way_on(council, elsewhere, tmp_path, changes, reason):
    made = making.make(tmp_path / "kept", NOW)
    db.session.remove()
    content = manifest.read_signed(made.folder / manifest.NAME)
    manifest.write_signed(made.folder / manifest.NAME, content | changes)

    with elsewhere().app_context(), pytest.raises(BackupRefused, match=reason):
        restoring.restore(made.folder, LATER, tmp_path)


def test_who_took_an_answer_back_after_the_backup_is_not_brought_back(council, elsewhere, tmp_path):
    officer = a_staff_user("left@example.org")
    gone = a_response(council, comments={"streets": "Forget that I said this"})
    made = making.make(tmp_path / "kept", NOW)
    returning.withdraw(gone, LATER)
    officer.disabled_at = LATER
    db.session.commit()
    apart.write(tmp_path, LATER)
    db.session.remove()

    with elsewhere().app_context():
        counts = restoring.restore(made.folder, LATER, tmp_path)

        assert words() == {"More trees"}
        assert counts["withdrawn"] == counts["closed accounts"] == 1
        withdrawn = db.session.scalars(select(Response.public_id).where(Response.withdrawn_at.is_not(None))).all()
        assert withdrawn == [gone.public_id]
        assert staff.find_active("left@example.org") is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_a_list_of_erasures_somebody_has_to_say_that_there_were_none(council, tmp_path):
    with pytest.raises(BackupRefused, match="--without-apart"):
        apart.read(tmp_path / "erased.json", NOW.isoformat())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_list_of_erasures_from_before_the_backup_is_refused(council, tmp_path):
    apart.write(tmp_path, NOW)

    with pytest.raises(BackupRefused, match="older than the backup"):
        apart.read(tmp_path / "erased.json", LATER.isoformat())


def test_what_was_acknowledged_before_the_backup_began_is_in_it_while_others_go_on_writing(
    council, app, elsewhere, tmp_path
):
    ledger, over, begun = [], threading.Event(), threading.Event()

    def write(number):
        with app.app_context():
            consultation = db.session.get(type(council), council.id)
            for turn in range(1000):
                if over.is_set():
                    break
                a_response(consultation, comments={"streets": f"words {number}-{turn}"})
                ledger.append(f"words {number}-{turn}")
                if len(ledger) > 20:
                    begun.set()
            db.session.remove()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    begun.wait(60)
    before = set(ledger)
    try:
        made = making.make(tmp_path / "kept", NOW)
    finally:
        over.set()
        for writer in writers:
            writer.join()
    db.session.remove()

    with elsewhere().app_context():
        restoring.restore(made.folder, LATER, tmp_path)

        assert before - words() == set()
        assert audit.verify(made.anchor).fault == ""


def test_what_is_missing_of_postgresql_is_said_with_how_to_install_it(tmp_path):
    with pytest.raises(BackupRefused, match="pg_dump is not on this machine. Install it, on Debian: apt install"):
        postgresql.find("pg_dump", 15, (tmp_path,))


def test_an_older_program_than_the_server_is_refused(tmp_path):
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 13.2'\n")
    program.chmod(0o700)

    with pytest.raises(BackupRefused, match="pg_dump is of version 13, and the server of version 15"):
        postgresql.find("pg_dump", 15, (tmp_path,))
    assert postgresql.find("pg_dump", 13, (tmp_path,)) == str(program)


def test_the_commands_take_a_backup_and_bring_it_back(council, app, elsewhere, tmp_path):
    app.config["BACKUP_FOLDER"] = str(tmp_path / "backups")

    made = app.test_cli_runner().invoke(args=["engage", "backup"])
    again = app.test_cli_runner().invoke(args=["engage", "backup"])
    there = elsewhere()
    folder = str(tmp_path / "backups" / "engage-20261007T103000Z")
    with there.app_context():
        restored = there.test_cli_runner().invoke(args=["engage", "restore", folder])
        twice = there.test_cli_runner().invoke(args=["engage", "restore", folder])

    assert (made.exit_code, again.exit_code) == (0, 1)
    assert "The secrets of the settings are not in it" in made.output
    assert "is there already" in again.output
    assert (restored.exit_code, twice.exit_code) == (0, 1), restored.output
    assert "its audit trail is whole. Everybody signs in again." in restored.output
    assert "The database is not empty" in twice.output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_command_says_where_it_would_need_to_be_told(app):
    asked = app.test_cli_runner().invoke(args=["engage", "backup"])
    nothing = app.test_cli_runner().invoke(args=["engage", "backup", "--before-upgrade"])

    assert (asked.exit_code, nothing.exit_code) == (1, 0)
    assert "Say where" in asked.output
    assert "Nothing is to be upgraded" in nothing.output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_worker_keeps_the_list_of_erasures_beside_the_backups(council, app, tmp_path):
    app.config["BACKUP_FOLDER"] = str(tmp_path / "backups")

    jobs.run_worker(app, once=True)

    assert apart.read(tmp_path / "backups" / "erased.json", NOW.isoformat())["withdrawn"] == {}
    assert jobs.run_next(lambda: NOW) is False


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_doctor_warns_of_a_backup_that_is_too_old(council, app, tmp_path):
    def said(now):
        return [finding.words for finding in examine(app, now) if "backup" in finding.words]

    app.config["BACKUP_HOURS"] = 26
    before = said(NOW)
    making.make(tmp_path / "kept", NOW)

    assert before == ["No backup was ever made."]
    assert said(NOW + dt.timedelta(hours=26)) == []
    assert said(NOW + dt.timedelta(hours=30)) == ["The newest backup is 30 hours old; 26 are allowed."]


def test_a_destroyed_key_opens_no_text_in_a_backup_from_before(council, elsewhere, tmp_path):
    wrapped = db.session.scalar(select(DataKey.wrapped))
    made = making.make(tmp_path / "kept", NOW)
    keys.destroy_key(council, None, LATER)
    apart.write(tmp_path, LATER)
    db.session.remove()

    for path in (*made.folder.rglob("*"), tmp_path / "keys.json"):
        content = path.read_bytes() if path.is_file() else b""
        assert wrapped not in content
        assert base64.b64encode(wrapped) not in content
    with elsewhere().app_context():
        restoring.restore(made.folder, LATER, tmp_path)

        assert words() == {""}
        assert keys.missing() == []
        assert keys.is_destroyed(db.session.get(Consultation, 1))


def test_without_the_keys_that_are_kept_apart_nothing_is_restored_unless_somebody_says_so(council, elsewhere, tmp_path):
    made = making.make(tmp_path / "kept", NOW)
    (tmp_path / "keys.json").unlink()
    db.session.remove()

    with elsewhere().app_context():
        with pytest.raises(BackupRefused, match=r"keys\.json is not there"):
            restoring.restore(made.folder, LATER, tmp_path)
        restoring.restore(made.folder, LATER, None)

        assert keys.missing() == ["market-place"]


def test_a_new_consultation_gets_a_key_of_its_own_after_a_restore(council, elsewhere, tmp_path):
    made = making.make(tmp_path / "kept", NOW)
    db.session.remove()

    with elsewhere().app_context():
        restoring.restore(made.folder, LATER, tmp_path)
        a_response(a_consultation("town-hall"), comments={"streets": "A second consultation"})

        assert words() == {"More trees", "A second consultation"}
