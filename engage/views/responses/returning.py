"""Coming back with the return code: see, print, change or withdraw what was given; and leaving a shared computer."""

import secrets

from flask import abort, current_app, g, make_response, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from engage import answer_words, answers, mail, outcomes, return_codes
from engage.binding import bind, is_posted
from engage.errors import MailFailed, TooManyTries
from engage.exports import sent_copy
from engage.extracts.retention import clocks
from engage.i18n import say
from engage.operations import outreach, reporting, returning
from engage.publishing import published
from engage.views.responses.address import (
    DRAFT,
    HOME,
    KIOSK,
    PAGE,
    WORDED,
    bp,
    browser_key,
    cookie_name,
    drop_key,
    give_key,
    grace,
    is_open,
    reads_sent,
)
from engage.views.responses.respondent_words import consent_rows, who_rows
from forms.returning import CodeForm, EmailForm


@bp.route("/come-back", defaults=HOME, methods=["GET", "POST"])
@bp.route(f"/come-back{WORDED}", methods=["GET", "POST"])
@bp.route(f"{PAGE}/come-back", methods=["GET", "POST"])
def enter_code():
    form = bind(CodeForm)
    if not is_posted():
        return render_template("responses/enter_code.html", field=form.code)
    key = browser_key() or secrets.token_urlsafe(24)
    if fault := _fault_of(form.code.data or ""):
        return _refused(form, fault, 422, key)
    code, now = return_codes.read(form.code.data), current_app.config["CLOCK"]()
    try:
        response = returning.open_by_code(code, key, current_app.config["SECRET_KEY"], now, grace())
    except TooManyTries:
        wait = say(_("Too many codes were wrong. Wait 5 minutes, then try again"), _("Wait 5 minutes. Then try again."))
        return _refused(form, wait, 429, key)
    if response is None:
        unknown = say(_("We cannot find that code"), _("We cannot find that code"))
        return _refused(form, unknown, 422, key)
    public_id = response.public_id
    draft = public_id if request.cookies else f"{public_id}~{key}"
    return give_key(redirect(url_for(".begin", draft=draft, **_place_of(response)), 303), key)


@bp.route(f"{DRAFT}/code", methods=["GET", "POST"])
def show_code():
    """The code, as long as it is the holder's to see: of a draft always, of what was sent for 30 minutes."""
    is_fresh = returning.is_fresh(g.holder, current_app.config["CLOCK"]())
    if g.response.code_fingerprint is None or not (g.response.submitted_at is None or is_fresh):
        return redirect(url_for(".show_receipt"), 303)
    code = return_codes.make(current_app.config["SECRET_KEY"], g.response.public_id)
    form, was_emailed = bind(EmailForm), False
    if is_posted():
        form.email.errors = _email_code(form, code)
        was_emailed = not form.email.errors
    values = {"code": code, "can_email": mail.is_set_up(), "field": form.email, "was_emailed": was_emailed}
    return render_template("responses/show_code.html", **values), 422 if form.email.errors else 200


@bp.get(f"{DRAFT}/copy")
def show_copy():
    """What was sent, for who entered the code; from here it is printed, changed or withdrawn."""
    if not reads_sent():
        return redirect(url_for(".enter_code" if g.response.submitted_at else ".list_sections"), 303)
    given = answers.of(g.response, g.published)
    values = {"given": given, "who": answers.who_of(g.response), "response": g.response, "can_change": is_open()}
    now = current_app.config["CLOCK"]()
    is_paused = g.consultation.suspended_at is not None and now < g.consultation.closes_at
    values["consultation_is_paused"] = is_paused
    values["sections"] = answers.shown(g.published.definition, given)
    values["publication"] = reporting.find_publication(g.consultation)
    values["answered"] = [
        section
        for section in g.published.definition.of_purpose("views")
        if any(question.key in given and given[question.key].value for question in section.questions)
    ]
    values["points"] = outcomes.lines_about(g.consultation, values["answered"])
    return render_template("responses/show_copy.html", **values)


@bp.get(f"{DRAFT}/copy.pdf")
def download_copy():
    if not reads_sent():
        return redirect(url_for(".enter_code" if g.response.submitted_at else ".list_sections"), 303)
    reply = make_response(sent_copy.make(_copy()))
    reply.headers["Content-Type"] = "application/pdf"
    reply.headers["Content-Disposition"] = f'attachment; filename="{g.code}-{g.response.reference}.pdf"'
    return reply


@bp.route(f"{DRAFT}/withdraw", methods=["GET", "POST"])
def withdraw():
    if not reads_sent():
        return redirect(url_for(".enter_code" if g.response.submitted_at else ".list_sections"), 303)
    if request.method == "POST":
        returning.withdraw(g.response, current_app.config["CLOCK"]())
        return redirect(url_for(".show_withdrawn"), 303)
    return render_template("responses/withdraw.html", is_held=clocks.hold_of(g.consultation) is not None)


@bp.get(f"{PAGE}/withdrawn")
def show_withdrawn():
    return render_template("responses/show_withdrawn.html", is_held=clocks.hold_of(g.consultation) is not None)


@bp.post(f"{PAGE}/finish")
def finish():
    """Take everything of this person from this computer. Pressed twice, it ends on the same page."""
    key = request.cookies.get(cookie_name()) or request.form.get("draft", "").partition("~")[2]
    if key:
        returning.forget_browser(key)
    page = ".show_start" if KIOSK in request.cookies else ".show_finished"
    return drop_key(redirect(url_for(page), 303))


@bp.get(f"{PAGE}/finished")
def show_finished():
    reply = make_response(render_template("responses/show_finished.html"))
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    reply.delete_cookie(cookie_name(), httponly=True, secure=secure, samesite="Lax", path="/")
    return reply


@bp.get("/<code>/kiosk", defaults=HOME)
def start_kiosk():
    """The first page on a tablet that many people use: whatever the person before left is gone.

    With the code of a place in the address, all that is begun here counts for that place; without it, for KIOSK_CODE.
    """
    place = outreach.find_channel_code(g.consultation, request.args.get("via"))
    reply = drop_key(redirect(url_for(".show_start"), 303))
    code = place.code if place else outreach.KIOSK_CODE
    reply.set_cookie(KIOSK, code, httponly=True, secure=current_app.config["SESSION_COOKIE_SECURE"], samesite="Lax")
    return reply


def _fault_of(typed):
    """What is wrong with a code before anybody looks it up, or None."""
    code = return_codes.bare(typed)
    if not code:
        return say(_("Enter your return code"), _("Write your code in the box"))
    if len(code) != return_codes.LENGTH:
        return say(
            _("A return code has 24 letters and numbers. You entered %(n)s", n=len(code)),
            _("A code has 24 letters and numbers. You wrote %(n)s.", n=len(code)),
        )
    if return_codes.read(typed) is None:
        return say(
            _("There is a mistake in the code. Compare it with yours, one group of 4 at a time"),
            _("The code has a mistake. Look at it again."),
        )
    return None


def _refused(form, fault, status, key):
    form.code.errors = [fault]
    typed = return_codes.spaced(return_codes.bare(form.code.data or "")[: 2 * return_codes.LENGTH])
    reply = make_response(render_template("responses/enter_code.html", field=form.code, typed=typed), status)
    if status == 429:
        reply.headers["Retry-After"] = str(int(returning.TRIES_WITHIN.total_seconds()))
    return give_key(reply, key)


def _place_of(response):
    """Where a code leads: its own consultation, in the wording and language of this page, else as last saved."""
    definition = published(response.version_id).definition
    says_one = g.code is not None or g.variant == "easy_read"
    return {
        "code": response.version.questionnaire.consultation.code,
        "locale": g.locale if says_one and g.locale in definition.locales else response.locale,
        "variant": g.variant if says_one else response.variant,
    }


def _email_code(form, code):
    """Send the code once; what went wrong, in words, or nothing. The address is not kept."""
    if not mail.is_set_up():
        abort(404)
    if not form.is_address():
        asked = _("Enter an email address in the correct format, like name@example.com")
        return [say(asked, _("Write your whole email address"))]
    if g.response.codes_emailed >= returning.MOST_EMAILS:
        often = _("We have sent this code 3 times already. Write it down or print this page")
        return [say(often, _("We sent it 3 times. Write your code down."))]
    try:
        mail.send(form.email.data.strip(), *_letter(code))
    except MailFailed:
        failed = _("We could not send the email. Your code is on this page: write it down or print it")
        return [say(failed, _("We could not send it. Write your code down."))]
    returning.note_email(g.response)
    form.email.data = ""
    return []


def _letter(code):
    title = g.published.definition.title.get(g.variant, g.locale)
    subject = _("Your return code: %(title)s", title=title)
    lines = [
        say(_("Your return code opens your answers again, on any device:"), _("This is your code:")),
        code,
        say(_("Enter it on this page:"), _("Write it on this page:")),
        url_for(".enter_code", text=None, _external=True),
        say(_("Keep it to yourself. Whoever has it can open your answers."), _("Do not show it to other people.")),
        say(_("We have not kept your email address."), _("We did not keep your email address.")),
    ]
    return subject, "\n\n".join(lines)


def _copy():
    """What was sent, as plain words in the wording and language of the page."""
    given, who = answers.of(g.response, g.published), answers.who_of(g.response)
    asked = [
        {
            "title": section.title.get(g.variant, g.locale),
            "answers": [
                {"question": question.text.get(g.variant, g.locale), "lines": _lines(question, given.get(question.key))}
                for question in section.answered
            ],
        }
        for section in answers.shown(g.published.definition, given)
    ]
    sections = [
        {"title": say(_("Who is answering"), _("Who is answering")), "answers": _plain(who_rows(who))},
        *asked,
        {"title": say(_("What you allow us"), _("What you said yes or no to")), "answers": _plain(consent_rows(who))},
    ]
    labels = {
        "title": say(_("What you sent"), _("Your answers")),
        "reference": say(_("Reference number"), _("Your number")),
        "nothing": say(_("Not provided"), _("No answer")),
        "unprintable": say(
            _("\ufffd stands for a character that this file cannot show. The web page shows it."),
            _("\ufffd means that we cannot print a letter."),
        ),
    }
    locale = get_locale()
    return sent_copy.Copy(
        council=current_app.config["COUNCIL_NAME"],
        consultation=g.published.definition.title.get(g.variant, g.locale),
        reference=g.response.reference,
        locale=str(locale).replace("_", "-"),
        direction=locale.text_direction,
        is_large=g.variant == "easy_read",
        labels=labels,
        sections=sections,
    )


def _plain(rows):
    return [{"question": row.question, "lines": row.lines} for row in rows]


def _lines(question, given):
    if given is None or not given.value:
        return []
    return answer_words.lines(question, given.value, g.variant, g.locale)
