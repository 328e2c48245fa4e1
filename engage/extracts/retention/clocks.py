"""When what is due: the clocks of a consultation, what stops them, and what is overdue."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from engage.extensions import db
from engage.extracts.retention import rows
from engage.extracts.retention.kinds import KINDS
from engage.models import Consultation, Erasure, KeepingPeriod, LegalHold, ResultsRelease, RetentionRun, WholeErasure

#: a run every night finds what is due within a day
LATE_AFTER = dt.timedelta(days=1)
#: the kinds that results are counted from
COUNTED = ("about", "texts", "notes", "answers")


@dataclass(frozen=True)
class Line:
    """One kind in the schedule of a consultation."""

    kind: object
    days: int
    #: the KeepingPeriod that an officer set, or None: the setting holds
    period: KeepingPeriod | None
    #: when the first of it is due; None while nothing is, or its event is still to come
    due_at: dt.datetime | None
    n_rows: int
    #: the newest first
    erasures: tuple

    def is_overdue(self, now):
        return self.n_rows > 0 and self.due_at is not None and now >= self.due_at + LATE_AFTER


def period_of(consultation, key):
    """The KeepingPeriod that holds, or None."""
    query = select(KeepingPeriod).filter_by(consultation_id=consultation.id, kind=key)
    return db.session.scalars(query.order_by(KeepingPeriod.id.desc()).limit(1)).first()


def days_of(consultation, key, config):
    """How many days this kind of the consultation is kept; None for what belongs to no consultation."""
    period = consultation and period_of(consultation, key)
    return period.days if period else int(config[KINDS[key].setting])


def hold_of(consultation):
    """The LegalHold that stands, or None."""
    return db.session.scalar(select(LegalHold).filter_by(consultation_id=consultation.id, lifted_at=None))


def holds_of(consultation):
    """Every hold that was ever placed, the newest first."""
    query = select(LegalHold).filter_by(consultation_id=consultation.id)
    return db.session.scalars(query.order_by(LegalHold.id.desc())).all()


def whole_erasure_of(consultation):
    """The WholeErasure that was proposed or confirmed, or None."""
    return db.session.scalar(select(WholeErasure).filter_by(consultation_id=consultation.id))


def is_erased_whole(consultation):
    """Did two people decide that all of it goes? Then it is due at once, whatever its clocks say."""
    confirmed = select(WholeErasure.id).filter_by(consultation_id=consultation.id)
    return db.session.scalar(confirmed.where(WholeErasure.confirmed_at.is_not(None))) is not None


def standing_holds():
    """Every hold that stands now."""
    query = select(LegalHold).filter_by(lifted_at=None).order_by(LegalHold.id)
    return db.session.scalars(query).all()


def closed_at(consultation):
    """When nothing more comes in: the closing time, or the end of the last day on which paper is taken."""
    if consultation.paper_until is None:
        return consultation.closes_at
    after = dt.datetime.combine(consultation.paper_until + dt.timedelta(days=1), dt.time(), dt.UTC)
    return max(consultation.closes_at, after)


def published_at(consultation):
    """When results were first published that still are, or None."""
    stands = ResultsRelease.taken_back_at.is_(None)
    query = select(func.min(ResultsRelease.published_at)).filter_by(consultation_id=consultation.id).where(stands)
    return db.session.scalar(query)


def due_at(consultation, key, config):
    """When a clock of the whole consultation runs out.

    One that counts from publication runs out all the same where nothing is published: `most` days after closing.
    """
    kind, days = KINDS[key], dt.timedelta(days=days_of(consultation, key, config))
    closed = closed_at(consultation)
    if kind.event == "published":
        last = closed + dt.timedelta(days=kind.most)
        published = published_at(consultation)
        return last if published is None else min(published + days, last)
    if key == "drafts":  # what was begun in time may still be sent for some hours
        return max(closed + days, closed + dt.timedelta(hours=float(config["GRACE_HOURS"])))
    return closed + days


def is_of_consultation(key):
    """Is it one clock for the whole consultation? The others have one for each row."""
    return all(not part.has_own_clocks for part in rows.ROWS[key].values())


def line(consultation, key, config):
    days, parts = days_of(consultation, key, config), rows.ROWS[key].values()
    n_rows = sum(rows.count(part, consultation.id) for part in parts)
    if is_of_consultation(key):
        due = due_at(consultation, key, config)
    else:
        firsts = [part.first_due_at(consultation.id, days) for part in parts]
        due = min((first for first in firsts if first is not None), default=None)
    return Line(KINDS[key], days, period_of(consultation, key), due, n_rows, erasures(consultation, (key,)))


def schedule(consultation, config):
    """The Line of each kind."""
    return [line(consultation, key, config) for key in KINDS]


def erasures(consultation, keys):
    """What was erased of these kinds, the newest first."""
    query = select(Erasure).filter_by(consultation_id=consultation.id).where(Erasure.kind.in_(keys))
    return tuple(db.session.scalars(query.order_by(Erasure.id.desc())))


def erased_at(consultation):
    """When answers, texts or what people said of themselves were last erased, or None: figures can be counted anew
    only while that is None."""
    query = select(func.max(Erasure.erased_at)).filter_by(consultation_id=consultation.id)
    return db.session.scalar(query.where(Erasure.kind.in_(COUNTED)))


def overdue(now, config):
    """(consultation or None, Kind, when it was due) of what nobody erased in time; what is held is not overdue."""
    found = []
    for consultation in [*db.session.scalars(select(Consultation).order_by(Consultation.id)), None]:
        if consultation is not None and hold_of(consultation) is not None:
            continue
        for key in KINDS if consultation else rows.OF_NONE:
            first = _first_due(consultation, key, config, now - LATE_AFTER)
            if first is not None:
                found.append((consultation, KINDS[key], first))
    return found


def _first_due(consultation, key, config, now):
    """When the first row of this kind was due, if that was before `now` and it is there still."""
    parts = rows.ROWS[key].values()
    consultation_id = consultation and consultation.id
    days = days_of(consultation, key, config)
    if consultation is not None and is_of_consultation(key):
        due = due_at(consultation, key, config)
        if due > now or not any(_is_there(part.of(consultation_id)) for part in parts):
            return None
        return due
    waiting = [part for part in parts if _is_there(part.due(consultation_id, now, days))]
    return min((part.first_due_at(consultation_id, days) for part in waiting), default=None)


def _is_there(query):
    return db.session.scalar(query.limit(1)) is not None


def last_run():
    """The newest RetentionRun over every kind that came to its end, or None."""
    runs = select(RetentionRun).where(RetentionRun.finished_at.is_not(None)).order_by(RetentionRun.id.desc())
    return next((run for run in db.session.scalars(runs.limit(50)) if not run.only), None)
