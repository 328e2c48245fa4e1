"""Pages for administrators: who there is, inviting, roles, sessions, a new link, closing an account."""

import logging

from flask import current_app, g, redirect, request, url_for
from sqlalchemy import select

from engage import mail
from engage.auth import ROLE_NAMES, role_required
from engage.errors import LastAdministrator, MailFailed, RoleRefused, StaffExists
from engage.extensions import db
from engage.models import Consultation, Role, StaffUser
from engage.operations.people import inviting, roles, sessions
from engage.views.people.address import PERSON, bp, clock, load, show
from forms.delivery.typed import Typed
from forms.people import read_email, read_role

log = logging.getLogger(__name__)

ADD_ANOTHER = "Add another administrator first. Nobody could let people in without one"
SUBJECT = "Your account for consultations"
LETTER = """%(council)s invites you to work on its consultations.

Choose a password here, within %(hours)s hours. The link works once:
%(link)s

If you did not expect this letter, do nothing.
"""


@bp.get("/people/")
@role_required(Role.ADMINISTRATOR, everywhere=True)
def list_people():
    found = db.session.scalars(select(StaffUser).order_by(StaffUser.disabled_at.is_not(None), StaffUser.email)).all()
    return show("list_people", rows=found, grants=roles.grants(clock()), n_administrators=roles.n_administrators())


@bp.route("/people/invite", methods=["GET", "POST"])
@role_required(Role.ADMINISTRATOR, everywhere=True)
def invite():
    typed = Typed(request.form)
    if request.method == "POST":
        email, role = read_email(typed), read_role(typed, list(Role))
        consultation = _consultation(typed)
        if not typed.faults:
            try:
                found, token = inviting.invite(
                    email, role, consultation, _hours(), g.staff, clock(), bool(current_app.config["DEMONSTRATION"])
                )
                return _show_link(found, token)
            except StaffExists:
                typed.faults["email"] = "This person has an account already. Give them the role on their own page"
            except RoleRefused as refused:
                typed.faults[refused.field] = str(refused)
    return show("invite", typed.faults, request.form, roles=list(ROLE_NAMES.items()), consultations=_codes())


@bp.get(PERSON)
@role_required(Role.ADMINISTRATOR, everywhere=True)
def show_person(person_id):
    return _show_person(load(person_id))


@bp.post(f"{PERSON}/roles")
@role_required(Role.ADMINISTRATOR, everywhere=True)
def give_role(person_id):
    person, typed = load(person_id), Typed(request.form)
    role, consultation = read_role(typed, list(Role)), _consultation(typed)
    days = typed.whole_number("days")
    if days is not None and days > roles.MOST_DAYS:
        typed.faults["days"] = f"Enter a number of days from 1 to {roles.MOST_DAYS}, or leave it empty"
    if not typed.faults:
        try:
            roles.give(person, role, consultation, days, g.staff, clock())
            return _back_to(person)
        except RoleRefused as refused:
            typed.faults[refused.field] = str(refused)
    return _show_person(person, typed.faults)


@bp.post(f"{PERSON}/roles/take")
@role_required(Role.ADMINISTRATOR, everywhere=True)
def take_role(person_id):
    """Take away the role that the button named."""
    person = load(person_id)
    try:
        roles.take(person, _number("held"), g.staff, clock())
    except LastAdministrator:
        return _show_person(person, {"held": ADD_ANOTHER}, 409)
    return _back_to(person)


@bp.post(f"{PERSON}/sessions/end")
@role_required(Role.ADMINISTRATOR, everywhere=True)
def end_sessions(person_id):
    """The session that the button named, or all."""
    person = load(person_id)
    if "session" in request.form:
        sessions.end(person, _number("session"), g.staff, clock())
    else:
        sessions.end_everywhere(person, g.staff, clock())
    return _back_to(person)


@bp.post(f"{PERSON}/link")
@role_required(Role.ADMINISTRATOR, everywhere=True)
def renew_link(person_id):
    person = load(person_id)
    if person.disabled_at is not None or person.id == g.staff.id:
        return _show_person(person, {"link": "Another administrator makes a new link for an account that is open"})
    return _show_link(person, inviting.renew_link(person, _hours(), g.staff, clock()))


@bp.post(f"{PERSON}/close")
@role_required(Role.ADMINISTRATOR, everywhere=True)
def close_account(person_id):
    person = load(person_id)
    try:
        inviting.disable(person, g.staff, clock())
    except LastAdministrator:
        return _show_person(person, {"close": ADD_ANOTHER}, 409)
    return _back_to(person)


@bp.post(f"{PERSON}/reopen")
@role_required(Role.ADMINISTRATOR, everywhere=True)
def reopen_account(person_id):
    person = load(person_id)
    inviting.enable(person, g.staff, clock())
    return _back_to(person)


def _show_person(person, faults=None, status=None):
    return show(
        "show_person", faults, request.form, status, person=person, sessions=sessions.sessions_of(person),
        roles=list(ROLE_NAMES.items()), consultations=_codes(), most_days=roles.MOST_DAYS,
    )  # fmt: skip


def _show_link(person, token):
    """The link, this once: only its hash is kept. It is sent too where the council has a mail server."""
    link, is_sent = url_for(".accept_invitation", token=token, _external=True), False
    words = {"council": current_app.config["COUNCIL_NAME"], "hours": _hours(), "link": link}
    if mail.is_set_up():
        try:
            mail.send(person.email, SUBJECT, LETTER % words)
            is_sent = True
        except MailFailed:
            log.warning("the invitation of staff %s was not sent", person.public_id)
    return show("show_link", person=person, link=link, hours=_hours(), is_sent=is_sent)


def _back_to(person):
    return redirect(url_for(".show_person", person_id=person.public_id), 303)


def _hours():
    return current_app.config["INVITATION_HOURS"]


def _codes():
    codes = db.session.scalars(select(Consultation.code).order_by(Consultation.id.desc())).all()
    return [("", "All consultations"), *((code, code) for code in codes)]


def _consultation(typed):
    """The one that was chosen; None for all of them."""
    code = request.form.get("consultation", "")
    found = db.session.scalar(select(Consultation).filter_by(code=code))
    if code and found is None:
        typed.faults["consultation"] = "Choose a consultation, or all of them"
    return found


def _number(name):
    typed = request.form.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
