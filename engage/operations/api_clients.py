"""Programs that read results: giving a token, taking it away, counting requests, and the trail of what was read."""

import datetime as dt
import hashlib
import secrets

from sqlalchemy import select

from engage.errors import TooManyTries
from engage.extensions import db
from engage.models import ApiClient
from engage.operations import transaction
from engage.operations.staff import note

MOST_IN_MINUTE = 120
MINUTE = dt.timedelta(minutes=1)


def make(name, scopes, consultation, days, actor, now):
    """(ApiClient, its token). The token is shown once: only its hash is kept."""
    prefix = f"engage_{secrets.token_hex(4)}"
    token = f"{prefix}_{secrets.token_urlsafe(32)}"
    with transaction():
        client = ApiClient(
            public_id=secrets.token_urlsafe(9), name=name, prefix=prefix, token_sha256=_hash_of(token),
            scopes=" ".join(scopes), consultation_id=consultation and consultation.id, made_by_id=actor.id,
            made_at=now, expires_at=now + dt.timedelta(days=days), n_in_minute=0,
        )  # fmt: skip
        db.session.add(client)
        db.session.flush()
        where = consultation.code if consultation else "all"
        note(actor, "made_api_token", "api_client", client.public_id, now, scopes=client.scopes, consultation=where,
             days=days)  # fmt: skip
    return client, token


def find(token):
    """The ApiClient of this token, over or not; None if nobody has it."""
    return db.session.scalar(select(ApiClient).filter_by(token_sha256=_hash_of(token)))


def end(client, actor, now):
    """From the next request on the token opens nothing."""
    with transaction():
        db.session.refresh(client, with_for_update=True)
        if client.ended_at is None:
            client.ended_at = now
            note(actor, "ended_api_token", "api_client", client.public_id, now)


def count_request(client, now):
    """Count it, on whichever server it came. TooManyTries when it is one too many in this minute."""
    with transaction():
        db.session.refresh(client, with_for_update=True)
        minute = now.replace(second=0, microsecond=0)
        if client.minute_at != minute:
            client.minute_at, client.n_in_minute = minute, 0
        client.n_in_minute += 1
        client.used_at = now.replace(minute=0, second=0, microsecond=0)
        n = client.n_in_minute
    if n > MOST_IN_MINUTE:
        raise TooManyTries


def note_reading(client, consultation, table, now, **how_much):
    """In the trail, before anything is given: figures that are not published, and single responses."""
    with transaction():
        note(client.made_by, "read_by_program", "consultation", consultation.code, now, client=client.public_id,
             table=table, **how_much)  # fmt: skip


def _hash_of(token):
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
