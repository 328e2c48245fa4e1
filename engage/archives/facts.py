"""The facts of a finished consultation that its archive holds for this program: what is read back in as rows."""

import hashlib
import json

from engage.exports.text import file_name
from engage.extensions import db
from engage.extracts import decided
from engage.models import Publication

FORMAT = "engage consultation 1"


def of(consultation):
    """A dictionary of plain values; the same rows give the same, wherever they were read in."""
    publication = db.session.get(Publication, consultation.id)
    releases = decided.releases(consultation.id)
    return {
        "format": FORMAT,
        "code": consultation.code,
        "opens_at": consultation.opens_at.isoformat(),
        "closes_at": consultation.closes_at.isoformat(),
        "versions": [_version(one) for one in decided.versions(consultation.id)],
        "publication": publication
        and {
            "published_on": publication.published_on.isoformat(),
            "link": publication.link,
            "texts": publication.texts,
            "made_at": publication.made_at.isoformat(),
        },
        "releases": [_release(one) for one in releases if one.taken_back_at is None],
    }


def written(facts):
    """As they stand in the archive."""
    return (json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _version(version):
    return {
        "key": version.questionnaire.key,
        "number": version.number,
        "schema_version": version.schema_version,
        "sha256": version.sha256,
        "published_at": version.published_at.isoformat(),
        "file": f"papers/questionnaires/version-{version.number}.json",
    }


def _release(release):
    folder = f"papers/releases/{release.number}"
    is_redacted = bool(release.hidden) or hashlib.sha256(release.content).hexdigest() != release.sha256
    times = {name: getattr(release, name).isoformat() for name in ("prepared_at", "approved_at", "published_at")}
    files = [
        {"kind": one.kind, "name": one.name, "sha256": one.sha256, "file": f"{folder}/{file_name(one.name)}"}
        for one in release.files
        if not release.hidden
    ]
    return times | {
        "number": release.number,
        "sha256": release.sha256,
        "link": release.link,
        "data": f"{folder}/data.json",
        #: words were taken off after it was released: the data here lack them, and have another hash
        "is_redacted": is_redacted,
        "files": files,
    }
