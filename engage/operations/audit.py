"""The audit trail as a chain: each entry is signed with the one before, so that none is changed or taken out unseen.

Signed with a key that the database does not hold. Entries cut off at the end leave no gap: only an anchor, the newest
entry as it was printed or logged before, shows that they are gone (../shared/reference/security.md §4.11).
"""

import datetime as dt
import hashlib
import hmac
import json
import logging
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import func, select

from engage.extensions import db
from engage.models import AuditEvent
from engage.models.staff import anchor_of
from engage.sealing import own_secret

log = logging.getLogger(__name__)

WAITING = "audit events of this transaction"
NOTHING = "0" * 64
#: of an advisory lock of PostgreSQL: one transaction at a time puts its entries into the chain
LOCK = 0x656E67
MADE_BACKUP = "made_backup"


@dataclass(frozen=True)
class Verdict:
    n_entries: int
    #: what is wrong with the first entry that is, in words; "" when nothing is
    fault: str
    #: the newest entry, to be kept elsewhere
    anchor: str


def append(event):
    """Let this entry be part of the transaction that is open, and of the chain once it ends."""
    db.session.add(event)
    db.session.info.setdefault(WAITING, []).append(event)


def forget():
    """What waited belongs to a transaction that was taken back."""
    db.session.info.pop(WAITING, None)


def link():
    """Give the entries of this transaction their places: its last step, so that nobody waits long for the lock."""
    events = db.session.info.pop(WAITING, [])
    if not events:
        return
    db.session.flush()
    if db.engine.dialect.name == "postgresql":  # a transaction that writes is alone on SQLite
        db.session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    newest, chain = _newest() or (0, NOTHING)
    key = _key()
    for number, event in enumerate(events, newest + 1):
        event.number, event.chain = number, _sign(key, chain, number, event)
        chain = event.chain


def anchor():
    """The newest entry, as "1234:0f1e2d3c4b5a6978"; "" while there is none."""
    newest = _newest()
    return anchor_of(*newest) if newest else ""


def last_backup_at():
    """When the newest backup that this database knows of was taken; None when none was."""
    return db.session.scalar(select(func.max(AuditEvent.at)).filter_by(verb=MADE_BACKUP))


def tell_anchor():
    """Write the newest entry to the log, which lies elsewhere."""
    log.info("audit trail: the newest entry is %s", anchor() or "none")


def verify(known=""):
    """Read the whole trail again: a Verdict. `known`: an anchor of earlier, which must still be in it."""
    rows = select(AuditEvent).where(AuditEvent.number.is_not(None)).order_by(AuditEvent.number)
    with closing(db.session.scalars(rows.execution_options(yield_per=1000))) as events:
        n_whole, fault, holds_known = _read(events, known)
    if not fault and _has_unnumbered():
        fault = "An entry has no number: somebody wrote it past the program."
    if not fault and known and not holds_known:
        fault = f"The trail does not hold {known}: it was cut off, or written anew."
    return Verdict(n_whole, fault, anchor())


def _read(events, known):
    """(how many entries are whole from the first on, what is wrong with the next, whether `known` is among them)."""
    key, n_whole, chain, holds_known = _key(), 0, NOTHING, False
    for event in events:
        if event.number != n_whole + 1:
            return n_whole, f"Entry {n_whole + 1} is missing.", holds_known
        chain = _sign(key, chain, event.number, event)
        if not hmac.compare_digest(chain, event.chain):
            return n_whole, f"Entry {event.number} was changed, or what stood before it was.", holds_known
        n_whole = event.number
        holds_known |= known == anchor_of(event.number, chain)
    return n_whole, "", holds_known


def _has_unnumbered():
    """Entries without a number may only stand before the first that has one."""
    first_id = select(func.min(AuditEvent.id)).where(AuditEvent.number.is_not(None)).scalar_subquery()
    later = select(AuditEvent.id).where(AuditEvent.number.is_(None), AuditEvent.id > first_id)
    return db.session.scalar(later.limit(1)) is not None


def _newest():
    rows = select(AuditEvent.number, AuditEvent.chain).where(AuditEvent.number.is_not(None))
    return db.session.execute(rows.order_by(AuditEvent.number.desc()).limit(1)).first()


def _sign(key, before, number, event):
    at = event.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    detail = json.loads(json.dumps(event.detail))  # as the database gives it back
    row = [number, at, event.actor_id, event.verb, event.object_type, event.object_id, detail]
    text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hmac.new(key, f"{before}{text}".encode(), hashlib.sha256).hexdigest()


def _key():
    return hmac.new(own_secret().encode(), b"engage audit trail", hashlib.sha256).digest()
