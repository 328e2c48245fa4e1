"""The page of a new installation: who has the code of the server becomes its first administrator."""

from flask import current_app, redirect, request, session, url_for

from engage.errors import CodeRefused, LinkUsed, PasswordRefused, StaffExists, TooManyTries
from engage.operations.people import founding
from engage.operations.staff import LONGEST, SHORTEST, TRIES_WITHIN, begin_session
from engage.sessions import hash_of, new_token
from engage.views.people.address import bp, clock, secret_key, show
from forms.delivery.typed import Typed
from forms.people import read_email

WRONG_CODE = "This is not the code. Copy it from the terminal; it is another one each day"
TOO_MANY = "Too many tries. Try again in 5 minutes"
NO_PASSWORD = "Enter a password"  # noqa: S105
HAS_ACCOUNT = "This person has an account already. Enter another email address"


@bp.route("/first-administrator", methods=["GET", "POST"])
def make_first():
    """Open while there is no administrator; without the code it makes none."""
    if not founding.is_due():
        return show("first_is_made", status=410)
    typed, status, headers = Typed(request.form), None, {}
    if request.method == "POST":
        try:
            return _make(typed)
        except CodeRefused:
            typed.faults["code"] = WRONG_CODE
        except PasswordRefused as refused:
            typed.faults["password"] = str(refused)
        except StaffExists:
            typed.faults["email"] = HAS_ACCOUNT
        except LinkUsed:
            return show("first_is_made", status=410)
        except TooManyTries:
            typed.faults["code"] = TOO_MANY
            status, headers = 429, {"Retry-After": str(int(TRIES_WITHIN.total_seconds()))}
    kept = {"code": request.form.get("code", ""), "email": request.form.get("email", "")}
    page, shown = show("make_first", typed.faults, kept, status, shortest=SHORTEST)
    return page, shown, headers


def _make(typed):
    code, email = typed.words("code", "Enter the code"), read_email(typed)
    password = request.form.get("password", "")
    if password != request.form.get("again", "") and SHORTEST <= len(password) <= LONGEST:
        typed.faults["again"] = "The two passwords are not the same"
    if not password:
        typed.faults["password"] = NO_PASSWORD
    if typed.faults:
        return show("make_first", typed.faults, {"code": code, "email": email}, shortest=SHORTEST)
    config, now, token = current_app.config, clock(), new_token()
    keys = (secret_key(), config["COUNCIL_NAME"], now, bool(config["DEMONSTRATION"]))
    person = founding.begin(code, email, password, *keys)
    begin_session(person, hash_of(token), hash_of(session.token), bool(config["SECOND_FACTOR"]), now)
    session.carry(token)
    return redirect(url_for("staff.show_desk"), 303)
