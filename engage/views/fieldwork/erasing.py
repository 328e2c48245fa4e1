"""Somebody asks that words are erased: of one thing said, or of a whole record. Numbers stay; who, when and why too."""

from flask import abort, g, redirect, request, url_for
from sqlalchemy import select

from engage import fieldwork
from engage.auth import role_required
from engage.errors import HoldStands
from engage.extensions import db
from engage.models import Contribution
from engage.operations.fieldwork import erasing
from engage.views.fieldwork.address import bp, clock, load, show
from forms.fields import clean_text
from forms.fieldwork.document import LONGEST_LINE


@bp.route("/<public_id>/erase", methods=["GET", "POST"])
@role_required(*fieldwork.PLANNERS)
def erase_record(public_id):
    activity, faults = load(public_id), {}
    record = activity.record or abort(404)
    if request.method == "POST":
        reason, faults = _read_reason()
        if not faults:
            try:
                erasing.erase_record(record, reason, g.staff, clock())
                return redirect(url_for(".read_record", public_id=public_id), 303)
            except HoldStands as held:
                faults["reason"] = str(held)
    return show("erase_words", faults, request.form, activity=activity, contribution=None)


@bp.route("/<public_id>/contributions/<client_id>/erase", methods=["GET", "POST"])
@role_required(*fieldwork.PLANNERS)
def erase_contribution(public_id, client_id):
    activity, faults = load(public_id), {}
    record = activity.record or abort(404)
    query = select(Contribution).filter_by(record_id=record.id, client_id=client_id)
    contribution = db.session.scalar(query) or abort(404)
    if request.method == "POST":
        reason, faults = _read_reason()
        if not faults:
            try:
                erasing.erase_contribution(contribution, reason, g.staff, clock())
                return redirect(url_for(".read_record", public_id=public_id), 303)
            except HoldStands as held:
                faults["reason"] = str(held)
    return show("erase_words", faults, request.form, activity=activity, contribution=contribution)


def _read_reason():
    reason, faults = clean_text(request.form.get("reason", "")).strip(), {}
    if not reason:
        faults["reason"] = "Write why, without names: it stays in the audit trail"
    elif len(reason) > LONGEST_LINE:
        faults["reason"] = f"The limit is {LONGEST_LINE} characters"
    return reason, faults
