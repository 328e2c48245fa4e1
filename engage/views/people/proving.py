"""The second factor: giving a code after the password, and setting up the app that makes codes."""

from functools import wraps
from io import BytesIO

import segno
from flask import current_app, g, make_response, redirect, request, session, url_for

from engage.auth import current_staff, safe_next
from engage.errors import CannotUnseal, CodeRefused, TooManyTries
from engage.operations.people import factors
from engage.operations.staff import TRIES_WITHIN
from engage.sessions import hash_of, new_token
from engage.views.people.address import bp, clock, sealing_secret, secret_key, show
from engage.views.people.own import fault_of_password

WRONG_CODE = "This code is wrong, or was used. Wait for the next one"
NO_KEY = "Your app cannot be checked, because the key of this server was changed. Ask an administrator for a new link"


def password_given(view):
    """Open the view to who gave the password, whether or not the second factor followed; others sign in."""

    @wraps(view)
    def guarded(*args, **kwargs):
        current_staff()
        if g.session is None:
            return redirect(url_for("staff.sign_in", next=request.args.get("next")), 303)
        return view(*args, **kwargs)

    return guarded


@bp.route("/second-factor", methods=["GET", "POST"])
@password_given
def give_code():
    onward = safe_next(request.args.get("next"))
    if g.session.whole_at is not None:
        return redirect(onward or url_for("staff.show_desk"), 303)
    if g.session.staff.factor_step is None:
        return redirect(url_for(".set_up_factor", next=onward), 303)
    faults = {}
    if request.method == "POST":
        token = new_token()
        try:
            keys = (sealing_secret(), secret_key(), hash_of(token))
            factors.give(g.session, request.form.get("code", "")[:60], *keys, clock())
            session.carry(token)
            return redirect(onward or url_for("staff.show_desk"), 303)
        except CodeRefused:
            faults["code"] = WRONG_CODE
        except CannotUnseal:
            faults["code"] = NO_KEY
        except TooManyTries:
            session.carry(token)
            reply = make_response(show("too_many_codes", status=429))
            reply.headers["Retry-After"] = str(int(TRIES_WITHIN.total_seconds()))
            return reply
    return show("give_code", faults, onward=onward)


@bp.route("/account/second-factor", methods=["GET", "POST"])
@password_given
def set_up_factor():
    """The first time, after the password alone; later by who is signed in, for another telephone."""
    if g.session.whole_at is None and g.session.staff.factor_step is not None:
        return redirect(url_for(".give_code", next=safe_next(request.args.get("next"))), 303)
    faults = {}
    secret, has_factor = factors.secret_for(session.token, secret_key()), g.session.staff.factor_step is not None
    if request.method == "POST" and has_factor and (fault := fault_of_password(request.form.get("old", ""))):
        faults["old"] = fault
    elif request.method == "POST":
        try:
            keys = (sealing_secret(), secret_key())
            codes = factors.set_up(g.session, secret, request.form.get("code", "")[:20], *keys, clock())
            g.staff = g.session.staff
            return show("show_codes", codes=codes)
        except CodeRefused:
            faults["code"] = WRONG_CODE
    spaced = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return show("set_up_factor", faults, spaced=spaced, has_factor=has_factor)


@bp.get("/account/second-factor/qr.svg")
@password_given
def draw_factor():
    """The QR code of the page above, for this browser only."""
    secret = factors.secret_for(session.token, secret_key())
    address = factors.address_of(secret, g.session.staff.email, current_app.config["COUNCIL_NAME"])
    drawing = BytesIO()
    segno.make(address, micro=False).save(drawing, kind="svg", scale=5, xmldecl=False, light="white")
    return drawing.getvalue(), {"Content-Type": "image/svg+xml"}
