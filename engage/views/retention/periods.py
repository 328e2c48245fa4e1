"""An officer sets how long one kind of data of a consultation is kept."""

from flask import abort, current_app, g, request

from engage.auth import role_required
from engage.errors import RetentionRefused
from engage.extracts.retention import clocks
from engage.extracts.retention.kinds import KINDS
from engage.operations.retention import periods
from engage.views.retention.address import KEEPERS, bp, clock, load, onward, show
from forms.delivery.typed import Typed


@bp.route("/periods/<kind>", methods=["GET", "POST"])
@role_required(*KEEPERS)
def set_period(code, kind):
    consultation, typed = load(code), Typed(request.form)
    found = KINDS.get(kind) or abort(404)
    if request.method == "POST":
        days = typed.whole_number("days")
        reason = typed.words("reason", "Write why, without names: it stays in the record")
        if days is None and "days" not in typed.faults:
            typed.faults["days"] = f"Enter a number of days from {found.least} to {found.most}"
        if not typed.faults:
            try:
                periods.set_days(consultation, kind, days, reason, current_app.config, g.staff, clock())
                return onward("show_schedule", code)
            except RetentionRefused as refused:
                typed.faults[refused.field] = str(refused)
    days = clocks.days_of(consultation, kind, current_app.config)
    is_begun = clock() >= consultation.opens_at
    return show("set_period", typed.faults, request.form, consultation=consultation, kind=found, days=days,
                is_begun=is_begun)  # fmt: skip
