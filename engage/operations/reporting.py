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
    counted = {"data_sha256": results.data_sha256, "n_responses": results.taking.submitted}
    return _write_down(results.consultation, counted, kind, name, content, actor, now)


def release_report(consultation, data, kind, name, content, actor, now):
    """The same for a report of frozen results (engage.results.snapshot); 0 responses where that is kept back."""
    counted = {"data_sha256": data["data_sha256"], "n_responses": data["taking"]["responses"] or 0}
    return _write_down(consultation, counted, kind, name, content, actor, now)


def _write_down(consultation, counted, kind, name, content, actor, now):
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction():
        entry = Release(
            consultation_id=consultation.id,
            kind=kind,
            file_sha256=sha256,
            made_by_id=actor and actor.id,
            made_at=now,
            **counted,
        )
        db.session.add(entry)
        db.session.flush()
        note(
            actor, "downloaded_results", "consultation", consultation.code, now,
            release=entry.id, file=name, bytes=len(content), sha256=sha256,
        )  # fmt: skip
    log.info("release %s: %s of %s", entry.id, kind, consultation.code)
    return entry


def find_publication(consultation):
    """The Publication, or None while no results are published; engage.operations.releases writes it."""
    return db.session.get(Publication, consultation.id)
