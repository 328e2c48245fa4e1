"""Giving and taking roles. Administrators do not see answers, unless another administrator lets them for some days."""

import datetime as dt

from sqlalchemy import func, select

from engage.errors import RoleRefused
from engage.extensions import db
from engage.models import Role, StaffRole, StaffUser
from engage.operations import transaction
from engage.operations.people.sessions import refuse_last
from engage.operations.staff import note

#: with these roles one reads what people answered or said; a panel member reads questionnaires, plans and results
SEE_ANSWERS = tuple(role for role in Role if role not in (Role.ADMINISTRATOR, Role.PANEL_MEMBER))
#: how long an administrator may see answers until another one has to decide again
MOST_DAYS = 14


def give_first(staff, role, consultation, actor, now):
    """Inside the caller's transaction: the role of somebody who is new."""
    _refuse_narrow(role, consultation)
    held = StaffRole(role=Role(role).value, given_by_id=actor and actor.id, given_at=now)
    held.consultation_id = consultation and consultation.id
    staff.roles.append(held)


def give(staff, role, consultation, days, actor, now):
    """Give a role on the consultation, or on all. RoleRefused says in words why not, and `field` where.

    days : until it ends by itself; None for good
    """
    with transaction():
        _refuse_narrow(role, consultation)
        _refuse_own(staff, actor)
        _refuse_mixed(staff, role, days)
        if any(held.role == role and held.consultation_id in (None, consultation and consultation.id)
               for held in staff.roles):  # fmt: skip
            raise RoleRefused("role", "This person has the role already")
        give_first(staff, role, consultation, actor, now)
        if days is not None and role != Role.ADMINISTRATOR:
            staff.roles[-1].ends_at = now + dt.timedelta(days=days)
        note(actor, "gave_role", "staff_user", staff.public_id, now, **_told(staff.roles[-1], consultation))


def take(staff, role_id, actor, now):
    """Take a role away; what this person has open is closed at the next request. LastAdministrator as for closing."""
    with transaction():
        held = next((held for held in staff.roles if held.id == role_id), None)
        if held is None:
            return False
        if held.role == Role.ADMINISTRATOR:
            refuse_last(staff)
        note(actor, "took_role", "staff_user", staff.public_id, now, **_told(held, held.consultation))
        staff.roles.remove(held)
    return True


def end_overdue(staff, now):
    """Take away the roles whose time is over."""
    with transaction():
        for held in [held for held in staff.roles if held.ends_at is not None and held.ends_at <= now]:
            note(None, "ended_role", "staff_user", staff.public_id, now, **_told(held, held.consultation))
            staff.roles.remove(held)


def grants(now):
    """The roles with which administrators see answers now, for every administrator to read."""
    held = select(StaffRole).join(StaffUser, StaffUser.id == StaffRole.staff_id)
    query = held.where(StaffRole.ends_at > now, StaffUser.having([Role.ADMINISTRATOR])).order_by(StaffRole.id)
    return [(db.session.get_one(StaffUser, one.staff_id), one) for one in db.session.scalars(query)]


def n_administrators():
    query = select(func.count(StaffUser.id)).where(StaffUser.disabled_at.is_(None))
    return db.session.scalar(query.where(StaffUser.having([Role.ADMINISTRATOR])))


def _refuse_narrow(role, consultation):
    if role == Role.ADMINISTRATOR and consultation is not None:
        raise RoleRefused("consultation", "Administrators look after all consultations. Choose “All consultations”")


def _refuse_own(staff, actor):
    if actor is not None and actor.id == staff.id:
        raise RoleRefused("role", "Nobody gives a role to themselves. Ask another administrator")


def _refuse_mixed(staff, role, days):
    if staff.holds([Role.ADMINISTRATOR]) and role in SEE_ANSWERS and days is None:
        text = f"Administrators see answers for some days only. Enter a number of days from 1 to {MOST_DAYS}"
        raise RoleRefused("days", text)
    for_good = any(held.role in SEE_ANSWERS and held.ends_at is None for held in staff.roles)
    if role == Role.ADMINISTRATOR and for_good:
        raise RoleRefused("role", "Administrators do not see answers. Take the other roles of this person away first")


def _told(held, consultation):
    until = held.ends_at and held.ends_at.isoformat()
    return {"role": held.role, "consultation": consultation.code if consultation else "all", "until": until}
