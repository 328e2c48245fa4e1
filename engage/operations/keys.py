"""The keys of consultations: destroyed at the end, wrapped anew when the secret changes, and put over what is older."""

import logging

from sqlalchemy import Text, cast, inspect, select, text
from sqlalchemy.orm.attributes import flag_modified

from engage.data_keys import find, new_public_id, of_consultation
from engage.errors import RetentionRefused
from engage.extensions import db
from engage.extracts.retention.clocks import hold_of
from engage.models import Consultation, DataKey
from engage.models.keys import SEALED
from engage.operations import transaction
from engage.operations.resealing import reseal_all
from engage.operations.returning import empty_write_ahead_log
from engage.operations.staff import note
from engage.sealed_columns import PREFIX

log = logging.getLogger(__name__)

#: rows that are sealed in one transaction
PORTION = 500


def destroy_key(consultation, actor, now):
    """Make all that is sealed of a consultation unreadable, for ever; whether that was done now. Twice is once.

    actor : the member of staff who decided, or None for a worker
    """
    with transaction():
        is_done = destroy_key_within(consultation, actor, now)
    clear_traces()
    return is_done


def destroy_key_within(consultation, actor, now):
    """Inside the caller's transaction: the same. Call clear_traces() once that is committed."""
    held = select(DataKey).filter_by(consultation_id=consultation.id).with_for_update()
    key = db.session.scalar(held.execution_options(populate_existing=True))
    if key is None:  # the database was restored without its keys, and there is no copy of them
        key = DataKey(public_id=new_public_id(), consultation_id=consultation.id)
        db.session.add(key)
    if key.destroyed_at is not None:
        return False
    if hold_of(consultation) is not None:
        raise RetentionRefused("hold", "A legal hold stands: nothing of this consultation is erased. Lift it first")
    key.wrapped, key.destroyed_at = None, now
    note(actor, "destroyed_key", "consultation", consultation.code, now, key=key.public_id)
    log.warning("the key of %s was destroyed", consultation.code)
    return True


def is_destroyed(consultation):
    query = select(DataKey.destroyed_at).filter_by(consultation_id=consultation.id)
    return db.session.scalar(query) is not None


def clear_traces():
    """Take destroyed keys out of the files of the database. The log of PostgreSQL keeps them until it is recycled."""
    db.session.expire_all()  # what was read before is not shown on
    db.session.commit()
    if db.engine.dialect.name == "sqlite":
        empty_write_ahead_log()
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum full data_key"))


def missing():
    """The codes of consultations whose key is not in this database: it was restored without its keys."""
    query = select(Consultation.code).outerjoin(DataKey, DataKey.consultation_id == Consultation.id)
    return db.session.scalars(query.where(DataKey.id.is_(None)).order_by(Consultation.id)).all()


def open_all():
    """Open every key that is kept; CannotUnseal where the secret is another."""
    kept = select(DataKey.public_id).where(DataKey.wrapped.is_not(None)).order_by(DataKey.id)
    for public_id in db.session.scalars(kept).all():
        find(public_id)


def in_clear():
    """The codes of consultations that are older than the keys, and in which something may stand in clear."""
    waiting = DataKey.sealed_at.is_(None) & DataKey.destroyed_at.is_(None)
    query = select(Consultation.code).join(DataKey, DataKey.consultation_id == Consultation.id).where(waiting)
    return db.session.scalars(query.order_by(Consultation.id)).all()


def seal_old(actor, now):
    """Seal what was written before there were keys; how many values. Stopped half-way, it goes on where it was."""
    n_sealed = sum(_seal_column(model, name) for model, names in SEALED.items() for name in names) + reseal_all()
    with transaction():
        keys = db.session.scalars(select(DataKey).where(DataKey.sealed_at.is_(None), DataKey.destroyed_at.is_(None)))
        for key in keys.all():
            of_consultation(key.consultation_id)
            db.session.refresh(key)
            key.sealed_at = now
        note(actor, "sealed_old_texts", "data_key", "all", now, n=n_sealed)
    _compact()
    return n_sealed


def _seal_column(model, name):
    """One column of one table, so many rows at a time, each time in a transaction of its own."""
    column, number = getattr(model, name), inspect(model).primary_key[0]
    raw = cast(column, Text)  # as it stands, and not opened; a document is a string in quotation marks
    is_clear = column.is_not(None) & (raw != "") & raw.not_like(f"{PREFIX}%") & raw.not_like(f'"{PREFIX}%')
    clear = select(model).where(is_clear).order_by(number)
    last, n_sealed = 0, 0
    while True:
        with transaction():
            rows = db.session.scalars(clear.where(number > last).limit(PORTION).with_for_update()).all()
            for row in rows:
                flag_modified(row, name)
                last = inspect(row).identity[0]
        db.session.expunge_all()
        n_sealed += len(rows)
        if len(rows) < PORTION:
            return n_sealed


def _compact():
    """Write the files of the database anew, so that nothing of what stood in clear is left between the rows."""
    db.session.commit()
    if db.engine.dialect.name == "sqlite":
        connection = db.engine.raw_connection()  # the engine would begin a transaction, in which nothing is compacted
        try:
            connection.cursor().execute("vacuum")
        finally:
            connection.close()
        empty_write_ahead_log()
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for model in SEALED:
            connection.execute(text(f"vacuum full {model.__tablename__}"))  # nosemgrep
