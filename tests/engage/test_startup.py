"""What must be true before the first request."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import event, text

from engage import create_app
from engage.config import ROOT
from engage.errors import SettingError
from engage.extensions import db
from engage.models import Consultation, StaffUser
from engage.operations import consultations, staff
from engage.startup import refuse_unsafe
from tests.builders import NOW, PASSWORD, a_consultation, a_staff_user
from tests.conftest import SECRET_KEY, settings


def test_a_migrated_empty_database_is_safe_and_stays_empty(app):
    refuse_unsafe(app)

    assert [db.session.query(model).count() for model in (Consultation, StaffUser)] == [0, 0]


def test_real_data_is_safe_outside_the_demonstration_and_is_left_alone(app):
    a_consultation()
    a_staff_user()

    refuse_unsafe(app)

    assert [db.session.query(model).count() for model in (Consultation, StaffUser)] == [1, 1]


def test_sqlite_that_could_lose_an_answer_is_refused(sqlite_template):
    app = create_app(settings(f"sqlite:///{sqlite_template}"))
    with app.app_context():
        event.listen(db.engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=NORMAL"))

        with pytest.raises(SettingError, match="SQLite must run with synchronous=FULL"):
            refuse_unsafe(app)

        db.session.remove()
        db.engine.dispose()


def test_sqlite_is_set_up_to_lose_nothing(sqlite_template):
    app = create_app(settings(f"sqlite:///{sqlite_template}"))
    with app.app_context():
        found = {
            name: db.session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys", "secure_delete")
        }
        db.session.remove()
        db.engine.dispose()

    assert found == {
        "journal_mode": "wal", "synchronous": 2, "busy_timeout": 10_000, "foreign_keys": 1, "secure_delete": 1,
    }  # fmt: skip


def test_postgresql_that_could_lose_an_answer_is_refused(postgresql_url):
    app = create_app(settings(f"{postgresql_url}&options=-c%20synchronous_commit%3Doff"))

    with pytest.raises(SettingError, match="PostgreSQL runs with synchronous_commit=off"):
        refuse_unsafe(app)

    with app.app_context():
        db.engine.dispose()


def test_an_empty_file_is_refused_with_the_command_that_mends_it(tmp_path):
    app = create_app(settings(f"sqlite:///{tmp_path / 'new.sqlite3'}"))

    with pytest.raises(SettingError, match=r"at no version, the program at \d{4}. Run: make upgrade"):
        refuse_unsafe(app)

    with app.app_context():
        db.engine.dispose()


def test_an_old_schema_is_refused(app):
    newest = db.session.scalar(text("select version_num from alembic_version"))
    db.session.execute(text("update alembic_version set version_num = '0000'"))
    db.session.commit()

    try:
        with pytest.raises(SettingError, match=f"The database is at 0000, the program at {newest}"):
            refuse_unsafe(app)
    finally:
        db.session.execute(text("update alembic_version set version_num = :newest"), {"newest": newest})
        db.session.commit()


def a_demonstration_consultation():
    consultations.open_consultation("demo", NOW, NOW.replace(year=2027, minute=0), demonstration=True)


def a_demonstration_account():
    staff.add_staff("demo@example.org", PASSWORD, "analyst", NOW, demonstration=True)


@pytest.mark.parametrize("real", [a_consultation, a_staff_user])
def test_the_demonstration_does_not_start_beside_real_data(app, real):
    real()
    app.config["DEMONSTRATION"] = True

    with pytest.raises(SettingError, match="this database holds real consultations or staff"):
        refuse_unsafe(app)


@pytest.mark.parametrize("made_up", [a_demonstration_consultation, a_demonstration_account])
def test_real_use_does_not_start_beside_demonstration_data(app, made_up):
    made_up()

    with pytest.raises(SettingError, match="This database holds demonstration data"):
        refuse_unsafe(app)


def test_a_server_that_is_refused_says_why_in_one_line(tmp_path):
    """As gunicorn would load it: no traceback."""
    given = {"ENGAGE_DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite3'}", "ENGAGE_SECRET_KEY": SECRET_KEY}

    done = subprocess.run(
        [sys.executable, "-c", "import wsgi"], cwd=ROOT, env={"PATH": os.environ["PATH"]} | given,
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr.startswith("engage: The database is at no version")
    assert "Traceback" not in done.stderr
