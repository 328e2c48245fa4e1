"""Where the pages of releases live, finding what an address names, and showing a page with what is wrong on it."""

from zoneinfo import ZoneInfo

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for

from engage.auth import describe_staff
from engage.i18n import TIMEZONE
from engage.models import Role
from engage.operations import hold_snapshot, releases
from engage.operations.consultations import find_consultation
from engage.publishing import newest_version

bp = Blueprint("releases", __name__, url_prefix="/staff/consultations/<code>/releases")
bp.context_processor(describe_staff)
WRITERS = (Role.ANALYST, Role.ENGAGEMENT_OFFICER)
APPROVERS = READERS = (*WRITERS, Role.PANEL_MEMBER)
ZONE = ZoneInfo(TIMEZONE)


@bp.context_processor
def describe_roles():
    staff, consultation = g.get("staff"), g.get("consultation")
    return {"may_write": staff is not None and staff.holds(WRITERS, consultation)}


def load(code):
    """The Consultation as it is at one moment; 404 while it has no questionnaire."""
    hold_snapshot()
    consultation = find_consultation(code) or abort(404)
    newest_version(consultation) or abort(404)
    return consultation


def load_one(code, number):
    """(Consultation, ResultsRelease with this number), or 404."""
    consultation = load(code)
    return consultation, releases.find(consultation, number) or abort(404)


def clock():
    return current_app.config["CLOCK"]()


def show(template, faults=None, typed=None, **values):
    """The page, with 422 when something typed is wrong. faults: name of a field -> what is wrong with it.

    refusal : what is wrong with a step that has no field
    """
    faults = faults or {}
    error_list = [(text, name) for name, text in faults.items()]
    page = render_template(
        f"releases/{template}.html", faults=faults, error_list=error_list, typed=typed or {}, **values
    )
    return page, 422 if faults or values.get("refusal") else 200


def onward(endpoint, **values):
    """To this page, after something was written."""
    return redirect(url_for(f".{endpoint}", code=request.view_args["code"], **values), 303)
