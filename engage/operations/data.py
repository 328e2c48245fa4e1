"""Files of data: written down when they are made and taken, and gone within the hour."""

import datetime as dt
import logging

from sqlalchemy import func, select

from engage.errors import JobTaken, TakenBackMeanwhile
from engage.extensions import db
from engage.extracts.counting import is_withdrawn
from engage.models import Consultation, DataFile, Job, Questionnaire, QuestionnaireVersion, Response, StaffUser
from engage.operations import transaction
from engage.operations.staff import note

log = logging.getLogger(__name__)

#: a file can be taken so long after it was made
LIVES = dt.timedelta(hours=1)
#: what the trail says about files of data
VERBS = ("asked_for_data", "made_data", "took_data", "erased_data", "wrote_data")


def n_withdrawn(consultation_id):
    """Responses of this consultation that were taken back."""
    query = (
        select(func.count(Response.id))
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Response.version_id)
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .where(Questionnaire.consultation_id == consultation_id, is_withdrawn())
    )
    return db.session.scalar(query)


def keep(job, file, now):
    """Write down that the file of this job is made. JobTaken if it was cancelled, or another worker has it.

    file : {"sha256", "n_bytes", "n_responses", "n_withdrawn", "rows"}
    TakenBackMeanwhile : somebody took a response back while it was made
    """
    arguments, token = job.arguments, job.lease
    with transaction():
        db.session.refresh(job, with_for_update=True)
        if job.cancelled_at is not None or job.lease != token:
            raise JobTaken(job.public_id)
        if n_withdrawn(arguments["consultation_id"]) != file["n_withdrawn"]:
            raise TakenBackMeanwhile
        db.session.add(
            DataFile(
                job_id=job.id,
                consultation_id=arguments["consultation_id"],
                reason=arguments["reason"],
                file_sha256=file["sha256"],
                made_at=now,
                expires_at=now + LIVES,
                **{name: file[name] for name in ("n_bytes", "n_responses", "n_withdrawn", "rows")},
            )
        )
        code = db.session.get_one(Consultation, arguments["consultation_id"]).code
        note(job_actor(job), "made_data", "consultation", code, now, file=job.public_id, kind=arguments["kind"],
             about=arguments["about"], reason=arguments["reason"], **_facts(file))  # fmt: skip
    log.info("data file %s of %s was made", job.public_id, code)


def note_written(consultation, kind, about, reason, file, now):
    """Write down that the command line wrote a file of data: it stays where it was written."""
    with transaction():
        note(None, "wrote_data", "consultation", consultation.code, now, kind=kind, about=about, reason=reason,
             **_facts(file))  # fmt: skip


def find(job):
    """The DataFile of this job, or None."""
    return db.session.scalar(select(DataFile).filter_by(job_id=job.id))


def job_actor(job):
    """Who asked for it; None for nobody."""
    return job.asked_by_id and db.session.get(StaffUser, job.asked_by_id)


def take(file, actor, now):
    """Write down that the file is handed over. False where it no longer may be: its hour is over, or somebody took a
    response back since."""
    with transaction():
        db.session.refresh(file, with_for_update=True)
        if file.erased_at is not None or now >= file.expires_at:
            return False
        if n_withdrawn(file.consultation_id) != file.n_withdrawn:
            return False
        code = db.session.get_one(Consultation, file.consultation_id).code
        note(actor, "took_data", "consultation", code, now, file=file.job.public_id, sha256=file.file_sha256)
    return True


def erase(file, store, now, why):
    """Take the file off the disk, and write down why. Done twice, it is written down once."""
    store.erase(file.job.public_id)
    with transaction():
        db.session.refresh(file, with_for_update=True)
        if file.erased_at is not None:
            return
        file.erased_at = now
        code = db.session.get_one(Consultation, file.consultation_id).code
        note(None, "erased_data", "consultation", code, now, file=file.job.public_id, why=why)


def erase_of(consultation, store, now, why):
    """Erase every file of this consultation that can still be taken."""
    standing = select(DataFile).filter_by(erased_at=None, consultation_id=consultation.id).order_by(DataFile.id)
    for file in db.session.scalars(standing).all():
        erase(file, store, now, why)


def erase_expired(store, now):
    """Erase files whose hour is over or out of which a response was taken, and whatever a dead worker left behind."""
    standing = db.session.scalars(select(DataFile).filter_by(erased_at=None).order_by(DataFile.id)).all()
    for file in standing:
        if now >= file.expires_at:
            erase(file, store, now, "hour over")
        elif n_withdrawn(file.consultation_id) != file.n_withdrawn:
            erase(file, store, now, "response taken back")
    names = store.names()
    if not names:
        return
    kept = select(Job.public_id).join(DataFile, DataFile.job_id == Job.id).where(DataFile.erased_at.is_(None))
    working = select(Job.public_id).where(
        Job.finished_at.is_(None), Job.cancelled_at.is_(None), Job.leased_until > now
    )
    for name in names - set(db.session.scalars(kept)) - set(db.session.scalars(working)):
        store.erase(name)
        log.warning("a data file that nobody holds was erased: %s", name)


def _facts(file):
    return {"sha256": file["sha256"], "bytes": file["n_bytes"], "responses": file["n_responses"], "rows": file["rows"]}
