"""Printed layouts, kept once and never made again, and the serials of the forms that were printed from them."""

import hashlib
import logging
import secrets

from sqlalchemy import func, select

from engage.extensions import db
from engage.models import PaperLayout, PrintedForm, QuestionnaireVersion
from engage.operations import transaction
from engage.operations.staff import note
from forms.paper import geometry, serials

log = logging.getLogger(__name__)

#: forms in one transaction, and in one file
PORTION = 100
SERIAL_DIGITS = 8


def find_layout(version, layout, locale):
    """The PaperLayout of this version, or None while nobody has printed it."""
    return db.session.scalar(select(PaperLayout).filter_by(version_id=version.id, layout=layout, locale=locale))


def keep_layout(version, layout, locale, printed, now):
    """Keep what forms.paper.layout made, unless somebody else kept theirs first: the first one stands."""
    with transaction():
        db.session.execute(select(QuestionnaireVersion.id).filter_by(id=version.id).with_for_update())
        kept = find_layout(version, layout, locale)
        if kept is None:
            kept = PaperLayout(
                version_id=version.id,
                layout=layout,
                locale=locale,
                n_pages=printed.geometry.n_pages,
                geometry=geometry.to_document(printed.geometry),
                master=printed.pdf,
                sha256=hashlib.sha256(printed.pdf).hexdigest(),
                made_at=now,
            )
            db.session.add(kept)
    log.info("layout %s in %s of version %s is kept", layout, locale, version.number)
    return kept


def number_forms(paper_layout, n_copies, now, job=None, actor=None, report=lambda share, stage: None):
    """Give out serials until this run has `n_copies`; a run that was interrupted goes on where it stopped.

    Returns the ids of the forms of this run that are new.
    """
    made, n_before = [], n_of_run(job) if job else 0
    while n_before + len(made) < n_copies:
        report((n_before + len(made)) / n_copies, f"{n_before + len(made)} of {n_copies} forms have a number")
        portion = min(PORTION, n_copies - n_before - len(made))
        with transaction():
            forms = [
                PrintedForm(
                    public_id=secrets.token_urlsafe(9),
                    serial=serial,
                    paper_layout_id=paper_layout.id,
                    job_id=job and job.id,
                    printed_at=now,
                )
                for serial in _free_serials(portion)
            ]
            db.session.add_all(forms)
            db.session.flush()
            made += [form.id for form in forms]
    if made:
        note_run(paper_layout, len(made), actor, now)
    return made


def note_run(paper_layout, n_forms, actor, now):
    with transaction():
        code = paper_layout.version.questionnaire.consultation.code
        note(
            actor, "numbered_forms", "consultation", code, now,
            layout=paper_layout.layout, locale=paper_layout.locale, forms=n_forms,
        )  # fmt: skip


def n_of_run(job):
    return db.session.scalar(select(func.count(PrintedForm.id)).where(PrintedForm.job_id == job.id))


def _free_serials(n_wanted):
    """Random serials that no form has yet. With one million in use, one in a hundred tries meets a used one."""
    free = []
    while len(free) < n_wanted:
        drawn = f"{secrets.randbelow(10**SERIAL_DIGITS):0{SERIAL_DIGITS}}"
        serial = serials.with_check(drawn)
        if serial not in free and db.session.scalar(select(PrintedForm.id).filter_by(serial=serial)) is None:
            free.append(serial)
    return free
