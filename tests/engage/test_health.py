"""What machines ask of a server, and what it writes for them."""

import datetime as dt
import json
import logging
import shutil
import subprocess
import sys
import threading
import urllib.request
from collections import namedtuple

import pytest
from sqlalchemy import event, exc, select

from engage import create_app, jobs, metrics, readiness
from engage.config import ROOT
from engage.errors import SettingError
from engage.extensions import db
from engage.logs import JSONFormatter
from engage.models import Job, Response, SignInFailure
from tests.builders import NOW, a_staff_user
from tests.conftest import SECRET_KEY, settings

Usage = namedtuple("Usage", "total used free")
SECRET_WORDS = "my sister's diagnosis"


def test_a_server_that_takes_answers_is_ready_and_keeps_nothing_of_the_question(client):
    reply = client.get("/readyz")

    assert (reply.status_code, reply.text) == (200, "ready\n")
    assert db.session.scalars(select(SignInFailure)).all() == []


def test_the_program_says_that_it_lives_without_the_database(client):
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))

    reply = client.get("/healthz")

    assert (reply.status_code, reply.text, asked) == (200, "ok\n", [])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**12, 10**12, 5_000_000))

    reply = client.get("/readyz")

    assert reply.status_code == 503
    assert "The disk with the database has 5 MB left; 256 are wanted." in reply.text


def test_a_database_that_can_only_be_read_is_not_ready_and_can_be_read(app, client):
    statement = {"sqlite": "PRAGMA query_only=ON", "postgresql": "SET default_transaction_read_only = on"}
    db.session.remove()
    db.engine.dispose()

    def only_read(connection, _record):
        connection.execute(statement[db.engine.dialect.name])
        connection.commit()

    event.listen(db.engine, "connect", only_read)
    try:
        ready, page = client.get("/readyz"), client.get("/")
    finally:
        event.remove(db.engine, "connect", only_read)
        db.session.remove()
        db.engine.dispose()

    assert ready.status_code == 503
    assert "The database takes no answers" in ready.text
    assert page.status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_where_to_report_a_fault_holds_for_the_year_to_come(client, app):
    lines = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").text.splitlines())

    assert lines["Contact"] == "mailto:talk@example.org"
    expires_at = dt.datetime.fromisoformat(lines["Expires"])
    assert NOW < expires_at < NOW + dt.timedelta(days=365)


def test_figures_tell_of_work_that_nobody_takes(app):
    jobs.enqueue("themes", {"question": "streets"}, a_staff_user(), NOW - dt.timedelta(minutes=10))

    assert readiness.waiting_jobs(NOW) == (1, 600.0)
    with metrics.server(app, 0) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        host, port = server.server_address
        text = urllib.request.urlopen(f"http://{host}:{port}/metrics").read().decode()

    assert host == "127.0.0.1"
    assert "engage_jobs_waiting 1.0" in text
    assert "engage_jobs_longest_wait_seconds 600.0" in text
    assert 'engage_free_megabytes{folder="scans"}' in text


def test_a_job_that_somebody_works_at_does_not_wait(app):
    jobs.enqueue("themes", {"question": "streets"}, a_staff_user(), NOW)

    jobs.lease(NOW)

    assert readiness.waiting_jobs(NOW) == (0, 0.0)
    assert readiness.waiting_jobs(NOW + jobs.LEASE)[0] == 1
    assert db.session.scalars(select(Job)).one().attempts == 1


COUNTING = """
import threading, urllib.request
from engage import create_app, metrics
app = create_app()
app.test_client().get("/healthz?q=words")
with metrics.server(app, 0) as server:
    threading.Thread(target=server.handle_request, daemon=True).start()
    print(urllib.request.urlopen("http://127.0.0.1:%s/metrics" % server.server_address[1]).read().decode())
"""


def test_replies_are_counted_by_page_and_status_and_nothing_else(sqlite_template, tmp_path):
    named = {"ENGAGE_DATABASE_URL": f"sqlite:///{sqlite_template}", "ENGAGE_SECRET_KEY": SECRET_KEY}
    environment = {**named, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}

    told = subprocess.run(  # noqa: S603
        [sys.executable, "-c", COUNTING], env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout

    assert 'engage_replies_total{page="health.tell_alive",status="200"} 1.0' in told
    assert 'engage_reply_seconds_count{page="health.tell_alive"} 1.0' in told
    assert "words" not in told


def test_a_fault_of_the_database_is_logged_without_what_somebody_wrote(app):
    with pytest.raises(exc.SQLAlchemyError) as caught:
        db.session.execute(Response.__table__.insert().values(via=SECRET_WORDS))
    db.session.rollback()
    record = logging.LogRecord("engage", logging.ERROR, "", 1, "a fault\nof the database", (), None)
    record.exc_info = (caught.type, caught.value, caught.tb)

    line = JSONFormatter().format(record)

    assert "\n" not in line
    told = json.loads(line)
    assert told["message"] == "a fault\nof the database"
    assert caught.typename in told["fault"]
    assert SECRET_WORDS not in line


def test_a_format_of_logs_that_is_none_stops_the_program(tmp_path):
    with pytest.raises(SettingError, match="ENGAGE_LOG_FORMAT must be one of: text, json"):
        create_app(settings(f"sqlite:///{tmp_path}/x") | {"LOG_FORMAT": "xml"})
