"""What is broken while residents answer: each breaks one thing so many times, waits until all is well, and accounts."""

import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests.faults.accounts import settle
from tests.faults.residents import Crowd
from tests.faults.servers import DATABASES, behind_nginx, prepared, serving

RESIDENTS = 8
#: after each break so many people must have sent their answers before the next
SENT_BETWEEN = 20
#: longer than a request waits for the lock of SQLite
LOCKED_SECONDS = 12


def nothing(database, rounds):
    """Nothing breaks: what the machine can do."""
    return broken(database, rounds, lambda *_things: None)


def workers(database, rounds):
    """A worker is killed."""
    return broken(database, rounds, lambda place: place.servers[0].kill_a_worker())


def database_server(database, rounds):
    """PostgreSQL and all its processes are killed at once, and started again."""
    return broken(database, rounds, lambda place: place.restart())


def locked(database, rounds):
    """Somebody holds the lock of the database for longer than a request waits."""

    def hold(place):
        with sqlite3.connect(place.file, isolation_level=None) as holder:
            holder.execute("BEGIN IMMEDIATE")
            place.crowd.wait_seconds(LOCKED_SECONDS)
            holder.execute("ROLLBACK")
        holder.close()

    return broken(database, rounds, hold)


def full_disk(database, rounds):
    """The disk is full until people were told to try again; then there is room."""

    def fill(place):
        ballast = place.file.parent / "ballast"
        with suppress(OSError):  # residents fill it too, between the look and the writing: it is full all the same
            ballast.write_bytes(b"\0" * max(0, shutil.disk_usage(ballast.parent).free - 8192))
        place.crowd.wait_for_refusals(RESIDENTS)
        ballast.unlink()

    with _small_disk() as folder:
        return broken(database, rounds, fill, folder)


def rolling(database, rounds):
    """Two servers behind nginx share a database; one is drained and started again, as at an upgrade."""

    def upgrade(place):
        place.servers.reverse()
        place.servers[0].drain()
        place.servers[0].start()

    return broken(database, rounds, upgrade, n_servers=2)


class Place:
    """What a fault can reach."""

    def __init__(self, servers, crowd, url, restart):
        self.servers, self.crowd, self.restart = list(servers), crowd, restart
        self.file = Path(url.removeprefix("sqlite:///"))


def broken(database, rounds, breaking, folder=None, n_servers=1):
    """The Account of a run in which this breaks again and again."""
    with tempfile.TemporaryDirectory(dir=folder) as temporary, DATABASES[database](Path(temporary)) as (url, restart):
        home = Path(temporary)
        with serving(prepared(url, home), home, n_servers) as servers, ExitStack() as front:
            port = front.enter_context(behind_nginx(servers, home)) if n_servers > 1 else servers[0].port
            with Crowd(port, RESIDENTS) as crowd:
                for _round in range(rounds):
                    crowd.wait_for_sent(SENT_BETWEEN)
                    breaking(Place(servers, crowd, url, restart))
                crowd.wait_for_sent(SENT_BETWEEN)
        return settle(crowd.ledger, url)


@contextmanager
def _small_disk():
    """A disk of 24 MB in memory; needs the right to mount one."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], check=True)  # noqa: S603, S607
        try:
            yield folder
        finally:
            subprocess.run(["umount", folder], check=True)  # noqa: S603, S607
