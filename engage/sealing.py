"""Contact details, scans and original texts under keys of their own (AES-256-GCM), bound to the row they belong to."""

import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from engage.errors import CannotUnseal

NONCE_BYTES, TAG_BYTES = 12, 16
#: of a plain file that is sealed at a time
PIECE_BYTES = 1024 * 1024
SEALED_PIECE_BYTES = NONCE_BYTES + PIECE_BYTES + TAG_BYTES


def own_secret():
    """The secret of the application that runs: ENGAGE_CONTACT_KEY, or the secret key."""
    return current_app.config["CONTACT_KEY"] or current_app.config["SECRET_KEY"]


def seal(secret, purpose, place, details):
    """Encrypt a small dictionary.

    secret  : ENGAGE_CONTACT_KEY, or the secret key
    purpose : which key: one for each consultation, one for requests
    place   : the row; what was sealed for one row does not open in another
    """
    nonce = os.urandom(NONCE_BYTES)
    text = json.dumps(details, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return nonce + AESGCM(_key(secret, purpose)).encrypt(nonce, text, place.encode())


def unseal(secret, purpose, place, sealed):
    """The dictionary. CannotUnseal if the key is another, the row is another, or a byte was changed."""
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        text = AESGCM(_key(secret, purpose)).decrypt(nonce, rest, place.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotUnseal(f"The contact details of {place} cannot be opened with this ENGAGE_CONTACT_KEY.") from error
    return json.loads(text.decode("utf-8", "surrogatepass"))


def seal_file(secret, purpose, place, source, target):
    """Encrypt a file of any size, piece by piece; returns its size in bytes.

    Each piece is bound to its number and to whether it is the last: none can be left out, moved or cut off unseen.
    """
    cipher, n_bytes, number = AESGCM(_key(secret, purpose, "scans")), 0, 0
    piece = source.read(PIECE_BYTES)
    while True:
        following = source.read(PIECE_BYTES)
        nonce = os.urandom(NONCE_BYTES)
        target.write(nonce + cipher.encrypt(nonce, piece, _place_of(place, number, not following)))
        n_bytes += len(piece)
        if not following:
            return n_bytes
        piece, number = following, number + 1


def unseal_file(secret, purpose, place, source, target):
    """Write the plain file. CannotUnseal if the key or the place is another, or anything was changed or cut off."""
    cipher, number = AESGCM(_key(secret, purpose, "scans")), 0
    sealed = source.read(SEALED_PIECE_BYTES)
    while True:
        following = source.read(SEALED_PIECE_BYTES)
        try:
            nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
            target.write(cipher.decrypt(nonce, rest, _place_of(place, number, not following)))
        except (InvalidTag, ValueError) as error:
            raise CannotUnseal(f"The scan {place} cannot be opened with this ENGAGE_CONTACT_KEY.") from error
        if not following:
            return
        sealed, number = following, number + 1


def _place_of(place, number, is_last):
    return f"{place}:{number}:{'last' if is_last else 'more'}".encode()


def _key(secret, purpose, what="contact details"):
    info = f"engage {what}: {purpose}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(secret.encode())
