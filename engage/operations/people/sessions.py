"""Sessions of staff: which there are, ending them, and that somebody stays who can let others in."""

from sqlalchemy import delete, func, select

from engage.errors import LastAdministrator
from engage.extensions import db
from engage.models import Role, StaffSession, StaffUser
from engage.operations import transaction
from engage.operations.staff import HASHER, note, refuse_weak


def sessions_of(staff):
    """The newest first. When they began and were last seen is all that is known of them."""
    query = select(StaffSession).filter_by(staff_id=staff.id).order_by(StaffSession.started_at.desc(), StaffSession.id)
    return db.session.scalars(query).all()


def end(staff, session_id, actor, now):
    """End one session of this person."""
    with transaction():
        of_person = delete(StaffSession).where(StaffSession.staff_id == staff.id, StaffSession.id == session_id)
        if db.session.execute(of_person).rowcount:
            note(actor, "ended_session", "staff_user", staff.public_id, now)


def end_everywhere(staff, actor, now, but=None):
    """End every session of this person; `but`: the hash of the one that stays."""
    with transaction():
        n = end_all(staff, but)
        note(actor, "ended_sessions", "staff_user", staff.public_id, now, n=n)


def change_password(staff, new, council_name, but, now):
    """Every session of this person but the one with this hash ends. PasswordRefused says why not."""
    refuse_weak(new, staff.email, council_name)
    password_hash = HASHER.hash(new)
    with transaction():
        staff.password_hash = password_hash
        end_all(staff, but)
        note(staff, "changed_password", "staff_user", staff.public_id, now)


def end_all(staff, but=None):
    """Inside the caller's transaction: the sessions of this person end, but not the one with this hash."""
    kept = StaffSession.token_sha256 != but if but else True
    return db.session.execute(delete(StaffSession).where(StaffSession.staff_id == staff.id, kept)).rowcount


def refuse_last(staff):
    """Inside the caller's transaction: LastAdministrator unless another administrator could go on."""
    active = select(StaffUser.id).where(StaffUser.having([Role.ADMINISTRATOR]), StaffUser.disabled_at.is_(None))
    # two who close one another's account at once: the second waits here, and then finds nobody else
    db.session.execute(active.with_for_update()).all()
    others = db.session.scalar(select(func.count()).select_from(active.where(StaffUser.id != staff.id).subquery()))
    if staff.holds([Role.ADMINISTRATOR]) and staff.disabled_at is None and not others:
        raise LastAdministrator
