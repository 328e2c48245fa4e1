"""A cut of the power, replayed: what the worst honest disk holds at any moment of a run on SQLite.

strace writes down each write, each flush and each reply of a server. What was written before a flush of its file began
is on the disk once that flush has ended; of everything younger there is nothing, or any part. Files come and go at
once. A reply that has begun to leave the server is an acknowledgement.
"""

import random
import re
import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field

CALLS = "pwrite64,ftruncate,fdatasync,fsync,unlink,sendto,sendmsg"
QUOTED, FILE = re.compile(r'"([^"]*)"'), re.compile(r"<([^>]*)>")
TOLD = re.compile(rb"^HTTP/1\.1 303 .*?\r\nLocation: /[^\r]*/([^/~\r]+)~[^/\r]*/(begin|sections|sent)\r", re.DOTALL)
#: what must be found of a response once its owner was led to this page
PROMISES = {
    "begin": "select 1 from response where public_id = ?",
    "sections": "select 1 from answer join response on response.id = response_id where public_id = ?",
    "sent": "select 1 from response where submitted_at is not null and public_id = ?",
}
CHANCE = random.Random(7)


def recording(log):
    """What stands before the command of a server so that its system calls are written down."""
    return ("strace", "-D", "-f", "-y", "-qq", "-xx", "-s", "100000", "-o", str(log), "-e", f"trace={CALLS}")


@dataclass
class Disk:
    """What was flushed of each file, what was written since, and what people were told."""

    flushed: dict[str, bytearray]
    younger: dict[str, list] = field(default_factory=lambda: defaultdict(list))
    told: list[tuple[str, str]] = field(default_factory=list)

    def flush(self, name, n_changes):
        for change in self.younger[name][:n_changes]:
            _change(self.flushed.setdefault(name, bytearray()), *change)
        del self.younger[name][:n_changes]

    def image(self, keeps_some):
        """The files after the cut: without anything younger, or with any part of it in any order."""
        files = {name: bytearray(content) for name, content in self.flushed.items()}
        for name, changes in self.younger.items() if keeps_some else ():
            for change in CHANCE.sample(changes, CHANCE.randint(0, len(changes))):
                _change(files.setdefault(name, bytearray()), *change)
        return files


def lost_at_cuts(log, base, folder, n_cuts):
    """(how many cuts were tried, what was lost or broken): the log is replayed, and the power cut again and again."""
    lines = log.read_text(encoding="ascii", errors="replace").splitlines()
    cuts = set(CHANCE.sample(range(len(lines)), min(n_cuts, len(lines))))
    disk, begun, lost, n_told = Disk({name: bytearray(content) for name, content in base.items()}), {}, [], 0
    for number, line in enumerate(lines):
        _follow(disk, begun, line)
        if number in cuts or len(disk.told) > n_told:
            n_told, cuts = len(disk.told), cuts | {number}
            for keeps_some in (False, True):
                lost += _lost_in(disk.image(keeps_some), disk.told, folder, number)
    return len(cuts), n_told, lost


def _follow(disk, begun, line):
    """One line of strace: a call that began, one that ended, or both."""
    thread, call = line.split(None, 1)
    if call.startswith("<..."):
        call, earlier = begun.pop(thread, ("", 0))
    else:
        earlier = len(disk.younger[_name(call)])
        if call.startswith("send") and (found := TOLD.match(_bytes(QUOTED.search(call)))):
            disk.told.append((found[1].decode(), found[2].decode()))
        if call.endswith("<unfinished ...>"):
            begun[thread] = call, earlier
            return
    if " = -1 " in line or not call:
        return
    _end(disk, call, earlier)


def _end(disk, call, n_earlier):
    name = _name(call)
    if "sqlite3" not in name or name.endswith("-shm"):
        return
    if call.startswith("pwrite64"):
        place = re.search(r'", \d+, (\d+)', call)
        disk.younger[name].append((int(place[1]), _bytes(QUOTED.search(call))))
    elif call.startswith("ftruncate"):
        disk.younger[name].append((int(re.search(r">, (\d+)", call)[1]), None))
    elif call.startswith(("fsync", "fdatasync")):
        disk.flush(name, n_earlier)
    elif call.startswith("unlink"):
        disk.flushed.pop(name, None)
        disk.younger.pop(name, None)


def _name(call):
    found = QUOTED.search(call) if call.startswith("unlink") else FILE.search(call)
    return _bytes(found).decode(errors="replace").rpartition("/")[2] if found else ""


def _bytes(found):
    text = found[1] if found else ""
    return bytes.fromhex(text.replace("\\x", "")) if text.startswith("\\x") else text.encode()


def _change(content, place, written):
    if written is None:
        del content[place:]
        return
    content.extend(bytes(max(0, place - len(content))))
    content[place : place + len(written)] = written


def _lost_in(files, told, folder, number):
    for old in folder.glob("engage.sqlite3*"):
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    connection = sqlite3.connect(folder / "engage.sqlite3")
    try:
        state = connection.execute("pragma integrity_check").fetchone()[0]
        found = [(one, step, connection.execute(PROMISES[step], [one]).fetchone()) for one, step in told]
        missing = [f"{step} of {one}" for one, step, row in found if row is None]
    except sqlite3.DatabaseError as error:
        state, missing = str(error), []
    finally:
        connection.close()
    return [f"cut at line {number}: {what}" for what in (*missing, *([] if state == "ok" else [state]))]
