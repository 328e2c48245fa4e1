"""Opening what the panel approved, and correcting words of what is open."""

from flask import abort, current_app, g, request

from engage import plans, printed_forms
from engage.auth import role_required
from engage.errors import EngageError, PlanRefused
from engage.extracts import panel
from engage.models import Role
from engage.operations.authoring.drafts import find_draft
from engage.operations.plans import opening as operations
from engage.operations.plans import piloting
from engage.publishing import newest_version
from engage.views.plans.address import ONE, bp, clock, load, load_plan, onward, show
from forms import changes, completeness, definition
from forms.delivery.typed import LONGEST_TEXT, Typed


@bp.route(f"{ONE}/open", methods=["GET", "POST"])
@role_required(*plans.PLANNERS)
def open_consultation(code):
    plan, typed, faults = load_plan(code), Typed(request.form), {}
    needed, ready = int(current_app.config["PANEL_APPROVALS"]), printed_forms.formats_ready()
    if request.method == "POST":
        reason = typed.words("incomplete", longest=LONGEST_TEXT)
        try:
            operations.open_approved(plan, needed, ready, g.staff, clock(), reason)
            return onward("show_consultation")
        except PlanRefused as refused:
            faults[refused.field] = str(refused)
        except EngageError as refused:
            faults["open"] = str(refused).partition(" An administrator can open it")[0]
    standing = panel.standing(plan.consultation, needed)
    lacking = standing and completeness.missing(definition.parse(standing.submission.document), ready)
    values = {"plan": plan, "consultation": plan.consultation, "standing": standing, "lacking": lacking}
    values |= {"pilot": piloting.find_running(plan.consultation), "n_tests": sum(piloting.n_tests(plan.consultation))}
    values |= {"changes": _changes(plan.consultation), "is_first": newest_version(plan.consultation) is None}
    values |= {"last_day": plans.last_day_of(plan.consultation), "is_past": clock() > plan.consultation.opens_at}
    values["may_open_incomplete"] = g.staff.holds((Role.ADMINISTRATOR,))
    return show("open_consultation", faults, request.form, **values)


@bp.route(f"{ONE}/wording", methods=["GET", "POST"])
@role_required(*plans.PLANNERS)
def fix_words(code):
    consultation, typed = load(code), Typed(request.form)
    version = newest_version(consultation) or abort(404)
    if request.method == "POST":
        reason = typed.words("reason", "Say what was wrong: it is kept beside the change", LONGEST_TEXT)
        if not typed.faults:
            draft, ready = find_draft(consultation), printed_forms.formats_ready()
            try:
                operations.fix_words(consultation, draft, reason, ready, g.staff, clock())
                return onward("show_consultation")
            except EngageError as refused:
                typed.faults["reason"] = str(refused)
    values = {"consultation": consultation, "version": version, "changes": _changes(consultation)}
    return show("fix_words", typed.faults, request.form, **values)


def _changes(consultation):
    """What the draft changes of what is published; None without the one or the other."""
    draft, version = find_draft(consultation), newest_version(consultation)
    return changes.compare(version.definition, draft.document) if draft and version else None
