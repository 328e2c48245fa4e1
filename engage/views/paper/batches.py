"""Batches: opening one, what is in it and what is left to do, closing it, and who touched what."""

from flask import g, make_response, redirect, render_template, request, url_for

from engage.auth import role_required
from engage.binding import bind
from engage.errors import PaperRefused
from engage.exports import csv
from engage.exports.text import file_name
from engage.extracts import contacts
from engage.extracts import paper as extracts
from engage.i18n import describe
from engage.models import LAYOUTS
from engage.operations.paper import batches, keying
from engage.operations.staff import record
from engage.views.paper.address import (
    BATCH,
    KEYERS,
    LAYOUT_NAMES,
    batch_of,
    bp,
    consultation_of,
    form_name,
    now,
    questionnaire_of,
    supervises,
)
from forms.paper import entry

VERBS = {
    "opened_batch": "Opened the batch",
    "viewed_batch": "Looked at the batch",
    "viewed_custody": "Looked at this page",
    "exported_custody": "Downloaded this list",
    "shared_batch": "Let somebody in",
    "uploaded_scan": "Uploaded a scan",
    "read_scan": "A scan was read",
    "viewed_scan": "Looked at a scanned page",
    "freed_form": "Freed the form: all its pages came",
    "added_form": "Added the form",
    "held_form": "Held the form",
    "released_form": "Released the form",
    "rejected_form": "Rejected the form",
    "viewed_form": "Looked at the form",
    "began_keying": "Began to key",
    "finished_keying": "Finished keying",
    "reopened_keying": "Opened the form again",
    "freed_keying": "Gave the form to somebody else",
    "keyed_field": "Keyed a question",
    "viewed_contact_sheet": "Looked at the sheet of contact details",
    "keyed_contact": "Typed the contact details",
    contacts.SHEET_IS_EMPTY: "Found no contact details",
    "viewed_differences": "Looked at what differs",
    "settled_field": "Settled a question",
    "closed_batch": "Closed the batch",
}


@bp.route("", methods=["GET", "POST"])
@role_required(*KEYERS)
def list_batches(code):
    consultation = consultation_of(code)
    questionnaire, _locales = questionnaire_of(consultation)
    form = bind(entry.BatchForm)
    if request.method == "POST" and form.validate():
        counted = {layout: form.whole(f"q_{layout}") for layout in LAYOUTS}
        said = (form.text("q_label"), form.text("q_from"), form.day("q_received"), form.text("q_kept"))
        try:
            batch = batches.open_batch(consultation, *said, counted, g.staff, now())
        except PaperRefused as refused:
            form[refused.field].errors = [str(refused)]
        else:
            return redirect(url_for(".show_batch", code=code, batch_id=batch.public_id), 303)
    found = extracts.batches(consultation, g.staff, supervises())
    page = render_template("paper/list_batches.html", code=code, form=form, batches=found, title=_title(questionnaire))
    return page, 422 if form.errors else 200


@bp.get(BATCH)
@role_required(*KEYERS)
def show_batch(code, batch_id):
    batch = batch_of(code, batch_id)
    record(g.staff, "viewed_batch", "paper_batch", batch.public_id, now())
    return _page(batch)


@bp.post(f"{BATCH}/printed")
@role_required(*KEYERS)
def add_printed(code, batch_id):
    batch, form = batch_of(code, batch_id), bind(entry.SerialForm)
    if not form.validate():
        return _page(batch, serial=form)
    try:
        said = (form.data["q_serial"], form.day("q_postmark"), form.is_sure.data)
        added = batches.add_printed(batch, *said, g.staff, now())
    except PaperRefused as refused:
        return _refuse(batch, form, refused, "serial")
    return _onward(batch, added)


@bp.post(f"{BATCH}/unnumbered")
@role_required(*KEYERS)
def add_unnumbered(code, batch_id):
    batch = batch_of(code, batch_id)
    form = bind(_number_form(batch))
    if not form.validate():
        return _page(batch, number=form)
    try:
        said = (form.whole("q_number"), form["layout"].data, form["locale"].data, form.day("q_posted"))
        added = batches.add_unnumbered(batch, *said, g.staff, now())
    except PaperRefused as refused:
        return _refuse(batch, form, refused, "number")
    return _onward(batch, added)


@bp.post(f"{BATCH}/next/<kind>")
@role_required(*KEYERS)
def take_next(code, batch_id, kind):
    """Begin with the next form that waits for such a pass; the page says so when there is none for this person."""
    batch = batch_of(code, batch_id)
    found = keying.take_next(batch, kind, g.staff, now()) if kind in keying.KINDS else None
    if found is None:
        return redirect(url_for(".show_batch", code=code, batch_id=batch_id, none=kind), 303)
    return redirect(url_for(".key_form", code=code, form_id=found.form.public_id, kind=kind), 303)


@bp.post(f"{BATCH}/share")
@role_required(*batches.SUPERVISORS)
def share_batch(code, batch_id):
    batch, form = batch_of(code, batch_id), bind(entry.ShareForm)
    if not form.validate():
        return _page(batch, share=form)
    try:
        batches.share(batch, form.text("q_email"), g.staff, now())
    except PaperRefused as refused:
        return _refuse(batch, form, refused, "share")
    return redirect(url_for(".show_batch", code=code, batch_id=batch_id), 303)


@bp.post(f"{BATCH}/close")
@role_required(*KEYERS)
def close_batch(code, batch_id):
    batch, form = batch_of(code, batch_id), bind(entry.ClosingForm)
    if not form.validate():
        return _page(batch, closing=form)
    try:
        batches.close(batch, form.text("q_reason"), g.staff, now())
    except PaperRefused as refused:
        return _refuse(batch, form, refused, "closing")
    return redirect(url_for(".show_batch", code=code, batch_id=batch_id), 303)


@bp.get(f"{BATCH}/custody")
@role_required(*KEYERS)
def show_custody(code, batch_id):
    batch = batch_of(code, batch_id)
    record(g.staff, "viewed_custody", "paper_batch", batch.public_id, now())
    rows = extracts.custody(batch)
    return render_template("paper/show_custody.html", code=code, batch=batch, rows=rows, verbs=VERBS)


@bp.get(f"{BATCH}/custody.csv")
@role_required(*KEYERS)
def download_custody(code, batch_id):
    batch = batch_of(code, batch_id)
    record(g.staff, "exported_custody", "paper_batch", batch.public_id, now())
    rows = tuple(
        (f"{at:%Y-%m-%d %H:%M:%S} UTC", who, VERBS.get(verb, verb), form_name(form) if form else "", _detail(detail))
        for at, who, verb, form, detail in extracts.custody(batch)
    )
    reply = make_response(csv.write_rows(("When", "Who", "What", "Form", "Detail"), rows))
    reply.headers["Content-Type"] = "text/csv; charset=utf-8"
    name = file_name(code, "batch", batch.label, "custody")
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return reply


@bp.app_template_filter("small_percent")
def _small_percent(share):
    """Error rates are small: as "0.5%"."""
    return f"{share:.1%}"


@bp.app_template_filter("custody_detail")
def _detail(detail):
    return "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in detail.items() if value not in (None, []))


def _title(questionnaire):
    return questionnaire.title.get("standard", "en")


def _number_form(batch):
    _questionnaire, locales = questionnaire_of(batch.consultation)
    layouts = (LAYOUTS, "Choose what it is a copy of; for a letter, Standard")
    return entry.one_of(entry.NumberForm, layout=layouts, locale=(locales, "Choose the language of the form"))


def _onward(batch, added):
    """To the keying of what was added; a form that is held, or only added, leaves the person in the batch."""
    code = batch.consultation.code
    if "key" not in request.form or extracts.is_held(added):
        return redirect(url_for(".show_batch", code=code, batch_id=batch.public_id, added=added.public_id), 303)
    keying.take(added, "first", g.staff, now())
    return redirect(url_for(".key_form", code=code, form_id=added.public_id, kind="first"), 303)


def _refuse(batch, form, refused, name):
    field = refused.field if refused.field in form else next(iter(form)).name
    form[field].errors = [str(refused)]
    return _page(batch, **{name: form})


def _page(batch, serial=None, number=None, share=None, closing=None):
    """The page of a batch with the form that was refused, if one was."""
    _questionnaire, locales = questionnaire_of(batch.consultation)
    refused = serial or number or share or closing
    page = render_template(
        "paper/show_batch.html",
        code=batch.consultation.code,
        batch=batch,
        serial=serial or _empty(entry.SerialForm),
        number=number or _empty(_number_form(batch)),
        share=share or _empty(entry.ShareForm),
        closing=closing or _empty(entry.ClosingForm),
        refused=refused,
        tallies=extracts.tallies(batch),
        left=[] if batch.closed_at else extracts.left_to_do(batch),
        n_text=len(extracts.to_key(batch, "text")),
        n_first=len(extracts.to_key(batch, "first")),
        n_second=len(extracts.to_key_again(batch)),
        unreached=contacts.waiting(batch),
        compared=extracts.comparison(batch),
        is_held=extracts.is_held,
        keying=extracts.keying,
        added=next((form for form in batch.forms if form.public_id == request.args.get("added")), None),
        layouts=LAYOUT_NAMES,
        languages_of_form=[describe(locale) for locale in locales],
        supervises=supervises(),
    )
    return page, 422 if refused else 200


def _empty(form_class):
    return form_class(meta={"today": None})
