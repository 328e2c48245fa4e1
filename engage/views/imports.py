"""Responses from elsewhere: a file is brought, its columns are explained, it is checked, brought in, or taken back."""

from flask import Blueprint, abort, current_app, g, make_response, redirect, render_template, request, url_for
from sqlalchemy import select

from engage import import_jobs, import_store, imports, jobs
from engage.auth import describe_staff, role_required
from engage.binding import takes_files
from engage.errors import ImportRefused, ScanMissing
from engage.extensions import csrf, db
from engage.import_store import FAULTS, name_of
from engage.models import Consultation, Job
from engage.operations.importing import bringing, keeping
from engage.operations.staff import record
from forms.authoring.editing import key_for
from forms.importing import mapping as mappings
from forms.importing.profile import LIST_SEPARATORS
from forms.importing.systems import SYSTEM_NAMES

bp = Blueprint("imports", __name__, url_prefix="/staff")
bp.context_processor(describe_staff)
ALL = "/consultations/<code>/imports"
ONE = f"{ALL}/<import_id>"
MEGABYTES = keeping.MOST_BYTES // 2**20


@bp.route("/imports", methods=["GET", "POST"])
@role_required(*imports.IMPORTERS, everywhere=True)
def begin():
    """Consultations that were held elsewhere, and the beginning of another one."""
    faults = {}
    if request.method == "POST":
        code = key_for(request.form.get("code", ""), (), "survey").replace("_", "-")
        try:
            if not request.form.get("code", "").strip():
                raise ImportRefused("code", "Enter a word for its address, as library-survey-2025")
            keeping.begin_consultation(code, g.staff, clock(), bool(current_app.config["DEMONSTRATION"]))
            return redirect(url_for(".list_imports", code=code), 303)
        except ImportRefused as refused:
            faults[refused.field] = str(refused)
    held = select(Consultation).filter_by(analysed_only=True).order_by(Consultation.id.desc())
    return show("begin", faults, request.form, rows=db.session.scalars(held).all())


@bp.route(ALL, methods=["GET", "POST"])
@csrf.exempt  # checked below, after the size: a body that is too large is not read
@role_required(*imports.IMPORTERS)
@takes_files
def list_imports(code):
    """The files that were brought, and the form for another one."""
    consultation, faults = g.consultation, {}
    if request.method == "POST":
        try:
            found = _take_file(consultation)
            return redirect(url_for(".show_import", code=code, import_id=found.public_id), 303)
        except ImportRefused as refused:
            faults[refused.field] = str(refused)
    return show("list_imports", faults, consultation=consultation, rows=keeping.all_of(consultation),
                systems=SYSTEM_NAMES, megabytes=MEGABYTES)  # fmt: skip


@bp.get(ONE)
@role_required(*imports.IMPORTERS)
def show_import(code, import_id):
    return _page(_load(import_id))


@bp.get(f"{ONE}.json")
@role_required(*imports.IMPORTERS)
def tell_progress(code, import_id):
    """How far the work is, for the script of the page, which asks every few seconds."""
    job = _job_of(_load(import_id)) or abort(404)
    is_over = job.finished_at is not None or job.cancelled_at is not None
    return {"progress": job.progress, "stage": job.stage, "is_over": is_over, "failure": job.failure}


@bp.route(f"{ONE}/columns/<int:position>", methods=["GET", "POST"])
@role_required(*imports.IMPORTERS)
def map_column(code, import_id, position):
    """What one column means."""
    found = _load_open(import_id)
    mapping = mappings.read(found.mapping)
    if position >= len(mapping.columns):
        abort(404)
    column, profile, faults = mapping.columns[position], _profile(found), {}
    if request.method == "POST":
        changed, faults = imports.read_column(request.form, column, found)
        if not faults:
            mapping = mapping.with_column(position, changed)
            if request.form.get("order") in ("day", "month"):
                mapping = mapping.in_order(request.form["order"] == "day")
            try:
                keeping.save_mapping(found, _seen(), mapping, g.staff, clock())
                return redirect(url_for(".show_import", code=code, import_id=import_id, _anchor="columns"), 303)
            except ImportRefused as refused:
                faults["use"] = str(refused)
    return show(
        "map_column", faults, request.form or _column_typed(column, mapping), found=found, column=column,
        position=position, texts=profile.columns[position], questions=imports.questions_for(found),
        uses=mappings.USES, separators=[(one, imports.SEPARATOR_NAMES[one]) for one in LIST_SEPARATORS],
    )  # fmt: skip


@bp.route(f"{ONE}/answers/<name>", methods=["GET", "POST"])
@role_required(*imports.IMPORTERS)
def match_answers(code, import_id, name):
    """Which option each text of the file means, for one question."""
    found, faults = _load_open(import_id), {}
    asked, rows = imports.texts_of(found, _profile(found), name) or abort(404)
    if request.method == "POST":
        chosen = {}
        for number, (text, _n, _key) in enumerate(rows):
            key = request.form.get(f"text-{number}", "")
            if key in asked.options or key == "~left-out":
                chosen[mappings.compared(text)] = mappings.LEFT_OUT if key == "~left-out" else key
        try:
            mapping = mappings.read(found.mapping).with_values(name, chosen)
            keeping.save_mapping(found, _seen(), mapping, g.staff, clock())
            return redirect(url_for(".show_import", code=code, import_id=import_id, _anchor="settle"), 303)
        except ImportRefused as refused:
            faults["text-0"] = str(refused)
    typed = request.form or {f"text-{n}": key or ("~left-out" if key == "" else "") for n, (_t, _c, key)
                             in enumerate(rows)}  # fmt: skip
    return show("match_answers", faults, typed, found=found, asked=asked, rows=rows)


@bp.get(f"{ONE}/mapping.json")
@role_required(*imports.IMPORTERS)
def download_mapping(code, import_id):
    found = _load(import_id)
    reply = make_response(found.mapping or abort(404))
    reply.headers["Content-Type"] = "application/json; charset=utf-8"
    reply.headers["Content-Disposition"] = f'attachment; filename="mapping-{code}.json"'
    return reply


@bp.post(f"{ONE}/mapping")
@role_required(*imports.IMPORTERS)
def use_mapping(code, import_id):
    """Use a mapping that was downloaded before, as far as the columns of this file are in it."""
    found, file = _load_open(import_id), request.files.get("mapping")
    try:
        text = (file.read() if file else b"").decode("utf-8-sig", "replace")
        headings = [heading.words for heading in _profile(found).headings]
        mapping, _strange, _missing = mappings.carried(mappings.read(text), headings)
        keeping.save_mapping(found, _seen(), mapping, g.staff, clock())
    except (mappings.MappingRefused, ImportRefused) as refused:
        return _page(found, {"mapping": str(refused)})
    return redirect(url_for(".show_import", code=code, import_id=import_id), 303)


@bp.post(f"{ONE}/do/<any(check, bring):step>")
@role_required(*imports.IMPORTERS)
def work(code, import_id, step):
    """Check every row, or bring in those that can come in: a worker does it."""
    found = _load_open(import_id)
    _enqueue(found, step)
    return redirect(url_for(".show_import", code=code, import_id=import_id), 303)


@bp.post(f"{ONE}/stop")
@role_required(*imports.IMPORTERS)
def stop(code, import_id):
    job = _job_of(_load(import_id))
    if job is not None:
        jobs.cancel(job, g.staff, clock())
    return redirect(url_for(".show_import", code=code, import_id=import_id), 303)


@bp.post(f"{ONE}/throw-away")
@role_required(*imports.IMPORTERS)
def throw_away(code, import_id):
    return _end(_load(import_id), keeping.throw_away)


@bp.post(f"{ONE}/remove")
@role_required(*imports.IMPORTERS)
def remove(code, import_id):
    return _end(_load(import_id), bringing.remove)


@bp.get(f"{ONE}/faults.csv")
@role_required(*imports.IMPORTERS)
def download_faults(code, import_id):
    """The rows that could not come in, with the reasons. That they are taken is written down first."""
    found = _load(import_id)
    try:
        content = store().read_bytes(code, name_of(found, FAULTS))
    except ScanMissing:
        abort(404)
    record(g.staff, "took_import_faults", "consultation", code, clock(), file=import_id)
    reply = make_response(content)
    reply.headers["Content-Type"] = "text/csv; charset=utf-8"
    reply.headers["Content-Disposition"] = f'attachment; filename="rows-to-mend-{code}.csv"'
    return reply


def show(template, faults=None, typed=None, **values):
    """The page, with 422 when something typed is wrong. faults: name of a field -> what is wrong with it."""
    faults = faults or {}
    error_list = [(text, name) for name, text in faults.items()]
    values |= {"faults": faults, "error_list": error_list, "typed": typed or {}}
    page = render_template(f"imports/{template}.html", **values)
    return page, 422 if faults else 200


def clock():
    return current_app.config["CLOCK"]()


def store():
    return import_store.of(current_app)


def _page(found, faults=None):
    """The page of one file, in whatever state it is."""
    job = _job_of(found)
    is_working = job is not None and job.finished_at is None and job.cancelled_at is None
    overview = None
    is_open = found.finished_at is None and found.thrown_away_at is None and not found.refused
    profile = _profile(found) if is_open and found.n_rows is not None else None
    if profile is not None and not is_working:
        overview = imports.overview(found, profile, clock())
        if overview.preview:
            record(g.staff, "previewed_responses", "consultation", found.consultation.code, clock(),
                   file=found.public_id)  # fmt: skip
    return show(
        "show_import", faults, found=found, job=job, is_working=is_working, overview=overview, profile=profile,
        systems=SYSTEM_NAMES, n_in=keeping.n_rows_in(found), is_checked=found.checked_version == found.version,
        separators=imports.SEPARATOR_NAMES,
    )  # fmt: skip


def _take_file(consultation):
    most = keeping.MOST_BYTES + 2**20
    if request.content_length is None or request.content_length > min(request.max_content_length or most, most):
        raise ImportRefused("file", f"The file must be {MEGABYTES} MB or smaller. Split it")
    csrf.protect()
    file = request.files.get("file")
    if file is None or not file.filename:
        raise ImportRefused("file", "Choose a file")
    found = keeping.upload(consultation, file.filename, file.stream, store(), g.staff, clock())
    _enqueue(found, import_jobs.READ)
    return found


def _enqueue(found, step):
    job = jobs.enqueue(import_jobs.KIND, import_jobs.arguments_of(found, step, found.version), g.staff, clock())
    keeping.attach_job(found, job)


def _end(found, operation):
    try:
        operation(found, store(), g.staff, clock())
    except ImportRefused as refused:
        return _page(found, {refused.field: str(refused)})
    return redirect(url_for(".list_imports", code=found.consultation.code), 303)


def _load(import_id):
    return keeping.find(g.consultation, import_id) or abort(404)


def _load_open(import_id):
    """An import that was read and is not over; 404 for any other."""
    found = _load(import_id)
    if found.n_rows is None or found.finished_at is not None or found.thrown_away_at is not None:
        abort(404)
    return found


def _profile(found):
    try:
        return import_jobs.profile_of(found)
    except ScanMissing:
        abort(404)


def _job_of(found):
    return found.job_id and db.session.get(Job, found.job_id)


def _seen():
    """The save of the mapping that the page showed."""
    typed = request.form.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


def _column_typed(column, mapping):
    question = f"{column.question}.{column.option}" if column.option else column.question
    order = {True: "day", False: "month"}.get(mapping.day_first, "")
    return {
        "use": column.use, "question": question, "separator": column.separator or ";", "words": column.words,
        "place": str(column.place or ""), "is_profile": "yes" if column.is_profile else "", "order": order,
    }  # fmt: skip
