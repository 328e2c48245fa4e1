"""The resident's journey: start, sections in any order, check, about you, send, receipt."""

import logging
import secrets

from flask import abort, current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from engage import answers
from engage.binding import arrived_whole, bind
from engage.errors import NotOpen
from engage.extensions import db
from engage.i18n import DEFAULT_LOCALE, say
from engage.models import Consultation
from engage.operations import responses as operations
from engage.operations import returning
from engage.publishing import newest_version, published
from engage.views.responses.address import (
    DRAFT,
    PAGE,
    already_sent,
    bp,
    cookie_name,
    give_key,
    grace,
    is_open,
    reads_sent,
)
from forms.builder import field_name, form_class

log = logging.getLogger(__name__)


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
    key = request.cookies.get(cookie_name()) or secrets.token_urlsafe(24)
    now = current_app.config["CLOCK"]()
    version = newest_version(g.consultation)
    secret_key = current_app.config["SECRET_KEY"]
    draft = operations.start(g.consultation, version, "online", g.variant, g.locale, now, key, secret_key)
    if request.cookies:
        reply = redirect(url_for(".list_sections", draft=draft.public_id), 303)
    else:
        reply = redirect(url_for(".begin", draft=f"{draft.public_id}~{key}"), 303)
    return give_key(reply, key)


@bp.get(f"{DRAFT}/begin")
def begin():
    """The first page after Start or a code: if the cookie did not come back, the key goes on in the address."""
    public_id = g.draft.partition("~")[0]
    page = ".show_copy" if g.response.submitted_at else ".list_sections"
    return redirect(url_for(page, draft=public_id if request.cookies.get(cookie_name()) else g.draft), 303)


@bp.route(f"{DRAFT}/sections", methods=["GET", "POST"])
def list_sections():
    if done := already_sent():
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
    if request.method == "GET" and not (reads_sent() and is_open()) and (done := already_sent()):
        return done
    answered_in = g.variant
    if request.form.get("switch"):
        g.variant = "easy_read" if g.variant == "standard" else "standard"
    field, is_clean = _read_field(question)
    if request.method == "POST" and is_clean:
        was_changed = _save(question, field.data, answered_in)
        return redirect(_after(section, question, was_changed), 303)
    status = 200 if is_clean else 422 if arrived_whole() else 400
    values = {"section": section, "question": question, "field": field, "back": _before(section, question)}
    page = render_template("responses/answer_question.html", **values)
    return page, status


@bp.route(f"{DRAFT}/check", methods=["GET", "POST"])
def check_answers():
    if done := already_sent():
        return done
    if request.method == "POST":
        return redirect(url_for(".explain_about_you"), 303)
    given = answers.of(g.response, g.published)
    sections = g.published.definition.of_purpose("views")
    return render_template("responses/check_answers.html", sections=sections, given=given)


@bp.route(f"{DRAFT}/about-you", methods=["GET", "POST"])
def explain_about_you():
    if done := already_sent():
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
    if done := already_sent():
        return done
    given = answers.of(g.response, g.published)
    is_second = returning.has_sent_another(g.response, g.holder)
    errors = []
    if request.method == "POST":
        if missing := answers.first_missing(g.published.definition, given):
            return redirect(_question_url(*missing), 303)
        errors = _refusals(given, is_second)
        if not errors:
            operations.submit(g.response, current_app.config["CLOCK"](), grace(), is_second)
            # Chromium keeps whole pages for its Back button, no-store or not; a cookie that is set makes it forget them
            return give_key(redirect(url_for(".show_receipt"), 303), request.cookies.get(cookie_name()))
    sections = g.published.definition.of_purpose("profile")
    values = {"sections": sections, "given": given, "is_second": is_second, "error_list": errors}
    return render_template("responses/send.html", **values), 422 if errors else 200


@bp.get(f"{DRAFT}/sent")
def show_receipt():
    if g.response.submitted_at is None:
        return redirect(url_for(".list_sections"), 303)
    can_look_up = returning.is_fresh(g.holder, current_app.config["CLOCK"]())
    return render_template("responses/show_receipt.html", reference=g.response.reference, can_look_up=can_look_up)


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
    """Save the page; whether it changed what was saved before."""
    now = current_app.config["CLOCK"]()
    before = answers.of(g.response, g.published).get(question.key)
    if request.form.get("later") and before is None and not value:
        return False  # who only leaves has not seen and skipped the question
    if g.response.submitted_at is not None and g.holder.by_code:
        if before is not None and (before.value or None) == (value or None):
            return False
        returning.correct(g.response, question, value, answered_in, g.locale, now)
    else:
        operations.save_answer(g.response, question, value, answered_in, g.locale, now, grace())
    return True


def _refusals(given, is_second):
    """Why a complete draft is not sent yet: (text, id of the control) each."""
    if not any(answer.value for answer in given.values()):
        asked = say(_("Answer at least one question before you send"), _("Answer 1 question or more. Then send."))
        return [(asked, "send")]
    if is_second and not request.form.get("second"):
        asked = say(
            _("You already sent a response from this page. Select the box to send a second one"),
            _("You sent answers before. Tick the box to send more."),
        )
        return [(asked, "second")]
    return []


def _after(section, question, was_changed):
    """Where a saved page leads: itself in the other wording, what was sent, the code, the check, or what is next."""
    if request.form.get("switch"):
        return _question_url(section, question)
    if g.response.submitted_at is not None:
        return url_for(".show_copy", updated=1 if was_changed else None)
    if request.form.get("later"):
        return url_for(".show_code")
    if request.args.get("change"):
        return url_for(".check_answers" if section.purpose == "views" else ".send")
    following = answers.next_question(section, question)
    if following is not None:
        return _question_url(section, following)
    return url_for(".list_sections" if section.purpose == "views" else ".send")


def _before(section, question):
    """Where Back leads from a question."""
    if g.response.submitted_at is not None:
        return url_for(".show_copy")
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
