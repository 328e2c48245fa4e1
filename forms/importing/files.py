"""A file of responses, row by row: opened by a program that can do nothing else."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

from forms.importing.opening import TOO_HEAVY
from forms.importing.sheet import Facts, Row, SheetRefused

ROOT = Path(__file__).resolve().parents[2]
#: -I keeps out what stands in the folder from which we were started
START = (
    f"import runpy, sys; sys.path.insert(0, {str(ROOT)!r}); "
    "runpy.run_module('forms.importing.opening', run_name='__main__')"
)
WALL_SECONDS = 1800.0


@dataclass(frozen=True)
class Opened:
    facts: Facts
    rows: Iterator[Row]


@contextmanager
def opened(content: BinaryIO, wall_seconds: float = WALL_SECONDS) -> Iterator[Opened]:
    """Give the Opened file; SheetRefused at once, or at the row that cannot be read.

    content : an open file with a descriptor; the program that opens it sees this and nothing else
    """
    content.seek(0)
    program = subprocess.Popen(  # noqa: S603 (our own program)
        [sys.executable, "-I", "-c", START],
        stdin=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={},
    )  # fmt: skip
    late = threading.Timer(wall_seconds, program.kill)
    late.start()
    try:
        assert program.stdout is not None  # noqa: S101 (it is a pipe)
        said = dict(_next(program.stdout))
        facts = Facts(**(said | {"others": tuple(said["others"])}))
        yield Opened(facts, _rows(program.stdout))
    finally:
        late.cancel()
        program.kill()
        program.wait()
        if program.stdout is not None:
            program.stdout.close()


def _rows(stream: IO[bytes]) -> Iterator[Row]:
    while True:
        said = _next(stream)
        if isinstance(said, dict):
            return
        yield said[0], said[1]


def _next(stream: IO[bytes]) -> Any:
    line = stream.readline()
    if not line.endswith(b"\n"):
        # killed by the kernel or the clock: too much memory or time
        raise SheetRefused(TOO_HEAVY)
    said = json.loads(line)
    if isinstance(said, dict) and "refused" in said:
        raise SheetRefused(said["refused"])
    return said
