"""Which consultation, wording, language and draft an address means, and who may open the draft."""

import datetime as dt
import logging
import secrets
from functools import cache

from flask import Blueprint, abort, current_app, g, redirect, request, url_for
from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import contains_eager

from engage.binding import refuse_other_sites
from engage.errors import show_again
from engage.extensions import db
from engage.i18n import DEFAULT_LOCALE, change_language, last_moment, offered
from engage.models import Consultation, Holder, Questionnaire, QuestionnaireVersion, Response
from engage.operations import responses as operations
from engage.operations import returning
from engage.operations.plans import piloting
from engage.publishing import newest_version, published
from forms.definition import VARIANTS

log = logging.getLogger(__name__)
bp = Blueprint("responses", __name__)
PAGE = "/<code>/<locale>/<variant:variant>"
DRAFT = f"{PAGE}/<draft>"
#: pages of no consultation
WORDED = "/<locale>/<variant:variant>"
HOME = {"locale": DEFAULT_LOCALE, "variant": "standard"}
#: names of the buttons that only change how a page is read
SWITCHES = {"switch", "language", "text"}
#: the cookie of a library's tablet; its value says where the tablet stands, and nothing about a person
KIOSK = "engage-kiosk"
#: parts of an address that every link inside a journey carries on
CARRIED = ("code", "locale", "variant", "draft")
# built once: every page asks it
_WHOLE = contains_eager(Response.version).contains_eager(QuestionnaireVersion.questionnaire)
OPENED = (
    select(Response, Holder)
    .join(Response.version)
    .join(QuestionnaireVersion.questionnaire)
    .join(Questionnaire.consultation)
    .outerjoin(Holder, and_(Holder.response_id == Response.id, Holder.key_sha256 == bindparam("key_sha256")))
    .where(Response.public_id == bindparam("public_id"), Consultation.code == bindparam("code"))
    .options(_WHOLE.contains_eager(Questionnaire.consultation))
)


@bp.url_value_preprocessor
def read_address(_endpoint, values):
    for name in CARRIED:
        setattr(g, name, (values or {}).pop(name, None))


@bp.url_defaults
def carry_address(endpoint, values):
    for name in _carried_to(endpoint):
        if name not in values and (value := g.get(name)):
            values[name] = value


@cache
def _carried_to(endpoint):
    """What of CARRIED the addresses of this page say; they are the same in every application."""
    return [name for name in CARRIED if current_app.url_map.is_endpoint_expecting(endpoint, name)]


bp.before_request(refuse_other_sites)


@bp.before_request
def load_consultation():
    if g.code is None:
        return
    if g.draft is not None:
        if withdrawn := _open_draft():
            return withdrawn
    else:
        g.consultation = db.session.scalar(select(Consultation).filter_by(code=g.code)) or abort(404)
        version = _piloted() if "token" in (request.view_args or {}) else newest_version(g.consultation)
        g.published = published((version or abort(404)).id)
    if g.locale not in offered(g.published.definition):
        abort(404)
    return None


@bp.before_request
def read_otherwise():
    """Other words, another language or bigger text, if its button was pressed: what was typed goes with the person."""
    g.answered_in, g.switched = (g.variant, g.locale), False
    if request.method != "POST":
        return
    if "shown" in request.form:
        show_again(request.form["shown"])
    g.switched = not SWITCHES.isdisjoint(request.form)
    if request.form.get("switch") in VARIANTS:
        g.variant = request.form["switch"]
    if request.form.get("language"):
        change_language(request.form["language"])
    if request.form.get("text"):
        g.large_text = request.form["text"] == "large"


@bp.context_processor
def describe_page():
    is_kiosk = KIOSK in request.cookies
    if g.get("published") is None:
        return {"is_kiosk": is_kiosk}
    response = g.get("response")
    return {
        "is_kiosk": is_kiosk,
        #: an unsent draft can be left and come back to; what was sent can be changed by who entered its code
        "is_draft": response is not None and response.submitted_at is None,
        "is_sent": response is not None and response.submitted_at is not None,
        "is_test": bool(g.get("pilot")) or (response is not None and response.is_test),
        "has_code": response is not None and response.code_fingerprint is not None,
        "questionnaire": g.published.definition,
        "locale": g.locale,
        "closes": last_moment(g.consultation.closes_at),
        #: nobody began, sent or can call back a response here, and when it closed is not known
        "was_held_elsewhere": g.consultation.analysed_only,
        "key_in_address": "~" in (g.draft or ""),
        "draft_address": g.draft,
    }


def _piloted():
    """The version that the link of a pilot opens, or None once the pilot is over."""
    g.pilot = piloting.find_by_token(g.consultation, request.view_args["token"], current_app.config["SECRET_KEY"])
    return g.pilot and g.pilot.version


def _open_draft():
    """The draft of this address, if this browser holds its key. Without cookies the key stands in the address."""
    public_id, _sign, key = g.draft.partition("~")
    held = operations.hash_of(key or request.cookies.get(cookie_name(), ""))
    wanted = {"public_id": public_id, "code": g.code, "key_sha256": held}
    g.response, g.holder = db.session.execute(OPENED, wanted).first() or abort(404)
    g.consultation = g.response.version.questionnaire.consultation
    g.published = published(g.response.version_id)
    if g.response.withdrawn_at is not None:
        return redirect(url_for(".show_withdrawn"), 303)
    if g.holder is None:
        abort(403)
    # nobody should type into a page that can no longer be saved
    if g.response.submitted_at is None:
        operations.refuse_closed(g.consultation, current_app.config["CLOCK"]() - grace())
    return None


def cookie_name():
    return "__Host-engage" if current_app.config["SESSION_COOKIE_SECURE"] else "engage"


def give_key(reply, key):
    if key:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        reply.set_cookie(cookie_name(), key, httponly=True, secure=secure, samesite="Lax", path="/")
    return reply


def drop_key(reply):
    """Put a key that opens nothing in the place of this browser's, and make it forget every page and file of ours.

    Not a deletion: Chromium shows kept pages again after a cookie was deleted, and forgets them when one is set.
    """
    # not "cookies": a browser would clear those of the council's other sites too
    reply.headers["Clear-Site-Data"] = '"cache", "storage"'
    return give_key(reply, secrets.token_urlsafe(24))


def browser_key():
    """The key of this browser: from the address where cookies are not kept, else from the cookie; "" if it has none."""
    return (g.draft or "").partition("~")[2] or request.cookies.get(cookie_name(), "")


def already_sent():
    """Once it is sent no page of the draft shows an answer again, but for who came back with the code."""
    return redirect(url_for(".show_receipt"), 303) if g.response.submitted_at else None


def reads_sent():
    """Whether this browser may see what was sent: the code was entered here, its last page is not 30 minutes old."""
    now = current_app.config["CLOCK"]()
    if g.response.submitted_at is None or not g.holder.by_code or not returning.is_fresh(g.holder, now):
        return False
    returning.note_presence(g.holder, now)
    return True


def is_open():
    """Whether what was sent can still be changed."""
    return current_app.config["CLOCK"]() < g.consultation.closes_at and g.consultation.suspended_at is None


def grace():
    return dt.timedelta(hours=current_app.config["GRACE_HOURS"])
