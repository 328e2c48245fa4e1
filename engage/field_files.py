"""The file that a device downloads of what waits in it: opened with the passphrase of that device, entry by entry.

static/js/field-transfer.mjs makes it. The passphrase is used once, here, and is kept nowhere.
"""

import base64
import binascii
import hashlib
import json
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PROGRAM = "engage-fieldwork-1"
VAULT = b"vault"
#: far above what a device uses (600,000), far below what would hold up a server
MOST_ITERATIONS = 2_000_000
MOST_ENTRIES = 1000


class FileRefused(ValueError):
    """The file cannot be opened; the message says how to put it right, `field` where it was asked."""

    def __init__(self, field, reason):
        self.field = field
        super().__init__(reason)


@dataclass(frozen=True)
class Entry:
    """One thing that waits, in the order in which it is to be sent."""

    title: str
    activity: str
    #: of the record, or of the concern
    client_id: str
    base_version: int
    #: the document of a record, or None
    document: object
    #: the text of a safeguarding concern, or None
    concern: str | None
    #: half written: the person has not saved it
    is_draft: bool


def read(content, passphrase, origin):
    """The entries of a file. FileRefused if it is another file, of another server, locked otherwise, or was changed."""
    try:
        file = json.loads(content)
    except (ValueError, RecursionError):
        file = None
    if not isinstance(file, dict) or file.get("program") != PROGRAM:
        raise FileRefused("file", "This is not a file of a field log. Choose the file that the device downloaded")
    if file.get("origin") != origin:
        made_on = str(file.get("origin"))[:100]
        raise FileRefused("file", f"This file was made on another server. Take it in there: {made_on}")
    try:
        key = _derive(passphrase, file)
    except (TypeError, ValueError, KeyError) as error:
        raise FileRefused("file", "This file was changed after the device made it. Download it again") from error
    _open(key, VAULT, file.get("check"), FileRefused("passphrase", "This is not the passphrase of that device"))
    changed = FileRefused("file", "This file was changed after the device made it. Download it again")
    rows = _open(key, (PROGRAM + origin).encode(), file.get("sealed"), changed)
    if not isinstance(rows, list) or len(rows) > MOST_ENTRIES:
        raise changed
    return [entry for row in rows for entry in _entries(row, changed)]


def _derive(passphrase, file):
    iterations = file["iterations"]
    if isinstance(iterations, bool) or not isinstance(iterations, int) or not 0 < iterations <= MOST_ITERATIONS:
        raise ValueError(iterations)
    salt = base64.b64decode(file["salt"], validate=True)
    words = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "replace")
    return AESGCM(hashlib.pbkdf2_hmac("sha256", words, salt, iterations))


def _open(key, place, sealed, refusal):
    try:
        nonce, data = (base64.b64decode(sealed[name], validate=True) for name in ("iv", "data"))
        return json.loads(key.decrypt(nonce, data, place))
    except (InvalidTag, TypeError, KeyError, ValueError, binascii.Error) as error:
        raise refusal from error


def _entries(row, changed):
    """What was sent without an answer comes first, as it was: so the server knows it if it did arrive."""
    try:
        place, held = row["open"], row["content"]
        title, sending = str(held.get("title") or place["id"])[:300], held.get("sending")
        if held.get("concern"):
            yield Entry(title, str(held["activity"]), str(place["id"]), 0, None, str(held["concern"]), False)
            return
        record, activity = str(held.get("record") or ""), str(place["id"])
        if sending:
            body = sending["body"]
            yield Entry(title, activity, record, body["base_version"], body["document"], None, False)
        if held.get("document") and not (sending and held.get("saves") == sending.get("saves")):
            yield Entry(title, activity, record, held.get("base") or 0, held["document"], None, False)
        if held.get("draft"):
            yield Entry(title, activity, record, 0, None, None, True)
    except (AttributeError, KeyError, TypeError) as error:
        raise changed from error
