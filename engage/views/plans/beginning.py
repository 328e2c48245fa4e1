"""Beginning a consultation, what is still to do for it, its settings, and its plan."""

from flask import current_app, g, request

from engage import plans
from engage.auth import role_required
from engage.errors import PlanChanged, PlanRefused
from engage.extracts import panel
from engage.operations.plans import beginning as operations
from engage.publishing import newest_version
from engage.views.plans.address import ONE, bp, clock, load, load_plan, onward, show, version_typed
from forms import plans as forms
from forms.delivery.typed import Typed

MEANWHILE = "Somebody else saved this page meanwhile. Their words stand below. Take in what you want, and save again"


@bp.get("/")
@role_required(*plans.READERS)
def list_consultations():
    may_begin = g.staff.holds_everywhere(plans.PLANNERS)
    return show("list_consultations", rows=plans.all_consultations(g.staff, clock()), may_begin=may_begin)


@bp.route("/new", methods=["GET", "POST"])
@role_required(*plans.PLANNERS, everywhere=True)
def begin():
    typed = Typed(request.form)
    if request.method == "POST":
        found = forms.read_beginning(typed, plans.day_of(clock()))
        if not typed.faults:
            dates = (plans.start_of(found["opens_on"]), plans.end_of(found["closes_on"]))
            words = (found["code"], found["title"], found["purpose"])
            is_demonstration = bool(current_app.config["DEMONSTRATION"])
            try:
                operations.begin(*words, *dates, g.staff, clock(), is_demonstration)
                return onward("show_consultation", code=found["code"])
            except PlanRefused as refused:
                typed.faults[refused.field] = str(refused)
    return show("begin", typed.faults, request.form)


@bp.get(ONE)
@role_required(*plans.READERS)
def show_consultation(code):
    consultation = load(code)
    plan = operations.find_plan(consultation)
    values = {"title": plans.title_of(consultation), "state": plans.state_of(consultation, clock())}
    values |= {"last_day": plans.last_day_of(consultation), "n_days": plans.days_open(consultation)}
    needed = int(current_app.config["PANEL_APPROVALS"])
    values |= {"standing": plan and panel.standing(consultation, needed)}
    values["is_published"] = newest_version(consultation) is not None
    return show(
        "show_consultation", consultation=consultation, plan=plan, lacking=plans.lacking(plan) if plan else [], **values
    )


@bp.route(f"{ONE}/settings", methods=["GET", "POST"])
@role_required(*plans.PLANNERS)
def settle(code):
    plan, typed = load_plan(code), Typed(request.form)
    is_told = newest_version(plan.consultation) is not None
    if request.method == "POST":
        title = typed.words("title", "Enter a title")
        results_due_on = typed.day("results_due_on")
        days = {} if is_told else forms.read_days(typed, plans.day_of(clock()))
        closes_on = days.get("closes_on") or plans.last_day_of(plan.consultation)
        if results_due_on is not None and results_due_on <= closes_on:
            typed.faults.setdefault("results_due_on", "Results come after the last day. Enter a later day")
        if not typed.faults:
            dates = None if is_told else (plans.start_of(days["opens_on"]), plans.end_of(days["closes_on"]))
            try:
                operations.settle(plan, version_typed(), title, results_due_on, dates, g.staff, clock())
                return onward("show_consultation")
            except PlanChanged:
                typed.faults["title"] = "Somebody else saved this page meanwhile. Check what you typed, and save again"
    values = {"plan": plan, "is_told": is_told, "consultation": plan.consultation}
    return show("settle", typed.faults, request.form or _settled(plan), **values)


@bp.route(f"{ONE}/plan", methods=["GET", "POST"])
@role_required(*plans.PLANNERS)
def write_plan(code):
    plan, typed, theirs = load_plan(code), Typed(request.form), {}
    fields = forms.fields_of(plans.parts_of(plan))
    if request.method == "POST":
        parts = forms.read_plan(typed)
        if not typed.faults:
            try:
                operations.write_plan(plan, version_typed(), parts, g.staff, clock())
                return onward("show_consultation")
            except PlanChanged:
                fields = forms.fields_of(plans.parts_of(plan))
                mine = forms.fields_of(parts)
                theirs = {name: fields[name] for name in forms.changed_fields(mine, fields) if fields[name]}
                typed.faults[next(iter(theirs), "purpose")] = MEANWHILE
    values = {"plan": plan, "consultation": plan.consultation, "hints": plans.PART_HINTS, "theirs": theirs}
    values["n_days"] = plans.days_open(plan.consultation)
    return show("write_plan", typed.faults, request.form or fields, **values)


def _settled(plan):
    """What stands, as fields of the page."""
    days = {
        "opens_on": plans.day_of(plan.consultation.opens_at),
        "closes_on": plans.last_day_of(plan.consultation),
        "results_due_on": plan.results_due_on,
    }
    written = {name: f"{day.day}/{day.month}/{day.year}" for name, day in days.items() if day}
    return {"title": plan.title} | written
