"""Signing in and out, and the desk: the consultations and what one's role can do with them."""

from flask import Blueprint, current_app, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy import func, select

from engage import codeframes, fieldwork, outcomes, plans
from engage.auth import current_staff, describe_staff, role_required, safe_next
from engage.binding import bind
from engage.errors import TooManyTries
from engage.extensions import csrf, db
from engage.models import Consultation, Role, SafeguardingConcern
from engage.operations import staff as operations
from engage.operations.fieldwork import records
from engage.publishing import newest_version, published
from engage.results import coding
from engage.sessions import hash_of, new_token
from forms.staff import SignInForm

bp = Blueprint("staff", __name__, url_prefix="/staff")
bp.context_processor(describe_staff)
OUTREACH = (Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER)


@bp.route("/sign-in", methods=["GET", "POST"])
@csrf.exempt  # checked below, so that a stale page comes back with what was typed
def sign_in():
    onward = safe_next(request.args.get("next")) or url_for(".show_desk")
    form = bind(SignInForm)
    status = 200
    if request.method == "GET" and current_staff() is not None:
        return redirect(onward, 303)
    if request.method == "POST":
        status = _try_sign_in(form)
        if status == 303:
            return redirect(onward, 303)
    reply = current_app.make_response((render_template("staff/sign_in.html", form=form), status))
    if status == 429:
        reply.headers["Retry-After"] = str(int(operations.TRIES_WITHIN.total_seconds()))
    return reply


@bp.post("/sign-out")
@role_required(*Role)
def sign_out():
    operations.sign_out(g.staff, hash_of(session.token), current_app.config["CLOCK"]())
    session.carry(new_token())
    return redirect(url_for(".sign_in"), 303)


@bp.get("/")
@role_required(*Role)
def show_desk():
    now = current_app.config["CLOCK"]()
    consultations = db.session.scalars(select(Consultation).order_by(Consultation.closes_at, Consultation.id))
    rows = [
        (consultation, published(version.id).definition, _state(consultation, now))
        for consultation in consultations
        if (version := newest_version(consultation))
    ]
    may = {
        "sees_results": g.staff.role == Role.ANALYST,
        "agrees_themes": g.staff.role in codeframes.EDITORS,
        "sees_languages": g.staff.role in (Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER),
        "reaches_out": g.staff.role in OUTREACH,
        "guards": g.staff.role in fieldwork.GUARDIANS,
        "n_concerns": _n_concerns() if g.staff.role in fieldwork.GUARDIANS else 0,
        "n_overdue": _n_overdue(now) if g.staff.role in fieldwork.RECORDERS else 0,
        "codeframes": _codeframes(rows) if g.staff.role in (Role.ANALYST, Role.ENGAGEMENT_OFFICER) else {},
        "does_fieldwork": g.staff.role in fieldwork.READERS,
        "plans": g.staff.role in outcomes.WRITERS,
        "prepares": g.staff.role in plans.READERS,
        "sits_on_board": g.staff.role == Role.PANEL_MEMBER,
        "keys_paper": g.staff.role in (Role.DATA_ENTRY_CLERK, Role.ENGAGEMENT_OFFICER),
    }
    return render_template("staff/show_desk.html", rows=rows, **may)


def _codeframes(rows):
    """Code of a consultation -> its agreed codeframes, to code with."""
    return {consultation.code: coding.newest_codeframes(consultation) for consultation, _asked, _state in rows}


def _try_sign_in(form):
    """The status of the reply: 303 when signed in; otherwise the form holds the reason."""
    try:
        csrf.protect()
    except CSRFError:
        form.email.errors = [_("This page was open for too long. Enter your password again.")]
        return 400
    if not form.validate():
        return 422
    token = new_token()
    secret_key, now = current_app.config["SECRET_KEY"], current_app.config["CLOCK"]()
    try:
        staff = operations.sign_in(
            form.email.data, form.password.data, hash_of(token), hash_of(session.token), secret_key, now
        )
    except TooManyTries:
        form.email.errors = [_("Too many tries. Try again in 5 minutes.")]
        return 429
    if staff is None:
        form.email.errors = [_("Email or password is wrong")]
        return 422
    session.carry(token)
    return 303


def _state(consultation, now):
    if now < consultation.opens_at:
        return _("Not open yet")
    return _("Open") if consultation.is_open(now) else _("Closed")


def _n_concerns():
    waiting = select(func.count(SafeguardingConcern.id)).where(SafeguardingConcern.acknowledged_at.is_(None))
    return db.session.scalar(waiting)


def _n_overdue(now):
    """Promises made in the field whose day has passed."""
    rows = records.open_promises(fieldwork.visible_to(g.staff))
    return sum(promise.due_on is not None and promise.due_on < now.date() for promise, _activity in rows)
