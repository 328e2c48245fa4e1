"""The draft as residents would see it, in every wording, language and paper layout; and what is missing still."""

from flask import abort, current_app, render_template
from flask_babel import gettext as _

from engage import authoring, printed_forms
from engage.auth import role_required
from engage.errors import CannotPrint
from engage.i18n import describe, offered
from engage.models import Role
from engage.models.paper import LAYOUTS
from engage.views.authoring.address import AUTHORS, bp, finding_url, load, refuse
from forms.authoring import editing, findings, reading_time
from forms.definition import VARIANTS

#: the panel reads what it is asked to approve
READERS = (*AUTHORS, Role.PANEL_MEMBER)


@bp.get("/preview/<locale>/<variant:wording>")
@role_required(*READERS)
def show_preview(code, locale, wording):
    draft, document = load(code)
    questionnaire = findings.examined(document).questionnaire
    if locale not in questionnaire.locales:
        abort(404)
    return render_template(
        "authoring/show_preview.html", draft=draft, questionnaire=questionnaire, title=editing.title_of(document),
        locale=locale, wording=wording, languages_of=[describe(one) for one in questionnaire.locales],
        direction=describe(locale)[2], variants=VARIANTS, layouts=LAYOUTS, rules=authoring.rules_of(questionnaire),
    )  # fmt: skip


@bp.get("/preview/<locale>/<layout>.pdf")
@role_required(*READERS)
def show_paper(code, locale, layout):
    """The paper form as it would be printed, without numbers: a proof, not to be given out."""
    draft, document = load(code)
    examined = findings.examined(document)
    if layout not in LAYOUTS or locale not in document["locales"]:
        abort(404)
    if examined.errors:
        return refuse(draft, [_("There are %(n)s things to mend first. See the checklist.", n=len(examined.errors))])
    try:
        content = printed_forms.proof(draft.consultation, examined.questionnaire, layout, locale)
    except CannotPrint as error:
        return refuse(draft, [str(error)])
    reply = current_app.make_response(content)
    reply.mimetype = "application/pdf"
    return reply


@bp.get("/checklist")
@role_required(*READERS)
def show_checklist(code):
    """What is missing before approval, and how long it takes."""
    draft, document = load(code)
    examined = findings.examined(document)
    questionnaire = examined.questionnaire
    locale = questionnaire.locales[0]
    times = [(one, reading_time.estimate(questionnaire, one, locale), questionnaire.minutes[one]) for one in VARIANTS]
    incomplete = [describe(one)[1] for one in questionnaire.locales if one not in offered(questionnaire)]
    return render_template(
        "authoring/show_checklist.html", draft=draft, title=editing.title_of(document), examined=examined, times=times,
        lacking=authoring.lacking(examined, printed_forms.formats_ready()), finding_url=finding_url,
        incomplete=incomplete, cannot_print=printed_forms.lacking(), speeds=reading_time.WORDS_A_MINUTE,
        seconds=(reading_time.SECONDS_TO_CHOOSE, reading_time.SECONDS_TO_WRITE), locale=locale,
    )  # fmt: skip
