"""Who the council's identity provider proved: an invited member of staff, or nobody. It makes no accounts."""

from sqlalchemy import select

from engage.errors import IdentityRefused
from engage.extensions import db
from engage.models import StaffUser
from engage.operations import transaction
from engage.operations.people.inviting import end_links
from engage.operations.staff import begin_session, normalise, note, record

NOBODY = "Nobody is invited here with the email address that your identity provider knows. Ask an administrator"


def sign_in(proven, token_sha256, old_token_sha256, two_factors, now):
    """Start a session for the open account with this verified address.

    At the first time the account is tied to this person at the provider: an address that is given to somebody else
    later opens nothing. IdentityRefused: nobody is invited, the account is closed, or it is tied to another person.
    """
    staff = db.session.scalar(select(StaffUser).filter_by(email=normalise(proven.email)))
    if staff is None or staff.disabled_at is not None or staff.identity_subject not in (None, proven.subject):
        record(None, "refused_identity", "staff_user", staff.public_id if staff else "", now)
        raise IdentityRefused(NOBODY)
    if staff.identity_subject is None:
        with transaction():
            staff.identity_subject = proven.subject
            end_links(staff, now)
            note(staff, "tied_identity", "staff_user", staff.public_id, now)
    begin_session(staff, token_sha256, old_token_sha256, two_factors, now)
    return staff
