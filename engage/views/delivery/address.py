"""Where the pages live, finding what an address names, and showing a page with what is wrong on it."""

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for

from engage import council_words, outcome_history, outcomes
from engage.auth import describe_staff
from engage.i18n import describe
from engage.operations.consultations import find_consultation
from engage.publishing import newest_version, published

bp = Blueprint("delivery", __name__, url_prefix="/staff/consultations/<code>/delivery")
bp.context_processor(describe_staff)


@bp.context_processor
def describe_names():
    return {
        "answer_names": outcomes.ANSWER_NAMES,
        "state_names": outcomes.STATE_NAMES,
        "course_names": outcomes.COURSE_NAMES,
        "status_names": outcomes.STATUS_NAMES,
        "kind_names": outcome_history.KIND_NAMES,
        "history_of": outcome_history.steps,
        "direction": outcomes.direction,
        "may_write": g.get("staff") is not None and g.staff.holds(outcomes.WRITERS, g.get("consultation")),
        "today": clock().date(),
    }


def load(code):
    """The Consultation of this address; 404 while it has no questionnaire."""
    consultation = find_consultation(code) or abort(404)
    newest_version(consultation) or abort(404)
    return consultation


def load_one(model, code, number):
    """(Consultation, row with this number), or 404."""
    consultation = load(code)
    return consultation, outcomes.find(model, consultation, number) or abort(404)


def clock():
    return current_app.config["CLOCK"]()


def languages(consultation):
    """(code, name in itself) of every language that the public reads it in, English first."""
    locales = published(newest_version(consultation).id).definition.locales
    return [(locale, describe(locale)[1]) for locale in sorted(locales, key=lambda one: one != council_words.FIRST)]


def refuse_long_sentences(typed, texts):
    """Easy Read has short sentences: the first that is too long is named at its field."""
    for locale, pair in texts.items():
        if long := council_words.long_sentence(pair["easy_read"]):
            typed.faults[f"{locale}_easy_read"] = f"This sentence is too long for Easy Read: {long}"


def fields_of(texts):
    """Words that are kept, as fields of a page."""
    return {f"{locale}_{variant}": words for locale, pair in texts.items() for variant, words in pair.items()}


def show(template, faults=None, typed=None, **values):
    """The page, with 422 when something typed is wrong. faults: name of a field -> what is wrong with it."""
    faults = faults or {}
    error_list = [(text, name) for name, text in faults.items()]
    page = render_template(
        f"delivery/{template}.html", faults=faults, error_list=error_list, typed=typed or {}, **values
    )
    return page, 422 if faults else 200


def onward(endpoint, **values):
    """To this page, after something was written."""
    return redirect(url_for(f".{endpoint}", code=request.view_args["code"], **values), 303)
