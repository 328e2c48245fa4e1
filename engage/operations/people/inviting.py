"""Inviting people by a link that is followed once, a new link for who lost everything, closing an account."""

import datetime as dt
import hashlib
import secrets

from sqlalchemy import delete, select, update

from engage.errors import LinkUsed, StaffExists
from engage.extensions import db
from engage.models import RecoveryCode, Role, StaffInvitation, StaffUser
from engage.operations import transaction
from engage.operations.people.roles import give_first
from engage.operations.people.sessions import end_all, refuse_last
from engage.operations.staff import HASHER, normalise, note, refuse_weak


def invite(email, role, consultation, hours, actor, now, demonstration=False):
    """(StaffUser, token of the link): somebody who can do nothing until they followed it."""
    email, token = normalise(email), secrets.token_urlsafe(32)
    with transaction():
        if db.session.scalar(select(StaffUser.id).filter_by(email=email)) is not None:
            raise StaffExists(f"{email} has an account already")
        staff = StaffUser(
            public_id=secrets.token_urlsafe(9), email=email, password_hash="", demonstration=demonstration
        )
        db.session.add(staff)
        give_first(staff, role, consultation, actor, now)
        db.session.flush()
        _add_link(staff, token, hours, actor, now)
        where = consultation.code if consultation else "all"
        note(actor, "invited_staff", "staff_user", staff.public_id, now, role=Role(role).value, consultation=where)
    return staff, token


def renew_link(staff, hours, actor, now):
    """The token of a new link. Password, second factor, sessions and older links of this person end."""
    token = secrets.token_urlsafe(32)
    with transaction():
        staff.password_hash, staff.factor_sealed, staff.factor_step = "", None, None
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff.id))
        end_all(staff)
        end_links(staff, now)
        _add_link(staff, token, hours, actor, now)
        note(actor, "made_new_link", "staff_user", staff.public_id, now)
    return token


def find_invitation(token, now):
    """The StaffInvitation of this link; None if it was used, ran out, or leads to a closed account."""
    found = db.session.scalar(select(StaffInvitation).filter_by(token_sha256=_hash_of(token)))
    if found is None or found.used_at is not None or now >= found.expires_at or found.staff.disabled_at is not None:
        return None
    return found


def accept(invitation, password, council_name, now):
    """Set the password that was chosen. PasswordRefused says why not; LinkUsed: somebody was faster."""
    refuse_weak(password, invitation.staff.email, council_name)
    password_hash, staff = HASHER.hash(password), invitation.staff
    with transaction():
        _use(invitation, now)
        staff.password_hash = password_hash
        end_all(staff)
        note(staff, "accepted_invitation", "staff_user", staff.public_id, now)
    return staff


def disable(staff, actor, now):
    """Close the account: it ends at its next request, on every device. LastAdministrator if nobody else is one."""
    with transaction():
        refuse_last(staff)
        staff.disabled_at = now
        end_all(staff)
        end_links(staff, now)
        note(actor, "disabled_staff", "staff_user", staff.public_id, now)


def enable(staff, actor, now):
    with transaction():
        staff.disabled_at = None
        note(actor, "enabled_staff", "staff_user", staff.public_id, now)


def _hash_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


def _add_link(staff, token, hours, actor, now):
    link = StaffInvitation(staff_id=staff.id, token_sha256=_hash_of(token), made_by_id=actor and actor.id)
    link.made_at, link.expires_at = now, now + dt.timedelta(hours=hours)
    db.session.add(link)


def end_links(staff, now):
    waiting = update(StaffInvitation).where(StaffInvitation.staff_id == staff.id, StaffInvitation.used_at.is_(None))
    db.session.execute(waiting.values(used_at=now))


def _use(invitation, now):
    waiting = update(StaffInvitation).where(StaffInvitation.id == invitation.id, StaffInvitation.used_at.is_(None))
    if db.session.execute(waiting.values(used_at=now)).rowcount != 1:
        raise LinkUsed
