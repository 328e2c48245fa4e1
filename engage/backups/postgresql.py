"""PostgreSQL's own programs for backups, found in a version that fits the server."""

import re
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import text

from engage.errors import BackupRefused

#: where Debian keeps each version beside the others; `None` is the PATH
FOLDERS = (*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), None)
#: what these programs say may quote a row, but not on lines that begin so
TOLD = re.compile(r"^pg_\w+: error: ([^\n]*)", re.MULTILINE)


def find(name, server, folders=FOLDERS):
    """The path of this program, of the major version of the server or a newer one. BackupRefused says what to do."""
    found = {}
    for folder in folders:
        path = shutil.which(name, path=folder and str(folder))
        if path:
            found[path] = _major(path)
    fitting = [path for path, major in found.items() if major >= server]
    if fitting:
        return fitting[0]
    install = f"Install it, on Debian: apt install postgresql-client-{server}"
    if not found:
        raise BackupRefused(f"{name} is not on this machine. {install}")
    newest = max(found.values())
    raise BackupRefused(f"{name} is of version {newest}, and the server of version {server}: it is too old. {install}")


def dump(connection, target, path, without):
    """Write this snapshot to the open file `target`, at `path`, `without` the rows of one table; read it all again."""
    server = major_of(connection)
    snapshot = connection.scalar(text("select pg_export_snapshot()"))
    options = ["--format=custom", f"--snapshot={snapshot}", "--no-owner", "--no-privileges"]
    options += [f"--exclude-table-data={without}"]
    _run([find("pg_dump", server), *options, *_address(connection)], _password(connection), target)
    target.flush()
    _run([find("pg_restore", server), "--file=/dev/null", str(path)])


def restore(connection, path):
    """Bring the dump at `path` into the empty database of this connection: all of it or nothing."""
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    program = find("pg_restore", major_of(connection))
    _run([program, *options, *_address(connection), str(path)], _password(connection))


def major_of(connection):
    """As 15."""
    return connection.connection.driver_connection.info.server_version // 10000


def _address(connection):
    """As ENGAGE_DATABASE_URL says, without the password: every user of the machine can read arguments."""
    url = connection.engine.url.set(drivername="postgresql", password=None)
    return [f"--dbname={url.render_as_string(hide_password=False)}"]


def _password(connection):
    return connection.engine.url.password


def _run(command, password="", output=subprocess.DEVNULL):
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(Path.home())}
    environment |= {"PGPASSWORD": password} if password else {}
    done = subprocess.run(  # noqa: S603
        command, stdout=output, stderr=subprocess.PIPE, env=environment, text=True, errors="replace", check=False
    )
    if done.returncode:
        said = TOLD.findall(done.stderr) or [f"it ended with {done.returncode}"]
        raise BackupRefused(f"{Path(command[0]).name} failed: {said[0]}")


def _major(path):
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(r"(\d+)(?:\.\d+)*", done.stdout)
    return int(found[1]) if found else 0
