"""Legal holds: placed with a reason, and lifted by two people."""

from flask import g, request

from engage.auth import role_required
from engage.errors import RetentionRefused
from engage.extracts.retention import clocks
from engage.operations.retention import holds
from engage.views.retention.address import KEEPERS, bp, clock, load, onward, show
from forms.delivery.typed import Typed

NEEDED = "Write why, without names: it stays in the record"


@bp.get("/hold")
@role_required(*KEEPERS)
def show_hold(code):
    return _show(load(code))


@bp.post("/hold/place")
@role_required(*KEEPERS)
def place_hold(code):
    return _with_reason(code, "reason", holds.place)


@bp.post("/hold/ask")
@role_required(*KEEPERS)
def ask_to_lift(code):
    return _with_reason(code, "lift_reason", holds.ask_to_lift)


@bp.post("/hold/lift")
@role_required(*KEEPERS)
def lift_hold(code):
    consultation = load(code)
    try:
        holds.lift(consultation, g.staff, clock())
    except RetentionRefused as refused:
        return _show(consultation, {refused.field: str(refused)})
    return onward("show_hold", code)


def _with_reason(code, field, operation):
    consultation, typed = load(code), Typed(request.form)
    reason = typed.words(field, NEEDED, longest=2000)
    if not typed.faults:
        try:
            operation(consultation, reason, g.staff, clock())
            return onward("show_hold", code)
        except RetentionRefused as refused:
            typed.faults[field] = str(refused)
    return _show(consultation, typed.faults)


def _show(consultation, faults=None):
    return show("show_hold", faults, request.form, consultation=consultation, hold=clocks.hold_of(consultation),
                lifted=[one for one in clocks.holds_of(consultation) if one.lifted_at])  # fmt: skip
