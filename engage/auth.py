"""Who is signed in, and which roles open a page."""

import datetime as dt
import logging
from functools import wraps
from urllib.parse import urlsplit

from flask import abort, current_app, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engage.errors import NotAllowed, NotSignedIn, SignedOut, TooManyTries
from engage.extracts.retention import clocks
from engage.models import Role
from engage.operations import staff as operations
from engage.operations.archives import is_archived
from engage.operations.consultations import find_consultation
from engage.operations.people import roles as held_roles
from engage.replaying import sent_fields
from engage.sessions import find_session

log = logging.getLogger(__name__)

#: a person who signed in this morning is told so long before the sign-in ends
WARN_BEFORE = dt.timedelta(minutes=30)

ROLE_NAMES = {
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.ENGAGEMENT_OFFICER: _l("Engagement officer"),
    Role.DATA_ENTRY_CLERK: _l("Data-entry clerk"),
    Role.ANALYST: _l("Analyst"),
    Role.PANEL_MEMBER: _l("Panel member"),
    Role.NOTE_TAKER: _l("Partner note-taker"),
    Role.SAFEGUARDING_OFFICER: _l("Safeguarding officer"),
}


def role_required(*roles, in_json=False, everywhere=False):
    """Open the view to these roles only. Who is not signed in goes to sign-in and comes back to the same page.

    An address with the `code` of a consultation opens to who has the role on that one, and is not found by others.
    A view whose address names something else of a consultation calls refuse_foreign when it knows which; a list shows
    what is `g.staff.within(g.roles, column)`.

    in_json    : the view is for a program, which a page would mislead: NotSignedIn is raised
    everywhere : what the view shows belongs to no consultation, so a role on some of them does not open it
    """

    def decorate(view):
        @wraps(view)
        def guarded(*args, **kwargs):
            staff = current_staff()
            if staff is None and in_json:
                raise NotSignedIn(request.endpoint)
            if staff is None and sent_fields():
                raise SignedOut(request.endpoint)
            if staff is None:
                page = request.full_path.rstrip("?") if request.method == "GET" else None
                return redirect(url_for(way_in(), next=page), 303)
            if not (staff.holds_everywhere(roles) if everywhere else staff.holds(roles)):
                raise NotAllowed(f"{staff.public_id} at {request.endpoint}")
            g.roles = guarded.roles
            if "code" in kwargs:
                g.consultation = find_consultation(kwargs["code"])
                refuse_foreign(g.consultation)
                _refuse_archived(g.consultation)
            return view(*args, **kwargs)

        guarded.roles = frozenset(roles)
        guarded.in_json = in_json
        guarded.everywhere = everywhere
        return guarded

    return decorate


def confirm_password(field):
    """Is this the password of who is signed in, asked again before personal data leave? None when it is.

    Otherwise the status of the reply, and the field says what is wrong.
    """
    config = current_app.config
    try:
        if operations.confirm(g.staff, field.data, config["SECRET_KEY"], config["CLOCK"]()):
            return None
    except TooManyTries:
        field.errors = [_("Too many tries. Try again in 5 minutes. What you typed is kept on this page.")]
        return 429
    field.errors = [_("This is not your password. Type it again.")]
    return 422


def refuse_foreign(consultation):
    """404 unless the person has a role of this view on the consultation: what is foreign is not told from what is not.

    What belongs to no consultation (None) is found by who has the role on all of them.
    """
    if consultation is None and g.staff.holds_everywhere(g.roles):
        return
    if consultation is None or not g.staff.holds(g.roles, consultation):
        log.warning("staff %s asked for something foreign at %s", g.staff.public_id, request.endpoint)
        abort(404)


def _refuse_archived(consultation):
    """What was read back in from its archive is read, and taken away; nothing else is done to it."""
    reads = request.method in ("GET", "HEAD") or request.blueprint == "data"
    if not reads and consultation is not None and is_archived(consultation):
        abort(make_response(render_template("data/read_only.html", code=consultation.code), 409))


def current_staff():
    """The StaffUser of this request, or None; asked once, before the view begins."""
    now = current_app.config["CLOCK"]()
    g.session, g.staff = find_session(now), None
    if g.session is None or g.session.whole_at is None:
        return None
    operations.note_presence(g.session, now)
    g.staff = g.session.staff
    if any(held.ends_at is not None and held.ends_at <= now for held in g.staff.roles):
        held_roles.end_overdue(g.staff, now)
    return g.staff


def way_in():
    """The endpoint where somebody goes on who is not signed in: the second factor when the password was given."""
    if g.get("session") is None:
        return "staff.sign_in"
    return "people.set_up_factor" if g.session.staff.factor_step is None else "people.give_code"


def describe_staff():
    """For the header of staff pages: who is signed in, and whether answers to this consultation are gone."""
    staff = g.get("staff")
    names = [str(name) for role, name in ROLE_NAMES.items() if staff and staff.holds([role])]
    told = {"staff": staff, "role_names": ROLE_NAMES, "staff_roles": ", ".join(names)}
    consultation = g.get("consultation") if staff else None
    erased_at = consultation and clocks.erased_at(consultation)
    return told | {"signed_out_at": _signed_out_at() if staff else None, "answers_erased_at": erased_at}


def _signed_out_at():
    """When the day's sign-in ends, told from WARN_BEFORE on: whatever is typed by then is to be saved."""
    config = current_app.config
    ends_at = g.session.started_at + dt.timedelta(hours=config["SIGN_IN_HOURS"])
    return ends_at if ends_at - config["CLOCK"]() <= WARN_BEFORE else None


def safe_next(address):
    """The address if it is a page of ours, else None: a link to our sign-in page must not end on another site."""
    if not address or not address.startswith("/staff") or "\\" in address or not address.isprintable():
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc else address
