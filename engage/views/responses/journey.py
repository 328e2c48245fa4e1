"""The resident's journey: start, sections in any order, check, about you, send, receipt."""

import logging
import secrets

from flask import abort, current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from engage import answers, outcomes
from engage.binding import arrived_whole, bind, is_posted
from engage.extensions import db
from engage.i18n import describe, offered, say
from engage.models import Consultation
from engage.operations import outreach, reporting, returning
from engage.operations import responses as operations
from engage.operations.plans import dates
from engage.publishing import newest_version, published
from engage.views.responses.address import (
    DRAFT,
    HOME,
    KIOSK,
    PAGE,
    WORDED,
    already_sent,
    bp,
    cookie_name,
    give_key,
    grace,
    is_open,
    reads_sent,
)
from engage.views.responses.notices import told
from engage.views.responses.respondents import read_consents, save_consents
from engage.views.responses.videos import video_of
from forms import routing
from forms.builder import field_name, form_class
from forms.question_types import ORDER

log = logging.getLogger(__name__)


@bp.get("/", defaults=HOME)
@bp.get(WORDED)
def list_consultations():
    now = current_app.config["CLOCK"]()
    announced = select(Consultation).where(
        Consultation.opens_at <= now, Consultation.closes_at > now, Consultation.analysed_only.is_(False)
    )
    consultations = db.session.scalars(announced.order_by(Consultation.closes_at, Consultation.id))
    rows = [
        (consultation, found := published(version.id).definition, [describe(code) for code in offered(found)])
        for consultation in consultations
        if (version := newest_version(consultation))
    ]
    return render_template("responses/list_consultations.html", rows=rows)


@bp.get("/<code>", defaults=HOME)
@bp.get(PAGE)
def show_start():
    now, notices = current_app.config["CLOCK"](), told(g.consultation)
    if now < g.consultation.opens_at:
        return render_template("responses/show_before.html", opens=g.consultation.opens_at, **notices), 403
    is_over = now >= g.consultation.closes_at or g.consultation.analysed_only
    if is_over and (publication := reporting.find_publication(g.consultation)):
        values = {"publication": publication, "has_lines": _has_lines()} | notices
        return render_template("responses/show_published.html", **values)
    extensions = outreach.extensions(g.consultation)
    if is_over:
        values = {"extensions": extensions, "has_lines": _has_lines()} | notices
        return render_template("responses/show_after.html", **values), 410
    if suspension := dates.suspension(g.consultation):
        return render_template("responses/show_suspended.html", suspension=suspension, **notices), 403
    via = {"via": via.code} if (via := _channel_code()) else {}
    values = {"extensions": extensions, "via": via, "switch_values": via, "video": video_of()}
    return render_template("responses/show_start.html", **values, **notices)


def _has_lines():
    return outcomes.has_public_lines(g.consultation)


@bp.post(f"{PAGE}/start")
def start():
    key = request.cookies.get(cookie_name()) or secrets.token_urlsafe(24)
    now = current_app.config["CLOCK"]()
    version = newest_version(g.consultation)
    via = _via()
    words = (g.variant, g.locale)
    secret_key = current_app.config["SECRET_KEY"]
    draft = operations.start(g.consultation, version, "online", *words, now, key, secret_key, via)
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
    who = answers.who_of(g.response)
    if request.method == "POST":
        if not who.is_complete:
            return redirect(url_for(".ask_organisation" if who.is_asked else ".ask_who"), 303)
        following = answers.first_unanswered(g.published.definition, given)
        return redirect(_question_url(*following) if following else url_for(".check_answers"), 303)
    values = {"rows": rows, "who": who, "hidden": answers.hidden(g.published.definition, given)}
    has_rules = routing.has_rules(g.published.definition)
    return render_template("responses/list_sections.html", has_rules=has_rules, **values)


@bp.route(f"{DRAFT}/answer/<section_key>/<question_key>", methods=["GET", "POST"])
def answer_question(section_key, question_key):
    section, question = g.published.definition.find(section_key, question_key) or abort(404)
    if request.method == "GET" and not (reads_sent() and is_open()) and (done := already_sent()):
        return done
    if section.shown_when and not _may_answer(section):
        return redirect(url_for(".show_copy" if g.response.submitted_at else ".list_sections"), 303)
    field, is_clean, written_in = _read_field(question, g.answered_in[0])
    if request.method == "POST" and is_clean:
        was_changed = question.is_answered and _save(question, field.data, *g.answered_in)
        return redirect(_after(section, question, was_changed), 303)
    status = 200 if is_clean else 422 if arrived_whole() else 400
    _carry_over(field, question)
    values = {"section": section, "question": question, "field": field, "back": _before(section, question)}
    values["video"] = video_of(section.key) if question == section.questions[0] else None
    values["may_go"] = _may_go(question) if g.response.submitted_at else []
    page = render_template("responses/answer_question.html", written_in=written_in, **values)
    return page, status


@bp.route(f"{DRAFT}/check", methods=["GET", "POST"])
def check_answers():
    if done := already_sent():
        return done
    if request.method == "POST":
        return redirect(url_for(".explain_about_you"), 303)
    given = answers.of(g.response, g.published)
    values = {"sections": answers.shown(g.published.definition, given, "views"), "who": answers.who_of(g.response)}
    values["hidden"] = answers.hidden(g.published.definition, given)
    return render_template("responses/check_answers.html", given=given, **values)


@bp.route(f"{DRAFT}/about-you", methods=["GET", "POST"])
def explain_about_you():
    if done := already_sent():
        return done
    section = next(iter(_shown("profile")), None)
    if section is None:
        return redirect(url_for(".send"), 303)
    wanted, error = request.form.get("wanted"), None
    if is_posted():
        if wanted in ("yes", "no"):
            return redirect(_question_url(section, section.questions[0]) if wanted == "yes" else url_for(".send"), 303)
        error = say(_("Select yes if you want to answer these questions"), _("Choose yes or no"))
    page = render_template("responses/explain_about_you.html", section=section, wanted=wanted, error=error)
    return page, 422 if error else 200


@bp.route(f"{DRAFT}/send", methods=["GET", "POST"])
def send():
    if done := already_sent():
        return done
    given = answers.of(g.response, g.published)
    is_second = returning.has_sent_another(g.response, g.holder)
    form, status = read_consents()
    errors = []
    if is_posted() and status == 200:
        if missing := answers.first_missing(g.published.definition, given):
            return redirect(_question_url(*missing), 303)
        errors = _refusals(given, is_second)
        if not errors:
            if following := save_consents(form):
                return redirect(following, 303)
            operations.submit(g.response, current_app.config["CLOCK"](), grace(), is_second)
            # Chromium keeps whole pages for its Back button, no-store or not; a cookie that is set makes it forget them
            return give_key(redirect(url_for(".show_receipt"), 303), request.cookies.get(cookie_name()))
    sections = answers.shown(g.published.definition, given, "profile")
    values = {"sections": sections, "given": given, "form": form, "who": answers.who_of(g.response)}
    values["hidden"] = answers.hidden(g.published.definition, given)
    page = render_template("responses/send.html", is_second=is_second, refusals=errors, **values)
    return page, 422 if errors else status


@bp.get(f"{DRAFT}/sent")
def show_receipt():
    if g.response.submitted_at is None:
        return redirect(url_for(".list_sections"), 303)
    can_look_up = returning.is_fresh(g.holder, current_app.config["CLOCK"]())
    return render_template("responses/show_receipt.html", reference=g.response.reference, can_look_up=can_look_up)


def _channel_code():
    """The code in the address, if staff made it for this consultation."""
    return outreach.find_channel_code(g.consultation, request.args.get("via"))


def _via():
    """What they came by: the code in the address, or else the tablet in a library that this is."""
    place = _channel_code() or outreach.find_channel_code(g.consultation, request.cookies.get(KIOSK))
    return place.code if place else outreach.KIOSK_CODE if KIOSK in request.cookies else None


def _read_field(question, answered_in):
    """The page's one field, with what was posted or saved before; whether it may be saved; the language it is in."""
    name = field_name(question.key)
    saved = answers.to(g.response, g.published, question) if _needs_saved(question) else None
    kept = {option.key for option in question.offered(answered_in, _keys(saved and saved.value))}
    made = form_class([question], g.variant, g.locale, kept)
    if request.method == "POST":
        form = bind(made)
        form.validate()
        if question.options and form[name].unknown_keys():
            log.warning("an option that %s does not have was posted: a page was tampered with", question.key)
        if not arrived_whole():
            form[name].errors = [_("Your answers did not arrive complete. Nothing has been sent. Send again.")]
    else:
        form = bind(made, **{name: saved and saved.value})
    written_in = g.locale if request.method == "POST" or not saved else saved.locale
    return form[name], not form.errors, written_in


def _needs_saved(question):
    """A page that is shown has what was saved; a posted one needs it where a kept option is not in its wording."""
    return request.method == "GET" or any(len(option.variants) == 1 for option in question.options)


def _keys(value):
    return [value] if isinstance(value, str) else value or []


def _carry_over(field, question):
    """Show what was chosen in the other wording as this wording has it."""
    if question.options and field.data:
        carried = question.carried(_keys(field.data), g.variant)
        if question.holds == ORDER:
            field.carry(carried)
        else:
            field.data = carried if isinstance(field.data, list) else carried[0]


def _save(question, value, variant, locale):
    """Save the page; whether it changed what was saved before."""
    now = current_app.config["CLOCK"]()
    if request.form.get("later") and not value and answers.to(g.response, g.published, question) is None:
        return False  # who only leaves has not seen and skipped the question
    if g.response.submitted_at is not None and g.holder.by_code:
        before = answers.to(g.response, g.published, question)
        if before is not None and (before.value or None) == (value or None):
            return False
        returning.correct(g.response, question, value, variant, locale, now)
    else:
        operations.save_answer(g.response, question, value, variant, locale, now, grace())
    return True


def _refusals(given, is_second):
    """Why a complete draft is not sent yet: (text, id of the control) each."""
    asked = [question.key for section in answers.shown(g.published.definition, given) for question in section.questions]
    if not any(given[key].value for key in asked if key in given):
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
    """Where a saved page leads: itself in other words or bigger, what was sent, the code, the check, or the next."""
    if g.switched:
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
    if section.purpose == "views":
        return url_for(".list_sections")
    following = _beside(section, 1)
    return _question_url(following, following.questions[0]) if following else url_for(".send")


def _before(section, question):
    """Where Back leads from a question."""
    if g.response.submitted_at is not None:
        return url_for(".show_copy")
    if request.args.get("change"):
        return url_for(".check_answers" if section.purpose == "views" else ".send")
    position = section.questions.index(question)
    if position:
        return _question_url(section, section.questions[position - 1])
    if section.purpose == "views":
        return url_for(".list_sections")
    before = _beside(section, -1)
    return _question_url(before, before.questions[-1]) if before else url_for(".explain_about_you")


def _beside(section, step):
    """The section about the person that is shown after this one, or before it; or None."""
    if len(g.published.definition.of_purpose("profile")) < 2:
        return None
    sections = _shown("profile")
    place = next((number for number, one in enumerate(sections) if one.key == section.key), len(sections)) + step
    return sections[place] if 0 <= place < len(sections) else None


def _shown(purpose):
    given = answers.of(g.response, g.published)
    return answers.shown(g.published.definition, given, purpose)


def _may_answer(section):
    """A page that is open in another window is saved, as long as it is a draft: nothing that was typed is lost."""
    if request.method == "POST" and g.response.submitted_at is None:
        return True
    return any(one.key == section.key for one in _shown(section.purpose))


def _may_go(question):
    """Sections of what was sent whose answers are erased if this answer no longer leads to them."""
    if not routing.depending(g.published.definition, question.key):
        return []
    return answers.depending(g.published.definition, answers.of(g.response, g.published), question)


def _question_url(section, question, **others):
    if request.args.get("change"):
        others.setdefault("change", 1)
    return url_for(".answer_question", section_key=section.key, question_key=question.key, **others)
