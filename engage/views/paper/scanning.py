"""Scans of a batch: uploading files, what was read and what was not, and answering what the reader is not sure of."""

import io

from flask import abort, current_app, g, make_response, redirect, render_template, request, url_for
from PIL import Image
from sqlalchemy import select

from engage import jobs, scan_jobs, scan_store
from engage.auth import role_required
from engage.binding import takes_files
from engage.errors import PaperRefused, ScanMissing
from engage.extensions import csrf, db
from engage.extracts import scans as extracts
from engage.extracts.retention import clocks
from engage.models import ScannedAnswer, ScannedFile, ScannedPage
from engage.operations.paper import scanning, verifying
from engage.operations.paper.asked import last_day, questions_of
from engage.operations.staff import record
from engage.views.paper.address import BATCH, KEYERS, MISSING_NAMES, batch_of, bp, now, secret_key
from engage.views.paper.words import how_to_key
from forms.paper import geometry, reasons
from forms.paper.keys import MISSING_KEYS, Keyed, KeyRefused, read, width_of, written

SCANS = f"{BATCH}/scans"
#: of a kept page, as forms.paper.marks.sheet
PIXELS_PER_MM = 8
#: a writing box is shown with this much around it, in mm: people write on below the line
BESIDE_MM, BELOW_MM = 3, 8
CLIP_QUALITY = 60


@bp.route(SCANS, methods=["GET", "POST"])
@csrf.exempt  # checked below, after the size: a body that is too large is not read
@role_required(*KEYERS)
@takes_files
def list_scans(code, batch_id):
    batch, faults = batch_of(code, batch_id), []
    if request.method == "POST":
        faults = _take_files(batch)
        if not faults:
            return redirect(url_for(".list_scans", code=code, batch_id=batch_id), 303)
    page = render_template(
        "paper/list_scans.html",
        batch=batch,
        files=extracts.files(batch),
        faults=faults,
        waiting=extracts.waiting(batch),
        faulty=extracts.faulty_forms(batch),
        problems=extracts.problem_pages(batch),
        written_on=extracts.written_on(batch),
        by_hand=extracts.to_key_by_hand(batch),
        checks=extracts.checks(batch),
        pilot=extracts.pilot(),
        needed=(extracts.PILOT_FORMS, extracts.PILOT_ANSWERS, extracts.PILOT_WRONG),
        accepts=bool(current_app.config["SCAN_ACCEPTS"]),
        megabytes=current_app.config["SCAN_MEGABYTES"],
        days=clocks.days_of(batch.consultation, "scans", current_app.config),
        reasons=reasons,
    )
    return page, 422 if faults else 200


@bp.get(f"{SCANS}/files/<file_id>")
@role_required(*KEYERS)
def show_scan(code, batch_id, file_id):
    """How far the reading of one file is, and what was found on each page."""
    file = _file_of(code, batch_id, file_id)
    return render_template("paper/show_scan.html", file=file, job=file.job, reasons=reasons)


@bp.get(f"{SCANS}/files/<file_id>.json")
@role_required(*KEYERS)
def tell_scan(code, batch_id, file_id):
    """The same for the script of the page, which asks every few seconds."""
    job = _file_of(code, batch_id, file_id).job or abort(404)
    is_over = job.finished_at is not None or job.cancelled_at is not None
    return {"progress": job.progress, "stage": job.stage, "is_over": is_over, "failure": job.failure}


@bp.post(f"{SCANS}/files/<file_id>/resume")
@role_required(*KEYERS)
def resume_scan(code, batch_id, file_id):
    """Read on where the reading stopped."""
    file = _file_of(code, batch_id, file_id)
    if file.finished_at is None:
        _enqueue(file)
    return redirect(url_for(".show_scan", code=code, batch_id=batch_id, file_id=file_id), 303)


@bp.route(f"{SCANS}/verify", methods=["GET", "POST"])
@role_required(*KEYERS)
def verify_scans(code, batch_id):
    """The next question that a person has to answer: its picture, and one key."""
    batch, fault, typed = batch_of(code, batch_id), None, ""
    if request.method == "POST":
        typed = request.form.get("typed", "")
        fault = _verify(batch, request.form.get("page", ""), request.form.get("field", ""), typed)
        if fault is None:
            return redirect(url_for(".verify_scans", code=code, batch_id=batch_id), 303)
    waiting = extracts.waiting(batch)
    answer = waiting[0] if waiting else None
    page = render_template(
        "paper/verify_scans.html",
        batch=batch,
        answer=answer,
        asked=answer and _asked(answer),
        proposal=_proposal(answer) if answer else None,
        n_waiting=len(waiting),
        how=how_to_key(_asked(answer)) if answer else "",
        fault=fault,
        typed=typed,
        missing=[(key, MISSING_NAMES[name]) for key, name in MISSING_KEYS.items()],
        width_of=width_of,
    )
    return page, 422 if fault else 200


@bp.get(f"{SCANS}/pages/<page_id>")
@role_required(*KEYERS)
def show_scanned_page(code, batch_id, page_id):
    page = _page_of(code, batch_id, page_id)
    record(g.staff, "viewed_scan", "paper_batch", batch_id, now(), page=page_id)
    return render_template("paper/show_scanned_page.html", batch=page.file.batch, page=page, reasons=reasons)


@bp.get(f"{SCANS}/pages/<page_id>.webp")
@role_required(*KEYERS)
def draw_scanned_page(code, batch_id, page_id):
    """The whole page, or with ?field= only the part that asks this question."""
    page = _page_of(code, batch_id, page_id)
    try:
        content = _store().read_bytes(code, page.public_id)
    except ScanMissing:
        abort(404)
    if "field" in request.args:
        content = _clip(page, request.args["field"], content)
    reply = make_response(content)
    reply.headers["Content-Type"] = "image/webp"
    return reply


def _take_files(batch):
    """[what is wrong with a file]; empty when all were taken in. One by one: what is right is kept."""
    most = current_app.config["SCAN_MEGABYTES"] * 2**20
    if request.content_length is None or request.content_length > (request.max_content_length or most):
        return [scanning.too_large(most)]
    csrf.protect()
    uploads = [upload for upload in request.files.getlist("file") if upload.filename]
    if not uploads:
        return ["Choose a file to upload"]
    faults = []
    for upload in uploads:
        try:
            file = scanning.add_file(batch, upload.filename, upload.stream, most, _store(), g.staff, now())
            _enqueue(file)
        except PaperRefused as refused:
            faults.append(f"{upload.filename}: {refused}" if len(uploads) > 1 else str(refused))
    return faults


def _enqueue(file):
    # a try that failed must not be taken for one that waits
    job = jobs.enqueue(scan_jobs.KIND, {"file_id": file.id}, g.staff, now())
    scanning.attach_job(file, job)


def _verify(batch, page_id, field, typed):
    """What is wrong with the key that was pressed, or None."""
    query = select(ScannedAnswer).join(ScannedAnswer.page).where(ScannedPage.public_id == page_id)
    answer = db.session.scalar(query.where(ScannedAnswer.field == field)) or abort(404)
    if answer.page.file.batch_id != batch.id:
        abort(404)
    asked = _asked(answer)
    try:
        keyed = read(asked, typed, answer.page.form.locale, last_day(answer.page.form))
        if keyed is None and _proposal(answer):
            keyed = Keyed(tuple(answer.choices), missing=None if answer.choices else "none")
        if keyed is None:
            return "Type what is written" if asked.is_written else _NOT_TYPED
        verifying.verify(answer, keyed, g.staff, secret_key(), now())
    except (KeyRefused, PaperRefused) as refused:
        return str(refused)
    return None


_NOT_TYPED = "Type the codes of the boxes that are ticked, or 0 if none is"


def _proposal(answer):
    """What to type for what the reader is sure of, or None: the hidden checks look like those where it is not sure."""
    if answer.reason is not None or answer.is_check:
        return None
    return written(_asked(answer), answer.choices, None, None if answer.choices else "none")


def _asked(answer):
    return next(asked for asked in questions_of(answer.page.form) if asked.field == answer.field)


def _clip(page, field, content):
    """The part of the page that asks this question, as a small grey picture; 404 when it is not there."""
    if page.form is None or page.problem is not None:
        abort(404)
    layout = geometry.from_document(page.form.printed_form.paper_layout.geometry)
    parts = [part for part in (*layout.writing, *layout.places) if part.field == field]
    part = next((part for part in parts if part.area.page == page.number), None) or abort(404)
    area, below = part.area, BELOW_MM if part in layout.writing else BESIDE_MM
    picture = Image.open(io.BytesIO(content))
    box = (area.x - BESIDE_MM, area.y - BESIDE_MM, area.x + area.width + BESIDE_MM, area.y + area.height + below)
    left, top, right, bottom = (round(value * PIXELS_PER_MM) for value in box)
    clip = picture.crop((max(left, 0), max(top, 0), min(right, picture.width), min(bottom, picture.height)))
    target = io.BytesIO()
    clip.convert("L").save(target, "WEBP", quality=CLIP_QUALITY)
    return target.getvalue()


def _file_of(code, batch_id, file_id):
    batch = batch_of(code, batch_id)
    return db.session.scalar(select(ScannedFile).filter_by(public_id=file_id, batch_id=batch.id)) or abort(404)


def _page_of(code, batch_id, page_id):
    batch = batch_of(code, batch_id)
    page = db.session.scalar(select(ScannedPage).filter_by(public_id=page_id)) or abort(404)
    if page.file.batch_id != batch.id:
        abort(404)
    return page


def _store():
    return scan_store.of(current_app)
