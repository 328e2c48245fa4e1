"""Which codeframes there are; begin a draft, and bring one in from a file."""

from flask import g, make_response, redirect, render_template, request, url_for

from engage import codeframe_files, codeframes
from engage.auth import role_required
from engage.codeframes import EDITORS
from engage.errors import CodeframeRefused
from engage.operations.codeframes import drafting, starting
from engage.views.codeframes.address import bp, clock, load_consultation, load_question
from forms.fields import clean_text
from forms.fieldwork.tables import TableRefused


@bp.get("")
@role_required(*EDITORS)
def list_codeframes(code):
    consultation = load_consultation(code)
    rows = [(asked, codeframes.numbers_of(consultation, asked)) for asked in codeframes.questions_of(consultation)]
    return render_template("codeframes/list_codeframes.html", consultation=consultation, rows=rows)


@bp.route("/<slug>/new", methods=["GET", "POST"])
@role_required(*EDITORS)
def begin_draft(code, slug):
    """Choose what the draft begins with."""
    consultation, asked = load_question(code, slug)
    last = codeframes.last_agreed(consultation, asked)
    run = codeframes.newest_run(consultation, asked)
    sources = {"last": last is not None, "run": run is not None, "nothing": True}
    faults, typed = {}, {"source": request.values.get("source", "last" if last else "run" if run else "nothing")}
    if request.method == "POST":
        if not sources.get(typed["source"]):
            faults["source"] = "Choose what the draft begins with"
        else:
            starts = {"last": lambda: starting.from_codeframe(last), "run": lambda: starting.from_run(run)}
            begin = starts.get(typed["source"], list)
            try:
                return _to_draft(drafting.begin(consultation, asked.key, begin(), g.staff, clock()), asked)
            except CodeframeRefused as refused:
                faults["source"] = str(refused)
    values = {"last": last, "run": run, "faults": faults, "typed": typed}
    error_list = [(text, name) for name, text in faults.items()]
    page = render_template(
        "codeframes/begin_draft.html", consultation=consultation, asked=asked, error_list=error_list, **values
    )
    return page, 422 if faults else 200


@bp.route("/<slug>/import", methods=["GET", "POST"])
@role_required(*EDITORS)
def import_codeframe(code, slug):
    """A file or pasted rows are shown first; the button under the preview makes a draft of them."""
    consultation, asked = load_question(code, slug)
    if request.method != "POST":
        return _show_import(consultation, asked)
    file = request.files.get("file")
    content = (file.read() if file else b"") or request.form.get("rows", "").encode("utf-8", "replace")
    if not content.strip():
        return _show_import(consultation, asked, {"rows": "Choose a file, or paste its rows"})
    last = codeframes.last_agreed(consultation, asked)
    try:
        lines, row_faults, unit = codeframe_files.read(consultation, asked, last, content)
        if row_faults:
            things = "1 thing has" if len(row_faults) == 1 else f"{len(row_faults)} things have"
            text = f"{things} to be put right. Nothing was brought in"
            return _show_import(consultation, asked, {"rows": text}, content, row_faults=row_faults, unit=unit)
        if "keep" not in request.form:
            return _show_import(consultation, asked, {}, content, lines=lines, last=last)
        starts = starting.from_lines(lines, last)
        return _to_draft(drafting.begin(consultation, asked.key, starts, g.staff, clock()), asked)
    except (TableRefused, CodeframeRefused) as refused:
        return _show_import(consultation, asked, {"rows": str(refused)}, content)


@bp.get("/template.csv")
@role_required(*EDITORS)
def download_template(code):
    load_consultation(code)
    reply = make_response(codeframe_files.template())
    reply.headers["Content-Type"] = codeframe_files.TYPES["csv"]
    reply.headers["Content-Disposition"] = 'attachment; filename="codeframe-template.csv"'
    return reply


def _to_draft(codeframe, asked):
    where = {"code": request.view_args["code"], "slug": asked.slug, "number": codeframe.number}
    return redirect(url_for(".show_codeframe", **where), 303)


def _show_import(consultation, asked, faults=None, content=b"", lines=(), row_faults=(), last=None, unit="Row"):
    faults = faults or {}
    known = {theme.code: theme.label for theme in last.themes} if last is not None else {}
    page = render_template(
        "codeframes/import_codeframe.html", consultation=consultation, asked=asked, faults=faults, known=known,
        error_list=[(text, name) for name, text in faults.items()], lines_read=lines, row_faults=row_faults,
        labels={line.code: line.label for line in lines}, unit=unit,
        typed={"rows": clean_text(_as_text(content))},
    )  # fmt: skip
    return page, 422 if faults else 200


def _as_text(content):
    """What was sent, to be shown again; a spreadsheet becomes its rows."""
    try:
        return codeframe_files.as_text(content)
    except TableRefused:
        return ""
