"""Coding one text after another: the machine proposes, a person decides."""

from flask import abort, g, redirect, render_template, request, url_for
from sqlalchemy import func, select

from engage import jobs
from engage.auth import role_required
from engage.errors import CodedMeanwhile, CodesRefused, NoSuchText, WordsChanged
from engage.extensions import db
from engage.extracts import coding as extracts
from engage.fieldwork import KIND_NAMES, TYPE_NAMES
from engage.models import Activity, CodedText, Contribution, Job, StaffUser
from engage.operations.coding import deciding, learning
from engage.results import coding as results
from engage.views.codes.address import (
    CODERS,
    NOTHING_TICKED,
    WORDS_CHANGED,
    bp,
    chosen_themes,
    clock,
    lines_of,
    load,
    record_reading,
    where_of,
)


@bp.get("")
@role_required(*CODERS)
def show_coding(code, asked, number):
    """How far the coding is, who coded, how well the machine does, and the way to each part."""
    codeframe = load(code, asked, number)
    run = learning.newest_run(codeframe)
    return render_template(
        "codes/show_coding.html",
        run=run,
        job=_lesson(codeframe),
        n_texts=extracts.n_texts(codeframe),
        n_coded=learning.n_coded(codeframe),
        coders=_coders(codeframe),
        lessons=results.lessons(codeframe),
        batch=learning.BATCH,
    )


@bp.route("/text", methods=["GET", "POST"])
@role_required(*CODERS)
def code_text(code, asked, number):
    """One text and its themes. Saved, the next one comes."""
    codeframe = load(code, asked, number)
    if request.method == "POST":
        return _save(codeframe)
    wanted = request.args.get("text")
    run = learning.newest_run(codeframe)
    key = wanted or _next(codeframe, run)
    if key is None:
        return render_template("codes/nothing_left.html", n_coded=learning.n_coded(codeframe))
    return _show(codeframe, key, run)


@bp.post("/undo")
@role_required(*CODERS)
def undo(code, asked, number):
    """Take back the newest text that this person coded, and show it again."""
    codeframe = load(code, asked, number)
    try:
        key = deciding.undo(codeframe, g.staff, clock())
    except CodedMeanwhile as error:
        return _show(codeframe, error.key, learning.newest_run(codeframe), kept_by=str(error)), 409
    return redirect(url_for(".code_text", **where_of(codeframe), **({"text": key} if key else {})), 303)


@bp.get("/texts/<key>")
@role_required(*CODERS)
def show_history(code, asked, number, key):
    """Who or what gave this text each code, when, and what it was before."""
    codeframe = load(code, asked, number)
    text = _text(codeframe, key) or abort(404)
    columns = extracts.columns_of(key)
    is_blind = deciding.is_hidden(codeframe, columns)
    rows = [] if is_blind else extracts.history(codeframe, key)
    record_reading(key)
    return render_template("codes/show_history.html", key=key, text=text, rows=rows, is_blind=is_blind)


@bp.post("/learn")
@role_required(*CODERS)
def learn(code, asked, number):
    """Let the machine learn now."""
    codeframe = load(code, asked, number)
    jobs.enqueue(learning.KIND, learning.arguments_of(codeframe), g.staff, clock())
    return redirect(url_for(".show_coding", **where_of(codeframe)), 303)


@bp.get("/lesson.json")
@role_required(*CODERS)
def tell_lesson(code, asked, number):
    """How far the machine is, for the script of the page."""
    job = _lesson(load(code, asked, number)) or abort(404)
    is_over = job.finished_at is not None or job.cancelled_at is not None
    return {"progress": job.progress, "stage": job.stage, "is_over": is_over, "failure": job.failure}


def _save(codeframe):
    key = request.form.get("text", "")
    chosen = chosen_themes()
    run = learning.newest_run(codeframe)
    if "none" in request.form:
        chosen = set()
    elif not chosen:
        return _show(codeframe, key, run, chosen, NOTHING_TICKED), 422
    seen = None if "replace" in request.form else request.form.get("seen", "")
    try:
        deciding.code_text(codeframe, key, chosen, g.staff, clock(), seen, request.form.get("read", ""))
    except CodedMeanwhile as error:
        return _show(codeframe, key, run, chosen, coded_by=str(error)), 409
    except WordsChanged:
        return _show(codeframe, key, run, chosen, WORDS_CHANGED), 409
    except CodesRefused as error:
        return _show(codeframe, key, run, chosen, str(error)), 422
    except NoSuchText:
        return render_template("codes/text_gone.html"), 410
    if learning.is_due(codeframe, run):
        jobs.enqueue(learning.KIND, learning.arguments_of(codeframe), g.staff, clock())
    return redirect(url_for(".code_text", **where_of(codeframe)), 303)


def _show(codeframe, key, run, chosen=None, wrong=None, coded_by=None, kept_by=None):
    """The page of one text; `chosen` are themes that were ticked and not saved."""
    text = _text(codeframe, key)
    columns = extracts.columns_of(key)
    if text is None or deciding.is_hidden(codeframe, columns):
        return render_template("codes/text_gone.html")
    last = deciding.last_word(codeframe, columns)
    said = [row for row in extracts.history(codeframe, key) if row.replaced_at is None]
    scores = {row.theme_id: row.score for row in said if run is not None and row.run_id == run.id}
    stands = {row.theme_id for row in said if row.coder_id and row.applies and row.sample_id is None}
    denied = {row.theme_id for row in said if row.coder_id and not row.applies and row.sample_id is None}
    ticked = chosen if chosen is not None else stands if last else stands | (set(scores) - denied)
    n_coded = learning.n_coded(codeframe)
    error_list = [(wrong, "themes")] if wrong else []
    record_reading(key)
    return render_template(
        "codes/code_text.html",
        key=key,
        text=text,
        last=last,
        stamp=deciding.stamp_of(last),
        mark=deciding.mark_of(text["text"]),
        rows=lines_of(codeframe, ticked, scores, stands),
        error_list=error_list,
        coded_by=coded_by,
        kept_by=kept_by,
        n_coded=n_coded,
        n_texts=extracts.n_texts(codeframe),
        previous=_previous(codeframe, key),
        lessons=results.lessons(codeframe) if n_coded and n_coded % learning.BATCH == 0 else [],
        batch=learning.BATCH,
    )


def _text(codeframe, key):
    """The text of this key with where it was said, as a dict; None if it is not coded here."""
    found = extracts.texts(codeframe, [key]) if extracts.columns_of(key) else extracts.texts(codeframe, [])
    if found.empty:
        return None
    text = found.iloc[0].to_dict()
    if key.startswith("c"):
        said = db.session.get_one(Contribution, int(key[1:]))
        activity = db.session.get_one(Activity, int(text["activity_id"]))
        text |= {"title": activity.title, "kind": KIND_NAMES[said.kind], "type_name": TYPE_NAMES[activity.type]}
    return text


def _next(codeframe, run):
    """The text to code next. Two people who code at once are shown different ones."""
    found = extracts.open_keys(codeframe, run.parameters["order"] if run else [])
    if not found:
        return None
    coders = sorted(set(extracts.finished(codeframe)["coder_id"]) | {g.staff.id})
    return found[coders.index(g.staff.id) % len(found)]


def _previous(codeframe, key):
    """The text that this person coded before this one, or last."""
    own = extracts.finished(codeframe)
    keys = own.loc[own["coder_id"] == g.staff.id, "key"].tolist()
    if key in keys:
        place = keys.index(key)
        return keys[place - 1] if place else None
    return keys[-1] if keys else None


def _coders(codeframe):
    """(address, texts finished, last at) of everybody who coded, most first."""
    query = (
        select(StaffUser.email, func.count(CodedText.id), func.max(CodedText.finished_at))
        .join(StaffUser, StaffUser.id == CodedText.coder_id)
        .where(CodedText.codeframe_id == codeframe.id, CodedText.sample_id.is_(None))
        .group_by(StaffUser.email)
        .order_by(func.count(CodedText.id).desc(), StaffUser.email)
    )
    return db.session.execute(query).all()


def _lesson(codeframe):
    """The newest job in which the machine learns this codeframe, or None."""
    query = select(Job).filter_by(kind=learning.KIND).order_by(Job.id.desc()).limit(200)
    return next((job for job in db.session.scalars(query) if job.arguments["codeframe_id"] == codeframe.id), None)
