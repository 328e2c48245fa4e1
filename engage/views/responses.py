"""The resident's journey: start, sections in any order, check, about you, send, receipt."""

import datetime as dt
import hmac
import logging
import secrets

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from engage import answers
from engage.binding import arrived_whole, bind, refuse_other_sites
from engage.errors import NotOpen
from engage.extensions import db
from engage.i18n import DEFAULT_LOCALE, last_moment, say
from engage.models import Consultation, Questionnaire, QuestionnaireVersion, Response
from engage.operations import responses as operations
from engage.operations.responses import hash_of
from engage.publishing import newest_version, published
from forms.builder import field_name, form_class

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


@bp.url_defaults
def carry_address(endpoint, values):
    for name in CARRIED:
        if name not in values and g.get(name) and current_app.url_map.is_endpoint_expecting(endpoint, name):
            values[name] = g.get(name)


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
    if g.locale not in g.published.definition.locales:
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


@bp.get("/")
def list_consultations():
    now = current_app.config["CLOCK"]()
    consultations = db.session.scalars(select(Consultation).order_by(Consultation.closes_at, Consultation.id))
    rows = [
        (consultation, published(version.id).definition)
        for consultation in consultations
        if consultation.is_open(now) and (version := newest_version(consultation))
    ]
    return render_template("responses/list_consultations.html", rows=rows)


@bp.get("/<code>", defaults={"locale": DEFAULT_LOCALE, "variant": "standard"})
@bp.get(PAGE)
def show_start():
    now = current_app.config["CLOCK"]()
    if now < g.consultation.opens_at:
        raise NotOpen
    operations.refuse_closed(g.consultation, now)
    return render_template("responses/show_start.html")


@bp.post(f"{PAGE}/start")
def start():
    key = request.cookies.get(_cookie_name()) or secrets.token_urlsafe(24)
    now = current_app.config["CLOCK"]()
    version = newest_version(g.consultation)
    draft = operations.start(g.consultation, version, "online", g.variant, g.locale, now, holder=key)
    if request.cookies:
        reply = redirect(url_for(".list_sections", draft=draft.public_id), 303)
    else:
        reply = redirect(url_for(".begin", draft=f"{draft.public_id}~{key}"), 303)
    return _give_key(reply, key)


@bp.get(f"{DRAFT}/begin")
def begin():
    """The first page after Start: if the cookie did not come back, the key goes on in the address."""
    public_id = g.draft.partition("~")[0]
    return redirect(url_for(".list_sections", draft=public_id if request.cookies.get(_cookie_name()) else g.draft), 303)


@bp.route(f"{DRAFT}/sections", methods=["GET", "POST"])
def list_sections():
    if done := _sent():
        return done
    given = answers.of(g.response, g.published)
    rows = answers.section_states(g.published.definition, given)
    if request.method == "POST":
        following = answers.first_unanswered(g.published.definition, given)
        return redirect(_question_url(*following) if following else url_for(".check_answers"), 303)
    return render_template("responses/list_sections.html", rows=rows)


@bp.route(f"{DRAFT}/answer/<section_key>/<question_key>", methods=["GET", "POST"])
def answer_question(section_key, question_key):
    section, question = g.published.definition.find(section_key, question_key) or abort(404)
    if request.method == "GET" and (done := _sent()):
        return done
    answered_in = g.variant
    if request.form.get("switch"):
        g.variant = "easy_read" if g.variant == "standard" else "standard"
    field, is_clean = _read_field(question)
    if request.method == "POST" and is_clean:
        _save(question, field.data, answered_in)
        return redirect(_after(section, question), 303)
    status = 200 if is_clean else 422 if arrived_whole() else 400
    values = {"section": section, "question": question, "field": field, "back": _before(section, question)}
    page = render_template("responses/answer_question.html", **values)
    return page, status


@bp.route(f"{DRAFT}/check", methods=["GET", "POST"])
def check_answers():
    if done := _sent():
        return done
    if request.method == "POST":
        return redirect(url_for(".explain_about_you"), 303)
    given = answers.of(g.response, g.published)
    sections = g.published.definition.of_purpose("views")
    return render_template("responses/check_answers.html", sections=sections, given=given)


@bp.route(f"{DRAFT}/about-you", methods=["GET", "POST"])
def explain_about_you():
    if done := _sent():
        return done
    section = g.published.definition.of_purpose("profile")[0]
    error = None
    if request.method == "POST":
        wanted = request.form.get("wanted")
        if wanted in ("yes", "no"):
            return redirect(_question_url(section, section.questions[0]) if wanted == "yes" else url_for(".send"), 303)
        error = say(_("Select yes if you want to answer these questions"), _("Choose yes or no"))
    page = render_template("responses/explain_about_you.html", section=section, error=error)
    return page, 422 if error else 200


@bp.route(f"{DRAFT}/send", methods=["GET", "POST"])
def send():
    if done := _sent():
        return done
    given = answers.of(g.response, g.published)
    error = None
    if request.method == "POST":
        if missing := answers.first_missing(g.published.definition, given):
            return redirect(_question_url(*missing), 303)
        if any(answer.value for answer in given.values()):
            operations.submit(g.response, current_app.config["CLOCK"](), _grace())
            # Chromium keeps whole pages for its Back button, no-store or not; a cookie that is set makes it forget them
            return _give_key(redirect(url_for(".show_receipt"), 303), request.cookies.get(_cookie_name()))
        error = say(_("Answer at least one question before you send"), _("Answer 1 question or more. Then send."))
    sections = g.published.definition.of_purpose("profile")
    page = render_template("responses/send.html", sections=sections, given=given, error=error)
    return page, 422 if error else 200


@bp.get(f"{DRAFT}/sent")
def show_receipt():
    if g.response.submitted_at is None:
        return redirect(url_for(".list_sections"), 303)
    return render_template("responses/show_receipt.html", reference=g.response.reference)


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
    key = key or request.cookies.get(_cookie_name(), "")
    if not hmac.compare_digest(hash_of(key), g.response.holder_sha256 or ""):
        abort(403)
    g.published = published(g.response.version_id)
    # nobody should type into a page that can no longer be saved
    if g.response.submitted_at is None:
        operations.refuse_closed(g.consultation, current_app.config["CLOCK"]() - _grace())


def _cookie_name():
    return "__Host-engage" if current_app.config["SESSION_COOKIE_SECURE"] else "engage"


def _give_key(reply, key):
    if key:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        reply.set_cookie(_cookie_name(), key, httponly=True, secure=secure, samesite="Lax", path="/")
    return reply


def _grace():
    return dt.timedelta(hours=current_app.config["GRACE_HOURS"])


def _sent():
    """Once it is sent no page of the draft shows an answer again."""
    return redirect(url_for(".show_receipt"), 303) if g.response.submitted_at else None


def _read_field(question):
    """The page's one field, with what was posted or saved before; and whether it may be saved."""
    name = field_name(question.key)
    made = form_class([question], g.variant, g.locale)
    if request.method == "POST":
        form = bind(made)
        form.validate()
        if question.options and form[name].unknown_keys():
            log.warning("an option that %s does not have was posted: a page was tampered with", question.key)
        if not arrived_whole():
            form[name].errors = [_("Your answers did not arrive complete. Nothing has been sent. Send again.")]
    else:
        given = answers.of(g.response, g.published).get(question.key)
        form = bind(made, **{name: given and given.value})
    return form[name], not form.errors


def _save(question, value, answered_in):
    now = current_app.config["CLOCK"]()
    operations.save_answer(g.response, question, value, answered_in, g.locale, now, _grace())


def _after(section, question):
    """Where a saved page leads: itself in the other wording, back to the check, the next question, or the list."""
    if request.form.get("switch"):
        return _question_url(section, question)
    if request.args.get("change"):
        return url_for(".check_answers" if section.purpose == "views" else ".send")
    following = answers.next_question(section, question)
    if following is not None:
        return _question_url(section, following)
    return url_for(".list_sections" if section.purpose == "views" else ".send")


def _before(section, question):
    """Where Back leads from a question."""
    if request.args.get("change"):
        return url_for(".check_answers" if section.purpose == "views" else ".send")
    position = section.questions.index(question)
    if position:
        return _question_url(section, section.questions[position - 1])
    return url_for(".list_sections" if section.purpose == "views" else ".explain_about_you")


def _question_url(section, question, **others):
    if request.args.get("change"):
        others.setdefault("change", 1)
    return url_for(".answer_question", section_key=section.key, question_key=question.key, **others)
