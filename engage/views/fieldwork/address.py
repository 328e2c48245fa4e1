"""Where the pages of fieldwork live, finding what an address names, and showing a page with what is wrong on it."""

from flask import Blueprint, abort, current_app, g, render_template
from sqlalchemy import select

from engage.auth import describe_staff
from engage.extensions import db
from engage.fieldwork import find_activity
from engage.models import Consultation

bp = Blueprint("fieldwork", __name__, url_prefix="/staff/fieldwork")
bp.context_processor(describe_staff)


def load(public_id):
    """The Activity of this address; 404 if there is none, 403 if this person was not invited to it."""
    return find_activity(public_id, g.staff, g.roles) or abort(404)


def load_consultation(code):
    return db.session.scalar(select(Consultation).filter_by(code=code)) or abort(404)


def clock():
    return current_app.config["CLOCK"]()


def show(template, faults=None, typed=None, **values):
    """The page, with 422 when something typed is wrong. faults: name of a field -> what is wrong with it."""
    faults = faults or {}
    error_list = [(text, name) for name, text in faults.items()]
    page = render_template(
        f"fieldwork/{template}.html", faults=faults, error_list=error_list, typed=typed or {}, **values
    )
    return page, 422 if faults else 200
