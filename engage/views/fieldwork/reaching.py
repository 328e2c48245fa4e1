"""Whom we have reached: groups against the census, people met in the field. Inside the council only."""

from flask import abort, g, make_response, redirect, request, url_for

from engage import fieldwork, reach
from engage.auth import role_required
from engage.exports import csv
from engage.models import Role
from engage.operations import hold_snapshot
from engage.operations.fieldwork import population as operations
from engage.views.fieldwork.address import bp, clock, load_consultation, show
from forms.fields import clean_text
from forms.fieldwork import population
from forms.fieldwork.tables import TableRefused, read_csv

REACH_READERS = (*fieldwork.PLANNERS, Role.ANALYST)
NO_FILE = "Choose a CSV file, or paste its rows"


@bp.get("/reach/<code>")
@role_required(*REACH_READERS)
def show_reach(code):
    consultation = load_consultation(code)
    hold_snapshot()
    found = reach.of(consultation) or abort(404)
    return show("show_reach", found=found, consultation=consultation, may_plan=g.staff.role in fieldwork.PLANNERS)


@bp.get("/reach/<code>/reach.csv")
@role_required(*REACH_READERS)
def download_reach(code):
    hold_snapshot()
    found = reach.of(load_consultation(code)) or abort(404)
    reply = make_response(csv.write_rows(reach.HEADER, reach.as_rows(found)))
    reply.headers["Content-Type"] = "text/csv; charset=utf-8"
    reply.headers["Content-Disposition"] = f'attachment; filename="reach-{code}.csv"'
    return reply


@bp.route("/reach/<code>/population", methods=["GET", "POST"])
@role_required(*fieldwork.PLANNERS)
def count_population(code):
    """A file or pasted rows are shown first; the button under the preview keeps them."""
    consultation = load_consultation(code)
    if request.method != "POST":
        return _show(consultation)
    content = _content()
    if not content.strip():
        return _show(consultation, {"rows": NO_FILE})
    try:
        rows = read_csv(content, population.COLUMNS, population.COLUMNS)
    except TableRefused as refused:
        return _show(consultation, {"rows": str(refused)}, content)
    counts, row_faults = population.read(rows, fieldwork.guide_of(consultation))
    if row_faults:
        text = f"{len(row_faults)} rows have to be put right. Nothing was kept"
        return _show(consultation, {"rows": text}, content, row_faults=row_faults)
    if "keep" not in request.form:
        return _show(consultation, {}, content, counts=counts)
    operations.replace_counts(consultation, counts, g.staff, clock())
    return redirect(url_for(".show_reach", code=code), 303)


def _content():
    file = request.files.get("file")
    uploaded = file.read() if file else b""
    return uploaded or request.form.get("rows", "").encode("utf-8", "surrogatepass")


def _show(consultation, faults=None, content=b"", counts=(), row_faults=()):
    typed = {"rows": clean_text(content.decode("utf-8-sig", "replace"))}
    guide = fieldwork.guide_of(consultation)
    values = {"consultation": consultation, "counts": counts, "row_faults": row_faults, "questions": guide.people}
    return show("count_population", faults, typed, **values)
