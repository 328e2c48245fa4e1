"""Whole resident journeys against the limit: a bare Flask application that stores the same answers, side by side.

Both run under gunicorn with the same workers on SQLite; the driver of ../shared/tools/perf walks them.
Rounds alternate, medians count. Read ratios, and CPU rather than seconds: the machine is shared.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PERF = ROOT.parent / "shared" / "tools" / "perf"


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--journeys", type=int, default=60)
    parser.add_argument("--users", type=int, default=8)
    options = parser.parse_args(argv)
    if not PERF.exists():
        sys.stderr.write("journeys: ../shared/tools/perf is not here, so there is nothing to measure against\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        rounds = {"limit": [], "engage": []}
        with _limit(Path(folder)) as limit, _engage(Path(folder)) as ours:
            for _ in range(options.rounds):
                rounds["limit"].append(_walk(limit, options))
                rounds["engage"].append(_walk(ours, options))
    _report(rounds)
    return 0


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
    "p95": "95th percentile of a request, ms",
    "html_bytes_per_journey": "HTML bytes a journey",
    "server_pss_mb": "memory (PSS) MB, 2 workers",
}


def _walk(server, options):
    command = [
        sys.executable, str(PERF / "journey.py"), server["url"], "--users", str(options.users),
        "--journeys", str(options.journeys), "--pids", str(server["pid"]), "--count", server["count"],
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    run = json.loads(done.stdout)
    run["server_cpu_ms_per_request"] = run["server_cpu_ms_per_journey"] / max(run["requests_per_journey"], 1)
    run["p95"] = run["request_ms"].get("p95", 0.0)
    return run


@contextmanager
def _limit(folder):
    database = folder / "limit.sqlite3"
    environment = {"DATABASE_URL": str(database), "PYTHONPATH": str(PERF)}
    subprocess.run([sys.executable, str(PERF / "limit_app.py")], env=os.environ | environment, check=True)  # noqa: S603
    with _gunicorn("limit_app:app", environment, PERF) as server:
        yield server | {"count": _count(database)}


@contextmanager
def _engage(folder):
    database = folder / "engage.sqlite3"
    environment = {
        "ENGAGE_DATABASE_URL": f"sqlite:///{database}",
        "ENGAGE_SECRET_KEY": "a key for measuring, known to everybody",
        "ENGAGE_HTTPS": "false",
    }
    for command in (["db", "upgrade"], ["engage", "publish", "living_well", "--closes", "2099-12-31"]):
        subprocess.run(  # noqa: S603
            [sys.executable, "-m", "flask", "--app", "wsgi", *command],
            env=os.environ | environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    with _gunicorn("wsgi:app", environment, ROOT) as server:
        yield server | {"url": server["url"] + "living-well", "count": _count(database)}


def _count(database):
    query = f"import sqlite3; print(sqlite3.connect({str(database)!r}).execute({STORED!r}).fetchone()[0])"
    return f'{sys.executable} -c "{query}"'


STORED = "select count(*) from response where submitted_at is not null"


@contextmanager
def _gunicorn(target, environment, folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "--workers", "2", "--threads", "4", "--worker-class", "gthread",
        "--bind", f"127.0.0.1:{port}", "--log-level", "error", target,
    ]  # fmt: skip
    process = subprocess.Popen(command, env=os.environ | environment, cwd=folder)  # noqa: S603
    try:
        _wait(port)
        yield {"url": f"http://127.0.0.1:{port}/", "pid": process.pid}
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
