"""Signing in and out, and the desks: all consultations, and each with what one's role can see of it and do with it."""

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, session, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy import func, select

from engage import desk, fieldwork, imports, plans
from engage.auth import current_staff, describe_staff, role_required, safe_next
from engage.binding import bind
from engage.errors import TooManyTries
from engage.exports import charts
from engage.extensions import csrf, db
from engage.extracts.retention import clocks
from engage.models import Consultation, Role, SafeguardingConcern
from engage.operations import hold_snapshot, webhooks
from engage.operations import staff as operations
from engage.operations.fieldwork import records
from engage.operations.people import founding
from engage.operations.people.roles import n_administrators
from engage.publishing import newest_version, published
from engage.results import coding
from engage.sessions import hash_of, new_token
from forms.staff import SignInForm

bp = Blueprint("staff", __name__, url_prefix="/staff")
bp.context_processor(describe_staff)


@bp.route("/sign-in", methods=["GET", "POST"])
@csrf.exempt  # checked below, so that a stale page comes back with what was typed
def sign_in():
    onward = safe_next(request.args.get("next")) or url_for(".show_desk")
    form = bind(SignInForm)
    status = 200
    if request.method == "GET" and current_staff() is not None:
        return redirect(onward, 303)
    needs_first = request.method == "GET" and founding.is_due()
    if needs_first and not founding.has_staff():
        return redirect(url_for("people.make_first"), 303)
    if request.method == "POST":
        status = _try_sign_in(form)
        if status == 303:
            return redirect(onward, 303)
    page = render_template("staff/sign_in.html", form=form, needs_first=needs_first)
    reply = current_app.make_response((page, status))
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
    query = select(Consultation).where(g.staff.within(tuple(Role), Consultation.id))
    rows = [
        (consultation, published(version.id).definition, _state(consultation, now))
        for consultation in db.session.scalars(query.order_by(Consultation.closes_at, Consultation.id))
        if (version := newest_version(consultation))
    ]
    may = {
        "lets_in": g.staff.holds([Role.ADMINISTRATOR]),
        "keeps_pictures": g.staff.holds_everywhere(desk.OFFICE),
        "tells": g.staff.holds([Role.ADMINISTRATOR]),
        "n_webhooks_off": webhooks.n_off() if g.staff.holds([Role.ADMINISTRATOR]) else 0,
        "connects": g.staff.holds(desk.COUNTERS),
        "answers_requests": g.staff.holds([Role.ENGAGEMENT_OFFICER]),
        "guards": g.staff.holds(fieldwork.GUARDIANS),
        "n_concerns": _n_concerns() if g.staff.holds(fieldwork.GUARDIANS) else 0,
        "n_overdue": _n_overdue(now) if g.staff.holds(fieldwork.RECORDERS) else 0,
        "n_kept_too_long": _n_kept_too_long(now) if g.staff.holds(desk.OFFICE) else 0,
        "does_fieldwork": g.staff.holds(fieldwork.READERS),
        "prepares": g.staff.holds(plans.READERS),
        "brings": g.staff.holds_everywhere(imports.IMPORTERS),
        "begins": g.staff.holds_everywhere(plans.PLANNERS),
        "is_alone": g.staff.holds([Role.ADMINISTRATOR]) and n_administrators() < 2,
    }
    return render_template("staff/show_desk.html", rows=rows, **may)


@bp.get("/consultations/<code>/desk")
@role_required(*Role)
def show_consultation(code):
    """The desk of one consultation: every role sees the parts and links that are for it."""
    hold_snapshot()
    now = current_app.config["CLOCK"]()
    consultation = db.session.scalar(select(Consultation).filter_by(code=code)) or abort(404)
    version = newest_version(consultation) or abort(404)
    parts = desk.parts_for(consultation, g.staff, now)
    return render_template(
        "staff/show_consultation.html",
        consultation=consultation,
        questionnaire=published(version.id).definition,
        state=_state(consultation, now),
        parts=parts,
        codeframes=coding.newest_codeframes(consultation) if g.staff.holds(desk.RESULTS_READERS, consultation) else (),
        charts=charts,
        days=_days(parts["arrivals"]),
        reach_dots=_reach_dots,
        **desk.may(g.staff, consultation),
    )


def _days(arrivals):
    """The columns of the chart."""
    return [(format_date(start, "d MMM"), n) for start, n in arrivals.spans] if arrivals else []


def _reach_dots(rows):
    """Shares of respondents and of residents; a group that is too small to be shown has only the second."""
    return [
        charts.Dots(row["words"], (None if row["is_small"] else row["share_respondents"], row["share_people"]))
        for row in rows
    ]


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
        tokens, two_factors = (hash_of(token), hash_of(session.token)), bool(current_app.config["SECOND_FACTOR"])
        staff = operations.sign_in(form.email.data, form.password.data, *tokens, secret_key, now, two_factors)
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
    if consultation.suspended_at is not None:
        return _("Suspended")
    return _("Open") if consultation.is_open(now) else _("Closed")


def _n_concerns():
    waiting = fieldwork.concerns_of(g.staff).where(SafeguardingConcern.acknowledged_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(waiting.subquery()))


def _n_kept_too_long(now):
    late = clocks.overdue(now, current_app.config)
    return sum(
        consultation is None or g.staff.holds(desk.OFFICE, consultation) for consultation, _kind, _due_at in late
    )


def _n_overdue(now):
    """Promises made in the field whose day has passed."""
    rows = records.open_promises(fieldwork.visible_to(g.staff, fieldwork.RECORDERS))
    return sum(promise.due_on is not None and promise.due_on < now.date() for promise, _activity in rows)
