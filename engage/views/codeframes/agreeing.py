"""A codeframe as a whole: its page, agreeing it, its history, and its files."""

from flask import abort, g, make_response, redirect, request, url_for

from engage import codeframe_files, codeframes
from engage.auth import role_required
from engage.codeframes import AGREERS, EDITORS
from engage.errors import CodeframeRefused, DraftChanged
from engage.extensions import db
from engage.extracts import codeframes as extracts
from engage.operations.codeframes import agreeing, editing
from engage.views.codeframes.address import FRAME, bp, clock, frame_page, load, seen, show

#: steps of the history on one page
MOST_STEPS = 100


@bp.get(FRAME)
@role_required(*EDITORS)
def show_codeframe(code, slug, number):
    """A draft with everything that can be done to it; what is agreed, to be read and printed."""
    codeframe, asked = load(code, slug, number)
    if codeframe.agreed_at is None:
        return show_draft(codeframe, asked)
    values = {"rows": codeframes.tree(codeframe), "n_waiting": len(extracts.waiting(codeframe))}
    return show("show_agreed", codeframe, asked, last=extracts.before(codeframe), **values)


def show_draft(codeframe, asked, faults=None):
    ticked = request.form.getlist("themes")
    last = editing.undoable(codeframe)
    step = next((step for step in codeframes.history(codeframe) if step.change is last), None) if last else None
    values = {"rows": codeframes.tree(codeframe), "ticked": ticked, "step": step}
    may_agree = g.staff.holds(AGREERS, codeframe.consultation)
    return show("show_draft", codeframe, asked, faults, may_agree=may_agree, **values)


@bp.route(f"{FRAME}/agree", methods=["GET", "POST"])
@role_required(*AGREERS)
def agree_codeframe(code, slug, number):
    """What is missing, what becomes of the decisions of the number before, and the button."""
    codeframe, asked = load(code, slug, number)
    if codeframe.agreed_at is not None:
        return redirect(url_for(".show_codeframe", code=code, slug=slug, number=number), 303)
    lacks, faults = codeframes.lacks(codeframe), {}
    if request.method == "POST":
        if lacks and codeframe.themes and "despite" not in request.form:
            faults["despite"] = "Mend what is missing, or tick that you agree all the same"
        else:
            try:
                agreeing.agree(codeframe, g.staff, clock(), seen())
                return frame_page(codeframe, asked)
            except CodeframeRefused as refused:
                faults["agree"] = str(refused)
            except DraftChanged:
                db.session.expire_all()
                faults["agree"] = "Somebody changed the draft while you read. Read it again, then agree"
                lacks = codeframes.lacks(codeframe)
    values = {"lacks": lacks, "carried": extracts.carrying(codeframe), "last": extracts.before(codeframe)}
    values["version"] = codeframe.version
    return show("agree_codeframe", codeframe, asked, faults, **values)


@bp.get(f"{FRAME}/history")
@role_required(*EDITORS)
def show_history(code, slug, number):
    codeframe, asked = load(code, slug, number)
    steps = codeframes.history(codeframe)
    return show("show_history", codeframe, asked, steps=steps[:MOST_STEPS], n_more=max(0, len(steps) - MOST_STEPS))


@bp.get(f"{FRAME}/codeframe.<kind>")
@role_required(*EDITORS)
def download_codeframe(code, slug, number, kind):
    codeframe, asked = load(code, slug, number)
    if kind not in codeframe_files.TYPES:
        abort(404)
    name, content = codeframe_files.write(codeframe, asked, kind)
    reply = make_response(content)
    reply.headers["Content-Type"] = codeframe_files.TYPES[kind]
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply
