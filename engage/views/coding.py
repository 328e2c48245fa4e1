"""Themes in comments: start the search, watch it, read what was found."""

from babel import UnknownLocaleError
from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from engage import jobs, results, texts
from engage.auth import describe_staff, role_required
from engage.binding import bind
from engage.extensions import db
from engage.i18n import describe
from engage.models import Consultation, Job, Question, Role
from engage.operations import hold_snapshot
from engage.operations.staff import record
from forms.staff import ThemesForm

bp = Blueprint("coding", __name__, url_prefix="/staff/consultations/<code>/themes")
bp.context_processor(describe_staff)
SEED = 0


@bp.route("/<question_key>", methods=["GET", "POST"])
@role_required(Role.ANALYST)
def show_themes(code, question_key):
    """The candidate themes of one question, coarser or finer as wanted, and the form that looks for them (again)."""
    n_themes = request.args.get("themes", "")
    wanted = request.args.get("language"), int(n_themes[:4]) if n_themes.isascii() and n_themes.isdigit() else None
    asked = _load(code, question_key, wanted)
    form = bind(ThemesForm)
    now = current_app.config["CLOCK"]()
    if request.method == "POST" and form.validate():
        arguments = {"question_id": asked.question_id, "seed": SEED, "n_themes": form.wanted}
        job = jobs.enqueue("themes", arguments, g.staff, now)
        return redirect(url_for(".show_progress", code=code, question_key=question_key, job_id=job.public_id), 303)
    record(g.staff, "viewed_themes", "question", str(asked.question_id), now, consultation=code, question=question_key)
    copies = texts.copies(db.session.scalars(select(Consultation).filter_by(code=code)).one(), question_key)
    shown = {"asked": asked, "form": form, "texts": copies, "language_name": _language_name}
    page = render_template("coding/show_themes.html", **shown)
    return page, 422 if form.errors else 200


@bp.get("/<question_key>/jobs/<job_id>")
@role_required(Role.ANALYST)
def show_progress(code, question_key, job_id):
    asked, job = _load_job(code, question_key, job_id)
    if job.finished_at is not None and job.failure is None:
        return redirect(url_for(".show_themes", code=code, question_key=question_key), 303)
    return render_template("coding/show_progress.html", asked=asked, job=job)


@bp.get("/<question_key>/jobs/<job_id>.json")
@role_required(Role.ANALYST)
def tell_progress(code, question_key, job_id):
    """The same for the script of the page, which asks every few seconds."""
    _asked, job = _load_job(code, question_key, job_id)
    is_over = job.finished_at is not None or job.cancelled_at is not None
    return {"progress": job.progress, "stage": job.stage, "is_over": is_over, "failure": job.failure}


@bp.post("/<question_key>/jobs/<job_id>/cancel")
@role_required(Role.ANALYST)
def cancel(code, question_key, job_id):
    _asked, job = _load_job(code, question_key, job_id)
    jobs.cancel(job, g.staff, current_app.config["CLOCK"]())
    return redirect(url_for(".show_progress", code=code, question_key=question_key, job_id=job_id), 303)


def _language_name(code):
    try:
        return describe(code)[1]
    except (UnknownLocaleError, ValueError):
        return code or _("Language not known")


def _load(code, question_key, wanted=None):
    """The QuestionThemes of this address, or 404."""
    hold_snapshot()
    consultation = db.session.scalar(select(Consultation).filter_by(code=code)) or abort(404)
    return results.themes_of(consultation, question_key, wanted) or abort(404)


def _load_job(code, question_key, job_id):
    """The QuestionThemes and the Job of this address; 404 unless the job is of this very question."""
    asked = _load(code, question_key)
    job = db.session.scalar(select(Job).filter_by(public_id=job_id, kind="themes")) or abort(404)
    question = db.session.get(Question, job.arguments["question_id"])
    if question is None or question.id != asked.question_id:
        abort(404)
    return asked, job
