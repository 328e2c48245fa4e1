"""Server-side sign-in sessions: the cookie holds a random token, the table its hash, so signing out really ends it.

A token that nobody signed in with is stored nowhere: all a page needs before sign-in is a CSRF value, and that is made
from the token and the secret key. A page that is only looked at therefore writes nothing.
"""

import datetime as dt
import hashlib
import hmac
import re
import secrets

from flask import current_app, session
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engage.extensions import db
from engage.models import StaffSession

#: 256 bits, as secrets.token_urlsafe(32) writes them
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
CSRF_FIELD = "csrf_token"
#: between the password and the second factor
HALF_WAY = dt.timedelta(minutes=10)
#: clocks of several servers differ by less; a session from further ahead began while a clock was wrong
CLOCKS_DIFFER = dt.timedelta(minutes=5)


class Visit(dict, SessionMixin):
    """One browser among the staff pages. Reading it costs no query."""

    def __init__(self, token, secret_key):
        self.sent = token if TOKEN.fullmatch(token) else None
        self.secret_key = secret_key
        self.carry(self.sent or new_token())

    def carry(self, token):
        """Go on under this token; at sign-in and sign-out it is a new one, so that an old cookie opens nothing."""
        self.token = token
        self[CSRF_FIELD] = hmac.new(self.secret_key.encode(), token.encode(), hashlib.sha256).hexdigest()


class StaffSessions(SessionInterface):
    """Sessions for addresses under /staff; elsewhere there is none, and residents get no cookie from here."""

    def open_session(self, app, request):
        if request.path != "/staff" and not request.path.startswith("/staff/"):
            return None
        return Visit(request.cookies.get(self.get_cookie_name(app), ""), app.config["SECRET_KEY"])

    def save_session(self, app, visit, reply):
        if visit.token != visit.sent:
            secure = app.config["SESSION_COOKIE_SECURE"]
            reply.set_cookie(
                self.get_cookie_name(app), visit.token, httponly=True, secure=secure, samesite="Lax", path="/"
            )

    def get_cookie_name(self, app):
        return "__Host-engage-staff" if app.config["SESSION_COOKIE_SECURE"] else "engage-staff"


def init_app(app):
    app.session_interface = StaffSessions()


def new_token():
    return secrets.token_urlsafe(32)


def hash_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


def find_session(now):
    """The StaffSession of this request, or None if nobody is signed in, it ran out, or the account was disabled."""
    idle = dt.timedelta(minutes=current_app.config["SIGN_IN_IDLE_MINUTES"])
    longest = dt.timedelta(hours=current_app.config["SIGN_IN_HOURS"])
    if session.sent is None:
        return None
    found = db.session.scalar(
        select(StaffSession).options(joinedload(StaffSession.staff)).filter_by(token_sha256=hash_of(session.sent))
    )
    if found is None or found.staff.disabled_at is not None:
        return None
    if max(found.started_at, found.seen_at) > now + CLOCKS_DIFFER:  # else it would live until the clock is there again
        return None
    if found.whole_at is None and now >= found.started_at + HALF_WAY:
        return None
    return found if now < min(found.seen_at + idle, found.started_at + longest) else None
