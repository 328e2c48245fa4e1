"""At the stand, and at the end: counting people, closing a record, what is read back, and what was promised."""

import uuid

from flask import abort, g, redirect, request, url_for
from sqlalchemy import select

from engage import fieldwork, handouts, texts
from engage.auth import role_required
from engage.extensions import db
from engage.models import Activity, ActivityRecord, Promise
from engage.operations.fieldwork import records
from engage.operations.staff import record as write_down
from engage.views.fieldwork.address import bp, clock, load, show
from engage.views.fieldwork.preparing import give_out, read_for_group
from forms.fields import clean_text
from forms.fieldwork import closing
from forms.fieldwork.document import LONGEST_LINE, LONGEST_TEXT, Count, Said

#: value of a button at the stand -> people and forms that it counts
BUTTONS = {"1": (1, 0), "2": (2, 0), "5": (5, 0), "back": (-1, 0), "form": (0, 1), "form_back": (0, -1)}


@bp.route("/<public_id>/stand", methods=["GET", "POST"])
@role_required(*fieldwork.RECORDERS)
def count_at_stand(public_id):
    """One press counts one person; a comment or where somebody was sent can go with it."""
    activity, faults = load(public_id), {}
    if request.method == "POST":
        people, forms = BUTTONS.get(request.form.get("count"), (0, 0))
        entry, faults = _read_stand(request.form)
        press = _entry_of(request.form)
        if not faults and records.count_at_stand(activity, press, people, forms, entry, g.staff, clock()):
            return redirect(url_for(".count_at_stand", public_id=public_id), 303)
        faults = faults or {"comment": "This record is closed. Open it again from the page of the activity"}
    typed = {"entry": str(uuid.uuid4())} | dict(request.form)
    return show("count_at_stand", faults, typed, activity=activity, record=activity.record)


@bp.route("/<public_id>/close", methods=["GET", "POST"])
@role_required(*fieldwork.RECORDERS)
def close_record(public_id):
    """What is missing, and the button that closes; what must be there stops it."""
    activity = load(public_id)
    record = activity.record or abort(404)
    found = closing.missing(records.document_of(record), activity.type, clock().date())
    is_ready = not any(one.must for one in found) and not records.waiting_copies(record)
    if request.method == "POST" and is_ready:
        records.close(record, g.staff, clock())
        return redirect(url_for(".show_activity", public_id=public_id), 303)
    values = {"n_copies": len(records.waiting_copies(record)), "is_ready": is_ready, "missing": found}
    page, _status = show("close_record", activity=activity, record=record, **values)
    return page, 422 if request.method == "POST" else 200


@bp.post("/<public_id>/reopen")
@role_required(*fieldwork.PLANNERS)
def reopen_record(public_id):
    records.reopen(load(public_id).record or abort(404), g.staff, clock())
    return redirect(url_for(".show_activity", public_id=public_id), 303)


@bp.get("/<public_id>/copy")
@role_required(*fieldwork.READERS)
def copy_for_participants(public_id):
    """What is read back and given to those who took part. That it was read is written down."""
    activity = load(public_id)
    record = activity.record or abort(404)
    questionnaire = read_for_group(activity)
    write_down(g.staff, "read_record", "activity", activity.public_id, clock())
    document, names = texts.for_participants(records.document_of(record))
    return give_out(activity, handouts.copy(activity, document, questionnaire), "copy_for_participants", names=names)


@bp.get("/promises")
@role_required(*fieldwork.RECORDERS)
def list_promises():
    rows = records.open_promises(fieldwork.visible_to(g.staff, g.roles))
    return show("list_promises", rows=rows, today=clock().date())


@bp.route("/<public_id>/promises/<client_id>", methods=["GET", "POST"])
@role_required(*fieldwork.RECORDERS)
def keep_promise(public_id, client_id):
    activity, faults = load(public_id), {}
    query = select(Promise).join(ActivityRecord, ActivityRecord.id == Promise.record_id).join(Activity)
    promise = db.session.scalar(query.where(Activity.id == activity.id, Promise.client_id == client_id)) or abort(404)
    if request.method == "POST":
        outcome = clean_text(request.form.get("outcome", "")).strip()
        if outcome and len(outcome) <= LONGEST_TEXT:
            records.keep_promise(promise, outcome, g.staff, clock())
            return redirect(url_for(".list_promises"), 303)
        faults["outcome"] = "Write what was done, or why it could not be done"
    return show("keep_promise", faults, request.form, activity=activity, promise=promise)


def _read_stand(typed):
    """({"contributions": ..., "tallies": ...}, faults). A comment has the number of its page: sent twice, it is one."""
    words = {name: clean_text(typed.get(name, "")).strip() for name in ("comment", "asked_for", "sent_to")}
    faults, entry = {}, {}
    if len(words["comment"]) > LONGEST_TEXT:
        faults["comment"] = f"The limit is {LONGEST_TEXT:,} characters"
    for name in ("asked_for", "sent_to"):
        if len(words[name]) > LONGEST_LINE:
            faults[name] = f"The limit is {LONGEST_LINE} characters"
    if bool(words["asked_for"]) != bool(words["sent_to"]):
        empty = "sent_to" if words["asked_for"] else "asked_for"
        faults[empty] = "Write both: what was asked for, and where they were sent"
    if words["comment"]:
        may_quote = "yes" if "may_quote" in typed else "not_asked"
        kind = "quote" if may_quote == "yes" else "paraphrase"
        said = Said(_entry_of(typed), None, kind, "", words["comment"], "en", may_quote, None, None)
        entry["contributions"] = [said]
    if words["asked_for"] and words["sent_to"]:
        entry["tallies"] = [Count("signposting", words["asked_for"], words["sent_to"], 1)]
    return entry, faults


def _entry_of(typed):
    try:
        return str(uuid.UUID(typed.get("entry", "")))
    except ValueError:
        return str(uuid.uuid4())
