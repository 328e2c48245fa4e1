"""Data to take away: for another analyst, for a request under the Freedom of Information Act, and codebooks."""

from flask import Blueprint, abort, current_app, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from engage import codeframes, data_store, jobs
from engage.auth import confirm_password, describe_staff, role_required
from engage.binding import bind
from engage.data import making, taken
from engage.data.about import TABLES
from engage.data.profiles import LEAST_SHARED
from engage.errors import WordsErased
from engage.exports.text import file_name
from engage.extensions import db
from engage.models import Job, Role
from engage.operations import data as operations
from engage.operations import staff as accounts
from engage.publishing import newest_version, published
from engage.results import coding
from forms.staff import data_form

bp = Blueprint("data", __name__, url_prefix="/staff/consultations/<code>/data")
bp.context_processor(describe_staff)


@bp.route("", methods=["GET", "POST"])
@role_required(Role.ANALYST)
def show_data(code):
    """What can be taken, the form that asks for it, and who took what when."""
    consultation = g.consultation
    version = newest_version(consultation) or abort(404)
    profile = [q for section in published(version.id).definition.of_purpose("profile") for q in section.questions]
    form = bind(data_form(tuple(making.MAKERS), [question.key for question in profile]))
    status = 200
    if request.method == "POST":
        status = _asked_for(consultation, form)
        if status == 303:
            return _to_new_file(consultation, form)
    page = render_template(
        "data/show_data.html", consultation=consultation, form=form, profile=profile, tables=TABLES,
        least=LEAST_SHARED, codeframes=coding.newest_codeframes(consultation), every=codeframes.EVERY,
        taken=taken.by_whom(consultation), kinds=taken.KIND_NAMES,
    )  # fmt: skip
    reply = current_app.make_response((page, status))
    if status == 429:
        reply.headers["Retry-After"] = str(int(accounts.TRIES_WITHIN.total_seconds()))
    return reply


@bp.get("/files/<job_id>")
@role_required(Role.ANALYST)
def show_file(code, job_id):
    """How far a file is; once it is made, its link."""
    job = _load_job(code, job_id)
    return _page_of(job, 200)


@bp.get("/files/<job_id>.json")
@role_required(Role.ANALYST)
def tell_progress(code, job_id):
    """The same for the script of the page, which asks every few seconds."""
    job = _load_job(code, job_id)
    is_over = job.finished_at is not None or job.cancelled_at is not None
    return {"progress": job.progress, "stage": job.stage, "is_over": is_over, "failure": job.failure}


@bp.post("/files/<job_id>/cancel")
@role_required(Role.ANALYST)
def cancel(code, job_id):
    """Stop the work; what was made of it already is erased at once."""
    job, now = _load_job(code, job_id), current_app.config["CLOCK"]()
    jobs.cancel(job, g.staff, now)
    file = operations.find(job)
    if file is not None:
        operations.erase(file, data_store.of(current_app), now, "cancelled")
    return redirect(url_for(".show_file", code=code, job_id=job_id), 303)


@bp.get("/files/<job_id>/data.zip")
@role_required(Role.ANALYST)
def download_file(code, job_id):
    """The file, once more for who asked for it, within its hour. That it is taken is written down first."""
    job, now = _load_job(code, job_id), current_app.config["CLOCK"]()
    file = operations.find(job)
    if file is None or not operations.take(file, g.staff, now):
        return _page_of(job, 410)
    try:
        pieces = data_store.of(current_app).pieces(code, job.public_id)
    except (FileNotFoundError, WordsErased):
        return _page_of(job, 410)
    reply = current_app.response_class(pieces, mimetype="application/zip")
    name = file_name(code, job.arguments["kind"], f"{file.made_at:%Y-%m-%d}")
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    reply.content_length = file.n_bytes
    return reply


def _asked_for(consultation, form):
    """The status of the reply: 303 when the file may be made; otherwise the form holds the reason."""
    if not form.validate():
        return 422
    if form.q_kind.data == making.RESPONSES and not taken.n_sent(consultation):
        form.q_kind.errors = [_("Nobody has sent a response yet, so there is nothing to put in this file.")]
        return 422
    if form.q_kind.data == making.ARCHIVE and current_app.config["CLOCK"]() < consultation.closes_at:
        form.q_kind.errors = [_("This consultation is not over. Archive it once it has closed.")]
        return 422
    return confirm_password(form.password) or 303


def _to_new_file(consultation, form):
    reason, now = form.q_reason.data.strip(), current_app.config["CLOCK"]()
    chosen = form.chosen if form.q_kind.data != making.BUNDLE else []
    arguments = making.arguments_of(consultation, form.q_kind.data, chosen, reason, g.staff)
    accounts.record(g.staff, "asked_for_data", "consultation", consultation.code, now, kind=form.q_kind.data,
                    about=chosen, reason=reason)  # fmt: skip
    job = jobs.enqueue(making.KIND, arguments, g.staff, now)
    return redirect(url_for(".show_file", code=consultation.code, job_id=job.public_id), 303)


def _page_of(job, status):
    now = current_app.config["CLOCK"]()
    file = operations.find(job)
    is_there = file is not None and file.erased_at is None and now < file.expires_at and status == 200
    return render_template("data/show_file.html", job=job, file=file, is_there=is_there), status


def _load_job(code, job_id):
    """The job of this address; 404 unless it makes a file of this very consultation, 403 for anybody but who asked."""
    job = db.session.scalar(select(Job).filter_by(public_id=job_id, kind=making.KIND)) or abort(404)
    if job.arguments["consultation_id"] != g.consultation.id:
        abort(404)
    if job.asked_by_id != g.staff.id:
        abort(make_response(render_template("data/not_yours.html", code=code), 403))
    return job
