"""Who is answering, and how to reach them: pages of a draft beside the questionnaire.

Who is answering stands first in the list of sections: it is asked before any question, and nobody is held up by it.
After sending, who entered the code corrects it until the closing time, as the answers; what is allowed, and how to be
reached, at any time.
"""

from flask import current_app, g, redirect, render_template, request, url_for

from engage.answers import contact_of, who_of
from engage.binding import bind, is_posted, read_form
from engage.errors import AlreadySubmitted
from engage.extracts.retention import clocks
from engage.models.respondents import CAPACITIES, HELPERS, SIZES
from engage.operations import respondents
from engage.views.responses.address import DRAFT, already_sent, bp, grace, is_open, reads_sent
from engage.views.responses.respondent_words import capacities, helper_question, helpers, who_question
from forms.respondents import consents_form, contact_form, organisation_form, who_form

#: capacity -> the page that asks more; no part of a page appears by itself
FOLLOWING = {"on_behalf": ".ask_helper", "with_help": ".ask_helper", "organisation": ".ask_organisation"}


@bp.route(f"{DRAFT}/who", methods=["GET", "POST"])
def ask_who():
    if done := _closed(until_closing=True):
        return done
    known = who_of(g.response)
    form, status = read_form(who_form(CAPACITIES), "choice", choice=known.capacity)
    if is_posted() and status == 200:
        capacity = form["choice"].data or None
        respondents.save_capacity(g.response, capacity, *_terms())
        return redirect(_onward(FOLLOWING.get(capacity)), 303)
    words = {"question": who_question(), "picture_name": "people", "choices": capacities(), "page": ".ask_who"}
    return render_template("responses/ask_who.html", form=form, **words), status


@bp.route(f"{DRAFT}/who/helper", methods=["GET", "POST"])
def ask_helper():
    if done := _closed(until_closing=True):
        return done
    known = who_of(g.response)
    if known.capacity not in respondents.WITH_HELPER:
        return redirect(url_for(".ask_who"), 303)
    form, status = read_form(who_form(HELPERS), "choice", choice=known.helper)
    if is_posted() and status == 200:
        respondents.save_helper(g.response, form["choice"].data or None, *_terms())
        return redirect(_onward(), 303)
    asked = helper_question(known.capacity)
    words = {"question": asked, "picture_name": "helper", "choices": helpers(), "page": ".ask_helper"}
    return render_template("responses/ask_who.html", form=form, **words), status


@bp.route(f"{DRAFT}/who/organisation", methods=["GET", "POST"])
def ask_organisation():
    if done := _closed(until_closing=True):
        return done
    known = who_of(g.response)
    if known.capacity != "organisation":
        return redirect(url_for(".ask_who"), 303)
    form, status = read_form(
        organisation_form(SIZES, g.variant), "q_name", q_name=known.name, size=known.size, q_area=known.area
    )
    if is_posted() and status == 200:
        name, area = form["q_name"].data.strip(), form["q_area"].data.strip()
        respondents.save_organisation(g.response, name, form["size"].data or None, area, *_terms())
        return redirect(_onward(), 303)
    return render_template("responses/ask_organisation.html", form=form), status


@bp.route(f"{DRAFT}/reach", methods=["GET", "POST"])
def ask_contact():
    """Name and e-mail or telephone, asked only of who wants to be contacted or told the outcome.

    Who presses erase, or empties both, is not reached any more.
    """
    if done := _closed():
        return done
    who, config = who_of(g.response), current_app.config
    days = clocks.days_of(g.consultation, "contact", config)
    if not who.wants_to_hear or respondents.is_overdue(g.response, days, config["CLOCK"]()):
        return redirect(_after_contact(), 303)
    secret = config["CONTACT_KEY"] or config["SECRET_KEY"]
    kept = contact_of(g.response, secret) or {}
    form, status = read_form(contact_form(g.variant), "q_email", **{f"q_{key}": text for key, text in kept.items()})
    if is_posted() and status == 200:
        details = {key: form[f"q_{key}"].data.strip() for key in ("name", "email", "phone")}
        if request.form.get("erase") or not (details["email"] or details["phone"]):
            respondents.erase_contact(g.response, *_terms())
        else:
            respondents.save_contact(g.response, details, secret, days, *_terms())
        return redirect(_after_contact(), 303)
    return render_template("responses/ask_contact.html", form=form, who=who, days=days), status


@bp.route(f"{DRAFT}/consents", methods=["GET", "POST"])
def ask_consents():
    """After sending; before it the same three questions stand on the page that sends."""
    if g.response.submitted_at is None:
        return redirect(url_for(".send"), 303)
    if done := _closed():
        return done
    form, status = read_consents()
    if is_posted() and status == 200:
        return redirect(save_consents(form) or url_for(".show_copy", updated=1), 303)
    return render_template("responses/ask_consents.html", form=form), status


def read_consents():
    """The three permissions as posted or saved before. A post without any of them is whole: all may be left blank."""
    known = who_of(g.response).consents
    values = {name: None if given is None else "yes" if given else "no" for name, given in known.items()}
    if is_posted() and not (request.form and known.keys() & request.form.keys()):
        return bind(consents_form(respondents.CONSENTS)), 200
    return read_form(consents_form(respondents.CONSENTS), respondents.CONSENTS[0], **values)


def save_consents(form):
    """Save what was ticked; the address of the page to go to before going on, or None."""
    given = {name: {"yes": True, "no": False}.get(form[name].data) for name in respondents.CONSENTS}
    known = who_of(g.response)
    if given != known.consents:
        try:
            respondents.save_consents(g.response, given, *_terms())
        except AlreadySubmitted:  # pressed twice: both see the one receipt
            return url_for(".show_receipt")
    is_wanted = (given["contact"] or given["outcome"]) and not request.args.get("asked")
    return url_for(".ask_contact") if is_wanted and not known.has_contact else None


def _onward(page=None):
    """To the next page about who is answering, or back to where they came from."""
    change = request.args.get("change")
    if page is None and g.response.submitted_at is not None:
        return url_for(".show_copy", updated=1)
    if page is None:
        return url_for(".check_answers" if change else ".list_sections")
    return url_for(page, change=change)


def _after_contact():
    if g.response.submitted_at is not None:
        return url_for(".show_copy", updated=1 if request.method == "POST" else None)
    return url_for(".send", asked=1)  # asked once: who leaves it empty can send all the same


def _terms():
    """What every change is judged by: the time, the time of grace, and whether the code was entered here."""
    return current_app.config["CLOCK"](), grace(), g.holder.by_code


def _closed(until_closing=False):
    """Where a page that shows what was given leads instead, once it is sent and was not opened with the code; or None.

    A post is judged when it is saved: words that were typed for longer than half an hour are not lost.
    """
    if request.method == "POST" or (reads_sent() and (is_open() or not until_closing)):
        return None
    return already_sent()
