"""The schedule of a consultation: what is kept how long, what is due when, and what was erased."""

from flask import current_app, g

from engage.auth import role_required
from engage.extracts.retention import clocks
from engage.operations import hold_snapshot
from engage.operations.retention import periods
from engage.views.retention.address import KEEPERS, READERS, bp, clock, load, show


@bp.get("")
@role_required(*READERS)
def show_schedule(code):
    hold_snapshot()
    consultation, now = load(code), clock()
    run = clocks.last_run()
    return show(
        "show_schedule",
        consultation=consultation,
        lines=clocks.schedule(consultation, current_app.config),
        hold=clocks.hold_of(consultation),
        history=periods.history(consultation),
        run=run,
        is_late=run is None or now - run.started_at > 2 * clocks.LATE_AFTER,
        may_set=g.staff.holds(KEEPERS, consultation),
    )
