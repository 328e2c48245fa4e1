"""A PostgreSQL server of our own for a test run, on a socket in a temporary folder."""

import os
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

NOBODY = 65534
SECONDS_TO_WAIT = 60
MEMORY = "/dev/shm"  # noqa: S108 - a folder of a random name is made in it


@contextmanager
def server(_folder):
    """Start a server with Debian's programs and yield the address of its database; ended by its own pg_ctl."""
    # A socket's path may have 107 bytes at most, and the server's user must reach it: so not below pytest's folder.
    # In memory where the machine can: on a disk it takes a second or two to empty 40 tables after each test.
    memory = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="engage-pg-", dir=memory) as folder:
        os.chmod(folder, 0o755)  # noqa: S103 - another user must pass
        data = Path(folder) / "data"
        data.mkdir()
        if os.geteuid() == 0:
            os.chown(data, NOBODY, NOBODY)
        run("initdb", "-D", data, "-U", "engage", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-c listen_addresses='' -c unix_socket_directories='{data}'"
        run("pg_ctl", "-D", data, "-o", options, "-l", data / "log", "-w", "start")
        try:
            yield f"postgresql://engage@/postgres?host={data}"
        finally:
            run("pg_ctl", "-D", data, "-m", "fast", "-w", "stop")


def kill_and_start(data):
    """End the server and all its processes at once, as a power cut does, and start it as it was."""
    data = Path(data)
    server = int((data / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    children = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="utf-8").split()
    for process in (server, *map(int, children)):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    options = f"-c listen_addresses='' -c unix_socket_directories='{data}'"
    end = time.monotonic() + SECONDS_TO_WAIT
    while True:  # the last of the children may still hold the shared memory
        try:
            return run("pg_ctl", "-D", data, "-o", options, "-l", data / "log", "-w", "start")
        except RuntimeError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def run(program, *arguments, typed=None):
    """What one of its programs tells."""
    # PostgreSQL refuses to run as root
    as_nobody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if os.geteuid() == 0 else []
    command = [*as_nobody, str(_programs() / program), *map(str, arguments)]
    done = subprocess.run(command, input=typed, capture_output=True, text=True, cwd="/", check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")
    return done.stdout


def _programs():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError("PostgreSQL is not installed. Run: make test-setup")
    return found[-1].parent
