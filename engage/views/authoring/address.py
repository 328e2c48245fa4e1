"""Where the pages of a draft live, finding what an address names, and saving with what others saved meanwhile."""

import json

from flask import Blueprint, abort, current_app, g, jsonify, redirect, render_template, request, url_for
from sqlalchemy import select

from engage.auth import describe_staff
from engage.extensions import db
from engage.models import Consultation, Role
from engage.operations.authoring import drafts
from forms.authoring import editing, findings, shape
from forms.authoring.document import read
from forms.definition import picture_names

bp = Blueprint("authoring", __name__, url_prefix="/staff/consultations/<code>/questionnaire")
bp.context_processor(describe_staff)
AUTHORS = (Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER)
SECTION, QUESTION = "/sections/<section_key>", "/sections/<section_key>/questions/<question_key>"


@bp.context_processor
def name_address():
    return {"code": request.view_args["code"], "picture_names": picture_names}


def clock():
    return current_app.config["CLOCK"]()


def load_consultation(code):
    return db.session.scalar(select(Consultation).filter_by(code=code)) or abort(404)


def load(code):
    """(draft, its document) of this address, or 404."""
    draft = drafts.find_draft(load_consultation(code)) or abort(404)
    return draft, read(draft.document)


def load_part(code, *place):
    """(draft, document, the part at this place) or 404."""
    draft, document = load(code)
    return draft, document, editing.find(document, place) or abort(404)


def load_typed(code, *place):
    """(draft, document, part) to write what was typed into: as they were when the author opened the page.

    What others saved since is merged with it by `save`, and a part they took out meanwhile is asked about.
    """
    draft, document = load(code)
    document = drafts.document_at(draft, seen()) or document
    return draft, document, editing.find(document, place) or abort(404)


def seen():
    """The number of the save that the author had before them; 0 where the page does not say, which is never kept."""
    typed = request.form.get("seen", "")
    return int(typed[:9]) if typed.isascii() and typed.isdigit() else 0


def wants_json():
    return request.accept_mimetypes.best == "application/json"


def save(draft, document, place, onward, base=None):
    """Save and go on to the page `onward`; where two authors wrote the same, show both instead.

    place: keys of the part that this page writes
    """
    faults = shape.faults(document)
    if faults:
        return refuse(draft, [f"{path}: {message}" for path, message in faults])
    saved = drafts.save_draft(draft, seen() if base is None else base, document, g.staff, clock(), ".".join(place))
    if wants_json():
        return _tell(saved, document, place)
    if saved.conflicts:
        return show_conflicts(saved.draft, saved.conflicts, saved.others, onward)
    if saved.others:
        onward = with_note(onward, "merged")
    return redirect(onward, 303)


def with_note(address, note):
    """The address with a word that makes its page say what happened; who it was stands in the history."""
    path, _hash, anchor = address.partition("#")
    return f"{path}{'&' if '?' in path else '?'}note={note}#{anchor}".rstrip("#")


def refuse(draft, messages, status=422):
    """A page that says why nothing was changed."""
    if wants_json():
        return jsonify(refused=messages), status
    return render_template("authoring/refused.html", draft=draft, messages=messages), status


def show_conflicts(draft, conflicts, others, onward):
    rows = [
        {
            "where": " › ".join(step.replace("_", " ") for step in conflict.path),
            "path": json.dumps(conflict.path),
            "mine": conflict.mine, "theirs": conflict.theirs,
            "mine_json": json.dumps(conflict.mine, ensure_ascii=False),
        }
        for conflict in conflicts
    ]  # fmt: skip
    page = render_template("authoring/settle.html", draft=draft, rows=rows, others=others, onward=onward)
    return page, 409


def _tell(saved, document, place):
    """For the page that saves by itself: what the linter says, and whether others changed this very part."""
    kept = read(saved.draft.document)
    is_stale = bool(saved.conflicts) or editing.find(kept, place) != editing.find(document, place)
    found = findings.examined(kept).of_part(tuple(place))
    told = [{"text": one.message, "control": one.control, "is_error": one.is_error} for one in found]
    return jsonify(version=saved.draft.version, is_stale=is_stale, others=saved.others, findings=told)


def page_of(draft, part=(), anchor=None):
    """The address on which a part is written."""
    code = draft.consultation.code
    if len(part) == 2:
        return url_for(".write_question", code=code, section_key=part[0], question_key=part[1], _anchor=anchor)
    if len(part) == 1:
        return url_for(".write_section", code=code, section_key=part[0], _anchor=anchor)
    return url_for(".show_draft", code=code, _anchor=anchor)


def finding_url(draft, finding):
    """The page of the part that mends it, at the control; the questionnaire's own texts stand on its settings."""
    if finding.part or not finding.control:
        return page_of(draft, finding.part, finding.control or None)
    return url_for(".write_settings", code=draft.consultation.code, _anchor=finding.control)
