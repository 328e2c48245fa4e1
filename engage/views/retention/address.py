"""Where the pages live, who opens them, and showing a page with what is wrong on it."""

from flask import Blueprint, abort, current_app, redirect, render_template, url_for

from engage.auth import describe_staff
from engage.extracts.retention.kinds import EVENTS, KINDS
from engage.models import Role
from engage.operations.consultations import find_consultation

bp = Blueprint("retention", __name__, url_prefix="/staff/consultations/<code>/retention")
bp.context_processor(describe_staff)

KEEPERS = (Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER)
READERS = (*KEEPERS, Role.ANALYST)


def load(code):
    return find_consultation(code) or abort(404)


def clock():
    return current_app.config["CLOCK"]()


def show(template, faults=None, typed=None, **values):
    """The page, with 422 when something typed is wrong. faults: name of a field -> what is wrong with it."""
    faults = faults or {}
    values |= {"error_list": [(text, name) for name, text in faults.items()], "events": EVENTS, "kinds": KINDS}
    page = render_template(f"retention/{template}.html", faults=faults, typed=typed or {}, now=clock(), **values)
    return page, 422 if faults else 200


def onward(endpoint, code):
    return redirect(url_for(f".{endpoint}", code=code), 303)
