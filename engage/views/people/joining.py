"""The link of an invitation: choosing a password, once."""

from flask import current_app, redirect, request, session, url_for

from engage.errors import LinkUsed, PasswordRefused
from engage.operations.people import inviting
from engage.operations.staff import LONGEST, SHORTEST, begin_session
from engage.sessions import hash_of, new_token
from engage.views.people.address import bp, clock, show


@bp.route("/join/<token>", methods=["GET", "POST"])
def accept_invitation(token):
    """Opening the page uses nothing up: programs that look at links in letters do that too."""
    found, faults = inviting.find_invitation(token, clock()), {}
    if found is None:
        return show("link_is_over", status=410)
    email = found.staff.email
    if request.method == "POST":
        password = request.form.get("password", "")
        try:
            if password != request.form.get("again", "") and SHORTEST <= len(password) <= LONGEST:
                faults["again"] = "The two passwords are not the same"
            else:
                person = inviting.accept(found, password, current_app.config["COUNCIL_NAME"], clock())
                return _sign_in(person)
        except PasswordRefused as refused:
            faults["password"] = str(refused)
        except LinkUsed:
            return show("link_is_over", status=410)
    return show("accept_invitation", faults, link_token=token, email=email, shortest=SHORTEST)


def _sign_in(person):
    token = new_token()
    two_factors = bool(current_app.config["SECOND_FACTOR"])
    begin_session(person, hash_of(token), hash_of(session.token), two_factors, clock())
    session.carry(token)
    return redirect(url_for("staff.show_desk"), 303)
