"""The sheet of contact details: typed on a page without answers, and never shown again."""

from flask import current_app, g, redirect, render_template, request, url_for

from engage import paper_words
from engage.auth import role_required
from engage.binding import read_form
from engage.errors import PaperRefused
from engage.extracts import contacts as extracts
from engage.extracts.retention import clocks
from engage.operations.paper import contacts
from engage.operations.paper.asked import SPOKEN, variant_of
from engage.operations.staff import record
from engage.views.paper.address import FORM, KEYERS, bp, form_of, now
from engage.views.paper.words import direction_of
from forms.respondents import contact_form

PARTS = ("name", "email", "phone")


@bp.route(f"{FORM}/contact", methods=["GET", "POST"])
@role_required(*KEYERS)
def key_contact(code, form_id):
    form = form_of(code, form_id)
    typed, status = read_form(contact_form("standard"), "q_email")
    if request.method == "POST" and status == 200:
        try:
            _save(form, typed)
        except PaperRefused as refused:
            typed["q_email"].errors, status = [str(refused)], 422
        else:
            return redirect(_onward(code, form), 303)
    record(g.staff, "viewed_contact_sheet", "paper_form", form.public_id, now())
    is_entered = form.response is not None and form.response.submitted_at is not None
    is_spoken = form.kind in SPOKEN
    page = render_template(
        "paper/key_contact.html",
        code=code,
        form=form,
        batch=form.batch,
        typed=typed,
        is_entered=is_entered,
        is_allowed=is_entered and extracts.allows(form.response),
        is_kept=is_entered and extracts.is_kept(form.response),
        is_spoken=is_spoken,
        days=_days(form),
        script=paper_words.contact_script(variant_of(form), form.locale, _days(form)) if is_spoken else [],
        direction=direction_of(form.locale),
    )
    return page, status


def _save(form, typed):
    details = {part: typed[f"q_{part}"].data.strip() for part in PARTS}
    replaces = request.form.get("replaces") == "1"
    if "empty" in request.form:
        if any(details.values()):
            raise PaperRefused("q_email", "Something is typed here. Save it, or empty the fields first")
        contacts.leave_empty(form, replaces, g.staff, now())
        return
    if not (details["email"] or details["phone"]):
        raise PaperRefused("q_email", "Type an email address or a telephone number, or say that there is none")
    config = current_app.config
    secret = config["CONTACT_KEY"] or config["SECRET_KEY"]
    contacts.key_contact(form, details, replaces, g.staff, secret, _days(form), now())


def _days(form):
    return clocks.days_of(form.version.questionnaire.consultation, "contact", current_app.config)


def _onward(code, form):
    if form.batch is None:
        return url_for(".show_done", code=code, form_id=form.public_id)
    return url_for(".show_batch", code=code, batch_id=form.batch.public_id, done="contact", added=form.public_id)
