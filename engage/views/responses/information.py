"""Pages about this website, and the form that asks for another format. They belong to no draft and set no cookie."""

import datetime as dt

from flask import abort, current_app, g, redirect, render_template, url_for
from flask_babel import gettext as _

from engage.binding import is_posted, read_form
from engage.catalogues import is_complete
from engage.errors import AskedBefore, TooManyTries
from engage.i18n import say
from engage.models.outreach import TOPICS
from engage.operations import outreach
from engage.views.responses.address import HOME, KIOSK, PAGE, WORDED, bp, cookie_name
from forms.respondents import request_form


@bp.before_request
def refuse_unknown_language():
    if g.code is None and g.locale is not None and not is_complete(g.locale):
        abort(404)


@bp.get("/accessibility", defaults=HOME)
@bp.get(f"/accessibility{WORDED}")
def show_accessibility():
    reviewed_on = dt.date.fromisoformat(current_app.config["ACCESSIBILITY_REVIEWED_ON"])
    faults = [fault.strip() for fault in current_app.config["ACCESSIBILITY_FAULTS"].split(";") if fault.strip()]
    return render_template("responses/show_accessibility.html", reviewed_on=reviewed_on, faults=faults)


@bp.get("/privacy", defaults=HOME)
@bp.get(f"/privacy{WORDED}")
def show_privacy():
    return render_template("responses/show_privacy.html")


@bp.get("/cookies", defaults=HOME)
@bp.get(f"/cookies{WORDED}")
def show_cookies():
    return render_template("responses/show_cookies.html", cookies=_cookies())


@bp.route("/contact", methods=["GET", "POST"], defaults=HOME)
@bp.route(f"/contact{WORDED}", methods=["GET", "POST"])
def show_contact():
    return _ask(None, url_for(".show_contact"))


@bp.route(f"{PAGE}/formats", methods=["GET", "POST"])
def ask_format():
    return _ask(g.consultation, url_for(".ask_format"))


@bp.get("/contact/sent", defaults=HOME)
@bp.get(f"/contact/sent{WORDED}")
def show_asked():
    return render_template("responses/show_asked.html")


def _ask(consultation, here):
    """The form, or the page that says that it arrived."""
    form, status = read_form(request_form(TOPICS, g.variant), "topic")
    if is_posted() and status == 200:
        config = current_app.config
        contact = {"name": form["q_name"].data.strip(), "reach": form["q_reach"].data.strip()}
        secret = config["CONTACT_KEY"] or config["SECRET_KEY"]
        topic, details = form["topic"].data, form["q_details"].data
        try:
            outreach.ask(consultation, topic, details, contact, secret, config["CONTACT_DAYS"], config["CLOCK"]())
            return redirect(url_for(".show_asked"), 303)
        except AskedBefore:
            return redirect(url_for(".show_asked", again=1), 303)
        except TooManyTries:
            form["topic"].errors, status = [_too_many()], 429
    return render_template("responses/ask_format.html", form=form, here=here), status


def _too_many():
    phone = current_app.config["CONTACT_PHONE"]
    if phone:
        return say(
            _("More people asked than we can take in 1 hour. Call %(phone)s, or send it again in an hour", phone=phone),
            _("Too many people asked now. Call %(phone)s. Or send it again in 1 hour.", phone=phone),
        )
    return say(
        _("More people asked than we can take in 1 hour. Send it again in an hour"),
        _("Too many people asked now. Send it again in 1 hour."),
    )


def _cookies():
    """(name, what for, how long) of every cookie that this website can set."""
    staff = current_app.session_interface.get_cookie_name(current_app)
    until_closed = say(_("until you close your browser"), _("Until you close your browser."))
    return [
        (
            cookie_name(),
            say(
                _("Set when you start to answer, so that only your browser can open your answers."),
                _("It keeps your answers safe."),
            ),
            until_closed,
        ),
        (
            KIOSK,
            say(
                _("Set on a tablet in a library, so that it starts clean for each person."),
                _("It is for a shared tablet."),
            ),
            until_closed,
        ),
        (
            staff,
            say(_("Set when a member of staff opens the sign-in page."), _("It is for staff who sign in.")),
            until_closed,
        ),
    ]
