"""Who is signed in, and which roles open a page."""

from functools import wraps
from urllib.parse import urlsplit

from flask import current_app, g, redirect, request, url_for
from flask_babel import lazy_gettext as _l

from engage.errors import NotAllowed, NotSignedIn
from engage.models import Role
from engage.operations import staff as operations
from engage.sessions import find_session

ROLE_NAMES = {
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.ENGAGEMENT_OFFICER: _l("Engagement officer"),
    Role.DATA_ENTRY_CLERK: _l("Data-entry clerk"),
    Role.ANALYST: _l("Analyst"),
    Role.PANEL_MEMBER: _l("Panel member"),
    Role.NOTE_TAKER: _l("Partner note-taker"),
    Role.SAFEGUARDING_OFFICER: _l("Safeguarding officer"),
}


def role_required(*roles, in_json=False):
    """Open the view to these roles only. Who is not signed in goes to sign-in and comes back to the same page.

    in_json : the view is for a program, which a page would mislead: NotSignedIn is raised
    """

    def decorate(view):
        @wraps(view)
        def guarded(*args, **kwargs):
            staff = current_staff()
            if staff is None and in_json:
                raise NotSignedIn(request.endpoint)
            if staff is None:
                page = request.full_path.rstrip("?") if request.method == "GET" else None
                return redirect(url_for("staff.sign_in", next=page), 303)
            if staff.role not in roles:
                raise NotAllowed(f"{staff.role} at {request.endpoint}")
            return view(*args, **kwargs)

        guarded.roles = frozenset(roles)
        guarded.in_json = in_json
        return guarded

    return decorate


def current_staff():
    """The StaffUser of this request, or None; asked once, before the view begins."""
    now = current_app.config["CLOCK"]()
    found = find_session(now)
    if found is not None:
        operations.note_presence(found, now)
    g.staff = found and found.staff
    return g.staff


def describe_staff():
    """For the header of staff pages; asks the database nothing."""
    return {"staff": g.get("staff"), "role_names": ROLE_NAMES}


def safe_next(address):
    """The address if it is a page of ours, else None: a link to our sign-in page must not end on another site."""
    if not address or not address.startswith("/staff") or "\\" in address or not address.isprintable():
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc else address
