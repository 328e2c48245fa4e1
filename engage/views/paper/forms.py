"""One form: how it stands, and what a supervisor decides about it. No value is shown here."""

from flask import g, redirect, render_template, url_for

from engage.auth import role_required
from engage.binding import bind
from engage.errors import PaperRefused
from engage.extracts import paper as extracts
from engage.operations.paper import batches, keying
from engage.operations.staff import record
from engage.views.paper.address import FORM, KEYERS, LAYOUT_NAMES, bp, form_of, now, secret_key, supervises
from forms.paper import entry


@bp.get(FORM)
@role_required(*KEYERS)
def show_form(code, form_id):
    form = form_of(code, form_id)
    record(g.staff, "viewed_form", "paper_form", form.public_id, now())
    return _page(code, form)


@bp.post(f"{FORM}/take/<kind>")
@role_required(*KEYERS)
def take_form(code, form_id, kind):
    form = form_of(code, form_id)
    if kind not in keying.KINDS:
        return _page(code, form)
    try:
        keying.take(form, kind, g.staff, now())
    except PaperRefused as refused:
        return _page(code, form, refused)
    return redirect(url_for(".key_form", code=code, form_id=form_id, kind=kind), 303)


@bp.post(f"{FORM}/reopen/<kind>")
@role_required(*KEYERS)
def reopen_form(code, form_id, kind):
    form = form_of(code, form_id)
    try:
        keying.reopen(form, kind, g.staff, now())
    except PaperRefused as refused:
        return _page(code, form, refused)
    return redirect(url_for(".key_form", code=code, form_id=form_id, kind=kind, page=1), 303)


@bp.post(f"{FORM}/pages")
@role_required(*KEYERS)
def hold_pages(code, form_id):
    return _decide(code, form_id, entry.PagesForm, "pages", _hold)


@bp.post(f"{FORM}/release")
@role_required(*batches.SUPERVISORS)
def release_form(code, form_id):
    return _decide(code, form_id, entry.ReasonForm, "reason", _release)


@bp.post(f"{FORM}/reject")
@role_required(*batches.SUPERVISORS)
def reject_form(code, form_id):
    return _decide(code, form_id, entry.ReasonForm, "reason", _reject)


@bp.post(f"{FORM}/free/<kind>")
@role_required(*batches.SUPERVISORS)
def free_form(code, form_id, kind):
    """Let somebody else go on with a pass that its person does not finish."""
    form = form_of(code, form_id)
    found = batches.keying_of(form, kind)
    try:
        if found is not None:
            batches.hand_over(found, g.staff, now())
    except PaperRefused as refused:
        return _page(code, form, refused)
    return redirect(url_for(".show_form", code=code, form_id=form_id), 303)


def _hold(form, typed):
    batches.hold_pages(form, g.staff, now(), typed.text("q_detail"))


def _release(form, typed):
    batches.release(form, typed.text("q_reason"), g.staff, secret_key(), now())


def _reject(form, typed):
    batches.reject(form, typed.text("q_reason"), g.staff, now())


def _decide(code, form_id, form_class, name, decide):
    form, typed = form_of(code, form_id), bind(form_class)
    if not typed.validate():
        return _page(code, form, **{name: typed})
    try:
        decide(form, typed)
    except PaperRefused as refused:
        next(iter(typed)).errors = [str(refused)]
        return _page(code, form, **{name: typed})
    return redirect(url_for(".show_form", code=code, form_id=form_id), 303)


def _page(code, form, refused=None, pages=None, reason=None):
    page = render_template(
        "paper/show_form.html",
        code=code,
        form=form,
        batch=form.batch,
        refused=refused,
        pages=pages or entry.PagesForm(meta={"today": None}),
        reason=reason or entry.ReasonForm(meta={"today": None}),
        is_held=extracts.is_held(form),
        keyings=form.keyings,
        n_keyed={found.kind: len(extracts.newest(form.id, keying.source_of(found.kind))) for found in form.keyings},
        layouts=LAYOUT_NAMES,
        supervises=supervises(),
    )
    return page, 422 if refused or pages or reason else 200
