"""Bringing in a filled spreadsheet of sessions: template, preview, and all of it or nothing."""

from flask import g, make_response, redirect, request, url_for

from engage import fieldwork, session_files
from engage.auth import role_required
from engage.exports import csv
from engage.operations.fieldwork import sessions
from engage.views.fieldwork.address import bp, clock, load_consultation, show
from forms.fields import clean_text
from forms.fieldwork.tables import TableRefused


@bp.route("/import/<code>", methods=["GET", "POST"])
@role_required(*fieldwork.PLANNERS)
def import_sessions(code):
    """A file or pasted rows are shown first; the button under the preview brings them in."""
    consultation = load_consultation(code)
    if request.method != "POST":
        return _show(consultation)
    file = request.files.get("file")
    content = (file.read() if file else b"") or request.form.get("rows", "").encode("utf-8", "replace")
    if not content.strip():
        return _show(consultation, {"rows": "Choose a spreadsheet, or paste its rows"})
    try:
        content = session_files.as_csv(content)
        found, row_faults = session_files.read(consultation, content, clock().date())
    except TableRefused as refused:
        return _show(consultation, {"rows": str(refused)}, content)
    if row_faults:
        text = f"{len(row_faults)} things have to be put right. Nothing was brought in"
        return _show(consultation, {"rows": text}, content, row_faults=row_faults)
    if "keep" not in request.form:
        return _show(consultation, {}, content, sessions=found)
    sessions.bring_in(consultation, found, g.staff, clock())
    return redirect(url_for(".list_activities", consultation=code), 303)


@bp.get("/import/<code>/template.csv")
@role_required(*fieldwork.PLANNERS)
def download_template(code):
    load_consultation(code)
    reply = make_response(csv.write_rows(*session_files.template()))
    reply.headers["Content-Type"] = "text/csv; charset=utf-8"
    reply.headers["Content-Disposition"] = 'attachment; filename="sessions-template.csv"'
    return reply


def _show(consultation, faults=None, content=b"", sessions=(), row_faults=()):
    typed = {"rows": clean_text(content.decode("utf-8-sig", "replace"))}
    values = {"consultation": consultation, "sessions": sessions, "row_faults": row_faults}
    return show("import_sessions", faults, typed, types=fieldwork.TYPE_NAMES, **values)
