"""Printing paper forms: choose layout, language and number, watch the run, take the files."""

from flask import Blueprint, abort, current_app, g, make_response, redirect, render_template, request, url_for
from sqlalchemy import select

from engage import jobs, printed_forms
from engage.auth import describe_staff, role_required
from engage.binding import bind
from engage.errors import CannotPrint
from engage.extensions import db
from engage.i18n import describe, offered
from engage.models import Consultation, Job, PaperLayout, Role
from engage.models.paper import LAYOUTS
from engage.operations.staff import record
from engage.publishing import newest_version, published
from forms.staff import print_form

bp = Blueprint("printing", __name__, url_prefix="/staff/consultations/<code>/print")
bp.context_processor(describe_staff)
PRINTERS = (Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER)
LAYOUT_NAMES = {"standard": "Standard", "large_print": "Large print", "easy_read": "Easy Read"}


@bp.route("", methods=["GET", "POST"])
@role_required(*PRINTERS)
def show_forms(code):
    """What was printed, and the form that starts a run; its second button gives one form without a number."""
    consultation = _load(code)
    version = newest_version(consultation) or abort(404)
    spoken = [describe(locale) for locale in offered(published(version.id).definition)]
    form = bind(print_form(LAYOUTS, [locale for locale, _name, _direction in spoken], printed_forms.MOST_COPIES))
    faults = printed_forms.lacking()
    if request.method == "POST" and not faults:
        reply = _blank(version, form) if "blank" in request.form else _started(code, version, form)
        if reply is not None:
            return reply
    now = current_app.config["CLOCK"]()
    runs = [(job, printed_forms.files_of(job, now)) for job in printed_forms.runs_of(consultation)]
    page = render_template(
        "printing/show_forms.html", consultation=consultation, form=form, spoken=spoken, faults=faults,
        layouts=LAYOUT_NAMES, runs=runs, days=printed_forms.FILES_FOR.days, kept=_kept(version),
    )  # fmt: skip
    return page, 422 if request.method == "POST" else 200


@bp.get("/runs/<job_id>")
@role_required(*PRINTERS)
def show_progress(code, job_id):
    """How far a run is; once it is done, its files."""
    job = _load_job(code, job_id)
    n_files = printed_forms.files_of(job, current_app.config["CLOCK"]())
    return render_template(
        "printing/show_progress.html", job=job, n_files=n_files, layouts=LAYOUT_NAMES, days=printed_forms.FILES_FOR.days
    )


@bp.get("/runs/<job_id>.json")
@role_required(*PRINTERS)
def tell_progress(code, job_id):
    """The same for the script of the page, which asks every few seconds."""
    job = _load_job(code, job_id)
    is_over = job.finished_at is not None or job.cancelled_at is not None
    return {"progress": job.progress, "stage": job.stage, "is_over": is_over, "failure": job.failure}


@bp.post("/runs/<job_id>/cancel")
@role_required(*PRINTERS)
def cancel(code, job_id):
    jobs.cancel(_load_job(code, job_id), g.staff, current_app.config["CLOCK"]())
    return redirect(url_for(".show_progress", code=code, job_id=job_id), 303)


@bp.get("/runs/<job_id>/<int:number>.pdf")
@role_required(*PRINTERS)
def download_forms(code, job_id, number):
    """One portion of a run. It holds return codes: who took it is written down first."""
    job, now = _load_job(code, job_id), current_app.config["CLOCK"]()
    if not 1 <= number <= printed_forms.files_of(job, now):
        abort(404)
    record(g.staff, "took_forms", "job", job.public_id, now, consultation=code, file=number)
    kind, locale = (job.arguments[name].replace("_", "-") for name in ("layout", "locale"))
    return _pdf(printed_forms.file_of(job, number), f"{code}-{kind}-{locale}-{job_id}-{number:02}.pdf")


def _started(code, version, form):
    """To the page of a new run; None if the form has faults."""
    if not form.validate():
        return None
    arguments = {
        "version_id": version.id,
        "layout": form.layout.data,
        "locale": form.locale.data,
        "copies": form.n_copies,
    }
    job = jobs.enqueue(printed_forms.KIND, arguments, g.staff, current_app.config["CLOCK"]())
    return redirect(url_for(".show_progress", code=code, job_id=job.public_id), 303)


def _blank(version, form):
    """One form without a number as a file; None if the form has faults."""
    form.copies.data = form.copies.data or "1"
    if not form.validate():
        return None
    try:
        layout = printed_forms.layout_of(version, form.layout.data, form.locale.data, current_app.config["CLOCK"]())
    except CannotPrint as refused:
        form.layout.errors = [str(refused)]
        return None
    return _pdf(printed_forms.blank(layout), printed_forms.file_name(layout, "form"))


def _kept(version):
    """The layouts of this version that were made."""
    found = select(PaperLayout).filter_by(version_id=version.id).order_by(PaperLayout.id)
    return db.session.scalars(found).all()


def _pdf(content, name):
    reply = make_response(content)
    reply.headers["Content-Type"] = "application/pdf"
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply


def _load(code):
    return db.session.scalar(select(Consultation).filter_by(code=code)) or abort(404)


def _load_job(code, job_id):
    """The run of this address; 404 unless it is of this very consultation."""
    consultation = _load(code)
    job = db.session.scalar(select(Job).filter_by(public_id=job_id, kind=printed_forms.KIND)) or abort(404)
    if job not in printed_forms.runs_of(consultation):
        abort(404)
    return job
