"""Whole resident journeys against the limit: a bare Flask application that stores the same answers, side by side.

Both run under the same server with the same threads on the same database, for each of gunicorn and waitress, SQLite and
PostgreSQL; the driver of ../shared/tools/perf walks them, and processor time includes the database.
Rounds alternate, medians count. Read ratios, and CPU rather than seconds: the machine is shared.
"""

import argparse
import json
import os
import shlex
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import postgresql

ROOT = Path(__file__).resolve().parent.parent
PERF = ROOT.parent / "shared" / "tools" / "perf"


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--journeys", type=int, default=60)
    parser.add_argument("--users", type=int, default=8)
    parser.add_argument("--servers", nargs="+", choices=SERVERS, default=list(SERVERS))
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=list(DATABASES))
    options = parser.parse_args(argv)
    if not PERF.exists():
        sys.stderr.write("journeys: ../shared/tools/perf is not here, so there is nothing to measure against\n")
        return 0
    for database in options.databases:
        for server in options.servers:
            sys.stdout.write(f"\n### {server}, {database}\n\n")
            _report(_rounds(server, database, options))
            sys.stdout.flush()
    return 0


def _rounds(server, database, options):
    rounds = {"limit": [], "engage": []}
    with DATABASES[database]() as address, DATABASES[database]() as own:
        with _limit(server, address) as limit, _engage(server, own) as ours:
            for _ in range(options.rounds):
                rounds["limit"].append(_walk(limit, options))
                rounds["engage"].append(_walk(ours, options))
    return rounds


def _report(rounds):
    median = {name: {key: statistics.median(run[key] for run in runs) for key in KEYS} for name, runs in rounds.items()}
    write = sys.stdout.write
    write("| | limit | Engage | ratio |\n|---|---|---|---|\n")
    for key, words in KEYS.items():
        limit, ours = median["limit"][key], median["engage"][key]
        write(f"| {words} | {limit:.2f} | {ours:.2f} | {ours / limit:.2f} |\n")
    errors = sum(run["errors"] for runs in rounds.values() for run in runs)
    stored = all(run["stored_ok"] for runs in rounds.values() for run in runs)
    write(f"\nErrors: {errors}. Every completed journey is stored exactly once: {'yes' if stored else 'NO'}.\n")


KEYS = {
    "requests_per_journey": "requests a journey",
    "server_cpu_ms_per_request": "server CPU ms a request",
    "server_cpu_ms_per_journey": "server CPU ms a journey",
    "journeys_per_s": "journeys a second",
    "requests_per_s": "requests a second",
    "p50": "median of a request, ms",
    "p95": "95th percentile of a request, ms",
    "p99": "99th percentile of a request, ms",
    "html_bytes_per_journey": "HTML bytes a journey",
    "html_bytes_per_request": "HTML bytes a request",
    "server_pss_mb": "memory (PSS) MB, all processes",
    "start_s": "seconds from start to the first page",
}


def _walk(server, options):
    command = [
        sys.executable, str(PERF / "journey.py"), server["url"], "--users", str(options.users),
        "--journeys", str(options.journeys), "--pids", server["pids"], "--count", server["count"],
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    run = json.loads(done.stdout)
    run["server_cpu_ms_per_request"] = run["server_cpu_ms_per_journey"] / max(run["requests_per_journey"], 1)
    run["html_bytes_per_request"] = run["html_bytes_per_journey"] / max(run["requests_per_journey"], 1)
    run["start_s"] = server["start_s"]
    return run | {name: run["request_ms"].get(name, 0.0) for name in ("p50", "p95", "p99")}


@dataclass(frozen=True)
class Database:
    """An empty database: its address for each of the two, how to count in it, and its own process if it has one."""

    url: str
    count: str
    pid: str = ""

    @property
    def plain(self):
        """As the limit takes it."""
        return self.url.removeprefix("sqlite:///")


@contextmanager
def _sqlite():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "measured.sqlite3"
        program = f"import sqlite3; print(sqlite3.connect({str(path)!r}).execute({STORED!r}).fetchone()[0])"
        yield Database(f"sqlite:///{path}", _python(program))


@contextmanager
def _postgresql():
    with postgresql.server(None) as url:
        data = Path(url.partition("host=")[2])
        program = f"import psycopg; print(psycopg.connect({url!r}).execute({STORED!r}).fetchone()[0])"
        yield Database(url, _python(program), (data / "postmaster.pid").read_text(encoding="utf-8").split()[0])


def _python(program):
    return f"{sys.executable} -c {shlex.quote(program)}"


STORED = "select count(*) from response where submitted_at is not null"
DATABASES = {"sqlite": _sqlite, "postgresql": _postgresql}


@contextmanager
def _limit(server, database):
    environment = {"DATABASE_URL": database.plain, "PYTHONPATH": str(PERF)}
    subprocess.run([sys.executable, str(PERF / "limit_app.py")], env=os.environ | environment, check=True)  # noqa: S603
    with _served(server, "limit_app:app", environment, PERF, database) as served:
        yield served


@contextmanager
def _engage(server, database):
    environment = {
        "ENGAGE_DATABASE_URL": database.url,
        "ENGAGE_SECRET_KEY": "a key for measuring, known to everybody",
        "ENGAGE_HTTPS": "false",
    }
    for command in (["db", "upgrade"], ["engage", "publish", "living_well", "--closes", "2099-12-31"]):
        subprocess.run(  # noqa: S603
            [sys.executable, "-m", "flask", "--app", "wsgi", *command],
            env=os.environ | environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    with _served(server, "wsgi:app", environment, ROOT, database) as served:
        yield served | {"url": served["url"] + "living-well"}


def _gunicorn(port):
    threads = ["--workers", "2", "--threads", "4", "--worker-class", "gthread"]
    return ["gunicorn", *threads, "--bind", f"127.0.0.1:{port}", "--log-level", "error"]


def _waitress(port):
    return ["waitress", "--threads", "8", "--listen", f"127.0.0.1:{port}"]


SERVERS = {"gunicorn": _gunicorn, "waitress": _waitress}


@contextmanager
def _served(server, target, environment, folder, database):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.monotonic()
    command = [sys.executable, "-m", *SERVERS[server](port), target]
    process = subprocess.Popen(command, env=os.environ | environment, cwd=folder)  # noqa: S603
    url = f"http://127.0.0.1:{port}/"
    try:
        _wait(port)
        with urllib.request.urlopen(url):
            start_s = time.monotonic() - began
        pids = ",".join(filter(None, (str(process.pid), database.pid)))
        yield {"url": url, "pids": pids, "count": database.count, "start_s": start_s}
    finally:
        process.terminate()
        process.wait()


def _wait(port, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"nothing answers on port {port}")


if __name__ == "__main__":
    sys.exit(main())
