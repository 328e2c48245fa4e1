"""What a facilitator takes along: the topic guide for staff, and sheets for the group in its language and wording."""

from flask import abort, g, make_response, render_template, request
from flask_babel import refresh

from engage import fieldwork, handouts, results
from engage.auth import role_required
from engage.exports import handout
from engage.i18n import DEFAULT_LOCALE, EASY_READ, describe, offered
from engage.operations import hold_snapshot
from engage.operations.staff import record as write_down
from engage.views.fieldwork.address import bp, clock, load, show
from forms.definition import VARIANTS


@bp.get("/<public_id>/guide")
@role_required(*fieldwork.READERS)
def show_guide(public_id):
    """The sections of views as topics, each with its questions and the options to put dots on."""
    activity = load(public_id)
    questionnaire = fieldwork.questionnaire_of(activity.consultation) or abort(404)
    return show(
        "show_guide",
        activity=activity,
        title=questionnaire.title.get("standard", "en"),
        sections=questionnaire.of_purpose("views"),
        script=handouts.script(activity),
        support=", ".join(fieldwork.SUPPORT_NAMES[key] for key in activity.support),
    )


@bp.get("/<public_id>/handouts/script")
@role_required(*fieldwork.READERS)
def show_script(public_id):
    """What is read out before anything is asked."""
    activity = load(public_id)
    read_for_group(activity)
    return give_out(activity, handouts.script(activity))


@bp.get("/<public_id>/handouts/consent")
@role_required(*fieldwork.READERS)
def show_consent(public_id):
    """The consent sheet: read, ticked and given back."""
    activity = load(public_id)
    questionnaire = read_for_group(activity)
    return give_out(activity, handouts.consent(activity, questionnaire))


@bp.get("/<public_id>/handouts/results")
@role_required(*fieldwork.READERS)
def show_results_sheet(public_id):
    """What the questionnaire found so far, rounded, for the group to talk about. That it was taken is written down."""
    hold_snapshot()
    activity, now = load(public_id), clock()
    questionnaire = read_for_group(activity)
    found = results.of(activity.consultation) or abort(404)
    write_down(
        g.staff, "took_results_sheet", "activity", activity.public_id, now, language=g.locale, wording=g.variant
    )
    closes_at = activity.consultation.closes_at
    sheet = handouts.results_so_far(found.rankings, questionnaire, closes_at, is_open=now < closes_at)
    return give_out(activity, sheet)


def read_for_group(activity):
    """Write the rest of this page in the language and the wording that its address asks for; the questionnaire."""
    questionnaire = fieldwork.questionnaire_of(activity.consultation) or abort(404)
    locale = request.args.get("language", DEFAULT_LOCALE)
    wording = request.args.get("wording", VARIANTS[0]).replace("-", "_")
    if locale not in offered(questionnaire) or wording not in VARIANTS:
        abort(404)
    g.locale, g.variant = locale, wording
    refresh()
    return questionnaire


def give_out(activity, sheet, template="handout", **values):
    """The sheet as a page, with its other languages and wordings; as a PDF where the address asks for it."""
    if request.args.get("file") == "pdf":
        reply = make_response(handout.make(sheet))
        reply.headers["Content-Type"] = "application/pdf"
        name = f"{request.path.rpartition('/')[2]}-{g.locale}-{g.variant.replace('_', '-')}.pdf"
        reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return reply
    locales = [describe(code) for code in offered(fieldwork.questionnaire_of(activity.consultation))]
    return render_template(
        f"fieldwork/{template}.html",
        activity=activity,
        sheet=sheet,
        locales=locales,
        wordings={"standard": VARIANTS[0], "easy_read": EASY_READ},
        **values,
    )
