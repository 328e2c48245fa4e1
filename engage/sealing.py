"""Contact details under a key of their own (AES-256-GCM), bound to the row that they belong to."""

import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from engage.errors import CannotUnseal

NONCE_BYTES = 12


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


def _key(secret, purpose):
    info = f"engage contact details: {purpose}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(secret.encode())
