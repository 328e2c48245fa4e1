"""One run of erasing what is due: in small steps, so that nobody waits long and a run that is broken off is no harm."""

import datetime as dt
import logging
import secrets

from sqlalchemy import func, select

from engage.extensions import db
from engage.extracts.retention import clocks
from engage.extracts.retention.kinds import KINDS, OF_THE_WHOLE
from engage.extracts.retention.rows import OF_NONE, ROWS, count
from engage.models import Consultation, Erasure, RetentionRun, WholeErasure
from engage.operations import keys, transaction
from engage.operations.retention import erasing
from engage.operations.retention.reclaiming import reclaim
from engage.operations.staff import note

log = logging.getLogger(__name__)

#: erased in one transaction: the write lock is held for a fraction of a second
STEP = 200
#: between two runs by themselves; a server that was off for longer has its clock looked at by a person first
LONGEST_PAUSE = dt.timedelta(days=31)
#: what is sealed with the key of its consultation (engage.models.keys)
SEALED_KINDS = ("originals", "about", "notes", "texts", "photographs", "versions")


def due(now, config, only=()):
    """[(consultation or None, kind, rows)]: what a run would erase now."""
    found = []
    for consultation, key in _places(only):
        n_rows = sum(_count(query) for _name, query in _due(consultation, key, now, config))
        if n_rows:
            found.append((consultation, key, n_rows))
    return found


def run(now, config, store, only=()):
    """Erase all that is due; the same list as `due`, of what was erased. Doing it again erases nothing more.

    store : of the scans
    only  : keys of kinds; empty for all
    """
    with transaction():
        _close_broken_off(now)
        begun = RetentionRun(public_id=secrets.token_urlsafe(9), only=list(only), started_at=now)
        db.session.add(begun)
    found = []
    for consultation, key in _places(only):
        if n_rows := _erase_kind(begun, consultation, key, now, config, store):
            found.append((consultation, key, n_rows))
            log.info("retention: %s rows of %s were erased", n_rows, key)
    for erasure in _unfinished():
        _finish(erasure, now)
    consultations = [] if only else db.session.scalars(select(Consultation)).all()
    n_keys = sum(_destroy_key(consultation, now, config) for consultation in consultations)
    with transaction():
        _close(begun, now)
    if n_keys:
        keys.clear_traces()
    if found:
        reclaim(now)
    return found


def run_whole(consultation, now, config, store):
    """Erase what is left of a consultation that two people confirmed to erase; broken off, any run goes on with it."""
    with transaction():
        begun = RetentionRun(public_id=secrets.token_urlsafe(9), only=list(OF_THE_WHOLE), started_at=now)
        db.session.add(begun)
    for key in OF_THE_WHOLE:
        _erase_kind(begun, consultation, key, now, config, store)
    for erasure in _unfinished():
        if erasure.consultation_id == consultation.id:
            _finish(erasure, now)
    with transaction():
        _close(begun, now)
    reclaim(now)


def run_daily(now, config, store):
    """The same unless it was done today; whether it was done now. A worker calls it as it likes.

    After a long pause nothing is erased before a person starts it: a clock that jumped would erase what is not due.
    """
    last = clocks.last_run()
    if last is not None and last.started_at.date() == now.date():
        return False
    if last is not None and now - last.started_at > LONGEST_PAUSE:
        log.error("retention: last run on %s. Look at the clock, then run: flask engage retain", last.started_at)
        return False
    run(now, config, store)
    return True


def _destroy_key(consultation, now, config):
    """Once nothing is left that is sealed with the key of the consultation, the key goes: backups then open no text."""
    if clocks.hold_of(consultation) is not None or keys.is_destroyed(consultation):
        return False
    one_clock = [key for key in SEALED_KINDS if clocks.is_of_consultation(key)]
    if any(now < clocks.due_at(consultation, key, config) for key in one_clock):
        return False
    parts = [part for key in SEALED_KINDS for part in ROWS[key].values()]
    if any(count(part, consultation.id) for part in parts):
        return False
    with transaction():
        return keys.destroy_key_within(consultation, None, now)


def _places(only):
    keys = [key for key in KINDS if not only or key in only]
    for consultation in db.session.scalars(select(Consultation).order_by(Consultation.id)).all():
        yield from ((consultation, key) for key in keys)
    yield from ((None, key) for key in OF_NONE if key in keys)


def _due(consultation, key, now, config):
    """(name, a select of the ids that are due) of each part of a kind. Nothing is due while a hold stands."""
    if consultation is not None and clocks.hold_of(consultation) is not None:
        return
    if consultation is not None and key in OF_THE_WHOLE and clocks.is_erased_whole(consultation):
        yield from ((name, part.of(consultation.id)) for name, part in ROWS[key].items())
        return
    is_one_clock = clocks.is_of_consultation(key)
    if consultation is not None and is_one_clock and now < clocks.due_at(consultation, key, config):
        return
    days = clocks.days_of(consultation, key, config)
    for name, part in ROWS[key].items():
        yield name, part.due(consultation and consultation.id, now, days)


def _erase_kind(begun, consultation, key, now, config, store):
    n_rows = 0
    while n_erased := _step(begun, consultation, key, now, config, store):
        n_rows += n_erased
    return n_rows


def _step(begun, consultation, key, now, config, store):
    """Erase some rows in one transaction, which looks again whether they are due: a hold may have come meanwhile."""
    with transaction():
        for name, query in _due(consultation, key, now, config):
            ids = db.session.scalars(query.limit(STEP)).all()
            if ids:
                erasing.erase(name, ids, store, now)
                _add_up(begun, consultation, key, len(ids), now)
                return len(ids)
    return 0


def _add_up(begun, consultation, key, n_rows, now):
    place = {"run_id": begun.id, "consultation_id": consultation and consultation.id, "kind": key}
    found = db.session.scalar(select(Erasure).filter_by(**place))
    if found is None:
        db.session.add(Erasure(**place, n_rows=n_rows, erased_at=now))
    else:
        found.n_rows += n_rows


def _unfinished():
    waiting = WholeErasure.confirmed_at.is_not(None) & WholeErasure.finished_at.is_(None)
    return db.session.scalars(select(WholeErasure).where(waiting).order_by(WholeErasure.id)).all()


def _finish(erasure, now):
    """Once nothing is left of a consultation that was erased as a whole: how much it was, in the trail."""
    with transaction():
        db.session.refresh(erasure, with_for_update=True)
        parts = [part for key in OF_THE_WHOLE for part in ROWS[key].values()]
        if erasure.finished_at is not None or any(count(part, erasure.consultation_id) for part in parts):
            return
        erasure.finished_at = now
        counts = erased_of(erasure)
        note(erasure.confirmed_by, "erased_consultation", "consultation", erasure.consultation.code, now, rows=counts)
    log.warning("consultation %s was erased", erasure.consultation.code)


def erased_of(erasure):
    """kind -> how many rows went since it was confirmed that the consultation is erased as a whole."""
    query = select(Erasure.kind, func.sum(Erasure.n_rows))
    query = query.where(Erasure.consultation_id == erasure.consultation_id)
    since = query.where(Erasure.erased_at >= erasure.confirmed_at, Erasure.kind.in_(OF_THE_WHOLE))
    counts = {kind: int(n_rows) for kind, n_rows in db.session.execute(since.group_by(Erasure.kind))}
    return {key: counts[key] for key in OF_THE_WHOLE if key in counts}


def _close_broken_off(now):
    """A run that never came to its end is written down by the next one, with what it erased."""
    is_old = RetentionRun.started_at <= now - dt.timedelta(hours=1)
    for old in db.session.scalars(select(RetentionRun).where(RetentionRun.finished_at.is_(None), is_old)):
        _close(old, now, broken_off=True)


def _close(begun, now, **more):
    begun.finished_at = now
    counts = {}
    of_run = select(Erasure).filter_by(run_id=begun.id).order_by(Erasure.id)
    for erased in db.session.scalars(of_run):
        code = db.session.get_one(Consultation, erased.consultation_id).code if erased.consultation_id else "none"
        counts.setdefault(code, {})[erased.kind] = erased.n_rows
    note(None, "erased_due", "retention_run", begun.public_id, now, erased=counts, only=begun.only, **more)


def _count(query):
    return db.session.scalar(select(func.count()).select_from(query.subquery()))
