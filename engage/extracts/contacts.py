"""Whom the council may write to, and which paper forms have a sheet of contact details that nobody has typed yet."""

from sqlalchemy import func, or_, select

from engage.extensions import db
from engage.extracts.counting import is_counted
from engage.models import (
    AuditEvent,
    Consent,
    ContactDetails,
    Holder,
    PaperForm,
    Questionnaire,
    QuestionnaireVersion,
    Response,
)

#: the verb that says a sheet was looked at and nothing is on it
SHEET_IS_EMPTY = "left_contact_empty"


def reachable(consultation, consent):
    """The query of who sent a response, allows this ("contact", "outcome") and said how: sealed, and nothing else."""
    return (
        select(Response.public_id, Response.locale, Response.variant, ContactDetails.sealed)
        .join(ContactDetails, ContactDetails.response_id == Response.id)
        .join(Consent, Consent.response_id == Response.id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Response.version_id)
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .where(Questionnaire.consultation_id == consultation.id, is_counted(), getattr(Consent, consent).is_(True))
        .order_by(Response.public_id)
    )


def n_reachable(consultation, consent):
    return db.session.scalar(select(func.count()).select_from(reachable(consultation, consent).subquery()))


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
