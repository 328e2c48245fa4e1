"""A consultation as those see it who run it: its languages, and who has read each."""

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from sqlalchemy import select

from engage import catalogues
from engage.auth import describe_staff, role_required
from engage.extensions import db
from engage.i18n import describe
from engage.models import Role, TranslationCheck
from engage.operations import consultations as operations
from engage.publishing import newest_version, published

bp = Blueprint("consultations", __name__, url_prefix="/staff/consultations/<code>")
bp.context_processor(describe_staff)
TRANSLATORS = (Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER)


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


def _find(code):
    consultation = operations.find_consultation(code) or abort(404)
    version = newest_version(consultation) or abort(404)
    return version, published(version.id).definition


def _translations(questionnaire):
    """The first language is the one it was written in."""
    return questionnaire.locales[1:]
