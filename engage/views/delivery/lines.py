"""The list of what came of a consultation, with what is still open, and the view for the board."""

from flask import request

from engage import outcomes
from engage.auth import role_required
from engage.operations import hold_snapshot
from engage.views.delivery.address import bp, clock, load, show
from forms.delivery.typed import Typed


@bp.get("/")
@role_required(*outcomes.WRITERS)
def list_lines(code):
    hold_snapshot()
    consultation = load(code)
    values = {"recommendations": outcomes.recommendations(consultation), "actions": outcomes.actions(consultation)}
    return show("list_lines", consultation=consultation, ends=outcomes.open_ends(consultation), **values)


@bp.get("/board")
@role_required(*outcomes.READERS)
def show_board(code):
    """What is late, what is awaited, and what changed since a day that stands in the address."""
    hold_snapshot()
    consultation, now = load(code), clock()
    typed = Typed(request.args)
    since = typed.past_day("since", now.date(), "") if request.args.get("since") else None
    found = outcomes.board(consultation, since, now.date())
    return show("show_board", typed.faults, request.args, consultation=consultation, board=found, since=since)
