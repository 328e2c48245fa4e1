"""Who answers, what they allow, and how to reach them. `by_code`: the return code was entered in this browser."""

import datetime as dt
import logging

from sqlalchemy import delete

from engage.data_keys import of_consultation
from engage.extensions import db
from engage.extracts import contacts
from engage.extracts.retention import clocks
from engage.models import Consent, ContactDetails, Organisation, Respondent
from engage.operations import transaction
from engage.operations.responses import hold_for_change, hold_for_permission
from engage.operations.staff import note
from engage.sealing import seal_for, unseal

log = logging.getLogger(__name__)

CONSENTS = ("quote", "contact", "outcome")
WITH_HELPER = ("on_behalf", "with_help")


def save_capacity(response, capacity, now, grace, by_code=False):
    """None: seen and left blank. What belonged to another capacity goes."""
    with transaction():
        hold_for_change(response, now, grace, by_code)
        row = _row(Respondent, response)
        row.capacity = capacity
        if capacity not in WITH_HELPER:
            row.helper = None
        if capacity != "organisation":
            db.session.execute(delete(Organisation).filter_by(response_id=response.id))


def save_helper(response, helper, now, grace, by_code=False):
    with transaction():
        hold_for_change(response, now, grace, by_code)
        _row(Respondent, response).helper = helper


def save_organisation(response, name, size, area, now, grace, by_code=False):
    with transaction():
        hold_for_change(response, now, grace, by_code)
        row = _row(Organisation, response)
        row.name, row.size, row.area = name, size, area


def save_consents(response, given, now, grace, by_code=False):
    """given : consent -> True, False or None. Contact details that nothing allows any more are erased."""
    with transaction():
        hold_for_permission(response, now, grace, by_code)
        row = _row(Consent, response)
        for name in CONSENTS:
            setattr(row, name, given.get(name))
        if not (row.contact or row.outcome):
            db.session.execute(delete(ContactDetails).filter_by(response_id=response.id))


def save_contact(response, details, secret, days, now, grace, by_code=False):
    """Keep a dictionary encrypted until so many days after closing."""
    with transaction():
        hold_for_permission(response, now, grace, by_code)
        keep_contact(response, details, secret, days)


def keep_contact(response, details, secret, days):
    """Inside the caller's transaction: the same for what was written on paper or said."""
    code = response.version.questionnaire.consultation.code
    row = _row(ContactDetails, response)
    key = of_consultation(response.version.questionnaire.consultation_id)
    row.sealed = seal_for(key, code, response.public_id, details)
    row.erase_on = _erase_on(response, days)


def erase_contact(response, now, grace, by_code=False):
    with transaction():
        hold_for_permission(response, now, grace, by_code)
        db.session.execute(delete(ContactDetails).filter_by(response_id=response.id))


def is_overdue(response, days, now):
    """Whether contact details of this response would be erased again at once."""
    return _erase_on(response, days) <= now.date()


def read_contacts(consultation, consent, reason, actor, secret, now, as_file=False):
    """How to reach everybody who allows this, in the order of names, which says nothing about when anybody answered.

    consent : "contact" or "outcome"
    That they were read is written down before anything is given away: once for all, and for each person.
    """
    rows = db.session.execute(contacts.reachable(consultation, consent)).all()
    people = [
        opened | {"locale": locale, "variant": variant}
        for public_id, locale, variant, sealed in rows
        if (opened := unseal(secret, consultation.code, public_id, sealed)) is not None
    ]
    with transaction():
        note(actor, "took_contacts" if as_file else "read_contacts", "consultation", consultation.code, now,
             consent=consent, reason=reason, people=len(people))  # fmt: skip
        for row in rows:
            note(actor, "read_contact", "response", row.public_id, now, consent=consent)
    log.info("%s contact details of %s were read for %s", len(people), consultation.code, consent)
    return sorted(people, key=lambda person: (person["name"].casefold(), person["email"], person["phone"]))


def record_who(response, capacity, helper, organisation, consents):
    """Inside the caller's transaction: who answers a paper form, and what they allow. What nothing allows is erased.

    organisation : (name, size, area); kept only where somebody answers for one
    """
    who = _row(Respondent, response)
    who.capacity, who.helper = capacity, helper
    if capacity == "organisation":
        row = _row(Organisation, response)
        row.name, row.size, row.area = organisation
    else:
        db.session.execute(delete(Organisation).filter_by(response_id=response.id))
    row = _row(Consent, response)
    for name in CONSENTS:
        setattr(row, name, consents.get(name))
    if not (row.contact or row.outcome):
        db.session.execute(delete(ContactDetails).filter_by(response_id=response.id))


def erase(response):
    """Inside the caller's transaction: nothing is left of who answered. For a response that is withdrawn."""
    for model in (Respondent, Organisation, Consent, ContactDetails):
        db.session.execute(delete(model).filter_by(response_id=response.id))


def _erase_on(response, days):
    return clocks.closed_at(response.version.questionnaire.consultation).date() + dt.timedelta(days=days)


def _row(model, response):
    row = db.session.get(model, response.id, populate_existing=True)
    if row is None:
        row = model(response_id=response.id)
        db.session.add(row)
    return row
