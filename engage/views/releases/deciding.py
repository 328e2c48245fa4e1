"""From a draft to what the public reads: the gate, overrides, approval, publishing, and what happens afterwards."""

import datetime as dt
from functools import partial

from flask import g, make_response, request

from engage import report_files
from engage.auth import role_required
from engage.errors import ReleaseRefused, ReleaseStopped, StillOpen
from engage.operations import releases as operations
from engage.operations.staff import record
from engage.results import changes, gate, snapshot
from engage.views.releases.address import (
    APPROVERS,
    READERS,
    WRITERS,
    ZONE,
    bp,
    clock,
    load,
    load_one,
    onward,
    show,
)

ONE = "/<int:number>"


@bp.get("")
@role_required(*READERS)
def list_releases(code):
    consultation = load(code)
    found = operations.all_of(consultation)
    newest = operations.newest_published(consultation)
    gone = gate.quotes_to_take_off(newest) if newest else []
    return show("list_releases", consultation=consultation, releases=found, newest=newest, gone=gone)


@bp.get(ONE)
@role_required(*READERS)
def show_release(code, number):
    consultation, release = load_one(code, number)
    record(g.staff, "viewed_release", "consultation", code, clock(), release=number)
    return _show(consultation, release)


@bp.get(f"{ONE}/changes")
@role_required(*READERS)
def show_changes(code, number):
    """What differs from the release before; of what the public reads, also what a release of today would change."""
    consultation, release = load_one(code, number)
    before = next((one for one in operations.published(consultation) if one.number < number), None)
    values = {"before": before, "since": None, "found": changes.between(before.data, release.data) if before else ()}
    if release.is_public:
        values["since"] = changes.between(release.data, _fresh(consultation, release) | _written(release.data))
    return show("show_changes", consultation=consultation, release=release, **values)


@bp.get(f"{ONE}/results.json")
@role_required(*READERS)
def download_data(code, number):
    """The frozen bytes: their SHA-256 is the one that stands on the page."""
    _consultation, release = load_one(code, number)
    record(g.staff, "downloaded_release", "consultation", code, clock(), release=number, sha256=release.sha256)
    reply = make_response(release.content)
    reply.headers["Content-Type"] = "application/json"
    reply.headers["Content-Disposition"] = f'attachment; filename="{code}-release-{number}.json"'
    return reply


@bp.post(f"{ONE}/overrides")
@role_required(*WRITERS)
def ask_override(code, number):
    consultation, release = load_one(code, number)
    kind = request.form.get("stop", "")
    stop = next((one for one in _stops(consultation, release) if one.kind == kind), None)
    if stop is None:
        return _show(consultation, release, {"grant": "This does not stop the release any more"})
    reason = request.form.get(f"reason_{kind}", "")
    return _write(consultation, release, f"reason_{kind}", operations.ask_override, release, stop, reason)


@bp.post(f"{ONE}/overrides/grant")
@role_required(*APPROVERS)
def grant_override(code, number):
    consultation, release = load_one(code, number)
    return _write(consultation, release, "grant", operations.grant_override, release, request.form.get("stop", ""))


@bp.post(f"{ONE}/approve")
@role_required(*APPROVERS)
def approve(code, number):
    consultation, release = load_one(code, number)
    stops, seen = _stops(consultation, release), request.form.get("sha256", "")
    return _write(consultation, release, "approve", operations.approve, release, stops, seen)


@bp.post(f"{ONE}/publish")
@role_required(*WRITERS)
def publish(code, number):
    consultation, release = load_one(code, number)
    stops = _stops(consultation, release)
    may_leave = release.approved_at is not None and not operations.open_stops(release, stops)
    files = report_files.to_keep(release, clock()) if may_leave else ()
    publish_with_files = partial(operations.publish, files=files)
    return _write(consultation, release, "publish", publish_with_files, release, stops, ZONE)


@bp.post(f"{ONE}/take-back")
@role_required(*WRITERS)
def take_back(code, number):
    consultation, release = load_one(code, number)
    why = request.form.get("why", "")
    return _write(consultation, release, "why", operations.take_back, release, why, ZONE)


@bp.post(f"{ONE}/quotes/<quote_id>/hide")
@role_required(*WRITERS)
def hide_quote(code, number, quote_id):
    consultation, release = load_one(code, number)
    why = request.form.get(f"why_{quote_id}", "")
    return _write(consultation, release, f"why_{quote_id}", operations.hide_quote, release, quote_id, why)


@bp.post(f"{ONE}/discard")
@role_required(*WRITERS)
def discard(code, number):
    consultation, release = load_one(code, number)
    try:
        operations.discard(release, g.staff, clock())
    except ReleaseRefused as refused:
        return _show(consultation, release, {"discard": str(refused)})
    return onward("list_releases")


def _write(consultation, release, name, operation, *arguments):
    """The page of the release after a step, or with what is wrong at this field."""
    number = release.number
    try:
        operation(*arguments, actor=g.staff, now=clock())
    except ReleaseRefused as refused:
        fault = str(refused)
    except ReleaseStopped:
        fault = "Something still stands between these results and the public. It is listed on this page"
    except StillOpen:
        fault = "Results are published after the consultation has closed"
    else:
        return onward("show_release", number=number)
    consultation, release = load_one(consultation.code, number)
    return _show(consultation, release, {name: fault})


def _show(consultation, release, faults=None):
    stops = _stops(consultation, release) if release.published_at is None else ()
    left = operations.open_stops(release, stops)
    gone = gate.quotes_to_take_off(release) if release.is_public else []
    fields = {"why", *(f"reason_{stop.kind}" for stop in left), *(f"why_{quote['id']}" for quote in gone)}
    # what is wrong with a step stands at its field, or, where it has none, at the top of the page
    placed = {name: words for name, words in (faults or {}).items() if name in fields}
    refusal = next((words for name, words in (faults or {}).items() if name not in fields), "")
    return show(
        "show_release", placed, request.form, consultation=consultation, release=release, **_dates(release.data),
        left=left, overridden=[stop for stop in stops if stop not in left],
        asked={one.stop: one for one in release.overrides},
        gone=gone, quotes=_quotes(release), refusal=refusal,
    )  # fmt: skip


def _dates(data):
    """The data, with its days and moments as what they are."""
    day = data["words"].get("next_on")
    return {
        "data": data,
        "next_on": dt.date.fromisoformat(day) if day else None,
        "counted_at": dt.datetime.fromisoformat(data["counted_at"]),
    }


def _quotes(release):
    """(name of the theme, quote, is it hidden) of every quote of the release."""
    hidden = release.hidden
    lines = [line for part in release.data["themes"] for line in part["lines"]]
    return [(line["name"], quote, quote["id"] in hidden) for line in lines for quote in line["quotes"]]


def _stops(consultation, release):
    return gate.stops(consultation, release.data, _fresh(consultation, release))


def _fresh(consultation, release):
    """What would be frozen if the same quotes were chosen now."""
    chosen = {}
    for one in release.quotes:
        chosen.setdefault(one.theme_id, []).append(one.text_key)
    mode = release.data["disclosure"]["mode"]
    return snapshot.take(consultation, clock(), mode, chosen, operations.labels(consultation))


def _written(data):
    return {"words": data["words"], "overrides": data["overrides"]}
