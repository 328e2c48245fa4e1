"""Return codes: the secret that opens one response again, from any device.

A code is made from the response's public id with a key that is not in the database, so it can be shown again to whoever
holds the draft, and a thief of the database cannot make it. The database keeps only a keyed hash, to find the response.
115 bits: enough for a fast hash (ASVS 6.5.2).
"""

import hashlib
import hmac
import re

#: Crockford's base 32: no I, L, O, U
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 24
GROUP = 4
LOOK_ALIKES = str.maketrans("OIL", "011")
#: spaces, dashes of every kind, dots and marks that steer the direction of text: people copy them along
BETWEEN = re.compile(r"[\s.·_\-\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


def make(secret, public_id):
    """The code of a response, in groups of four: 23 characters and one that checks them."""
    digest = hmac.new(secret.encode(), b"return code of " + public_id.encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest, "big")
    body = "".join(ALPHABET[(number >> 5 * place) & 31] for place in range(LENGTH - 1))
    return spaced(body + _check_character(body))


def bare(typed):
    """What was typed, without what stands between the characters, and each look-alike as the one that is meant."""
    return BETWEEN.sub("", typed).upper().translate(LOOK_ALIKES)


def read(typed):
    """The code as 24 characters, whatever spaces, dashes and look-alikes were typed; None if it is not one."""
    code = bare(typed)
    if len(code) != LENGTH or set(code) - set(ALPHABET):
        return None
    return code if _check_character(code[:-1]) == code[-1] else None


def fingerprint(secret, code):
    """What the database keeps of a code: enough to find its response, useless for making the code."""
    return hmac.new(secret.encode(), b"fingerprint of " + bare(code).encode(), hashlib.sha256).hexdigest()


def spaced(code):
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def _check_character(body):
    """Odd weights have an inverse modulo 32, so every single wrong character changes the sum."""
    return ALPHABET[sum((2 * place + 1) * ALPHABET.index(letter) for place, letter in enumerate(body)) % 32]
