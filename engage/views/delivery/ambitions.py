"""Ambitions by the part of life they are for, with measures and their dated values."""

from flask import abort, g, request

from engage import outcomes
from engage.auth import role_required
from engage.models import Ambition
from engage.operations import hold_snapshot
from engage.operations.delivery import ambitions as operations
from engage.operations.delivery import history
from engage.views.delivery.address import bp, clock, load, load_one, onward, show
from forms.delivery.pages import LIFE_COURSES, read_measure
from forms.delivery.typed import LONGEST_TEXT, Typed


@bp.route("/ambitions", methods=["GET", "POST"])
@role_required(*outcomes.WRITERS)
def list_ambitions(code):
    hold_snapshot()
    consultation, typed = load(code), Typed(request.form)
    if request.method == "POST":
        course = typed.choice("life_course", LIFE_COURSES, "Choose the part of life it is for")
        text = typed.words("text", "Write the ambition", LONGEST_TEXT)
        if not typed.faults:
            operations.add_ambition(consultation, course, text, g.staff, clock())
            return onward("list_ambitions")
    rows = outcomes.ambitions(consultation)
    return show("list_ambitions", typed.faults, request.form, consultation=consultation, ambitions=rows)


@bp.route("/ambitions/<int:number>", methods=["GET", "POST"])
@role_required(*outcomes.WRITERS)
def show_ambition(code, number):
    """One ambition and its measures, and the form that adds a measure."""
    hold_snapshot()
    consultation, found = load_one(Ambition, code, number)
    typed = Typed(request.form)
    if request.method == "POST":
        details = read_measure(typed)
        _refuse_same_name(found, details["name"], typed)
        if not typed.faults:
            operations.add_measure(found, details, g.staff, clock())
            return onward("show_ambition", number=number)
    return show("show_ambition", typed.faults, request.form, consultation=consultation, found=found)


@bp.route("/ambitions/<int:number>/edit", methods=["GET", "POST"])
@role_required(*outcomes.WRITERS)
def change_ambition(code, number):
    consultation, found = load_one(Ambition, code, number)
    values, typed = {"life_course": found.life_course, "text": found.text}, Typed(request.form)
    if request.method == "POST":
        values = request.form
        course = typed.choice("life_course", LIFE_COURSES, "Choose the part of life it is for")
        text = typed.words("text", "Write the ambition", LONGEST_TEXT)
        if not typed.faults:
            history.change(found, consultation, {"life_course": course, "text": text}, g.staff, clock())
            return onward("show_ambition", number=number)
    return show("change_ambition", typed.faults, values, consultation=consultation, found=found)


@bp.route("/ambitions/<int:number>/measures/<int:measure_id>/edit", methods=["GET", "POST"])
@role_required(*outcomes.WRITERS)
def change_measure(code, number, measure_id):
    consultation, found, measure = _load_measure(code, number, measure_id)
    values, typed = {name: getattr(measure, name) for name in ("name", "unit", "better", "source")}, Typed(request.form)
    if request.method == "POST":
        values, details = request.form, read_measure(typed)
        _refuse_same_name(found, details["name"], typed, measure)
        if not typed.faults:
            history.change(measure, consultation, details, g.staff, clock())
            return onward("show_ambition", number=number)
    return show("change_measure", typed.faults, values, consultation=consultation, found=found, measure=measure)


@bp.post("/ambitions/<int:number>/measures/<int:measure_id>/values/<int:value_id>/remove")
@role_required(*outcomes.WRITERS)
def remove_value(code, number, measure_id, value_id):
    _consultation, _found, measure = _load_measure(code, number, measure_id)
    reading = next((one for one in measure.readings if one.id == value_id), None) or abort(404)
    operations.remove_value(reading, g.staff, clock())
    return onward("show_ambition", number=number)


@bp.post("/ambitions/<int:number>/measures/<int:measure_id>")
@role_required(*outcomes.WRITERS)
def record_value(code, number, measure_id):
    consultation, found, measure = _load_measure(code, number, measure_id)
    typed = Typed(request.form)
    day = typed.past_day("measured_on", clock().date(), "Enter the day of the value, as 31/3/2027")
    value = typed.number("value", "Enter the value")
    if typed.faults:
        faults = {f"{name}-{measure_id}": text for name, text in typed.faults.items()}
        again = {f"{name}-{measure_id}": text for name, text in request.form.items()}
        return show("show_ambition", faults, again, consultation=consultation, found=found)
    operations.record_value(measure, day, value, g.staff, clock())
    return onward("show_ambition", number=number)


def _load_measure(code, number, measure_id):
    consultation, found = load_one(Ambition, code, number)
    measure = next((one for one in found.measures if one.id == measure_id), None) or abort(404)
    return consultation, found, measure


def _refuse_same_name(ambition, name, typed, itself=None):
    """One name once under an ambition, also among its measures that were removed."""
    same = outcomes.measure_of_name(ambition, name)
    if same is not None and same is not itself:
        removed = "had a measure with this name that was removed. Put it back" if same.removed_at else None
        typed.faults["name"] = f"This ambition {removed or 'has a measure with this name'}"
