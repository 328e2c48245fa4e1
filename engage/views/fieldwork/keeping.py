"""Photographs of flip charts, and the names of those who want to hear back: apart from what was said."""

from flask import abort, current_app, g, make_response, redirect, request, url_for
from sqlalchemy import select

from engage import fieldwork
from engage.auth import role_required
from engage.errors import PictureRefused
from engage.extensions import db
from engage.extracts.retention import clocks
from engage.models import Participant, Photograph
from engage.operations.fieldwork import keeping
from engage.views.fieldwork.address import bp, clock, load, show
from engage.views.fieldwork.guarding import secret
from forms.fields import clean_text
from forms.fieldwork.document import LONGEST_LINE


@bp.route("/<public_id>/photographs", methods=["GET", "POST"])
@role_required(*fieldwork.RECORDERS)
def list_photographs(public_id):
    activity, faults = load(public_id), {}
    record = activity.record or abort(404)
    if request.method == "POST":
        faults = _add_photograph(record)
        if not faults:
            return redirect(url_for(".list_photographs", public_id=public_id), 303)
    rows = db.session.scalars(select(Photograph).filter_by(record_id=record.id).order_by(Photograph.id)).all()
    return show("list_photographs", faults, request.form, activity=activity, rows=rows)


@bp.get("/<public_id>/photographs/<photograph_id>")
@role_required(*fieldwork.RECORDERS)
def show_photograph(public_id, photograph_id):
    photograph = _photograph(load(public_id), photograph_id)
    reply = make_response(keeping.read_photograph(photograph, secret(), g.staff, clock()) or abort(404))
    reply.headers["Content-Type"] = photograph.media_type
    return reply


@bp.post("/<public_id>/photographs/<photograph_id>/erase")
@role_required(*fieldwork.RECORDERS)
def erase_photograph(public_id, photograph_id):
    keeping.erase(_photograph(load(public_id), photograph_id), "photograph", g.staff, clock())
    return redirect(url_for(".list_photographs", public_id=public_id), 303)


@bp.route("/<public_id>/participants", methods=["GET", "POST"])
@role_required(*fieldwork.RECORDERS)
def list_participants(public_id):
    """Who wants to hear back. Each look is written down."""
    activity, faults = load(public_id), {}
    if request.method == "POST":
        faults = _add_participant(activity)
        if not faults:
            return redirect(url_for(".list_participants", public_id=public_id), 303)
    query = select(Participant).filter_by(activity_id=activity.id).order_by(Participant.id)
    rows = keeping.read_participants(activity, db.session.scalars(query).all(), secret(), g.staff, clock())
    return show("list_participants", faults, request.form, activity=activity, rows=rows)


@bp.post("/<public_id>/participants/<participant_id>/erase")
@role_required(*fieldwork.RECORDERS)
def erase_participant(public_id, participant_id):
    query = select(Participant).filter_by(activity_id=load(public_id).id, public_id=participant_id)
    keeping.erase(db.session.scalar(query) or abort(404), "participant", g.staff, clock())
    return redirect(url_for(".list_participants", public_id=public_id), 303)


def _photograph(activity, public_id):
    record = activity.record or abort(404)
    return db.session.scalar(select(Photograph).filter_by(record_id=record.id, public_id=public_id)) or abort(404)


def _add_photograph(record):
    """field -> what is wrong; nothing when the photograph is kept."""
    description = clean_text(request.form.get("description", "")).strip()
    faults = {}
    if not description:
        faults["description"] = "Write what is on the photograph, for those who cannot see it"
    if "consented" not in request.form:
        faults["consented"] = "Say that nobody can be recognised, or that all who can be recognised agreed"
    if faults:
        return faults | {"file": "Choose the photograph again"}
    file = request.files.get("file")
    days = clocks.days_of(record.activity.consultation, "photographs", current_app.config)
    try:
        keeping.add_photograph(record, file.read() if file else b"", description, secret(), days, g.staff, clock())
    except PictureRefused as refused:
        return {refused.field: str(refused)}
    return {}


def _add_participant(activity):
    words = {name: clean_text(request.form.get(name, "")).strip() for name in ("name", "reach")}
    faults = {name: f"The limit is {LONGEST_LINE} characters" for name in words if len(words[name]) > LONGEST_LINE}
    if not words["reach"]:
        faults["reach"] = "Write how to reach them"
    if "agreed" not in request.form:
        faults["agreed"] = "Keep it only if they asked to hear back"
    if not faults:
        days = clocks.days_of(activity.consultation, "participants", current_app.config)
        keeping.add_participant(activity, words["name"], words["reach"], secret(), days, g.staff, clock())
    return faults
