"""Somebody may be at risk: raised from an activity, opened by the safeguarding officer only, each look written down."""

import logging
import uuid

from flask import abort, current_app, g, redirect, request, url_for

from engage import fieldwork, mail
from engage.auth import role_required
from engage.errors import MailFailed
from engage.extensions import db
from engage.models import SafeguardingConcern
from engage.operations.fieldwork import concerns
from engage.views.fieldwork.address import bp, clock, load, show
from forms.fields import clean_text
from forms.fieldwork.document import LONGEST_TEXT

log = logging.getLogger(__name__)

SUBJECT = "A safeguarding concern was raised"
LETTER = """A safeguarding concern was raised in the field.

Sign in to read it, and say that you have it by %(due)s:
%(address)s

This letter does not say what it is about, so that nobody else can read it.
"""


def raise_concern(activity, client_id, text):
    """(SafeguardingConcern, is it new?); the officer is written to once, without a word of it."""
    config = current_app.config
    hours = config["SAFEGUARDING_HOURS"]
    concern, is_new = concerns.raise_concern(activity, client_id, text, secret(), hours, g.staff, clock())
    if is_new and config["SAFEGUARDING_EMAIL"] and mail.is_set_up():
        address = url_for("fieldwork.list_concerns", _external=True)
        try:
            letter = LETTER % {"due": f"{concern.due_at:%d.%m.%Y %H:%M} UTC", "address": address}
            mail.send(config["SAFEGUARDING_EMAIL"], SUBJECT, letter)
        except MailFailed:
            log.warning("safeguarding concern %s: the letter was not sent", concern.public_id)
    return concern, is_new


def secret():
    return current_app.config["CONTACT_KEY"] or current_app.config["SECRET_KEY"]


def fault_of(text):
    """What is wrong with the text of a concern, or None."""
    if not isinstance(text, str) or not clean_text(text).strip():
        return "Write what happened, in a few words."
    return f"The limit is {LONGEST_TEXT:,} characters." if len(clean_text(text)) > LONGEST_TEXT else None


@bp.route("/<public_id>/concern", methods=["GET", "POST"])
@role_required(*fieldwork.RECORDERS)
def write_concern(public_id):
    activity, faults = load(public_id), {}
    typed = {"entry": str(uuid.uuid4())} | dict(request.form)
    if request.method == "POST":
        fault = fault_of(typed.get("text"))
        if fault is None:
            raise_concern(activity, typed["entry"][:36], clean_text(typed["text"]).strip())
            return redirect(url_for(".write_concern", public_id=public_id, sent="yes"), 303)
        faults["text"] = fault
    return show("write_concern", faults, typed, activity=activity, sent=request.args.get("sent"))


@bp.get("/concerns")
@role_required(*fieldwork.GUARDIANS)
def list_concerns():
    """What waits, the nearest end of the clock first; then what was closed."""
    query = fieldwork.concerns_of(g.staff)
    order = (SafeguardingConcern.closed_at.is_not(None), SafeguardingConcern.acknowledged_at.is_not(None))
    found = db.session.scalars(query.order_by(*order, SafeguardingConcern.due_at, SafeguardingConcern.id)).all()
    return show("list_concerns", rows=found, now=clock())


@bp.route("/concerns/<public_id>", methods=["GET", "POST"])
@role_required(*fieldwork.GUARDIANS)
def show_concern(public_id):
    """Posting acknowledges it, or closes it with an outcome."""
    query = fieldwork.concerns_of(g.staff).where(SafeguardingConcern.public_id == public_id)
    concern, faults = db.session.scalar(query) or abort(404), {}
    if request.method == "POST":
        outcome = clean_text(request.form.get("outcome", "")).strip()
        if "acknowledge" in request.form:
            concerns.acknowledge(concern, g.staff, clock())
            return redirect(url_for(".show_concern", public_id=public_id), 303)
        if outcome and len(outcome) <= LONGEST_TEXT:
            concerns.close(concern, outcome, secret(), g.staff, clock())
            return redirect(url_for(".list_concerns"), 303)
        faults["outcome"] = "Write what was done"
    text, outcome = concerns.read(concern, secret(), g.staff, clock())
    values = {"activity": None, "concern": concern, "text": text, "outcome": outcome, "now": clock()}
    return show("show_concern", faults, request.form, **values)
