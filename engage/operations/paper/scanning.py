"""Scans of a batch: taking files in, keeping what the reader proposes, and erasing pictures on their day."""

import datetime as dt
import hashlib
import logging
import secrets

from sqlalchemy import select

from engage.errors import PaperRefused
from engage.extensions import db
from engage.extracts import scans as extracts
from engage.models import KeyedValue, PaperForm, ScannedAnswer, ScannedFile, ScannedPage
from engage.operations import transaction
from engage.operations.paper import batches
from engage.operations.paper.verifying import finish_if_whole
from engage.operations.staff import note
from forms.paper import files
from forms.paper.reasons import FILES

log = logging.getLogger(__name__)

#: of what the reader is sure of, so many in a hundred are put before a person all the same
PERCENT_CHECKED = 5
STARTS = (b"%PDF-", b"II*\0", b"MM\0*", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
PIECE_BYTES = 1024 * 1024
LONGEST_NAME = 200


def add_file(batch, name, source, most_bytes, store, actor, now):
    """Take in an open file. PaperRefused says what is wrong with it; nothing of it is kept then."""
    sha256, n_bytes = _measure(source, most_bytes)
    _refuse_known(batch, sha256)
    public_id = secrets.token_urlsafe(9)
    source.seek(0)
    store.keep(batch.consultation.code, public_id, source)
    try:
        with transaction():
            _refuse_closed(batch)
            _refuse_known(batch, sha256)
            file = ScannedFile(
                public_id=public_id,
                batch_id=batch.id,
                name=_shown(name),
                n_bytes=n_bytes,
                sha256=sha256,
                uploaded_by_id=actor.id,
                uploaded_at=now,
            )
            db.session.add(file)
            note(actor, "uploaded_scan", "paper_batch", batch.public_id, now, file=public_id, sha256=sha256)
    except BaseException:
        store.erase(public_id)
        raise
    return file


def attach_job(file, job):
    with transaction():
        file.job_id = job.id


def read_file(file, reader, store, accepts, days, secret_key, report, now):
    """Read every page that was not read before, each in its own transaction: who is interrupted goes on there.

    reader  : engage.scanning.Reader of this consultation
    accepts : may what the reader is sure of stand without a person (the pilot passed, and the council said so)?
    """
    if file.finished_at is not None:
        return
    code, first = file.batch.consultation.code, len(file.pages) + 1
    refused = None
    try:
        with store.opened(code, file.public_id) as content:
            for page in files.pages_of(content, first):
                result = reader.read(page)
                _keep_page(file, page.n_pages, result, store, accepts, days, now)
                report(page.position / page.n_pages * 0.98, f"Page {page.position} of {page.n_pages}")
    except files.FileRefused as error:
        refused = error.reason
        log.warning("scan %s is refused: %s", file.public_id, refused)
    hold_incomplete(file, now)
    if accepts:
        _finish_forms(file, secret_key, now)
    with transaction():
        file.finished_at, file.refused = now, refused
        note(file.uploaded_by, "read_scan", "paper_batch", file.batch.public_id, now,
             file=file.public_id, n_pages=file.n_pages, refused=refused)  # fmt: skip
    store.erase(file.public_id)


def hold_incomplete(file, now):
    """Hold the forms of this file with pages missing or there twice; let those go whose pages all came since."""
    for form in extracts.forms_of(file):
        faults = extracts.page_faults(form)
        if form.response_id is not None or form.rejected_at is not None or form.released_at is not None:
            continue
        if faults and form.held_reason is None:
            batches.hold_pages(form, file.uploaded_by, now, "; ".join(faults))
        elif not faults and form.held_reason == "pages":
            with transaction():
                form.held_reason = None
                note(file.uploaded_by, "freed_form", "paper_form", form.public_id, now, reason="all pages came")


def _measure(source, most_bytes):
    """(sha256, size) of a file that looks like a scan."""
    digest, n_bytes = hashlib.sha256(), 0
    source.seek(0)
    start = source.read(1024)
    if not start:
        raise PaperRefused("file", FILES["empty"])
    if not start.startswith(STARTS[1:]) and STARTS[0] not in start:
        raise PaperRefused("file", FILES["unknown_kind"])
    while start:
        digest.update(start)
        n_bytes += len(start)
        if n_bytes > most_bytes:
            raise PaperRefused("file", too_large(most_bytes))
        start = source.read(PIECE_BYTES)
    return digest.hexdigest(), n_bytes


def too_large(most_bytes):
    largest = most_bytes // 2**20
    return f"The file is larger than {largest} MB. Split it into smaller files, or scan at 200 dots per inch"


def _refuse_known(batch, sha256):
    known = db.session.scalar(select(ScannedFile).filter_by(batch_id=batch.id, sha256=sha256))
    if known is not None:
        raise PaperRefused("file", f"This file is in this batch already, as {known.name}. Nothing was added")


def _refuse_closed(batch):
    db.session.refresh(batch, with_for_update=True)
    if batch.closed_at is not None:
        raise PaperRefused("file", "This batch is closed. Nothing in it can change any more")


def _shown(name):
    """The last part of a file name, without what could deceive a reader."""
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:LONGEST_NAME] or "scan"


def _keep_page(file, n_pages, result, store, accepts, days, now):
    """Keep one page: its picture sealed, its form found or added to the batch, its answers proposed."""
    problem, form = result.problem, None
    if problem is None:
        form, problem = _form_of(file, result.printed_form, now)
    if problem is None and extracts.is_scanned(form, result.identity.page):
        problem = "repeated"
    public_id = secrets.token_urlsafe(9)
    has_picture = result.webp is not None
    if has_picture:
        store.keep_bytes(file.batch.consultation.code, public_id, result.webp)
    with transaction():
        page = ScannedPage(
            public_id=public_id,
            file_id=file.id,
            position=result.position,
            printed_form_id=result.printed_form and result.printed_form.id,
            form_id=form and form.id,
            number=result.identity and result.identity.page,
            problem=problem,
            read_at=now,
            erase_on=now.date() + dt.timedelta(days=days),
            erased_at=None if has_picture else now,
            **result.seen,
        )
        db.session.add(page)
        db.session.flush()
        if problem is None:
            _propose(page, result.readings, accepts, now)
        file.n_pages = n_pages


def _form_of(file, printed, now):
    """(PaperForm of this batch, problem). A form that is in no batch yet is added to this one."""
    found = select(PaperForm).filter_by(printed_form_id=printed.id).order_by(PaperForm.copy.desc())
    forms = db.session.scalars(found).all()
    here = [form for form in forms if form.batch_id == file.batch_id]
    if not here and forms:
        return None, "other_batch"
    form = here[0] if here else batches.add_printed(
        file.batch, printed.serial, None, is_sure=False, actor=file.uploaded_by, now=now
    )  # fmt: skip
    is_open = form.rejected_at is None and form.held_reason in (None, "pages", "late")
    return form, None if is_open else "held"


def _propose(page, readings, accepts, now):
    for reading in readings:
        is_check = reading.reason is None and secrets.randbelow(100) < PERCENT_CHECKED
        answer = ScannedAnswer(
            page_id=page.id,
            field=reading.field,
            choices=list(reading.choices),
            confidence=round(min(max(reading.confidence, 0.0), 1.0), 3),
            reason=reading.reason,
            is_check=is_check,
        )
        if accepts and reading.reason is None and not is_check:
            answer.value = KeyedValue(
                form_id=page.form_id,
                field=reading.field,
                source="scan",
                choices=list(reading.choices),
                missing=None if reading.choices else "none",
                keyed_at=now,
            )
        db.session.add(answer)


def _finish_forms(file, secret_key, now):
    """Forms of which everything was accepted need nobody."""
    for form in extracts.forms_of(file):
        with transaction():
            db.session.refresh(form, with_for_update=True)
            finish_if_whole(form, file.uploaded_by, secret_key, now)
