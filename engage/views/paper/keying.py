"""Keying: one screen for each page of the paper, each field saved as it is left; without scripts, by a button."""

from flask import g, redirect, render_template, request, url_for

from engage import paper_words, return_codes
from engage.auth import role_required
from engage.binding import arrived_whole
from engage.errors import PaperRefused
from engage.extracts import contacts
from engage.extracts import paper as extracts
from engage.i18n import describe, offered
from engage.operations.paper import keying
from engage.operations.paper.asked import SPOKEN, last_day, pages_of, variant_of
from engage.operations.staff import record
from engage.publishing import published
from engage.views.paper.address import FORM, KEYERS, MISSING_NAMES, bp, form_of, now, secret_key
from engage.views.paper.words import direction_of, show, with_pictures
from forms.fields import clean_text
from forms.paper.keys import MISSING_KEYS, REST_IS_BLANK, KeyRefused, read

PASS = f"{FORM}/key/<kind>"
LONGEST_NOTE = 1000
PASS_NAMES = {"first": "First keying", "second": "Second keying", "text": "Free text"}


@bp.route(PASS, methods=["GET", "POST"])
@role_required(*KEYERS)
def key_form(code, form_id, kind):
    """One page; without a number, the page with the first question that was not keyed."""
    form = form_of(code, form_id)
    if not _is_own(form, kind):
        return redirect(url_for(".show_form", code=code, form_id=form_id), 303)
    pages = pages_of(form, kind)
    page = next((page for page in pages if str(page.number) == request.args.get("page")), None)
    if page is None:
        number = _first(form, kind, pages)
        return redirect(url_for(".key_form", code=code, form_id=form_id, kind=kind, page=number), 303)
    if request.method == "GET":
        record(g.staff, "viewed_form", "paper_form", form.public_id, now(), kind=kind, page=page.number)
        return _page(form, kind, pages, page)
    faults = _save_page(form, kind, page)
    if faults:
        return _page(form, kind, pages, page, faults)
    pages = pages_of(form, kind)  # an answer may have brought a section, or taken one
    after = [one.number for one in pages].index(page.number) + 1
    if after < len(pages):
        return redirect(url_for(".key_form", code=code, form_id=form_id, kind=kind, page=pages[after].number), 303)
    return _finish(form, kind)


@bp.post(f"{PASS}/value")
@role_required(*KEYERS)
def save_value(code, form_id, kind):
    """For the script of the page: one field, or the rest of a page; tells what is kept, of this pass alone."""
    form = form_of(code, form_id)
    if kind not in keying.KINDS or not arrived_whole():
        return {"message": "This did not arrive complete"}, 422
    wanted = {asked.field: asked for page in pages_of(form, kind) for asked in page.questions}
    try:
        if "rest" in request.form:
            fields = [name for name in request.form.getlist("rest") if name in wanted]
            keying.save_rest(form, kind, fields, g.staff, now())
            return {"kept": fields}
        asked = wanted.get(request.form.get("field"))
        if asked is None:
            return {"message": "This form has no such question"}, 422
        _save(form, kind, asked, *(request.form.get(name, "") for name in ("typed", "note", "locale")))
    except KeyRefused as refused:
        return {"message": str(refused)}, 422
    except PaperRefused as refused:
        return {"message": str(refused)}, 409
    return {"kept": [asked.field]}


@bp.post(f"{PASS}/finish")
@role_required(*KEYERS)
def finish_form(code, form_id, kind):
    form = form_of(code, form_id)
    if not _is_own(form, kind):
        return redirect(url_for(".show_form", code=code, form_id=form_id), 303)
    return _finish(form, kind)


@bp.get(f"{FORM}/done")
@role_required(*KEYERS)
def show_done(code, form_id):
    """The end of a conversation: the reference and the return code, to be read out."""
    form = form_of(code, form_id)
    if form.kind not in SPOKEN or form.response is None or form.response.submitted_at is None:
        return redirect(url_for(".show_form", code=code, form_id=form_id), 303)
    record(g.staff, "read_out_code", "paper_form", form.public_id, now())
    return_code = return_codes.make(secret_key(), form.response.public_id)
    reach = {"allows_contact": contacts.allows(form.response), "is_kept": contacts.is_kept(form.response)}
    return render_template("paper/show_done.html", code=code, form=form, return_code=return_code, **reach)


def _is_own(form, kind):
    found = extracts.keying(form, kind)
    return found is not None and found.keyed_by_id == g.staff.id and found.finished_at is None


def _first(form, kind, pages):
    """Number of the page with the first question that was not keyed; the last one when all were."""
    waiting = keying.unkeyed(form, kind)
    fields = {asked.field: page.number for page in pages for asked in page.questions}
    return fields[waiting[0]] if waiting else pages[-1].number


def _save_page(form, kind, page):
    """field -> what is wrong with it; what is right is kept."""
    faults = {}
    if not arrived_whole():
        return {page.questions[0].field: "This page did not arrive complete. Send it again"}
    for asked in page.questions:
        said = [request.form.get(f"{name}_{asked.field}", "") for name in ("q", "note", "locale")]
        try:
            _save(form, kind, asked, *said)
        except (KeyRefused, PaperRefused) as refused:
            faults[asked.field] = str(refused)
    if not faults and "rest" in request.form:
        keying.save_rest(form, kind, [asked.field for asked in page.questions], g.staff, now())
    return faults


def _save(form, kind, asked, typed, margin, locale):
    """Nothing typed is not "nothing ticked": it is not saved."""
    keyed = read(asked, typed, form.locale, last_day(form))
    if keyed is None:
        return
    known = offered(published(form.version_id).definition)
    language = locale if locale in known and not asked.is_closed else None
    margin = clean_text(margin).strip()[:LONGEST_NOTE] or None
    keying.save(form, kind, asked.field, keyed, language, margin, g.staff, now())


def _finish(form, kind):
    """End the pass, or show the page with the first question that was not keyed."""
    code = form.version.questionnaire.consultation.code if form.batch is None else form.batch.consultation.code
    try:
        missing = keying.finish(form, kind, g.staff, secret_key(), now())
    except PaperRefused as refused:
        return render_template("paper/refused.html", code=code, form=form, reason=str(refused)), 409
    if missing:
        pages = pages_of(form, kind)
        page = next(page for page in pages if missing[0] in {asked.field for asked in page.questions})
        there = {asked.field for asked in page.questions}
        faults = {field: _NOT_KEYED for field in missing if field in there}
        return _page(form, kind, pages, page, faults)
    if form.kind in SPOKEN:
        return redirect(url_for(".show_done", code=code, form_id=form.public_id), 303)
    batch_id = form.batch.public_id
    return redirect(url_for(".show_batch", code=code, batch_id=batch_id, done=kind, added=form.public_id), 303)


_NOT_KEYED = "This question is not keyed yet. Type 0 when nothing is ticked or written"


def _page(form, kind, pages, page, faults=None):
    values = extracts.newest(form.id, keying.source_of(kind))
    shown = show(form, page.questions, values)
    if kind == "text":
        with_pictures(form, shown)
    for one in shown:
        if faults and request.method == "POST" and f"q_{one.field}" in request.form:
            one.typed = clean_text(request.form[f"q_{one.field}"])
            one.note = clean_text(request.form.get(f"note_{one.field}", ""))
        one.error = (faults or {}).get(one.field, "")
    definition = published(form.version_id).definition
    section = next((found for found in definition.sections if found.key == page.section), None)
    after = pages.index(page) + 1
    body = render_template(
        "paper/key_form.html",
        code=request.view_args["code"],
        form=form,
        kind=kind,
        pass_name=PASS_NAMES[kind],
        page=page,
        pages=pages,
        next_page=pages[after].number if after < len(pages) else None,
        previous_page=pages[after - 2].number if after > 1 else None,
        shown=shown,
        n_keyed=len(values),
        title=section.title.get(variant_of(form), form.locale) if section else "",
        script=paper_words.script(variant_of(form), form.locale) if form.kind in SPOKEN else [],
        is_spoken=form.kind in SPOKEN,
        direction=direction_of(form.locale),
        locales=[describe(code)[:2] for code in offered(definition)],
        missing_keys=[(key, MISSING_NAMES[reason]) for key, reason in MISSING_KEYS.items()],
        rest_key=REST_IS_BLANK,
    )
    return body, 422 if faults else 200
