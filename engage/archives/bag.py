"""Files in a BagIt bag (RFC 8493): a plain folder with the SHA-256 of everything in it, which any archive can check."""

import hashlib
import re
import zipfile
from pathlib import Path

from engage.errors import ArchiveRefused

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
PAYLOAD, TAGS, INFO = "manifest-sha256.txt", "tagmanifest-sha256.txt", "bag-info.txt"
PIECE_BYTES = 1024 * 1024
#: the hour of ZIP entries: when it was made stands in bag-info.txt
NO_MOMENT = (1980, 1, 1, 0, 0, 0)
LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


class Bag:
    """A bag that is written as a ZIP; `info`: what bag-info.txt says of it."""

    def __init__(self, target, name, info):
        self.zip, self.name, self.info = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED), name, info
        self.sha256, self.n_bytes = {}, 0

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is None:
            self._close()

    def add(self, path, content):
        """A file of the payload; `content` is bytes, or an open file that is read piece by piece."""
        pieces = (content,) if isinstance(content, bytes) else iter(lambda: content.read(PIECE_BYTES), b"")
        self.sha256[f"data/{path}"], n_bytes = self._write(f"data/{path}", pieces)
        self.n_bytes += n_bytes

    def add_archive(self, folder, file):
        """Every file of a ZIP, below a folder of the payload."""
        with zipfile.ZipFile(file) as inner:
            for entry in inner.infolist():
                with inner.open(entry) as content:
                    self.add(f"{folder}/{entry.filename}", content)

    def _write(self, path, pieces):
        entry = zipfile.ZipInfo(f"{self.name}/{path}", NO_MOMENT)
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        digest, n_bytes = hashlib.sha256(), 0
        with self.zip.open(entry, "w", force_zip64=True) as file:
            for piece in pieces:
                digest.update(piece)
                n_bytes += len(piece)
                file.write(piece)
        return digest.hexdigest(), n_bytes

    def _close(self):
        info = self.info | {"Payload-Oxum": f"{self.n_bytes}.{len(self.sha256)}"}
        files = {
            "bagit.txt": DECLARATION,
            INFO: "".join(f"{name}: {' '.join(str(value).split())}\n" for name, value in info.items()),
            PAYLOAD: _lines(self.sha256),
        }
        tags = {path: self._write(path, [text.encode()])[0] for path, text in files.items()}
        self._write(TAGS, [_lines(tags).encode()])
        self.zip.close()


def unpack(file, folder):
    """Write the files of a bag that came as a ZIP into this new folder, for its owner alone."""
    with zipfile.ZipFile(file) as archive:
        for entry in archive.infolist():
            path = folder / entry.filename.partition("/")[2]
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
            with archive.open(entry) as content, path.open("wb") as target:
                while piece := content.read(PIECE_BYTES):
                    target.write(piece)


def check(folder):
    """{path below data/: Path} of a bag in which nothing was changed; ArchiveRefused names the first fault."""
    folder = Path(folder)
    if not (folder / "bagit.txt").is_file() or not (folder / PAYLOAD).is_file():
        raise ArchiveRefused(f"{folder} is no archive: it has no bagit.txt or no {PAYLOAD}.")
    listed = _read(folder / PAYLOAD)
    tags = _read(folder / TAGS) if (folder / TAGS).is_file() else {}
    for path, sha256 in (tags | listed).items():
        file = folder / path
        if not file.resolve().is_relative_to(folder.resolve()):
            raise ArchiveRefused(f"{path} lies outside the archive.")
        if not file.is_file():
            raise ArchiveRefused(f"{path} is missing.")
        if _hash(file) != sha256:
            raise ArchiveRefused(f"{path} was changed.")
    found = {path.relative_to(folder).as_posix() for path in (folder / "data").rglob("*") if path.is_file()}
    if added := sorted(found - set(listed)):
        raise ArchiveRefused(f"{added[0]} was added: the archive does not list it.")
    return {path.removeprefix("data/"): folder / path for path in listed}


def _read(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [LINE.fullmatch(line) for line in lines]
    if not all(found):
        raise ArchiveRefused(f"{path.name} is not as BagIt wants it.")
    return {one[2]: one[1] for one in found}


def _lines(hashes):
    return "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(hashes.items()))


def sha256_of(content):
    return hashlib.sha256(content).hexdigest()


def _hash(path):
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()
