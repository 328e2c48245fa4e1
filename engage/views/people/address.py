"""Where the pages live, finding whom an address names, and showing a page with what is wrong on it."""

from flask import Blueprint, abort, current_app, render_template
from sqlalchemy import select

from engage.auth import describe_staff
from engage.extensions import db
from engage.models import StaffUser

bp = Blueprint("people", __name__, url_prefix="/staff")
bp.context_processor(describe_staff)
PERSON = "/people/<person_id>"


def load(person_id):
    return db.session.scalar(select(StaffUser).filter_by(public_id=person_id)) or abort(404)


def clock():
    return current_app.config["CLOCK"]()


def secret_key():
    return current_app.config["SECRET_KEY"]


def sealing_secret():
    return current_app.config["CONTACT_KEY"] or secret_key()


def show(template, faults=None, typed=None, status=None, **values):
    """The page, with 422 when something typed is wrong. faults: name of a field -> what is wrong with it."""
    faults = faults or {}
    error_list = [(text, name) for name, text in faults.items()]
    page = render_template(f"people/{template}.html", faults=faults, error_list=error_list, typed=typed or {}, **values)
    return page, status or (422 if faults else 200)
