"""Erasing a consultation as a whole: an administrator proposes it, another person confirms it with their password."""

from flask import current_app, g, request

from engage import erasing_jobs, jobs
from engage.auth import role_required
from engage.errors import RetentionRefused, TooManyTries
from engage.extracts.retention import clocks
from engage.extracts.retention.kinds import KINDS
from engage.models import Role
from engage.operations import staff as accounts
from engage.operations.retention import ending, running
from engage.views.retention.address import KEEPERS, bp, clock, load, onward, show
from forms.delivery.typed import Typed


@bp.get("/erase")
@role_required(*KEEPERS)
def show_erasing(code):
    return _show(load(code))


@bp.post("/erase/propose")
@role_required(Role.ADMINISTRATOR)
def propose_erasing(code):
    consultation, typed = load(code), Typed(request.form)
    reason = typed.words("reason", "Write why it may be erased, without names: it stays in the record", longest=2000)
    without = typed.words("without_archive", longest=2000)
    if not typed.faults:
        try:
            ending.propose(consultation, reason, without, current_app.config, g.staff, clock())
            return onward("show_erasing", code)
        except RetentionRefused as refused:
            typed.faults[refused.field] = str(refused)
    return _show(consultation, typed.faults)


@bp.post("/erase/take-back")
@role_required(*KEEPERS)
def take_back_erasing(code):
    consultation = load(code)
    try:
        ending.take_back(consultation, g.staff, clock())
    except RetentionRefused as refused:
        return _show(consultation, {refused.field: str(refused)})
    return onward("show_erasing", code)


@bp.post("/erase/confirm")
@role_required(*KEEPERS)
def confirm_erasing(code):
    consultation, config, now = load(code), current_app.config, clock()
    try:
        ending.refuse_confirming(consultation, config, g.staff, now)
        if not accounts.confirm(g.staff, request.form.get("password", ""), config["SECRET_KEY"], now):
            return _show(consultation, {"password": "This is not your password. Type it again"})
        ending.confirm(consultation, config, g.staff, now)
    except RetentionRefused as refused:
        return _show(consultation, {refused.field: str(refused)})
    except TooManyTries:
        return _show(consultation, {"password": "Too many tries. Try again in 5 minutes"})
    jobs.enqueue(erasing_jobs.KIND, {"consultation_id": consultation.id}, g.staff, now)
    return onward("show_erasing", code)


def _show(consultation, faults=None):
    erasure = clocks.whole_erasure_of(consultation)
    is_confirmed = erasure is not None and erasure.confirmed_at is not None
    return show(
        "show_erasing", faults, request.form, consultation=consultation, erasure=erasure, is_confirmed=is_confirmed,
        refusal=ending.refusal(consultation, current_app.config, clock()),
        archived_at=ending.archived_at(consultation), published_at=clocks.published_at(consultation),
        may_propose=g.staff.holds([Role.ADMINISTRATOR]),
        rows=[(KINDS[key].words, n) for key, n in running.erased_of(erasure).items()] if is_confirmed else [],
        anchor=ending.anchor(erasure) if is_confirmed else "",
    )  # fmt: skip
