"""The second factor: codes of an app (TOTP, RFC 6238) and recovery codes. A code is taken once; tries are counted."""

import base64
import hashlib
import hmac
import secrets

import pyotp
from sqlalchemy import delete, func, or_, select, update

from engage import return_codes
from engage.errors import CodeRefused, TooManyTries
from engage.extensions import db
from engage.models import RecoveryCode, StaffSession, StaffUser
from engage.operations import transaction
from engage.operations.people.sessions import end_all
from engage.operations.staff import account_of, count_try, forget_tries, note
from engage.sealing import seal, unseal

PURPOSE = "second factors"
SECONDS = 30
#: a code of the half minute before and after is taken too: clocks of telephones differ
DRIFT_STEPS = 1
FAR_AHEAD_STEPS = 20
#: then the sign-in is void, and within five minutes there is no other
MOST_TRIES = 5
N_RECOVERY_CODES = 10


def secret_for(token, secret_key):
    """The secret that a session is offered for its app: the same each time the page is opened, and kept nowhere."""
    digest = hmac.new(secret_key.encode(), f"second factor of {token}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:20]).decode()


def address_of(secret, email, council_name):
    """What stands in the QR code for the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=f"Engage, {council_name}")


def set_up(session, secret, typed, sealing_secret, secret_key, now):
    """Take the app into use and return new recovery codes, which are shown once. CodeRefused: it shows other codes.

    Every other session of this person ends.
    """
    step = _step_of(secret, typed, now)
    if step is None:
        raise CodeRefused
    staff, codes = session.staff, [_new_code(secret_key) for _ in range(N_RECOVERY_CODES)]
    sealed = seal(sealing_secret, PURPOSE, staff.public_id, {"secret": secret})
    with transaction():
        staff.factor_sealed, staff.factor_step = sealed, step
        _keep_codes(staff, codes, secret_key)
        session.whole_at = session.whole_at or now
        end_all(staff, but=session.token_sha256)
        note(staff, "set_up_second_factor", "staff_user", staff.public_id, now)
    return codes


def give(session, typed, sealing_secret, secret_key, token_sha256, now):
    """Make the session whole, under a new token. CodeRefused: the code is wrong or was used. TooManyTries: the session
    is over, and the next has to wait."""
    staff = session.staff
    account = account_of(f"second factor of {staff.public_id}", secret_key)
    try:
        count_try(account, now, MOST_TRIES)
    except TooManyTries:
        with transaction():
            db.session.execute(delete(StaffSession).where(StaffSession.id == session.id))
        raise
    secret = unseal(sealing_secret, PURPOSE, staff.public_id, staff.factor_sealed)["secret"]
    step = _step_of(secret, typed, now)
    with transaction():
        used = _use_step(staff, step) if step is not None else _use_recovery_code(staff, typed, secret_key)
        if used:
            forget_tries(account)
            session.whole_at, session.token_sha256 = now, token_sha256
        verb = "failed_second_factor" if not used else "signed_in" if step is not None else "used_recovery_code"
        note(staff, verb, "staff_user", staff.public_id, now)
    if not used:
        raise CodeRefused


def new_codes(staff, secret_key, now):
    """Other recovery codes; the ones before open nothing any more."""
    codes = [_new_code(secret_key) for _ in range(N_RECOVERY_CODES)]
    with transaction():
        _keep_codes(staff, codes, secret_key)
        note(staff, "made_recovery_codes", "staff_user", staff.public_id, now)
    return codes


def n_codes_left(staff):
    return db.session.scalar(select(func.count(RecoveryCode.id)).filter_by(staff_id=staff.id))


def _step_of(secret, typed, now):
    """The half minute of which this is the code, or None."""
    digits, newest = "".join(typed.split()), int(now.timestamp()) // SECONDS
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return None
    codes, found = pyotp.TOTP(secret), None
    for step in range(newest - DRIFT_STEPS, newest + DRIFT_STEPS + 1):
        if hmac.compare_digest(codes.generate_otp(step), digits):
            found = step
    return found


def _use_step(staff, step):
    """Two who send one code at once: the second finds that it was taken."""
    # one from far ahead was used while the clock was wrong: it would keep the person out until it is there again
    ahead = StaffUser.factor_step > step + FAR_AHEAD_STEPS
    older = or_(StaffUser.factor_step.is_(None), ahead, StaffUser.factor_step < step)
    newer = update(StaffUser).where(StaffUser.id == staff.id, older).values(factor_step=step)
    return db.session.execute(newer).rowcount == 1


def _use_recovery_code(staff, typed, secret_key):
    code = return_codes.read(typed)
    if code is None:
        return False
    of_person = delete(RecoveryCode).where(RecoveryCode.staff_id == staff.id)
    return db.session.execute(of_person.where(RecoveryCode.code_hmac == _hmac_of(code, secret_key))).rowcount == 1


def _keep_codes(staff, codes, secret_key):
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff.id))
    rows = [RecoveryCode(staff_id=staff.id, code_hmac=_hmac_of(return_codes.bare(code), secret_key)) for code in codes]
    db.session.add_all(rows)


def _new_code(secret_key):
    return return_codes.make(secret_key, secrets.token_urlsafe(32))


def _hmac_of(code, secret_key):
    return hmac.new(secret_key.encode(), f"recovery code {code}".encode(), hashlib.sha256).hexdigest()
