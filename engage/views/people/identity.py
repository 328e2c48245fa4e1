"""Leaving to the council's identity provider, and coming back."""

from flask import abort, current_app, redirect, request, session, url_for

from engage import identity
from engage.auth import safe_next
from engage.errors import IdentityRefused
from engage.operations.people import identities
from engage.sessions import hash_of, new_token
from engage.views.people.address import bp, clock, show


@bp.get("/identity")
def leave_for_identity():
    if not identity.is_set_up():
        abort(404)
    try:
        onward = safe_next(request.args.get("next")) or url_for("staff.show_desk")
        return redirect(identity.leave(session.token, _own_address(), onward, clock()), 303)
    except IdentityRefused as refused:
        return show("identity_refused", refusal=str(refused), status=422)


@bp.get("/identity/back")
def come_back():
    """The provider sends the browser here. What is written is what signing in writes."""
    if not identity.is_set_up():
        abort(404)
    config, token = current_app.config, new_token()
    two_factors = bool(config["SECOND_FACTOR"]) and not config["OIDC_SECOND_FACTOR"]
    try:
        proven = identity.come_back(session.token, _own_address(), request.args, clock())
        identities.sign_in(proven, hash_of(token), hash_of(session.token), two_factors, clock())
    except IdentityRefused as refused:
        return show("identity_refused", refusal=str(refused), status=422)
    session.carry(token)
    return redirect(safe_next(proven.onward) or url_for("staff.show_desk"), 303)


def _own_address():
    return url_for(".come_back", _external=True)
