"""An action of the delivery plan: its words, what it serves, what it is in, and its history."""

from flask import g, request

from engage import outcomes
from engage.auth import role_required
from engage.models import Action
from engage.operations import hold_snapshot
from engage.operations.delivery import actions as operations
from engage.views.delivery.address import (
    bp,
    clock,
    fields_of,
    languages,
    load,
    load_one,
    onward,
    refuse_long_sentences,
    show,
)
from forms.delivery.pages import ACTION, read_action, read_state, read_texts
from forms.delivery.typed import Typed

ONE = "/actions/<int:number>"


@bp.route("/actions/new", methods=["GET", "POST"])
@role_required(*outcomes.WRITERS)
def plan_action(code):
    consultation, faults = load(code), {}
    typed = {"recommendation": request.args.get("recommendation", "")}
    if request.method == "POST":
        typed, read = request.form, Typed(request.form)
        details, due_on = _read(consultation, read), read.day("due_on")
        faults = read.faults
        if not faults:
            made = operations.plan(consultation, details, due_on, g.staff, clock())
            return onward("show_action", number=made.number)
    return _show_words(consultation, None, faults, typed)


@bp.route(f"{ONE}/edit", methods=["GET", "POST"])
@role_required(*outcomes.WRITERS)
def change_action(code, number):
    consultation, found = load_one(Action, code, number)
    typed, faults = _fields(found), {}
    if request.method == "POST":
        typed, read = request.form, Typed(request.form)
        details, faults = _read(consultation, read), read.faults
        if not faults:
            operations.change(found, consultation, details, g.staff, clock())
            return onward("show_action", number=number)
    return _show_words(consultation, found, faults, typed)


@bp.route(ONE, methods=["GET", "POST"])
@role_required(*outcomes.WRITERS)
def show_action(code, number):
    """The action with its history, and the form that says what it is in now."""
    hold_snapshot()
    consultation, found = load_one(Action, code, number)
    due_on = found.now.due_on
    typed, faults = {"due_on": f"{due_on.day}/{due_on.month}/{due_on.year}" if due_on else ""}, {}
    if request.method == "POST":
        typed, read = request.form, Typed(request.form)
        state, faults = read_state(read), read.faults
        refuse_long_sentences(read, {"outcome": {"easy_read": state["easy_outcome"]}})
        if "outcome_easy_read" in faults:
            faults["easy_outcome"] = faults.pop("outcome_easy_read")
        if not faults:
            operations.record_state(found, consultation, state, g.staff, clock())
            return onward("show_action", number=number)
    return show("show_action", faults, typed, consultation=consultation, found=found, spoken=languages(consultation))


def _read(consultation, typed):
    details = read_action(typed)
    served = {"recommendation": outcomes.recommendations(consultation), "ambition": outcomes.ambitions(consultation)}
    for name, rows in served.items():
        numbers = {str(row.number): row.id for row in rows}
        chosen = typed.choice(name, ("", *numbers), "Choose from the list, or none")
        details[f"{name}_id"] = numbers.get(chosen)
    texts = read_texts(typed, [locale for locale, _name in languages(consultation)])
    refuse_long_sentences(typed, texts)
    return details | {"texts": texts}


def _fields(found):
    words = {name: getattr(found, name) for name in ACTION}
    for name in ("recommendation", "ambition"):
        row = getattr(found, name)
        words[name] = str(row.number) if row else ""
    return words | fields_of(found.texts)


def _show_words(consultation, found, faults, typed):
    values = {
        "recommendations": outcomes.recommendations(consultation),
        "ambitions": outcomes.ambitions(consultation),
        "spoken": languages(consultation),
    }
    return show("plan_action", faults, typed, consultation=consultation, found=found, **values)
