"""How to reach the people who allow it: read with a reason, on a page or as a file for a mailing."""

from babel import Locale
from flask import Blueprint, current_app, g, render_template, request
from flask_babel import gettext as _

from engage.auth import confirm_password, describe_staff, role_required
from engage.binding import bind
from engage.exports import csv
from engage.exports.text import file_name
from engage.extracts import contacts
from engage.models import Role
from engage.operations import respondents
from engage.operations.staff import TRIES_WITHIN
from forms.staff import ContactsForm

bp = Blueprint("contacts", __name__, url_prefix="/staff/consultations/<code>/contacts")
bp.context_processor(describe_staff)
READERS = (Role.ENGAGEMENT_OFFICER,)
#: a page with more is read by nobody
MOST_SHOWN = 500
HEADER = ("name", "email", "telephone", "language", "wording")
WORDINGS = {"standard": "standard", "easy_read": "Easy Read"}


@bp.route("", methods=["GET", "POST"])
@role_required(*READERS)
def read_contacts(code):
    """How many there are, and the form; posting it with reason and password gives them, once."""
    form, people, status = bind(ContactsForm), None, 200
    numbers = {consent: contacts.n_reachable(g.consultation, consent) for consent in ("contact", "outcome")}
    if request.method == "POST":
        as_file = request.form.get("as") == "file"
        status = _asked_for(form, numbers, as_file)
        if status == 200:
            people = _read(form, as_file)
            if as_file:
                return _file(code, form.q_consent.data, people)
    page = render_template("contacts/read_contacts.html", consultation=g.consultation, form=form, numbers=numbers,
                           people=people, most=MOST_SHOWN, wordings=WORDINGS, language=_language)  # fmt: skip
    headers = {"Retry-After": str(int(TRIES_WITHIN.total_seconds()))} if status == 429 else {}
    return page, status, headers


def _asked_for(form, numbers, as_file):
    """The status of the reply: 200 when people may be read; otherwise the form holds the reason."""
    if not form.validate():
        return 422
    n_people = numbers[form.q_consent.data]
    if not n_people:
        form.q_consent.errors = [_("Nobody has allowed this and said how to reach them.")]
        return 422
    if n_people > MOST_SHOWN and not as_file:
        form.q_consent.errors = [_("A page shows up to %(most)s people. Take the file.", most=MOST_SHOWN)]
        return 422
    return confirm_password(form.password) or 200


def _read(form, as_file):
    config = current_app.config
    secret = config["CONTACT_KEY"] or config["SECRET_KEY"]
    return respondents.read_contacts(g.consultation, form.q_consent.data, form.q_reason.data.strip(), g.staff, secret,
                                     config["CLOCK"](), as_file)  # fmt: skip


def _file(code, consent, people):
    rows = [
        (one["name"], one["email"], one["phone"], _language(one["locale"]), WORDINGS[one["variant"]]) for one in people
    ]
    reply = current_app.response_class(csv.write_rows(HEADER, rows), mimetype="text/csv")
    name = file_name(code, "contacts", consent)
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return reply


def _language(locale):
    return Locale.parse(locale).english_name
