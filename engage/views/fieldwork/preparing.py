"""What a facilitator takes along: a topic guide made from the questionnaire, with the consent script, to print."""

from flask import abort

from engage import fieldwork
from engage.auth import role_required
from engage.views.fieldwork.address import bp, load, show


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
        support=", ".join(fieldwork.SUPPORT_NAMES[key] for key in activity.support),
    )
