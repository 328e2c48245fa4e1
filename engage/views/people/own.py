"""One's own account: roles, sessions, the password, recovery codes."""

from flask import current_app, g, redirect, request, session, url_for

from engage import mail
from engage.auth import role_required
from engage.errors import MailFailed, PasswordRefused, TooManyTries
from engage.models import Role
from engage.operations.people import factors, sessions
from engage.operations.staff import SHORTEST, confirm
from engage.sessions import hash_of
from engage.views.people.address import bp, clock, secret_key, show

WRONG = "This is not your password"
TOO_MANY = "Too many tries. Try again in 5 minutes"
SUBJECT = "Your password was changed"
LETTER = """The password of your account for consultations was changed, and you were signed out everywhere else.

If it was not you, tell an administrator at once.
"""


@bp.get("/account")
@role_required(*Role)
def show_own():
    values = {"sessions": sessions.sessions_of(g.staff), "own": g.session.id, "n_codes": factors.n_codes_left(g.staff)}
    return show("show_own", **values)


@bp.post("/account/sessions/end")
@role_required(*Role)
def end_own_sessions():
    """Every session but this one, or the one that the button named."""
    typed = request.form.get("session", "")
    if typed.isascii() and typed.isdigit() and len(typed) < 10:
        sessions.end(g.staff, int(typed), g.staff, clock())
    else:
        sessions.end_everywhere(g.staff, g.staff, clock(), but=hash_of(session.token))
    return redirect(url_for(".show_own"), 303)


@bp.route("/account/password", methods=["GET", "POST"])
@role_required(*Role)
def change_password():
    faults = _change() if request.method == "POST" else {}
    if request.method == "POST" and not faults:
        _tell_owner()
        return redirect(url_for(".show_own"), 303)
    return show("change_password", faults, shortest=SHORTEST)


@bp.route("/account/recovery-codes", methods=["GET", "POST"])
@role_required(*Role)
def renew_codes():
    """New recovery codes, for who has a second factor and gives the password."""
    if g.staff.factor_step is None:
        return redirect(url_for(".set_up_factor"), 303)
    if request.method == "POST":
        fault = fault_of_password(request.form.get("old", ""))
        if fault is None:
            return show("show_codes", codes=factors.new_codes(g.staff, secret_key(), clock()))
        return show("renew_codes", {"old": fault})
    return show("renew_codes")


def fault_of_password(typed):
    """What is wrong with the password that was asked again, or None."""
    try:
        return None if confirm(g.staff, typed[:200], secret_key(), clock()) else WRONG
    except TooManyTries:
        return TOO_MANY


def _change():
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        return {"again": "The two passwords are not the same"}
    fault = fault_of_password(request.form.get("old", ""))
    if fault is not None:
        return {"old": fault}
    try:
        council_name, own = current_app.config["COUNCIL_NAME"], hash_of(session.token)
        sessions.change_password(g.staff, new, council_name, own, clock())
    except PasswordRefused as refused:
        return {"new": str(refused)}
    return {}


def _tell_owner():
    """By letter, where there is a mail server; the change stands in any case."""
    if mail.is_set_up():
        try:
            mail.send(g.staff.email, SUBJECT, LETTER)
        except MailFailed:
            current_app.logger.warning("staff %s was not told of the new password", g.staff.public_id)
