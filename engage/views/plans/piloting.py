"""Trying the questionnaire with invited people, and wiping what they answered."""

from flask import abort, current_app, g, url_for

from engage import plans
from engage.auth import role_required
from engage.errors import PlanRefused
from engage.operations.authoring.drafts import find_draft
from engage.operations.plans import piloting as operations
from engage.publishing import newest_version
from engage.views.plans.address import ONE, bp, clock, load_plan, onward, show

PILOT = f"{ONE}/pilot"


@bp.get(PILOT)
@role_required(*plans.PLANNERS)
def show_pilot(code):
    return _show(load_plan(code))


@bp.post(f"{PILOT}/begin")
@role_required(*plans.PLANNERS)
def begin_pilot(code):
    plan = load_plan(code)
    try:
        operations.begin(plan.consultation, find_draft(plan.consultation), g.staff, clock())
    except PlanRefused as refused:
        return _show(plan, {"pilot": str(refused)})
    return onward("show_pilot")


@bp.post(f"{PILOT}/end")
@role_required(*plans.PLANNERS)
def end_pilot(code):
    plan = load_plan(code)
    operations.end(operations.find_running(plan.consultation) or abort(404), g.staff, clock())
    return onward("show_pilot")


def _show(plan, faults=None):
    consultation = plan.consultation
    pilot, draft = operations.find_running(consultation), find_draft(consultation)
    link = pilot and url_for(
        "responses.show_pilot", code=consultation.code, locale="en", variant="standard", _external=True,
        token=operations.token_of(pilot, current_app.config["SECRET_KEY"]), text=None,
    )  # fmt: skip
    n_sent, n_unsent = operations.n_tests(consultation)
    values = {
        "plan": plan, "consultation": consultation, "pilot": pilot, "link": link, "n_sent": n_sent,
        "n_unsent": n_unsent, "ended": operations.ended(consultation),
        "is_older": pilot is not None and (draft is None or draft.sha256 != pilot.version.sha256),
        "is_opened": newest_version(consultation) is not None,
    }  # fmt: skip
    return show("show_pilot", faults, **values)
