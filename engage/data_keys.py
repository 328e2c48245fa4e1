"""The key of each consultation: random, kept wrapped by the secret of the application, destroyed at the end.

What is sealed with it is unreadable once it is destroyed: in the database, in its log, and in every copy of either.
"""

import os
import secrets
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from sqlalchemy import DateTime, LargeBinary, column, event, select, table

from engage.errors import CannotUnseal, WordsErased
from engage.extensions import db

KEY_BYTES, NONCE_BYTES = 32, 12
DO_NOT_OPEN = (
    "The keys of the consultations do not open with this ENGAGE_CONTACT_KEY (where it is not set: ENGAGE_SECRET_KEY). "
    "Set the one that was used before."
)
DESTROYED = "The key of this consultation was destroyed: nothing more can be kept in it."
#: engage.models.DataKey, which is made of what stands here
KEYS = table(
    "data_key",
    column("id"),
    column("public_id"),
    column("consultation_id"),
    column("wrapped", LargeBinary),
    column("destroyed_at", DateTime),
)
CONSULTATIONS = table("consultation", column("id"), column("code"))
KEPT = "data keys"
#: begins what is sealed with the key of a consultation and is no column of words: the number of the key follows
MARK, NUMBER_BYTES = b"sealed1:", 12


def own_secret():
    """The secret of the application that runs: ENGAGE_CONTACT_KEY, or the secret key."""
    return current_app.config["CONTACT_KEY"] or current_app.config["SECRET_KEY"]


@dataclass(frozen=True)
class Key:
    public_id: str
    cipher: AESGCM

    def seal(self, place, content):
        """Encrypt bytes, bound to this key and to a place, as "answer.text"."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self.cipher.encrypt(nonce, content, self._bound(place))

    def open(self, place, sealed):
        """CannotUnseal where the place is another, or a byte was changed."""
        try:
            return self.cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._bound(place))
        except (InvalidTag, ValueError) as error:
            raise CannotUnseal(f"What is sealed in {place} was changed, and cannot be opened.") from error

    @property
    def mark(self):
        """What begins a value or a file that is sealed with it."""
        return MARK + self.public_id.encode()

    def _bound(self, place):
        return f"{place} {self.public_id}".encode()


def new_public_id():
    return secrets.token_urlsafe(9)


def new_wrapped(secret, public_id):
    """A new random key, as it is kept."""
    return wrap(secret, public_id, AESGCM.generate_key(8 * KEY_BYTES))


def wrap(secret, public_id, content):
    """Bound to its number: a key that is put in the place of another does not open."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _wrapping(secret).encrypt(nonce, content, public_id.encode())


def unwrap(secret, public_id, wrapped):
    """CannotUnseal where it was wrapped with another secret."""
    try:
        return _wrapping(secret).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], public_id.encode())
    except InvalidTag as error:
        raise CannotUnseal(DO_NOT_OPEN) from error


def find(public_id):
    """The Key of this number; None once it is destroyed, or where it is not kept here.

    It is known until the transaction ends, and no longer: nobody reads on after the commit that destroyed it.
    """
    kept = _kept(db.session())
    if public_id not in kept:
        query = select(KEYS.c.wrapped).where(KEYS.c.public_id == public_id)
        kept[public_id] = _opened(public_id, db.session.execute(query).scalar())
    return kept[public_id]


def of_consultation(consultation_id, connection=None):
    """The Key with which something of this consultation is sealed, made if it has none yet; WordsErased at its end."""
    kept = _kept(db.session())
    place = ("consultation", consultation_id)
    if place not in kept:
        kept[place] = _find_or_make(consultation_id, connection or db.session.connection())
    return kept[place]


def of_code(code):
    """The Key of the consultation at this address; None where there is no such consultation."""
    number = db.session.scalar(select(CONSULTATIONS.c.id).where(CONSULTATIONS.c.code == code))
    return None if number is None else of_consultation(number)


def marked(content):
    """(the number of the key, what follows) of something that begins with a mark; None of anything else."""
    if not content.startswith(MARK):
        return None
    start = len(MARK) + NUMBER_BYTES
    return content[len(MARK) : start].decode("ascii", "replace"), content[start:]


def once(place, make):
    """What was made of this place before in this transaction, or is made now."""
    kept = _kept(db.session())
    if place not in kept:
        kept[place] = make()
    return kept[place]


def _find_or_make(consultation_id, connection):
    query = select(KEYS.c.public_id, KEYS.c.wrapped, KEYS.c.destroyed_at)
    public_id, wrapped, destroyed_at = connection.execute(query.where(KEYS.c.consultation_id == consultation_id)).one()
    if destroyed_at is not None:
        raise WordsErased(DESTROYED)
    if wrapped is None:  # of a consultation that is older than the keys
        made = KEYS.update().where(KEYS.c.consultation_id == consultation_id, KEYS.c.wrapped.is_(None))
        connection.execute(made.values(wrapped=new_wrapped(own_secret(), public_id)))
        return _find_or_make(consultation_id, connection)
    return _opened(public_id, wrapped)


def _opened(public_id, wrapped):
    return None if wrapped is None else Key(public_id, AESGCM(unwrap(own_secret(), public_id, wrapped)))


def _kept(session):
    return session.info.setdefault(KEPT, {})


@event.listens_for(db.session, "after_transaction_end")
def _forget(session, _transaction):
    session.info.pop(KEPT, None)


@lru_cache(maxsize=4)
def _wrapping(secret):
    info = b"engage keys of consultations"
    return AESGCM(HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret.encode()))
