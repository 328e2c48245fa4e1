"""Files in one ZIP archive: the same files and moment give the same bytes, whatever the clock of the machine says."""

import datetime as dt
import io
import zipfile


def pack(files, made_at, stored=()):
    """The bytes of an archive.

    files  : name -> bytes or text, in the order in which they stand in it
    stored : names of those that must not be compressed, as the kind of an OpenDocument file
    """
    moment = made_at.astimezone(dt.UTC).timetuple()[:6]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, moment)
            entry.external_attr = 0o644 << 16
            # the system that it was made on is part of the bytes
            entry.create_system = 3
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return file.getvalue()


def repack(content, made_at):
    """The same archive with the moment of every file set, for those that a library packed with its own clock."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return pack({name: archive.read(name) for name in archive.namelist()}, made_at)
