"""The first administrator: made on a page that opens while there is none, with a code that only the server tells.

The code is made from the secret key and the day, so that nothing is kept and every server of an installation tells the
same one. It is of no use from the moment on in which there is an administrator.
"""

import datetime as dt
import hmac
import secrets

from sqlalchemy import func, select

from engage import return_codes
from engage.errors import CodeRefused, LinkUsed, StaffExists
from engage.extensions import db
from engage.models import Role, StaffUser
from engage.operations import transaction
from engage.operations.people.roles import give_first
from engage.operations.staff import HASHER, account_of, count_try, forget_tries, normalise, note, refuse_weak

#: of an advisory lock of PostgreSQL: one transaction at a time makes the first administrator
LOCK = 0x666F756E
NAME = "the first administrator"


def is_due():
    """Has this installation no administrator yet? A closed account counts: somebody had their turn."""
    return db.session.scalar(select(StaffUser.id).where(StaffUser.having([Role.ADMINISTRATOR])).limit(1)) is None


def has_staff():
    return db.session.scalar(select(StaffUser.id).limit(1)) is not None


def code_of(secret_key, now):
    """Today's code, in groups of four; it is taken tomorrow too."""
    return return_codes.make(secret_key, f"{NAME} {now.date().isoformat()}")


def begin(typed, email, password, secret_key, council_name, now, demonstration=False):
    """The first administrator, for who has the code. Nobody was signed in, so nobody is named as the actor.

    CodeRefused: not the code. TooManyTries: wait. PasswordRefused says why. StaffExists: the address has an account.
    LinkUsed: somebody was faster.
    """
    account = account_of(NAME, secret_key)
    count_try(account, now)
    if not _is_code(typed, secret_key, now):
        raise CodeRefused
    refuse_weak(password, email, council_name)
    password_hash = HASHER.hash(password)
    with transaction():
        if db.engine.dialect.name == "postgresql":  # a transaction that writes is alone on SQLite
            db.session.execute(select(func.pg_advisory_xact_lock(LOCK)))
        forget_tries(account)
        if not is_due():
            raise LinkUsed
        if db.session.scalar(select(StaffUser.id).filter_by(email=normalise(email))) is not None:
            raise StaffExists
        staff = StaffUser(public_id=secrets.token_urlsafe(9), email=normalise(email), password_hash=password_hash)
        staff.demonstration = demonstration
        db.session.add(staff)
        give_first(staff, Role.ADMINISTRATOR, None, None, now)
        db.session.flush()
        note(None, "made_first_administrator", "staff_user", staff.public_id, now)
    return staff


def _is_code(typed, secret_key, now):
    code = return_codes.read(typed) or ""
    days = (now, now - dt.timedelta(days=1))
    return any(hmac.compare_digest(code, return_codes.bare(code_of(secret_key, day))) for day in days)
