"""Requests for another format and problems that were told: the list, and each with how to reach the person."""

import datetime as dt

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from sqlalchemy import select

from engage.auth import describe_staff, refuse_foreign, role_required
from engage.binding import bind
from engage.extensions import db
from engage.extracts.retention import clocks
from engage.models import Consultation, FormatRequest, Role
from engage.operations import outreach
from engage.outreach import TOPIC_NAMES
from forms.staff import NoteForm

bp = Blueprint("requests", __name__, url_prefix="/staff/requests")
bp.context_processor(describe_staff)
#: a worker that runs erases every day
LATE_AFTER = dt.timedelta(days=2)
READERS = (Role.ENGAGEMENT_OFFICER,)


@bp.get("")
@role_required(*READERS)
def list_requests():
    query = select(FormatRequest).where(g.staff.within(READERS, FormatRequest.consultation_id))
    found = db.session.scalars(query.order_by(FormatRequest.id.desc())).all()
    waiting = [row for row in found if row.closed_at is None]
    closed = [row for row in found if row.closed_at is not None]
    run, now = clocks.last_run(), current_app.config["CLOCK"]()
    erased_at = run and run.finished_at
    values = {"erased_at": erased_at, "is_late": erased_at is None or now - erased_at > LATE_AFTER}
    return render_template("requests/list_requests.html", groups=(waiting, closed), topics=TOPIC_NAMES, **values)


@bp.route("/<public_id>", methods=["GET", "POST"])
@role_required(*READERS)
def show_request(public_id):
    """One request; posting closes it with a note."""
    found, now = _load(public_id), current_app.config["CLOCK"]()
    form = bind(NoteForm)
    if request.method == "POST" and form.validate():
        days = clocks.days_of(found.consultation, "requests", current_app.config)
        outreach.close(found, form.q_note.data.strip(), days, g.staff, now)
        return redirect(url_for(".list_requests"), 303)
    config = current_app.config
    contact = outreach.read_contact(found, g.staff, config["CONTACT_KEY"] or config["SECRET_KEY"], now)
    page = render_template("requests/show_request.html", found=found, contact=contact, form=form, topics=TOPIC_NAMES)
    return page, 422 if form.errors else 200


@bp.post("/<public_id>/reopen")
@role_required(*READERS)
def reopen(public_id):
    config = current_app.config
    outreach.reopen(_load(public_id), config["CONTACT_DAYS"], g.staff, config["CLOCK"]())
    return redirect(url_for(".show_request", public_id=public_id), 303)


def _load(public_id):
    found = db.session.scalar(select(FormatRequest).filter_by(public_id=public_id)) or abort(404)
    refuse_foreign(found.consultation_id and db.session.get(Consultation, found.consultation_id))
    return found
