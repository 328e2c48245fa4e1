"""Removing what staff wrote of outcomes, putting it back, and the list of what was removed."""

from flask import abort, g, request

from engage import outcome_history, outcomes
from engage.auth import role_required
from engage.errors import NotReady
from engage.operations import hold_snapshot
from engage.operations.delivery import history
from engage.views.delivery.address import bp, clock, load, onward, show
from forms.delivery.typed import LONGEST_TEXT, Typed


@bp.route("/lines/<kind>/<int:number>/remove", methods=["GET", "POST"])
@role_required(*outcomes.WRITERS)
def remove_line(code, kind, number):
    """Asks why; what is removed keeps its words and its number. A measure goes by its id."""
    consultation, found = _load(code, kind, number)
    typed = Typed(request.form)
    if request.method == "POST":
        reason = typed.words("reason", "Write why it is removed", LONGEST_TEXT)
        if not typed.faults:
            try:
                history.remove(found, consultation, reason, g.staff, clock())
                return onward("list_removed")
            except NotReady as refused:
                typed.faults["reason"] = str(refused)
    words = getattr(found, outcome_history.WORDS[kind][1])
    values = {"consultation": consultation, "found": found, "kind": kind, "number": number, "words": words}
    return show("remove_line", typed.faults, request.form, **values)


@bp.post("/lines/<kind>/<int:number>/put-back")
@role_required(*outcomes.WRITERS)
def put_back(code, kind, number):
    consultation, found = _load(code, kind, number, removed=True)
    history.put_back(found, consultation, g.staff, clock())
    return onward("list_removed")


@bp.get("/removed")
@role_required(*outcomes.WRITERS)
def list_removed(code):
    hold_snapshot()
    consultation = load(code)
    return show("list_removed", consultation=consultation, rows=outcome_history.removed_lines(consultation))


def _load(code, kind, number, removed=False):
    consultation = load(code)
    return consultation, outcome_history.find(consultation, kind, number, removed) or abort(404)
