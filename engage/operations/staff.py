"""Staff accounts, signing in and out, and the trail of what was done. No network address is kept anywhere."""

import datetime as dt
import hashlib
import hmac
import logging
import re
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, or_, select

from engage.errors import PasswordRefused, RoleRefused, StaffExists, TooManyTries
from engage.extensions import db
from engage.models import AuditEvent, Role, SignInFailure, StaffRole, StaffSession, StaffUser
from engage.operations import transaction
from engage.operations.audit import append

log = logging.getLogger(__name__)

#: OWASP password storage cheat sheet, 2026: 46 MiB, one pass, one lane
HASHER = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)
#: of no password; checked for an unknown address, so that it takes as long as a known one
DUMMY_HASH = HASHER.hash(secrets.token_urlsafe(32))
SHORTEST, LONGEST = 12, 128
#: Cyber Essentials 4.2: at most 10 guesses in 5 minutes
MOST_TRIES, TRIES_WITHIN = 10, dt.timedelta(minutes=5)
#: fewer different characters than this, once known words are taken out, can be guessed
FEWEST_DIFFERENT = 5
COMMON_WORDS = (
    "password passw0rd passwort welcome letmein changeme council borough admin administrator qwertyuiop qwerty"
    " asdfghjkl zxcvbnm 1q2w3e4r iloveyou sunshine princess football liverpool everton monday friday january february"
    " march april august september october november december summer winter spring autumn england london consultation"
    " engage engagement default secret login master dragon monkey test"
    " 0123456789 123456789 12345678 123456 1234 abcdefgh abcdef abcd abc123"
).split()
#: words of a council's name that say nothing about which council it is
PLAIN_NAME_WORDS = {"council", "your", "borough", "city", "county", "district", "metropolitan", "demonstration"}
#: how often a visit is written down
PRESENCE_EVERY = dt.timedelta(minutes=1)


def add_staff(email, password, role, now, council_name="", demonstration=False, actor=None, consultation=None):
    """Give somebody an account with this role, on all consultations unless one is named. PasswordRefused, StaffExists
    and RoleRefused say why not."""
    email = normalise(email)
    refuse_weak(password, email, council_name)
    if role == Role.ADMINISTRATOR and consultation is not None:
        raise RoleRefused("consultation", "Administrators look after all consultations")
    password_hash = HASHER.hash(password)
    with transaction():
        if db.session.scalar(select(StaffUser.id).filter_by(email=email)) is not None:
            raise StaffExists(f"{email} has an account already")
        staff = StaffUser(
            public_id=secrets.token_urlsafe(9),
            email=email,
            password_hash=password_hash,
            demonstration=demonstration,
            roles=[StaffRole(role=Role(role).value, given_by_id=actor and actor.id, given_at=now)],
        )
        staff.roles[0].consultation_id = consultation and consultation.id
        db.session.add(staff)
        db.session.flush()
        note(actor, "added_staff", "staff_user", staff.public_id, now, role=Role(role).value)
    return staff


def sign_in(email, password, token_sha256, old_token_sha256, secret_key, now, two_factors=False):
    """Start a session under this token and return its StaffUser, or None if the e-mail address or password is wrong.

    Three transactions, because hashing takes a tenth of a second and must not hold the write lock. The try is written
    down first and counted after: any number of guesses at once still come to ten.
    Raises TooManyTries, also for an address nobody has.

    two_factors : the session opens nothing before the second factor is given too, as always for who has one
    """
    email = normalise(email)
    account = account_of(email, secret_key)
    count_try(account, now)
    staff = db.session.scalar(select(StaffUser).filter_by(email=email))
    if not _matches(staff, password):
        named = ("account", account) if staff is None else ("staff_user", staff.public_id)
        record(None, "failed_to_sign_in", *named, now)
        return None
    begin_session(staff, token_sha256, old_token_sha256, two_factors, now, account)
    return staff


def begin_session(staff, token_sha256, old_token_sha256, two_factors, now, account=""):
    """Start a session for who proved who they are; the one that this browser had ends."""
    is_whole = not two_factors and staff.factor_step is None
    session = StaffSession(token_sha256=token_sha256, staff_id=staff.id, started_at=now, seen_at=now)
    session.whole_at = now if is_whole else None
    with transaction():
        db.session.execute(delete(SignInFailure).where(SignInFailure.account_hmac == account))
        db.session.execute(delete(StaffSession).where(StaffSession.token_sha256 == old_token_sha256))
        db.session.add(session)
        note(staff, "signed_in" if is_whole else "gave_password", "staff_user", staff.public_id, now)
    log.info("staff %s signed in", staff.public_id)


def confirm(staff, password, secret_key, now):
    """Is this the password of the person who is signed in? Asked again before personal data leave.

    Tries count with those at signing in: TooManyTries says that enough were made.
    """
    account = account_of(staff.email, secret_key)
    count_try(account, now)
    if not _matches(staff, password):
        record(staff, "failed_to_confirm", "staff_user", staff.public_id, now)
        return False
    with transaction():
        db.session.execute(delete(SignInFailure).where(SignInFailure.account_hmac == account))
    return True


def find_active(email):
    return db.session.scalar(select(StaffUser).filter_by(email=normalise(email), disabled_at=None))


def first_administrator():
    """In whose name the command line works when nobody is named; None if there is none."""
    query = select(StaffUser).where(StaffUser.having([Role.ADMINISTRATOR]), StaffUser.disabled_at.is_(None))
    return db.session.scalars(query.order_by(StaffUser.id)).first()


def sign_out(staff, token_sha256, now):
    with transaction():
        db.session.execute(delete(StaffSession).where(StaffSession.token_sha256 == token_sha256))
        note(staff, "signed_out", "staff_user", staff.public_id, now)


def note_presence(session, now):
    """Remember that this visit goes on; written at most once a minute."""
    if now - session.seen_at >= PRESENCE_EVERY:
        with transaction():
            session.seen_at = now


def record(actor, verb, object_type, object_id, now, **detail):
    """Append to the audit trail in a transaction of its own: for what is looked at and not changed."""
    with transaction():
        note(actor, verb, object_type, object_id, now, **detail)


def note(actor, verb, object_type, object_id, now, **detail):
    """Append to the audit trail inside the caller's transaction. Never the text of an answer."""
    append(
        AuditEvent(
            actor_id=actor and actor.id,
            verb=verb,
            object_type=object_type,
            object_id=object_id[:40],
            at=now,
            detail=detail,
        )
    )


def normalise(email):
    return email.strip().lower()


def refuse_weak(password, email="", council_name=""):
    """PasswordRefused, with the reason in words, for a password that is too short, too long or easy to guess."""
    if len(password) < SHORTEST:
        raise PasswordRefused(f"Password must be {SHORTEST} characters or more")
    if len(password) > LONGEST:
        raise PasswordRefused(f"Password must be {LONGEST} characters or fewer")
    small = password.casefold()
    name_words = set(re.findall(r"[^\W\d_]{4,}", council_name.casefold())) - PLAIN_NAME_WORDS
    local_part = email.partition("@")[0].casefold()
    rest = small
    for word in sorted(COMMON_WORDS, key=len, reverse=True):
        rest = rest.replace(word, "")
    rest = re.sub(r"(19|20)\d\d", "", rest)
    names_somebody = len(local_part) >= 4 and local_part in small
    if names_somebody or any(word in small for word in name_words) or len(set(rest)) < FEWEST_DIFFERENT:
        raise PasswordRefused("This password is easy to guess")


def account_of(name, secret_key):
    """What tries are counted under: a keyed hash, so that no address of a stranger is kept."""
    return hmac.new(secret_key.encode(), name.encode(), hashlib.sha256).hexdigest()


def forget_tries(account):
    """Inside the caller's transaction: it was them after all."""
    db.session.execute(delete(SignInFailure).where(SignInFailure.account_hmac == account))


def count_try(account, now, most=MOST_TRIES):
    """Write down a try, and raise TooManyTries when it is one too many."""
    with transaction():
        # those from ahead were made while the clock was wrong: they would keep everybody out until it is there again
        is_past = or_(SignInFailure.failed_at <= now - TRIES_WITHIN, SignInFailure.failed_at > now + TRIES_WITHIN)
        db.session.execute(delete(SignInFailure).where(is_past))
        failure = SignInFailure(account_hmac=account, failed_at=now)
        db.session.add(failure)
    n_tries = db.session.scalar(
        select(func.count()).select_from(SignInFailure).where(SignInFailure.account_hmac == account)
    )
    if n_tries > most:
        with transaction():
            db.session.delete(failure)
            note(None, "refused_to_try", "account", account, now)
        raise TooManyTries


def _matches(staff, password):
    try:
        HASHER.verify(DUMMY_HASH if staff is None else staff.password_hash or DUMMY_HASH, password)
    except (VerificationError, InvalidHashError):
        return False
    return staff is not None and staff.disabled_at is None
