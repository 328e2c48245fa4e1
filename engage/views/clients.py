"""Pages on programs that read results: which there are, a new token, ending one."""

from types import SimpleNamespace

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from sqlalchemy import select

from engage.api.shape import FIGURES, SCOPES, SINGLE
from engage.api.tables import TABLES
from engage.auth import confirm_password, describe_staff, refuse_foreign, role_required
from engage.desk import COUNTERS, RESULTS_READERS
from engage.extensions import db
from engage.models import ApiClient, Consultation, Role
from engage.operations import api_clients as operations
from forms.delivery.typed import Typed

bp = Blueprint("clients", __name__, url_prefix="/staff/programs")
bp.context_processor(describe_staff)
MOST_DAYS, DAYS = 365, 90
NO_SINGLE = "Single responses are for analysts, of one consultation. Choose it below, or leave this out"
NO_RIGHT = "Figures are for analysts and engagement officers of this consultation. Leave this out, or ask one of them"


@bp.get("/")
@role_required(*COUNTERS)
def list_clients():
    query = select(ApiClient).where(g.staff.within(g.roles, ApiClient.consultation_id))
    found = db.session.scalars(query.order_by(ApiClient.ended_at.is_not(None), ApiClient.id.desc())).all()
    return render_template("clients/list_clients.html", rows=found, now=_now())


@bp.route("/new", methods=["GET", "POST"])
@role_required(*COUNTERS)
def make_client():
    typed, chosen = Typed(request.form), request.form.getlist("scopes")
    if request.method == "POST":
        name = typed.words("name", "Enter a name, as “Power BI of the analysts”", 100)
        days = typed.whole_number("days") or DAYS
        if days > MOST_DAYS:
            typed.faults["days"] = f"Enter a number of days from 1 to {MOST_DAYS}"
        consultation = _consultation(typed)
        if not chosen or set(chosen) - set(SCOPES):
            typed.faults["scopes"] = "Choose what it reads"
        elif FIGURES in chosen and "consultation" not in typed.faults and not _may_read_figures(consultation):
            typed.faults["scopes"] = NO_RIGHT
        elif SINGLE & set(chosen) and "consultation" not in typed.faults:
            _ask_for_single(typed, consultation)
        if not typed.faults:
            client, token = operations.make(name, chosen, consultation, days, g.staff, _now())
            return render_template("clients/show_token.html", client=client, token=token)
    error_list = [(text, field) for field, text in typed.faults.items()]
    page = render_template(
        "clients/make_client.html", faults=typed.faults, error_list=error_list, typed=request.form, chosen=chosen,
        scopes=list(SCOPES.items()), consultations=_codes(), days=DAYS, most_days=MOST_DAYS,
    )  # fmt: skip
    return page, 422 if typed.faults else 200


@bp.get("/tables")
@role_required(*COUNTERS)
def show_tables():
    """What programs may read, for people."""
    most = operations.MOST_IN_MINUTE
    return render_template("clients/show_tables.html", tables=TABLES, scopes=SCOPES, most=most)


@bp.post("/<client_id>/end")
@role_required(*COUNTERS)
def end_client(client_id):
    client = db.session.scalar(select(ApiClient).filter_by(public_id=client_id)) or abort(404)
    refuse_foreign(client.consultation)
    operations.end(client, g.staff, _now())
    return redirect(url_for(".list_clients"), 303)


def _ask_for_single(typed, consultation):
    """Single responses leave for an analyst of one consultation, who gives the password again."""
    if consultation is None or not g.staff.holds([Role.ANALYST], consultation):
        typed.faults["scopes"] = NO_SINGLE
        return
    field = SimpleNamespace(data=typed.fields.get("password", ""), errors=[])
    if confirm_password(field):
        typed.faults["password"] = field.errors[0]


def _codes():
    """What can be chosen: all only by who has the role on all."""
    query = select(Consultation.code).where(g.staff.within(g.roles, Consultation.id))
    every = [("", "All that you may read")] if g.staff.holds_everywhere(g.roles) else []
    return [*every, *((code, code) for code in db.session.scalars(query.order_by(Consultation.id.desc())))]


def _consultation(typed):
    """The one that was chosen; None for all of them."""
    code = typed.choice("consultation", [value for value, _words in _codes()], "Choose a consultation")
    return db.session.scalar(select(Consultation).filter_by(code=code)) if code else None


def _may_read_figures(consultation):
    if consultation is None:
        return g.staff.holds_everywhere(RESULTS_READERS)
    return g.staff.holds(RESULTS_READERS, consultation)


def _now():
    return current_app.config["CLOCK"]()
