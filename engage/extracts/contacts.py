"""Which forms have a sheet of contact details that nobody has typed yet. Never what is on it."""

from sqlalchemy import or_, select

from engage.extensions import db
from engage.models import AuditEvent, Consent, ContactDetails, Holder, PaperForm, Response

#: the verb that says a sheet was looked at and nothing is on it
SHEET_IS_EMPTY = "left_contact_empty"


def waiting(batch):
    """The forms that allow contact or want to hear the outcome, without details, in the order of the batch."""
    seen = select(AuditEvent.object_id).where(AuditEvent.object_type == "paper_form", AuditEvent.verb == SHEET_IS_EMPTY)
    query = (
        select(PaperForm)
        .join(Response, Response.id == PaperForm.response_id)
        .join(Consent, Consent.response_id == Response.id)
        .outerjoin(ContactDetails, ContactDetails.response_id == Response.id)
        .where(
            PaperForm.batch_id == batch.id,
            Response.withdrawn_at.is_(None),
            or_(Consent.contact.is_(True), Consent.outcome.is_(True)),
            ContactDetails.response_id.is_(None),
            PaperForm.public_id.not_in(seen),
        )
    )
    return db.session.scalars(query.order_by(PaperForm.id)).all()


def allows(response):
    """Whether this person may be contacted, or wants to hear the outcome."""
    consent = db.session.get(Consent, response.id)
    return consent is not None and bool(consent.contact or consent.outcome)


def is_kept(response):
    return db.session.scalar(select(ContactDetails.response_id).filter_by(response_id=response.id)) is not None


def is_opened(response):
    """Whether the person opened it in a browser: what is kept may be their own words."""
    return db.session.scalars(select(Holder.response_id).filter_by(response_id=response.id)).first() is not None
