"""Which consultation, wording, language and draft an address means, and who may open the draft."""

import datetime as dt
import hmac
import logging

from flask import Blueprint, abort, current_app, g, redirect, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from engage.binding import refuse_other_sites
from engage.extensions import db
from engage.i18n import last_moment, offered
from engage.models import Consultation, Questionnaire, QuestionnaireVersion, Response
from engage.operations import responses as operations
from engage.operations.responses import hash_of
from engage.publishing import newest_version, published

log = logging.getLogger(__name__)
bp = Blueprint("responses", __name__)
PAGE = "/<code>/<locale>/<variant:variant>"
DRAFT = f"{PAGE}/<draft>"
#: parts of an address that every link inside a journey carries on
CARRIED = ("code", "locale", "variant", "draft")


@bp.url_value_preprocessor
def read_address(_endpoint, values):
    for name in CARRIED:
        setattr(g, name, (values or {}).pop(name, None))
    g.large_text = request.args.get("text") == "large"


@bp.url_defaults
def carry_address(endpoint, values):
    for name in CARRIED:
        if name not in values and g.get(name) and current_app.url_map.is_endpoint_expecting(endpoint, name):
            values[name] = g.get(name)
    if g.get("large_text") and current_app.url_map.is_endpoint_expecting(endpoint, "variant"):
        values.setdefault("text", "large")


bp.before_request(refuse_other_sites)


@bp.before_request
def load_consultation():
    if g.code is None:
        return
    if g.draft is not None:
        _open_draft()
    else:
        g.consultation = db.session.scalar(select(Consultation).filter_by(code=g.code)) or abort(404)
        g.published = published((newest_version(g.consultation) or abort(404)).id)
    if g.locale not in offered(g.published.definition):
        abort(404)


@bp.context_processor
def describe_page():
    if g.get("published") is None:
        return {}
    return {
        "questionnaire": g.published.definition,
        "locale": g.locale,
        "closes": last_moment(g.consultation.closes_at),
        "key_in_address": "~" in (g.draft or ""),
        "switch_values": request.view_args,
    }


def _open_draft():
    """The draft of this address, if this browser holds its key. Without cookies the key stands in the address."""
    public_id, _sign, key = g.draft.partition("~")
    whole = contains_eager(Response.version).contains_eager(QuestionnaireVersion.questionnaire)
    g.response = db.session.scalar(
        select(Response)
        .join(Response.version)
        .join(QuestionnaireVersion.questionnaire)
        .join(Questionnaire.consultation)
        .where(Response.public_id == public_id, Consultation.code == g.code)
        .options(whole.contains_eager(Questionnaire.consultation))
    ) or abort(404)
    g.consultation = g.response.version.questionnaire.consultation
    g.published = published(g.response.version_id)
    key = key or request.cookies.get(cookie_name(), "")
    if not hmac.compare_digest(hash_of(key), g.response.holder_sha256 or ""):
        abort(403)
    # nobody should type into a page that can no longer be saved
    if g.response.submitted_at is None:
        operations.refuse_closed(g.consultation, current_app.config["CLOCK"]() - grace())


def cookie_name():
    return "__Host-engage" if current_app.config["SESSION_COOKIE_SECURE"] else "engage"


def give_key(reply, key):
    if key:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        reply.set_cookie(cookie_name(), key, httponly=True, secure=secure, samesite="Lax", path="/")
    return reply


def already_sent():
    """Once it is sent no page of the draft shows an answer again."""
    return redirect(url_for(".show_receipt"), 303) if g.response.submitted_at else None


def grace():
    return dt.timedelta(hours=current_app.config["GRACE_HOURS"])
