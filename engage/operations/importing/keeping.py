"""A file of responses that was brought: taken in and sealed, read, mapped, thrown away."""

import datetime as dt
import hashlib
import logging
import secrets

from sqlalchemy import func, select

from engage.errors import ImportRefused
from engage.extensions import db
from engage.import_store import FAULTS, FILE, PROFILE, name_of
from engage.models import Consultation, ImportedRow, ResponseImport
from engage.operations import transaction
from engage.operations.consultations import RESERVED, find_consultation
from engage.operations.held import is_held, refuse_held
from engage.operations.responses import hour_of
from engage.operations.staff import note
from forms.importing import mapping as mappings

log = logging.getLogger(__name__)

#: of a file
MOST_BYTES = 100 * 2**20
#: rows that could not come in are kept so long after the import, for somebody to mend them
FAULTS_LIVE = dt.timedelta(days=30)
#: a file that nobody goes on with
FILES_LIVE = dt.timedelta(days=30)


def begin_consultation(code, actor, now, demonstration=False):
    """A consultation that was held elsewhere: it is closed from the start, and nobody can ever answer it here."""
    with transaction():
        if code in RESERVED:
            raise ImportRefused("code", f"/{code} is the address of another page. Use another word")
        if find_consultation(code) is not None:
            raise ImportRefused("code", f"There is a consultation {code}. Use another word")
        closed = hour_of(now)
        consultation = Consultation(
            code=code, opens_at=closed - dt.timedelta(hours=1), closes_at=closed, demonstration=demonstration,
            analysed_only=True,
        )  # fmt: skip
        db.session.add(consultation)
        db.session.flush()
        note(actor, "began_imported_consultation", "consultation", code, now)
    return consultation


def upload(consultation, file_name, source, store, actor, now):
    """Take in an open file and seal it. ImportRefused if it is empty, too large or here already."""
    content = source.read(MOST_BYTES + 1)
    if not content:
        raise ImportRefused("file", "The file is empty. Choose the file that you exported")
    if len(content) > MOST_BYTES:
        raise ImportRefused("file", f"The file must be {MOST_BYTES // 2**20} MB or smaller. Split it")
    sha256 = hashlib.sha256(content).hexdigest()
    found = ResponseImport(
        public_id=secrets.token_urlsafe(9), consultation_id=consultation.id, file_name=_plain_name(file_name),
        file_sha256=sha256, uploaded_at=now, uploaded_by_id=actor and actor.id,
    )  # fmt: skip
    name = name_of(found, FILE)
    store.keep_bytes(consultation.code, name, content)
    try:
        with transaction():
            _refuse_again(consultation, sha256)
            db.session.add(found)
            db.session.flush()
            note(actor, "uploaded_responses", "consultation", consultation.code, now, file=found.public_id,
                 sha256=sha256, bytes=len(content))  # fmt: skip
    except BaseException:
        store.erase(name)
        raise
    log.info("a file of responses of %s was brought, %s bytes", consultation.code, len(content))
    return found


def keep_read(found, system, n_rows, mapping):
    """Write down what was read, with the mapping to begin with."""
    with transaction():
        db.session.refresh(found, with_for_update=True)
        found.system, found.n_rows, found.refused = system, n_rows, ""
        if not found.version:
            found.mapping, found.version = mappings.written(mapping), 1


def keep_refused(found, message):
    """Write down why the file cannot be read."""
    with transaction():
        found.refused = message


def save_mapping(found, seen, mapping, actor, now):
    """Save the mapping that a person settled. ImportRefused if somebody saved it since `seen`, or it is over."""
    with transaction():
        db.session.refresh(found, with_for_update=True)
        refuse_over(found)
        if found.version != seen:
            raise ImportRefused("mapping", "Somebody else changed the mapping meanwhile. Look at it and try again")
        found.mapping = mappings.written(mapping)
        found.version += 1
        found.checked_version = None
        note(actor, "mapped_responses", "consultation", found.consultation.code, now, file=found.public_id)


def keep_checked(found, version, n_faulty, n_known):
    """Write down what a check of this save of the mapping found."""
    with transaction():
        found.checked_version, found.n_faulty, found.n_known = version, n_faulty, n_known


def attach_job(found, job):
    with transaction():
        found.job_id = job.id


def throw_away(found, store, actor, now):
    """Erase the file of an import that did not happen."""
    with transaction():
        db.session.refresh(found, with_for_update=True)
        refuse_over(found)
        refuse_held(found.consultation)
        if n_rows_in(found):
            raise ImportRefused("file", "Some of its responses are in. Go on with the import, or remove it")
        found.thrown_away_at = now
        note(actor, "threw_away_responses", "consultation", found.consultation.code, now, file=found.public_id)
    for kind in (FILE, PROFILE, FAULTS):
        store.erase(name_of(found, kind))


def erase_old(store, now):
    """Throw away files that nobody goes on with, and rows that nobody mended; how many."""
    waiting = select(ResponseImport).where(
        ResponseImport.finished_at.is_(None), ResponseImport.thrown_away_at.is_(None),
        ResponseImport.uploaded_at <= now - FILES_LIVE,
    )  # fmt: skip
    found_old = db.session.scalars(waiting.order_by(ResponseImport.id)).all()
    old = [found for found in found_old if not (n_rows_in(found) or is_held(found.consultation))]
    for found in old:
        throw_away(found, store, None, now)
    done = select(ResponseImport).where(ResponseImport.finished_at <= now - FAULTS_LIVE)
    for found in db.session.scalars(done.order_by(ResponseImport.id)):
        store.erase(name_of(found, FAULTS))
    return len(old)


def refuse_over(found):
    """ImportRefused once its responses are in, or its file is thrown away."""
    if found.finished_at is not None:
        raise ImportRefused("file", "The responses of this file are in already")
    if found.thrown_away_at is not None:
        raise ImportRefused("file", "This file was thrown away. Upload it again")


def n_rows_in(found):
    """Responses of this import that are in the database, whether they count yet or not."""
    return db.session.scalar(select(func.count(ImportedRow.response_id)).filter_by(import_id=found.id))


def find(consultation, public_id):
    return db.session.scalar(select(ResponseImport).filter_by(consultation_id=consultation.id, public_id=public_id))


def all_of(consultation):
    """Every import of a consultation, newest first."""
    query = select(ResponseImport).filter_by(consultation_id=consultation.id).order_by(ResponseImport.id.desc())
    return db.session.scalars(query).all()


def newest_mapping(consultation):
    """The mapping of the newest import that is in, or None: the next file of a consultation begins with it."""
    query = select(ResponseImport).filter_by(consultation_id=consultation.id)
    found = db.session.scalars(
        query.where(ResponseImport.finished_at.is_not(None)).order_by(ResponseImport.id.desc())
    ).first()
    return mappings.read(found.mapping) if found is not None and found.mapping else None


def _refuse_again(consultation, sha256):
    query = select(ResponseImport).filter_by(consultation_id=consultation.id, file_sha256=sha256)
    standing = query.where(ResponseImport.thrown_away_at.is_(None), ResponseImport.removed_at.is_(None))
    if (found := db.session.scalars(standing.order_by(ResponseImport.id)).first()) is not None:
        when = f"{found.uploaded_at.day} {found.uploaded_at:%B %Y}"
        raise ImportRefused("file", f"This very file was brought on {when}. Go on with that one")


def _plain_name(name):
    """The last part of a name, as it is shown; no file is ever stored under it."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[:200] or "responses"
