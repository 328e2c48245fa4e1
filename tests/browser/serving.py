"""The real application behind a real server at an address of its own, and what a test may ask of it."""

import datetime as dt
import threading
from contextlib import contextmanager

from sqlalchemy import select
from waitress import create_server

from engage import answers, create_app
from engage.config import ROOT, SERVER
from engage.extensions import db
from engage.models import Response
from engage.publishing import published
from forms import definition
from tests.builders import a_consultation
from tests.conftest import settings

CODE = "living-well"
QUESTIONNAIRE = ROOT / "forms" / "questionnaires" / "living_well.json"
#: far enough away that no page changes with the day on which it is looked at
OPENS_AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
CLOSES_AT = dt.datetime(2040, 1, 1, tzinfo=dt.UTC)
SECONDS_TO_WAIT = 20


class Site:
    def __init__(self, app, address):
        self.app, self.address = app, address
        self.questionnaire = definition.load(QUESTIONNAIRE)

    def start_page(self, variant="standard"):
        return f"{self.address}/{CODE}/en/{variant.replace('_', '-')}"

    def do(self, work):
        """The result of work(), with the application's database at hand."""
        with self.app.app_context():
            try:
                return work()
            finally:
                db.session.remove()

    def stored(self):
        """Every response in the database, oldest first."""
        return self.do(lambda: [Stored(row) for row in db.session.scalars(select(Response).order_by(Response.id))])


class Stored:
    """One response as the database has it; answers by question key, None where the page was left blank."""

    def __init__(self, response):
        self.reference, self.variant = response.reference, response.variant
        self.is_sent = response.submitted_at is not None
        given = answers.of(response, published(response.version_id))
        self.answers = {key: answer.value for key, answer in given.items()}


@contextmanager
def serving(database, **others):
    """The application on this migrated SQLite file, with Living Well open, served as `make run` serves it."""
    now = dt.datetime.now(dt.UTC)
    app = create_app(settings(f"sqlite:///{database}") | {"CLOCK": lambda: dt.datetime.now(dt.UTC)} | others)
    site = Site(app, None)
    site.do(lambda: a_consultation(CODE, QUESTIONNAIRE.read_text(encoding="utf-8"), OPENS_AT, CLOSES_AT, now))
    with served(app) as site.address:
        yield site
    with app.app_context():
        db.engine.dispose()


@contextmanager
def served(app):
    """Serve in a thread; gives the address."""
    server = create_server(app, map={}, host="127.0.0.1", port=0, clear_untrusted_proxy_headers=True, **SERVER)
    thread = threading.Thread(target=server.run)
    thread.start()

    def close():
        for channel in list(server.active_channels.values()):
            channel.handle_close()
        server.close()

    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(close)  # by the thread that waits for these sockets
        thread.join(SECONDS_TO_WAIT)
        server.task_dispatcher.shutdown()
