"""Where scans lie: in the instance folder, under names we make, sealed with the key of their consultation."""

import io
import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engage.errors import ScanMissing, WordsErased
from engage.sealing import seal_file, unseal_file

NAME = re.compile(r"[A-Za-z0-9_-]{6,40}")


@dataclass(frozen=True)
class ScanStore:
    folder: Path
    #: ENGAGE_CONTACT_KEY, or the secret key
    secret: str

    def keep(self, consultation_code, name, source):
        """Seal the open file `source` under this name; returns its size in bytes. A half-written file is not left."""
        path = self._path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
                n_bytes = seal_file(self.secret, consultation_code, name, source, target)
                target.flush()
                os.fsync(target.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return n_bytes

    def keep_bytes(self, consultation_code, name, content):
        return self.keep(consultation_code, name, io.BytesIO(content))

    def read_bytes(self, consultation_code, name):
        """The plain content. ScanMissing once it was erased."""
        target = io.BytesIO()
        self._open(consultation_code, name, target)
        return target.getvalue()

    @contextmanager
    def opened(self, consultation_code, name):
        """The plain file, open, in memory only: nothing readable touches the disk."""
        descriptor = os.memfd_create(name)
        with open(descriptor, "w+b") as target:
            self._open(consultation_code, name, target)
            target.seek(0)
            yield target

    def erase(self, name):
        self._path(name).unlink(missing_ok=True)

    def _open(self, consultation_code, name, target):
        with self._sealed(name) as source:
            try:
                unseal_file(self.secret, consultation_code, name, source, target)
            except WordsErased as error:
                raise ScanMissing(f"The scan {name} was erased.") from error

    def _sealed(self, name):
        try:
            return self._path(name).open("rb")
        except FileNotFoundError as error:
            raise ScanMissing(f"The scan {name} was erased.") from error

    def _path(self, name):
        if not NAME.fullmatch(name):
            raise ScanMissing(f"{name!r} is no name of a scan.")
        return self.folder / name[:2].lower() / f"{name}.sealed"


def folder_of(app):
    return Path(app.config["SCAN_FOLDER"] or Path(app.instance_path) / "scans")


def of(app):
    """The store that the settings of this application name."""
    return ScanStore(folder_of(app), app.config["CONTACT_KEY"] or app.config["SECRET_KEY"])
