"""The log on a device: an empty page that scripts fill, with or without a connection, and the worker that keeps it.

Anybody may have the page: nothing of anybody stands in it, and a device opens it while nobody is signed in.
"""

from flask import current_app, render_template, send_from_directory

from engage import fieldwork
from engage.views.fieldwork.address import bp

#: of the consent to quote and of who agreed, the answer that is chosen until somebody chooses
FIRST_CONSENT, FIRST_KIND = "not_asked", "paraphrase"


@bp.get("/device")
def show_device():
    return render_template("fieldwork/device.html", part_names=fieldwork.PART_NAMES)


@bp.get("/worker.js")
def send_worker():
    """From this address, because a worker may answer for the addresses below its own and for no others."""
    return send_from_directory(current_app.static_folder, "js/field-worker.js", mimetype="text/javascript")


def draw_form(described):
    """The form of a record as HTML. It is the same for every activity of a consultation.

    described : an activity as describe_activity gives it
    """
    return render_template(
        "fieldwork/device_form.html",
        guide=described,
        topics=[(topic["topic"], topic["title"]) for topic in described["topics"]],
        kinds=_beginning_with(FIRST_KIND, fieldwork.KIND_NAMES),
        consents=_beginning_with(FIRST_CONSENT, fieldwork.CONSENT_NAMES),
        agreements=list(fieldwork.AGREEMENT_NAMES.items()),
        always=[{"option": key, "text": text} for key, text in fieldwork.ALWAYS_COUNTED_NAMES.items()],
    )


def _beginning_with(first, names):
    return [(first, names[first]), *((key, text) for key, text in names.items() if key != first)]
