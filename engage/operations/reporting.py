"""What leaves the building: each file of figures, written down with its hash before it is handed over; results."""

import hashlib
import logging

from engage import council_words
from engage.errors import StillOpen
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


def record_results(consultation, published_on, link, texts, locales, actor, now):
    """Tell the public since when and where the results are published, and what they say in short; again: say it anew.

    texts : locale -> {"standard": ..., "easy_read": ...} (engage.council_words); StillOpen before it has closed
    """
    if now < consultation.closes_at:
        raise StillOpen(f"{consultation.code} closes at {consultation.closes_at:%Y-%m-%d %H:%M} UTC")
    council_words.refuse_unfit(texts, locales)
    with transaction():
        found = find_publication(consultation) or Publication(consultation_id=consultation.id)
        found.published_on, found.link, found.texts = published_on, link, texts
        found.made_at, found.made_by_id = now, actor.id
        db.session.add(found)
        note(actor, "recorded_results", "consultation", consultation.code, now, link=link, locales=sorted(texts))
    return found


def take_back_results(consultation, actor, now):
    """Say no more that results are published. Done twice, it is written down once."""
    with transaction():
        found = find_publication(consultation)
        if found is not None:
            db.session.delete(found)
            note(actor, "took_back_results", "consultation", consultation.code, now, link=found.link)


def find_publication(consultation):
    """The Publication, or None while no results are published."""
    return db.session.get(Publication, consultation.id)
