"""What the consultation panel is given, says and decides."""

from flask import abort, current_app, g, request

from engage import plans
from engage.auth import role_required
from engage.errors import PlanRefused
from engage.extracts import panel as extracts
from engage.models import CAPACITIES, Role
from engage.operations.authoring.drafts import find_draft
from engage.operations.plans import panel as operations
from engage.views.plans.address import ONE, bp, clock, load_plan, onward, show
from forms import definition
from forms.delivery.typed import LONGEST_TEXT, Typed

PANEL = f"{ONE}/panel"
MEMBERS = (Role.PANEL_MEMBER,)


@bp.get(PANEL)
@role_required(*plans.READERS)
def show_panel(code):
    return _show(load_plan(code))


@bp.post(f"{PANEL}/submit")
@role_required(*plans.PLANNERS)
def submit(code):
    plan = load_plan(code)
    if lacking := plans.lacking(plan):
        return _show(plan, {"submit": f"The plan is not whole. The panel would miss: {'; '.join(lacking)}"})
    try:
        operations.submit(plan, find_draft(plan.consultation), g.staff, clock())
    except PlanRefused as refused:
        return _show(plan, {"submit": str(refused)})
    return onward("show_panel")


@bp.post(f"{PANEL}/comments")
@role_required(*plans.READERS)
def comment(code):
    plan, typed = load_plan(code), Typed(request.form)
    submission = extracts.newest(plan.consultation) or abort(404)
    text = typed.words("comment", "Write your comment", LONGEST_TEXT)
    keys = [question.key for question in _questions(submission)]
    about = typed.choice("about", ("", *keys), "Choose what it is about")
    if typed.faults:
        return _show(plan, typed.faults, request.form)
    operations.comment(submission, about, text, g.staff, clock())
    return onward("show_panel")


@bp.post(f"{PANEL}/comments/<int:number>/reply")
@role_required(*plans.PLANNERS)
def reply(code, number):
    plan, typed = load_plan(code), Typed(request.form)
    submission = extracts.newest(plan.consultation) or abort(404)
    found = next((one for one in submission.comments if one.id == number), None) or abort(404)
    text = typed.words(f"reply-{number}", "Write what you did about it", LONGEST_TEXT)
    if typed.faults:
        return _show(plan, typed.faults, request.form)
    operations.reply(found, submission, text, g.staff, clock())
    return onward("show_panel")


@bp.post(f"{PANEL}/decide")
@role_required(*MEMBERS)
def decide(code):
    plan, typed = load_plan(code), Typed(request.form)
    submission = extracts.newest(plan.consultation) or abort(404)
    decision = typed.choice("decision", ("approved", "changes_asked"), "Choose what you decide")
    capacity = typed.choice("capacity", CAPACITIES, "Choose in what role you decide: the public reads it")
    needed = "Say what should change" if decision == "changes_asked" else ""
    reason = typed.words("reason", needed, LONGEST_TEXT)
    if not typed.faults:
        try:
            sha256 = request.form.get("sha256", "")
            operations.decide(submission, sha256, capacity, decision, reason, g.staff, clock())
            return onward("show_panel")
        except PlanRefused as refused:
            typed.faults["decision"] = str(refused)
    return _show(plan, typed.faults, request.form)


def _questions(submission):
    questionnaire = definition.parse(submission.document)
    return [question for section in questionnaire.sections for question in section.questions]


def _show(plan, faults=None, typed=None):
    submission = extracts.newest(plan.consultation)
    questions = _questions(submission) if submission else []
    values = {
        "plan": plan,
        "consultation": plan.consultation,
        "standing": extracts.standing(plan.consultation, int(current_app.config["PANEL_APPROVALS"])),
        "questions": questions,
        "about": [("", "The plan, or the whole"), *((one.key, one.text.get("standard", "en")) for one in questions)],
        "faults_of_draft": operations.faults_of(find_draft(plan.consultation)),
        "lacking": plans.lacking(plan),
        "capacities": list(plans.CAPACITY_NAMES.items()),
        "is_member": g.staff.holds(MEMBERS, plan.consultation),
        "is_author": g.staff.id in extracts.authors(plan.consultation),
    }
    return show("show_panel", faults, typed, **values)
