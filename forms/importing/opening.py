"""The program that opens one file of responses, with hands tied: it reads the file and writes lines of JSON.

Run by forms.importing.files as `python -m forms.importing.opening`. The first line says how the file is read, then
there is a line for each row; the last says how many there were, or why the file is refused.
"""

import dataclasses
import json
import sys
from typing import BinaryIO

from forms.importing.sheet import SheetRefused, read
from forms.paper.confinement import confine

MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 900
TOO_HEAVY = "This file takes too much memory to read. Save it as CSV UTF-8, or split it"


def main(source: BinaryIO, target: BinaryIO) -> None:
    """Write every row, and at the end, or instead, why the file is refused."""
    given = 0
    try:
        facts, rows = read(source.read())
        _write(target, dataclasses.asdict(facts))
        for number, cells in rows:
            _write(target, [number, cells])
            given += 1
    except SheetRefused as refused:
        _write(target, {"refused": str(refused)})
    except (MemoryError, RecursionError):
        _write(target, {"refused": TOO_HEAVY})
    else:
        _write(target, {"rows": given})


def _write(target: BinaryIO, said: object) -> None:
    target.write(json.dumps(said).encode() + b"\n")


if __name__ == "__main__":
    confine(MEMORY_BYTES, CPU_SECONDS)
    with open(1, "wb", closefd=False) as output:
        main(sys.stdin.buffer, output)
