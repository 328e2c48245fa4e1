"""The real application under gunicorn, over SQLite or PostgreSQL, in processes that may be killed."""

import http.client
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from tests import postgresql

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_WAIT = 60
SECRET = "a key for breaking things, known to everybody"


class Server:
    """One gunicorn with its workers."""

    def __init__(self, environment, folder, port=None, workers=2, before=()):
        self.environment, self.folder, self.workers, self.before = environment, folder, workers, before
        self.port = port or free_port()
        self.process = None

    def start(self):
        command = [*self.before, sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]
        place = {"ENGAGE_BIND": f"127.0.0.1:{self.port}", "ENGAGE_WORKERS": str(self.workers)}
        with (self.folder / f"server-{self.port}.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                command, env=self.environment | place, cwd=ROOT, stdout=log, stderr=log
            )
        wait_for(self.is_ready, f"a server on port {self.port}")
        return self

    def is_ready(self):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_TO_WAIT)
        try:
            line.request("GET", "/readyz")
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()

    def kill_a_worker(self):
        """End one worker at once, as a machine that runs out of memory does."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="utf-8")
        for child in listed.split()[:1]:
            os.kill(int(child), signal.SIGKILL)

    def drain(self):
        """End it as an upgrade does: no new connection, and every reply that was begun is finished."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(SECONDS_TO_WAIT)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.drain()


@contextmanager
def serving(environment, folder, n=1):
    """`n` servers over one database; stopped at the end."""
    servers = [Server(environment, folder) for _ in range(n)]
    try:
        yield [server.start() for server in servers]
    finally:
        for server in servers:
            server.stop()


@contextmanager
def behind_nginx(servers, folder):
    """The port of an nginx before these two servers, set up as deploy/nginx.conf says."""
    port = free_port()
    page = run(servers[0].environment, "-m", "flask", "--app", "wsgi", "engage", "busy-page")
    (folder / "busy.html").write_text(page, encoding="utf-8")
    changes = {
        "127.0.0.1:8080": f"127.0.0.1:{port}",
        "127.0.0.1:8000": f"127.0.0.1:{servers[0].port}",
        "127.0.0.1:8001": f"127.0.0.1:{servers[1].port}",
        "/run/engage-nginx.pid": str(folder / "nginx.pid"),
        "/var/log/nginx/engage-error.log": str(folder / "nginx.log"),
        "/srv/engage/busy;": f"{folder};",
        "worker_processes auto;": f"worker_processes 1; daemon off; user {pwd.getpwuid(os.getuid()).pw_name};",
    }
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for before, after in changes.items():
        text = text.replace(before, after)
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    command = ["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "nginx.log")]
    process = subprocess.Popen(command)  # noqa: S603
    try:
        wait_for(lambda: is_open(port), f"nginx on port {port}")
        yield port
    finally:
        process.terminate()
        process.wait(SECONDS_TO_WAIT)


def prepared(url, folder):
    """The environment of a server over this database, which gets the newest schema and an open consultation."""
    environment = os.environ | {
        "ENGAGE_DATABASE_URL": url, "ENGAGE_SECRET_KEY": SECRET,
        "ENGAGE_HTTPS": "false", "ENGAGE_FREE_MEGABYTES": "0", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    run(environment, "-m", "flask", "--app", "wsgi", "db", "upgrade")
    run(environment, "-m", "tests.faults.open", cwd=folder)
    return environment


def run(environment, *arguments, cwd=ROOT):
    done = subprocess.run(  # noqa: S603
        [sys.executable, *arguments], env=environment, cwd=cwd, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{arguments} failed: {done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def sqlite(folder):
    yield f"sqlite:///{folder / 'engage.sqlite3'}", None


@contextmanager
def postgres(folder):
    """A PostgreSQL server in a folder of its own, and the function that kills it and starts it again."""
    with postgresql.server(folder) as url:
        yield url, lambda: postgresql.kill_and_start(url.split("host=")[1])


DATABASES = {"sqlite": sqlite, "postgresql": postgres}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_open(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(happened, what):
    end = time.monotonic() + SECONDS_TO_WAIT
    while not happened():
        if time.monotonic() > end:
            raise RuntimeError(f"{what} did not come within {SECONDS_TO_WAIT} seconds")
        time.sleep(0.05)
