"""What leaves the building: each file of figures, written down with its hash before it is handed over."""

import hashlib
import logging

from engage.extensions import db
from engage.models import Publication, Release
from engage.operations import transaction
from engage.operations.staff import note

log = logging.getLogger(__name__)


def release(results, kind, name, content, actor, now):
    """Write down that this file was handed to this person (None: the command line)."""
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction():
        entry = Release(
            consultation_id=results.consultation.id,
            kind=kind,
            file_sha256=sha256,
            data_sha256=results.data_sha256,
            n_responses=results.taking.submitted,
            made_by_id=actor and actor.id,
            made_at=now,
        )
        db.session.add(entry)
        db.session.flush()
        note(
            actor, "downloaded_results", "consultation", results.consultation.code, now,
            release=entry.id, file=name, bytes=len(content), sha256=sha256,
        )  # fmt: skip
    log.info("release %s: %s of %s", entry.id, kind, results.consultation.code)
    return entry


def find_publication(consultation):
    """The Publication, or None while no results are published; engage.operations.releases writes it."""
    return db.session.get(Publication, consultation.id)
