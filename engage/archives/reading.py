"""Read an archive: check every byte of it, and bring it back in as a finished consultation."""

import json

from engage.archives import bag, facts
from engage.archives.writing import FACTS
from engage.errors import ArchiveRefused
from engage.operations import archives
from forms.definition import DefinitionError


def check(folder):
    """The facts of the archive in this folder, once nothing in it was changed; ArchiveRefused says what was."""
    return _facts(bag.check(folder))


def read_back(folder, demonstration, actor, now):
    """The Consultation that the archive in this folder holds, made anew here."""
    paths = bag.check(folder)
    found = _facts(paths)
    content = {path: file.read_bytes() for path, file in paths.items()}
    try:
        return archives.read_back(found, content, demonstration, actor, now)
    except (KeyError, ValueError, TypeError, DefinitionError) as error:
        raise ArchiveRefused(f"{folder} was not written by Engage, or by a newer version ({error}).") from error


def _facts(paths):
    try:
        found = json.loads(paths[FACTS].read_text(encoding="utf-8"))
    except (KeyError, ValueError) as error:
        raise ArchiveRefused(f"The archive has no data/{FACTS}: Engage did not write it.") from error
    if found.get("format") != facts.FORMAT:
        raise ArchiveRefused(f"This version of Engage cannot read archives of the format {found.get('format')}.")
    return found
