"""Where data files lie while they can be taken: sealed in the instance folder, under the name of their job."""

import hashlib
import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engage.errors import EngageError
from engage.sealing import Sealer, unsealed

NAME = re.compile(r"[A-Za-z0-9_-]{6,40}")
SEALED, PART = ".sealed", ".part"


class HashingSealer(Sealer):
    """Knows the hash of what was written, beside its size."""

    def __init__(self, *arguments):
        super().__init__(*arguments, what="data files")
        self.digest = hashlib.sha256()

    def write(self, content):
        self.digest.update(content)
        return super().write(content)

    @property
    def sha256(self):
        return self.digest.hexdigest()


@dataclass(frozen=True)
class DataStore:
    folder: Path
    #: ENGAGE_CONTACT_KEY, or the secret key
    secret: str

    @contextmanager
    def writing(self, consultation_code, name):
        """An open file that seals what is written to it. Where the block fails, nothing is left of it."""
        path = self._path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_suffix(PART)
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
                sealer = HashingSealer(self.secret, consultation_code, name, target)
                yield sealer
                sealer.close()
                target.flush()
                os.fsync(target.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def pieces(self, consultation_code, name):
        """The plain file, piece by piece: no more of it than one is in memory. FileNotFoundError once it is erased."""
        source = self._path(name).open("rb")
        try:
            plain = unsealed(self.secret, consultation_code, name, source, what="data files")
        except EngageError:
            source.close()
            raise

        def read():
            with source:
                yield from plain

        return read()

    def erase(self, name):
        """Take away the file, and what was written of it before a worker died."""
        path = self._path(name)
        for one in (path, path.with_suffix(PART)):
            one.unlink(missing_ok=True)

    def names(self):
        """The names of all files that lie here, whole or not."""
        if not self.folder.is_dir():
            return set()
        return {path.stem for path in self.folder.iterdir() if path.suffix in (SEALED, PART)}

    def _path(self, name):
        if not NAME.fullmatch(name):
            raise FileNotFoundError(f"{name!r} is no name of a data file.")
        return self.folder / f"{name}{SEALED}"


def of(app):
    """The store that the settings of this application name."""
    folder = app.config["DATA_FOLDER"] or Path(app.instance_path) / "data"
    return DataStore(Path(folder), app.config["CONTACT_KEY"] or app.config["SECRET_KEY"])
