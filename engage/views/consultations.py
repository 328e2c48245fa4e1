"""A consultation as those see it who run it: its languages, and where its results are published."""

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from engage import catalogues, council_words
from engage.auth import describe_staff, role_required
from engage.binding import bind
from engage.errors import StillOpen
from engage.extensions import db
from engage.i18n import describe
from engage.models import Role, TranslationCheck
from engage.operations import consultations as operations
from engage.operations import reporting
from engage.publishing import newest_version, published
from forms.staff import results_form

bp = Blueprint("consultations", __name__, url_prefix="/staff/consultations/<code>")
bp.context_processor(describe_staff)
OFFICERS = TRANSLATORS = (Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER)


@bp.get("/languages")
@role_required(*TRANSLATORS)
def show_languages(code):
    version, questionnaire = _find(code)
    checks = db.session.scalars(select(TranslationCheck).filter_by(version_id=version.id))
    checked = {check.locale: check for check in checks}
    rows = [
        (*describe(locale), checked.get(locale), catalogues.missing(locale)) for locale in _translations(questionnaire)
    ]
    return render_template("consultations/show_languages.html", code=code, questionnaire=questionnaire, rows=rows)


@bp.post("/languages/<locale>")
@role_required(*TRANSLATORS)
def tick_translation(code, locale):
    version, questionnaire = _find(code)
    if locale not in _translations(questionnaire):
        abort(404)
    is_checked = request.form.get("checked") == "yes"
    operations.tick_translation(version, locale, is_checked, g.staff, current_app.config["CLOCK"]())
    return redirect(url_for(".show_languages", code=code), 303)


@bp.route("/results-published", methods=["GET", "POST"])
@role_required(*OFFICERS)
def record_results(code):
    """Say since when, where and in short what came of the consultation: the public reads it on its page."""
    version, questionnaire = _find(code)
    consultation, now = version.questionnaire.consultation, current_app.config["CLOCK"]()
    found = reporting.find_publication(consultation)
    form = bind(results_form(questionnaire.locales), **_recorded(found))
    if request.method == "POST" and form.validate() and _record(form, consultation, questionnaire.locales, now):
        return redirect(url_for("staff.show_consultation", code=code), 303)
    names = [(locale, describe(locale)[1]) for locale in questionnaire.locales]
    values = {"form": form, "found": found, "consultation": consultation, "names": names}
    page = render_template("consultations/record_results.html", is_open=now < consultation.closes_at, **values)
    return page, 422 if form.errors or request.method == "POST" else 200


@bp.post("/results-published/take-back")
@role_required(*OFFICERS)
def take_back_results(code):
    consultation = operations.find_consultation(code) or abort(404)
    reporting.take_back_results(consultation, g.staff, current_app.config["CLOCK"]())
    return redirect(url_for(".record_results", code=code), 303)


def _recorded(found):
    """What was said before, by field of the form."""
    if found is None:
        return {}
    texts = {
        f"q_{locale}_{variant}": text for locale, pair in found.texts.items() for variant, text in pair.items()
    }
    day = found.published_on
    return texts | {"q_date": f"{day.day}/{day.month}/{day.year}", "q_link": found.link}


def _record(form, consultation, locales, now):
    """Was it recorded? If not, the form holds the reason."""
    texts = {}
    for locale in locales:
        pair = {variant: form[f"q_{locale}_{variant}"].data.strip() for variant in ("standard", "easy_read")}
        for variant, text in pair.items():
            if not text and (locale == council_words.FIRST or any(pair.values())):
                form[f"q_{locale}_{variant}"].errors = [_("Write it in both wordings")]
        if long := council_words.long_sentence(pair["easy_read"]):
            form[f"q_{locale}_easy_read"].errors = [_("This sentence is too long for Easy Read: %(text)s", text=long)]
        if any(pair.values()):
            texts[locale] = pair
    if form.errors:
        return False
    try:
        link = form.q_link.data.strip()
        reporting.record_results(consultation, form.published_on, link, texts, locales, g.staff, now)
    except StillOpen:
        form.q_date.errors = [_("Results are published after the consultation has closed")]
        return False
    return True


def _find(code):
    consultation = operations.find_consultation(code) or abort(404)
    version = newest_version(consultation) or abort(404)
    return version, published(version.id).definition


def _translations(questionnaire):
    """The first language is the one it was written in."""
    return questionnaire.locales[1:]
