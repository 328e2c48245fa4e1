"""Where the pages live, finding what an address names, and showing a page with what is wrong on it."""

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for

from engage import plans
from engage.auth import describe_staff
from engage.operations.consultations import find_consultation
from engage.operations.plans import beginning as operations
from forms.changes import pieces

bp = Blueprint("plans", __name__, url_prefix="/staff/consultations")
bp.context_processor(describe_staff)
ONE = "/<code>"


@bp.context_processor
def describe_names():
    may_write = g.get("staff") is not None and g.staff.holds(plans.PLANNERS, g.get("consultation"))
    return {"part_names": plans.PART_NAMES, "test_names": plans.TEST_NAMES, "may_write": may_write,
            "capacity_names": plans.CAPACITY_NAMES, "word_pieces": pieces}  # fmt: skip


def load(code):
    return find_consultation(code) or abort(404)


def load_plan(code):
    """The ConsultationPlan of this address; 404 where the consultation was published from the terminal."""
    return operations.find_plan(load(code)) or abort(404)


def clock():
    return current_app.config["CLOCK"]()


def show(template, faults=None, typed=None, **values):
    """The page, with 422 when something typed is wrong. faults: name of a field -> what is wrong with it."""
    faults = faults or {}
    error_list = [(text, name) for name, text in faults.items()]
    page = render_template(f"plans/{template}.html", faults=faults, error_list=error_list, typed=typed or {}, **values)
    return page, 422 if faults else 200


def onward(endpoint, **values):
    """To this page, after something was written."""
    return redirect(url_for(f".{endpoint}", **{"code": (request.view_args or {}).get("code")} | values), 303)


def version_typed():
    """The version of the plan at which this page was opened."""
    typed = request.form.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
