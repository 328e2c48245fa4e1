"""A fresh database for every test, on SQLite and on a real PostgreSQL, and a browser that checks what it sees."""

import atexit
import shutil
import tempfile
from contextvars import Context
from pathlib import Path

import pytest
from flask import has_app_context
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache

from engage import create_app
from engage.extensions import db
from engage.operations.staff import find_active
from tests import postgresql
from tests.builders import NOW, PASSWORD, SECRET, a_staff_user
from tests.pages import Browser
from tests.stages import Stages

SECRET_KEY = SECRET

# the same examples in every run, however busy the machine is
hypothesis_settings.register_profile("engage", deadline=None, derandomize=True)
hypothesis_settings.load_profile("engage")

#: every sequence that gave a number begins anew
RESTART = (
    "SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence"
    " WHERE pg_sequence_last_value(seqrelid) IS NOT NULL"
)


#: of applications that name no other folder; each of the fixture below has its own
FILES = Path(tempfile.mkdtemp(prefix="engage-files-"))
atexit.register(shutil.rmtree, FILES, ignore_errors=True)


def settings(url):
    return {
        "DATABASE_URL": url,
        "SCAN_FOLDER": str(FILES / "scans"),
        "DATA_FOLDER": str(FILES / "data"),
        "SECRET_KEY": SECRET_KEY,
        "DEMONSTRATION": False,
        "HTTPS": False,
        "SECOND_FACTOR": False,
        "COUNCIL_NAME": "Borsetshire Council",
        "CONTACT_EMAIL": "talk@example.org",
        "CONTACT_PHONE": "01632 960 001",
        "FREEPOST_ADDRESS": "FREEPOST BORSETSHIRE",
        "BACKUP_HOURS": 0,
        "TESTING": True,
        "CLOCK": lambda: NOW,
        "TRUSTED_HOSTS": "localhost,127.0.0.1",
    }


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """An empty database on the newest schema, made by the migrations once and copied for each test."""
    path = tmp_path_factory.mktemp("template") / "engage.sqlite3"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory):
    with postgresql.server(tmp_path_factory.mktemp("postgresql")) as url:
        _migrate(url)
        yield url


@pytest.fixture(scope="session")
def sqlite_path(tmp_path_factory):
    return tmp_path_factory.mktemp("sqlite") / "engage.sqlite3"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    if request.param == "sqlite":
        path = request.getfixturevalue("sqlite_path")
        for old in path.parent.iterdir():
            old.unlink()
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    return request.getfixturevalue("postgresql_url")


class Client(FlaskClient):
    """Gives each request a context and a database session of its own, as a server does; the test sees what it wrote."""

    def open(self, *args, **kwargs):
        if has_app_context():
            db.session.commit()
        reply = Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.expire_all()
        return reply


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory):
    """Templates are compiled once for all tests, not once for each."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def apps(compiled_templates):
    """apps(url) is the application on this database, wired once for all tests: it takes a third of a second."""
    made = {}

    def find(url):
        if url not in made:
            app = create_app(settings(url))
            app.jinja_env.bytecode_cache = compiled_templates
            app.test_client_class = Client
            made[url] = app, dict(app.config)
        app, config = made[url]
        app.config.clear()
        app.config.update(config)
        app.extensions.pop("engage_published", None)
        return app

    return find


@pytest.fixture
def app(apps, database_url, tmp_path):
    app = apps(database_url)
    app.config["SCAN_FOLDER"] = str(tmp_path / "scans")
    app.config["DATA_FOLDER"] = str(tmp_path / "data")
    with app.app_context():
        yield app
        db.session.remove()
        if db.engine.dialect.name == "postgresql":
            _empty()
        db.engine.dispose()


@pytest.fixture(scope="session")
def stages(tmp_path_factory):
    return Stages(tmp_path_factory.mktemp("stages"))


@pytest.fixture
def set_up(app, stages):
    """set_up(build) is what build() returned, on its rows and files; built once for all tests that ask for it."""
    return lambda build: stages.set_up(app, build)


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def browser(client):
    return Browser(client)


@pytest.fixture
def staff(app):
    """staff(role) is a browser in which a member of staff with this role is signed in."""

    def sign_in(role, email=None):
        email = email or f"{role.value.replace('_', '-')}@example.org"
        if find_active(email) is None:
            a_staff_user(email, role)
        browser = Browser(app.test_client())
        page = browser.get("/staff/sign-in").submit({"email": email, "password": PASSWORD})
        assert page.status == 200, page.text
        return browser

    return sign_in


def _migrate(url):
    app = create_app(settings(url))
    with app.app_context():
        upgrade()
        db.engine.dispose()


def _empty():
    """Take away the rows of the tables that have some, and the space they took; as TRUNCATE, ten times as fast.

    TRUNCATE makes the files of every table and every index anew, and almost every table refers to a consultation.
    """
    full = _tables_with_rows()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # without the triggers of foreign keys, so in any order
        deletions = [f"DELETE FROM {name}" for name in full]  # noqa: S608
        steps = ["BEGIN", "SET LOCAL session_replication_role = replica", *deletions, RESTART, "COMMIT"]
        connection.exec_driver_sql("; ".join(steps))
        if full:
            connection.exec_driver_sql(f"VACUUM {', '.join(full)}")


def _tables_with_rows():
    names = [f'"{table.name}"' for table in db.metadata.sorted_tables]
    found = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names)  # noqa: S608
    with db.engine.connect() as connection:
        return connection.exec_driver_sql(found).scalars().all()
