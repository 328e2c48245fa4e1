"""The address of every page about paper, and what stands behind it: a consultation, a batch, a form."""

from flask import Blueprint, abort, current_app, g
from sqlalchemy import select

from engage.auth import describe_staff
from engage.extensions import db
from engage.i18n import offered
from engage.models import Consultation, PaperBatch, PaperForm, Role
from engage.operations.paper.batches import SUPERVISORS, refuse_stranger
from engage.publishing import newest_version, published
from forms.paper.serials import spaced

bp = Blueprint("paper", __name__, url_prefix="/staff/consultations/<code>/paper")
bp.context_processor(describe_staff)
#: who keys; administrators see no answers, and analysts see them counted
KEYERS = (Role.DATA_ENTRY_CLERK, Role.ENGAGEMENT_OFFICER)
BATCH = "/batches/<batch_id>"
FORM = "/forms/<form_id>"
LAYOUT_NAMES = {"standard": "Standard", "large_print": "Large print", "easy_read": "Easy Read"}
MISSING_NAMES = {
    "none": "Nothing is ticked",
    "illegible": "Cannot be read",
    "spoiled": "Spoiled",
    "page_missing": "Page is missing",
    "refused": "Refused in writing",
}


@bp.app_template_filter("form_name")
def form_name(form):
    """What is written on the paper, or how the conversation was held."""
    if form.kind in ("telephone", "assisted"):
        return "Telephone call" if form.kind == "telephone" else "Conversation"
    if form.kind == "printed":
        copy = f", copy {form.copy}" if form.copy > 1 else ""
        return f"Form {spaced(form.printed_form.serial)}{copy}"
    stranger = f" (says {spaced(form.typed_serial)})" if form.typed_serial else ""
    return f"Number {form.sheet_number}{stranger}"


def consultation_of(code):
    return db.session.scalar(select(Consultation).filter_by(code=code)) or abort(404)


def questionnaire_of(consultation):
    """The newest questionnaire, and the languages in which it may be answered; 404 while there is none."""
    version = newest_version(consultation) or abort(404)
    definition = published(version.id).definition
    return definition, offered(definition)


def batch_of(code, batch_id):
    found = db.session.scalar(select(PaperBatch).filter_by(public_id=batch_id)) or abort(404)
    if found.consultation.code != code:
        abort(404)
    refuse_stranger(found, g.staff)
    return found


def form_of(code, form_id):
    """The PaperForm of this address. Who may not open its batch is told whose it is."""
    found = db.session.scalar(select(PaperForm).filter_by(public_id=form_id)) or abort(404)
    if found.version.questionnaire.consultation.code != code and (found.batch is None or is_elsewhere(found, code)):
        abort(404)
    if found.batch is not None:
        refuse_stranger(found.batch, g.staff)
    elif found.added_by_id != g.staff.id and not supervises():
        abort(404)
    return found


def is_elsewhere(form, code):
    """A form of another consultation lies in a batch of the one that it was sent to by mistake."""
    return form.batch.consultation.code != code


def supervises():
    return g.staff.holds(SUPERVISORS, g.consultation)


def now():
    return current_app.config["CLOCK"]()


def secret_key():
    return current_app.config["SECRET_KEY"]
