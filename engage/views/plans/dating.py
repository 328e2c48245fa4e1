"""Dates that the public knows: longer, suspended, closed early, open again for paper."""

from flask import g, request

from engage import plans
from engage.auth import role_required
from engage.errors import PlanRefused
from engage.i18n import describe
from engage.operations import outreach
from engage.operations.plans import dates as operations
from engage.publishing import newest_version, published
from engage.views.plans.address import ONE, bp, clock, load, onward, show
from forms.delivery.pages import read_texts
from forms.delivery.typed import Typed

DATES = f"{ONE}/dates"
KINDS = {
    "extended": "Give people longer",
    "suspended": "Suspend it for a while",
    "closed_early": "Close it early, at the next full hour",
    "paper_only": "After closing: take paper forms for longer",
}
NEEDED = "Write the reason: the public reads it"


@bp.route(DATES, methods=["GET", "POST"])
@role_required(*plans.PLANNERS)
def change_dates(code):
    consultation, typed = load(code), Typed(request.form)
    version = newest_version(consultation)
    if version is None:
        return onward("settle")
    locales = published(version.id).definition.locales
    if request.method == "POST":
        kind = typed.choice("kind", KINDS, "Choose what changes")
        wanted = "Enter the new last day, as 7/12/2026" if kind in ("extended", "paper_only") else ""
        until_on = typed.day("until_on", wanted)
        texts = read_texts(typed, locales, NEEDED, NEEDED)
        if not typed.faults:
            try:
                _change(consultation, kind, until_on, texts, locales)
                return onward("change_dates")
            except PlanRefused as refused:
                typed.faults[refused.field] = str(refused)
    return _show(consultation, locales, typed.faults)


@bp.post(f"{DATES}/resume")
@role_required(*plans.PLANNERS)
def resume(code):
    consultation = load(code)
    try:
        operations.resume(consultation, g.staff, clock())
    except PlanRefused as refused:
        version = newest_version(consultation)
        return _show(consultation, published(version.id).definition.locales if version else ("en",),
                     {refused.field: str(refused)})  # fmt: skip
    return onward("change_dates")


def _change(consultation, kind, until_on, texts, locales):
    words = (texts, locales, g.staff, clock())
    if kind == "extended":
        try:
            outreach.extend(consultation, plans.end_of(until_on), *words)
        except ValueError as error:
            is_date = "extension ends" in str(error)
            raise PlanRefused("until_on" if is_date else "en_easy_read", str(error)) from error
    elif kind == "suspended":
        operations.suspend(consultation, until_on, *words)
    elif kind == "closed_early":
        operations.close_early(consultation, *words)
    else:
        operations.reopen_for_paper(consultation, until_on, *words)


def _show(consultation, locales, faults):
    values = {
        "consultation": consultation,
        "kinds": list(KINDS.items()),
        "kind_names": KINDS,
        "spoken": [(locale, describe(locale)[1]) for locale in sorted(locales, key=lambda one: one != "en")],
        "changes": operations.all_changes(consultation),
        "extensions": outreach.extensions(consultation),
        "suspension": operations.suspension(consultation),
        "state": plans.state_of(consultation, clock()),
        "last_day": plans.last_day_of(consultation),
    }
    return show("change_dates", faults, request.form, **values)
