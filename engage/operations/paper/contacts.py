"""How to reach who filled in a form or spoke with us: a pass of its own, away from the answers and from keyed values.

It may come after the batch is closed: it changes nothing that was counted.
"""

from sqlalchemy import delete

from engage.errors import PaperRefused
from engage.extensions import db
from engage.extracts import contacts as extracts
from engage.models import ContactDetails
from engage.operations import transaction
from engage.operations.respondents import is_overdue, keep_contact
from engage.operations.responses import lock
from engage.operations.staff import note


def key_contact(form, details, replaces, actor, secret, days, now):
    """Keep name, e-mail address and telephone number encrypted, as on the web.

    replaces : the person at the screen was told that details are kept already
    """
    with transaction():
        response = _hold(form, replaces)
        if not extracts.allows(response):
            raise PaperRefused(
                "q_email",
                "The form does not allow us to contact the person, so nothing is kept. "
                "If the paper does allow it, open the keying of the form again and key the permissions",
            )
        if is_overdue(response, days, now):
            raise PaperRefused("q_email", "The day on which contact details are erased is over. Nothing is kept")
        keep_contact(response, details, secret, days)
        note(actor, "keyed_contact", "paper_form", form.public_id, now)


def leave_empty(form, replaces, actor, now):
    """Nothing is on the sheet, or the person says nothing; what was typed from it before goes."""
    with transaction():
        response = _hold(form, replaces)
        db.session.execute(delete(ContactDetails).filter_by(response_id=response.id))
        note(actor, extracts.SHEET_IS_EMPTY, "paper_form", form.public_id, now)


def _hold(form, replaces):
    """The Response of the form, locked; PaperRefused while there is none, or where its details are not ours to set."""
    db.session.refresh(form, with_for_update=True)
    response = form.response
    if response is None or response.submitted_at is None:
        raise PaperRefused("q_email", "This form is not entered yet. Key its closed questions first")
    lock(response)
    if response.withdrawn_at is not None:
        raise PaperRefused("q_email", "The person has withdrawn their answers. Nothing is kept")
    if extracts.is_kept(response):
        if extracts.is_opened(response):
            raise PaperRefused(
                "q_email",
                "Contact details are kept, and the person may have given them on line. "
                "They change them with their return code",
            )
        if not replaces:
            raise PaperRefused(
                "q_email",
                "Somebody else has typed contact details of this form meanwhile. "
                "Compare yours with the paper. If you save again, yours replace them",
            )
    return response
