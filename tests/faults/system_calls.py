"""Makes system calls of a running server fail, through strace, as a disk with errors does."""

import os
import re
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

SECONDS_TO_WAIT = 30
WRITES = "pwrite64,pwritev,fdatasync,fsync"
#: the third such call of each process fails, and every seventh after it
SOME = "3+7"


def processes_of(parent):
    """This process and all that it started."""
    found, waiting = [], [parent]
    while waiting:
        found.append(waiting.pop())
        for task in Path(f"/proc/{found[-1]}/task").glob("*/children"):
            waiting += map(int, task.read_text(encoding="utf-8").split())
    return found


@contextmanager
def failing(processes, calls=WRITES, when=SOME):
    """Writes of these processes, and of those that they start, fail with an error of the disk (EIO) in the block."""
    command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}",
               "-e", f"inject={calls}:error=EIO:when={when}"]  # fmt: skip
    command += [part for process in processes for part in ("-p", str(process))]
    strace = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait_for_tracer(processes, strace)
        yield
    finally:
        strace.send_signal(signal.SIGINT)  # lets go of them and leaves them running
        strace.wait(SECONDS_TO_WAIT)


def _wait_for_tracer(processes, strace):
    end = time.monotonic() + SECONDS_TO_WAIT
    while not all(tracer_of(process) == strace.pid for process in processes if os.path.exists(f"/proc/{process}")):
        if strace.poll() is not None or time.monotonic() > end:
            raise RuntimeError("strace cannot hold these processes: it needs the right to (ptrace)")
        time.sleep(0.05)


def tracer_of(process):
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return None
    return int(re.search(r"TracerPid:\s+(\d+)", status)[1])
