"""What devices send and ask for, as JSON. Nothing is answered by a page or a redirect: a device must know what it got.

    GET  token             a fresh CSRF token, who is signed in, and the time of the server
    GET  activities.json   the activities that may be recorded, with the questions that they can be about
    GET  records/<uuid>    the record as it stands, with its version
    PUT  records/<uuid>    {activity, base_version, document}: the document of forms.fieldwork.document
    PUT  concerns/<uuid>   {activity, text}: somebody may be at risk

A token goes back in the header X-CSRFToken. A refusal is {"reason", "text"}: 400 token, 401 sign_in, 403 not_allowed,
404 not_found, 409 conflict, 413 too_long, 422 faults (with "faults": [{"path", "text"}]), 503 busy.
"""

import json
import uuid
from functools import wraps

from flask import abort, current_app, g, jsonify, request, url_for
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy import exc, select
from werkzeug.exceptions import HTTPException

from engage.auth import role_required
from engage.errors import ForeignRecord, NotAllowed, NotSignedIn, RecordErased
from engage.extensions import csrf, db
from engage.fieldwork import READERS, RECORDERS, describe_activity, find_activity, guide_of, visible_to
from engage.models import Activity, ActivityRecord
from engage.operations.fieldwork import records
from engage.views.fieldwork import device, guarding
from engage.views.fieldwork.address import bp
from forms.fields import clean_text
from forms.fieldwork.document import Fault, parse

#: a device asks for these ahead, to write without a connection later
MOST_ACTIVITIES = 200
REFUSALS = {
    400: ("token", "This page was open for too long. It fetches what it needs and sends again."),
    404: ("not_found", "This activity is not on this server. Check that the file was made here."),
    405: ("not_allowed", "This address takes no such request."),
    413: ("too_long", "This is too long to send at once. Download the file, and bring it to the office."),
    422: ("faults", "This is not a record that this program made. Send the file as the device made it."),
    503: ("busy", "The server is busy. Everything is kept here and is sent again by itself."),
}


def in_json(view):
    """Answer everything that goes wrong in words that a device can show, with nothing lost on it."""

    @wraps(view)
    def answered(*args, **kwargs):
        try:
            return view(*args, **kwargs)
        except NotSignedIn:
            return _refuse(401, "sign_in", "You are signed out. Sign in again to send. Everything is kept here.")
        except NotAllowed:
            return _refuse(403, "not_allowed", "You are not invited to this activity. Ask who planned it.")
        except CSRFError:
            return _refuse(400, *REFUSALS[400])
        except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError):
            db.session.rollback()
            return _refuse(503, *REFUSALS[503])
        except HTTPException as error:
            return _refuse(error.code, *REFUSALS.get(error.code, REFUSALS[400]))

    return answered


@bp.get("/token")
@in_json
@role_required(*READERS, in_json=True)
def tell_token():
    now = current_app.config["CLOCK"]()
    return jsonify(csrf_token=generate_csrf(), staff=g.staff.public_id, now=now.isoformat())


@bp.get("/activities.json")
@in_json
@role_required(*RECORDERS, in_json=True)
def tell_activities():
    query = visible_to(g.staff, g.roles).where(Activity.cancelled_at.is_(None))
    found = db.session.scalars(query.order_by(Activity.held_on.desc(), Activity.id.desc()).limit(MOST_ACTIVITIES)).all()
    records_of = dict(
        db.session.execute(
            select(ActivityRecord.activity_id, ActivityRecord.client_id).where(
                ActivityRecord.activity_id.in_([activity.id for activity in found])
            )
        ).all()
    )
    rows = [describe_activity(activity) | {"record": records_of.get(activity.id)} for activity in found]
    return jsonify(activities=rows, forms={row["consultation"]: device.draw_form(row) for row in rows})


@bp.get("/records/<client_id>")
@in_json
@role_required(*READERS, in_json=True)
def tell_record(client_id):
    record = db.session.scalar(select(ActivityRecord).filter_by(client_id=client_id)) or abort(404)
    find_activity(record.activity.public_id, g.staff, g.roles) or abort(404)
    return jsonify(_told(record))


@bp.put("/records/<client_id>")
@csrf.exempt  # checked below: a device is answered in JSON
@in_json
@role_required(*RECORDERS, in_json=True)
def keep_record(client_id):
    activity, sent = _read(client_id, {"activity", "base_version", "document"})
    base_version = sent.get("base_version", 0)
    if isinstance(base_version, bool) or not isinstance(base_version, int) or base_version < 0:
        return _refuse_faults([Fault("base_version", "The number of the version was changed.")])
    now = current_app.config["CLOCK"]()
    document, faults = parse(sent.get("document"), now.date(), guide_of(activity.consultation))
    if faults:
        return _refuse_faults(faults)
    try:
        receipt = records.receive(activity, client_id, base_version, document, g.staff, now)
    except ForeignRecord:
        return _refuse_faults([Fault("id", "This record belongs to another activity.")])
    except RecordErased:
        return _refuse_faults([Fault("id", "The words of this record were erased. Nothing can be added to it.")])
    if receipt.outcome == "conflict":
        review = url_for(".compare_versions", public_id=activity.public_id)
        text = "Somebody else changed this record. Both versions are kept. Open both side by side and choose."
        told = {"reason": "conflict", "text": text, "settled": receipt.copy.settled_at is not None, "review": review}
        return jsonify(told | _told(receipt.record)), 409
    return jsonify(outcome=receipt.outcome, version=receipt.version), 201 if receipt.outcome == "created" else 200


@bp.put("/concerns/<client_id>")
@csrf.exempt  # checked below
@in_json
@role_required(*RECORDERS, in_json=True)
def keep_concern(client_id):
    activity, sent = _read(client_id, {"activity", "text"})
    fault = guarding.fault_of(sent.get("text"))
    if fault:
        return _refuse_faults([Fault("text", fault)])
    concern, is_new = guarding.raise_concern(activity, client_id, clean_text(sent["text"]).strip())
    return jsonify(outcome="created" if is_new else "known", due_at=concern.due_at.isoformat()), 201 if is_new else 200


def _read(client_id, known):
    """(activity, what was sent) of a request that is whole and comes from a page of ours."""
    csrf.protect()
    if _as_uuid(client_id) != client_id:
        abort(404)
    try:
        sent = json.loads(request.get_data())
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict) or not set(sent) <= known:
        abort(422)
    return find_activity(str(sent.get("activity"))[:40], g.staff, g.roles) or abort(404), sent


def _as_uuid(text):
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return None


def _told(record):
    document = records.document_of(record)
    return {
        "record": record.client_id,
        "activity": record.activity.public_id,
        "version": record.version,
        "saved_at": record.saved_at.isoformat(),
        "closed": record.closed_at is not None,
        "document": document.as_json(),
    }


def _refuse_faults(faults):
    told = [{"path": fault.path, "text": fault.text} for fault in faults]
    return jsonify(reason="faults", text="Something has to be put right before this can be sent.", faults=told), 422


def _refuse(status, reason, text):
    reply = jsonify(reason=reason, text=text, faults=[])
    reply.status_code = status
    return reply
