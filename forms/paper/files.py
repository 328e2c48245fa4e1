"""The pages of a scan file: PDF, TIFF, PNG or JPEG by its content, opened by a program that can do nothing else."""

import json
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

import numpy as np
from numpy.typing import NDArray

from forms.paper.reasons import FILES

ROOT = Path(__file__).resolve().parents[2]
WALL_SECONDS = 1800.0
#: -I keeps out what stands in the folder from which we were started
START = (
    "import runpy, sys; sys.path.insert(0, {root!r}); "
    "runpy.run_module('forms.paper.opening', run_name='__main__')"
)


class FileRefused(ValueError):
    """The file cannot be read; `reason` is one of forms.paper.reasons.FILES."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(FILES[reason])


@dataclass(frozen=True)
class Page:
    """One page of the file: a grey picture, or the problem with it (one of forms.paper.reasons.PAGES)."""

    position: int
    n_pages: int
    picture: NDArray[np.uint8] | None
    problem: str | None


def pages_of(content: BinaryIO, first: int = 1, wall_seconds: float = WALL_SECONDS) -> Iterator[Page]:
    """Give one page after another, from `first` on; FileRefused as soon as the file turns out to be unreadable.

    content : an open file with a descriptor; the program that opens it sees this and nothing else
    """
    content.seek(0)
    program = subprocess.Popen(  # noqa: S603 (our own program, and a number)
        [sys.executable, "-I", "-c", START.format(root=str(ROOT)), str(first)],
        stdin=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={},
    )  # fmt: skip
    late = threading.Timer(wall_seconds, program.kill)
    late.start()
    try:
        assert program.stdout is not None  # noqa: S101 (it is a pipe)
        n_given = yield from _read(program.stdout)
        status = program.wait()
        if not late.is_alive():
            raise FileRefused("too_slow")
        if status != 0 or n_given is None:
            # killed by the kernel: too much memory or time
            raise FileRefused("too_heavy")
    finally:
        late.cancel()
        program.kill()
        program.wait()
        if program.stdout is not None:
            program.stdout.close()


def _read(stream: IO[bytes]) -> Generator[Page, None, int | None]:
    """The pages the program writes; returns how many, or None when it stopped in the middle of one."""
    n_given = 0
    while line := stream.readline():
        said = json.loads(line)
        if "refused" in said:
            raise FileRefused(said["refused"])
        picture = None
        if "width" in said:
            size = said["width"] * said["height"]
            content = stream.read(size)
            if len(content) < size:
                return None
            picture = np.frombuffer(content, np.uint8).reshape(said["height"], said["width"])
        yield Page(said["position"], said["n_pages"], picture, said.get("problem"))
        n_given += 1
    return n_given
