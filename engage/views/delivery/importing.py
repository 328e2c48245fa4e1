"""Bringing in the table of a delivery plan: a preview, what is wrong or asked, and all of it or nothing."""

from flask import g, make_response, request

from engage import outcomes, plan_files
from engage.auth import role_required
from engage.exports import csv
from engage.operations.delivery import actions
from engage.views.delivery.address import bp, clock, load, onward, show
from forms.delivery import table
from forms.fieldwork.tables import TableRefused

ORDERS = {"day": True, "month": False}


@bp.route("/import", methods=["GET", "POST"])
@role_required(*outcomes.WRITERS)
def import_plan(code):
    """A file or pasted rows are shown first; the button under the preview brings them in."""
    consultation = load(code)
    if request.method != "POST":
        return show("import_plan", consultation=consultation, plan=None)
    file = request.files.get("file")
    content = (file.read() if file else b"") or request.form.get("rows", "").encode("utf-8", "replace")
    typed = dict(request.form)
    if not content.strip():
        return show("import_plan", {"rows": "Choose a file, or paste the table"}, typed, consultation=consultation)
    try:
        lines = plan_files.lines_of(content)
        typed["rows"] = plan_files.as_text(lines)
        plan = table.read_plan(lines, ORDERS.get(request.form.get("order")), _outcomes())
    except TableRefused as refused:
        return show("import_plan", {"rows": str(refused)}, typed, consultation=consultation)
    if plan.is_ready and "keep" in request.form:
        rows = [(line.details, line.state) for line in plan.lines]
        actions.bring_in(consultation, rows, g.staff, clock())
        return onward("list_lines")
    known = actions.known_rows(consultation)
    here = [line.row for line in plan.lines if actions.row_hash(line.details) in known]
    faults = _faults(plan)
    return show("import_plan", faults, typed, consultation=consultation, plan=plan, here=here)


@bp.get("/import/template.csv")
@role_required(*outcomes.WRITERS)
def download_template(code):
    load(code)
    reply = make_response(csv.write_rows(table.TEMPLATE, []))
    reply.headers["Content-Type"] = "text/csv; charset=utf-8"
    reply.headers["Content-Disposition"] = 'attachment; filename="delivery-plan-template.csv"'
    return reply


def _outcomes():
    """Row -> what came of it, from the fields under the preview."""
    found = {}
    for name, text in request.form.items():
        start, _dash, number = name.partition("-")
        if start == "outcome" and number.isascii() and number.isdigit():
            found[int(number[:6])] = text
    return found


def _faults(plan):
    """What has to be put right before it can come in, by the field at which it is told."""
    faults = {}
    if plan.faults:
        things = "1 thing has" if len(plan.faults) == 1 else f"{len(plan.faults)} things have"
        faults["rows"] = f"{things} to be put right. Nothing was brought in"
    if plan.unclear:
        faults["order"] = "Choose which number is the day"
    for row in plan.unsaid:
        faults[f"outcome-{row}"] = f"Write what came of the action in row {row}"
    return faults
