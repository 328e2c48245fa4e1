"""What was typed where a text is masked: sealed in a row of its own, opened for whoever typed it, or with a reason."""

import logging
import secrets

from engage.errors import CannotUnseal
from engage.models import OriginalText
from engage.sealing import own_secret, seal_for, unseal

log = logging.getLogger(__name__)

PURPOSE = "original texts"


def original_of(place, typed, masked, key):
    """A new OriginalText. place: the text it belongs to, as {"answer_id": 7}; key: of its consultation."""
    public_id = secrets.token_urlsafe(12)
    sealed = seal_for(key, PURPOSE, public_id, {"typed": typed, "masked": masked})
    return OriginalText(public_id=public_id, sealed=sealed, **place)


def typed_in(original):
    """The text as it was typed; None if the key of this server is another by now."""
    return _open(original).get("typed")


def masked_in(original):
    """The text as the rules left it, before a person masked names in it; None likewise."""
    return _open(original).get("masked")


def _open(original):
    try:
        return unseal(own_secret(), PURPOSE, original.public_id, original.sealed) or {}
    except CannotUnseal:
        log.error("original text %s cannot be opened with this key: the masked text is shown", original.public_id)
        return {}
