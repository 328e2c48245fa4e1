"""Contact details, original texts, scans and data files (AES-256-GCM), each bound to its row or its name.

What belongs to a consultation is sealed with the key of that (engage.data_keys); the rest, and what is older, with keys
that are derived from the secret of the application.
"""

import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from engage.data_keys import MARK, NUMBER_BYTES, find, marked, of_code, own_secret
from engage.errors import CannotUnseal, WordsErased

__all__ = ["Sealer", "own_secret", "seal", "seal_file", "seal_for", "unseal", "unseal_file", "unsealed"]

NONCE_BYTES, TAG_BYTES = 12, 16
#: of a plain file that is sealed at a time
PIECE_BYTES = 1024 * 1024
SEALED_PIECE_BYTES = NONCE_BYTES + PIECE_BYTES + TAG_BYTES


def seal(secret, purpose, place, details):
    """Encrypt a small dictionary.

    secret  : ENGAGE_CONTACT_KEY, or the secret key
    purpose : which key: one for each consultation, one for requests
    place   : the row; what was sealed for one row does not open in another
    """
    nonce = os.urandom(NONCE_BYTES)
    text = json.dumps(details, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return nonce + AESGCM(_key(secret, purpose)).encrypt(nonce, text, place.encode())


def seal_for(key, purpose, place, details):
    """The same with the key of a consultation."""
    text = json.dumps(details, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return key.mark + key.seal(f"{purpose} {place}", text)


def unseal(secret, purpose, place, sealed):
    """The dictionary; None once the key of its consultation is destroyed.

    CannotUnseal if the key is another, the row is another, or a byte was changed.
    """
    if (found := marked(sealed)) is not None:
        key = find(found[0])
        return key and json.loads(key.open(f"{purpose} {place}", found[1]).decode("utf-8", "surrogatepass"))
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        text = AESGCM(_key(secret, purpose)).decrypt(nonce, rest, place.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotUnseal(f"The contact details of {place} cannot be opened with this ENGAGE_CONTACT_KEY.") from error
    return json.loads(text.decode("utf-8", "surrogatepass"))


class Sealer:
    """An open file that encrypts what is written to it, piece by piece, at constant memory; close() ends it.

    purpose : the address of the consultation whose key is used; without one, the name of a derived key

    Each piece is bound to its number and to whether it is the last: none can be left out, moved or cut off unseen.
    """

    def __init__(self, secret, purpose, place, target, what="scans"):
        key = of_code(purpose)
        self.cipher = AESGCM(_key(secret, purpose, what)) if key is None else key.cipher
        if key is not None:
            target.write(key.mark)
            place = f"{what} {purpose} {place}"
        self.place, self.target = place, target
        self.waiting, self.number, self.n_bytes = bytearray(), 0, 0

    def write(self, content):
        self.n_bytes += len(content)
        self.waiting += content
        while len(self.waiting) > PIECE_BYTES:
            self._seal(bytes(self.waiting[:PIECE_BYTES]), is_last=False)
            del self.waiting[:PIECE_BYTES]
        return len(content)

    def flush(self):
        """Nothing is written before a piece is full."""

    def close(self):
        self._seal(bytes(self.waiting), is_last=True)

    def _seal(self, piece, is_last):
        nonce = os.urandom(NONCE_BYTES)
        self.target.write(nonce + self.cipher.encrypt(nonce, piece, _place_of(self.place, self.number, is_last)))
        self.number += 1


def seal_file(secret, purpose, place, source, target):
    """Encrypt a file of any size; returns its size in bytes."""
    sealer = Sealer(secret, purpose, place, target)
    while piece := source.read(PIECE_BYTES):
        sealer.write(piece)
    sealer.close()
    return sealer.n_bytes


def unseal_file(secret, purpose, place, source, target):
    """Write the plain file. CannotUnseal if the key or the place is another, or anything was changed or cut off."""
    for piece in unsealed(secret, purpose, place, source):
        target.write(piece)


def unsealed(secret, purpose, place, source, what="scans"):
    """The plain file, piece by piece; its key is looked up before the first. WordsErased once that is destroyed."""
    begins = source.read(len(MARK) + NUMBER_BYTES)
    if (found := marked(begins)) is None:
        cipher, sealed = AESGCM(_key(secret, purpose, what)), begins + source.read(SEALED_PIECE_BYTES - len(begins))
    elif (key := find(found[0])) is None:
        raise WordsErased(f"The file {place} was erased with the key of its consultation.")
    else:
        cipher, place, sealed = key.cipher, f"{what} {purpose} {place}", source.read(SEALED_PIECE_BYTES)
    return _plain(cipher, place, sealed, source)


def _plain(cipher, place, sealed, source):
    number = 0
    while True:
        following = source.read(SEALED_PIECE_BYTES)
        try:
            nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
            yield cipher.decrypt(nonce, rest, _place_of(place, number, not following))
        except (InvalidTag, ValueError) as error:
            raise CannotUnseal(f"The file {place} cannot be opened with this ENGAGE_CONTACT_KEY.") from error
        if not following:
            return
        sealed, number = following, number + 1


def _place_of(place, number, is_last):
    return f"{place}:{number}:{'last' if is_last else 'more'}".encode()


def _key(secret, purpose, what="contact details"):
    info = f"engage {what}: {purpose}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(secret.encode())
