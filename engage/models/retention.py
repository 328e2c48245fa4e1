"""How long data are kept, what stops that, and what was erased when: the schedule of each consultation."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db
from engage.models.codeframes import only_where
from engage.models.consultations import Consultation
from engage.models.staff import StaffUser


class KeepingPeriod(db.Model):
    """An officer set how long one kind of data of a consultation is kept. Only added to: the newest of a kind holds."""

    __tablename__ = "keeping_period"
    __table_args__ = (
        CheckConstraint("days >= 1", name="a_day_at_least"),
        CheckConstraint("reason <> ''", name="reason_is_given"),
        Index("ix_keeping_period_kind", "consultation_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    #: a key of engage.extracts.retention.kinds
    kind: Mapped[str] = mapped_column(String(20))
    days: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    set_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    set_by: Mapped[StaffUser] = relationship()


class LegalHold(db.Model):
    """Nothing of this consultation is erased while it stands: a court or an ombudsman may ask for it."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        Index("uq_legal_hold_standing", "consultation_id", unique=True, **only_where("lifted_at is null")),
        CheckConstraint("reason <> ''", name="reason_is_given"),
        CheckConstraint("(asked_at is null) = (asked_by_id is null)", name="asked_by_somebody"),
        CheckConstraint("(asked_at is null) = (lift_reason = '')", name="asked_for_reason"),
        CheckConstraint("(lifted_at is null) = (lifted_by_id is null)", name="lifted_by_somebody"),
        CheckConstraint("lifted_at is null or asked_at is not null", name="lifted_when_asked"),
        CheckConstraint("lifted_by_id <> asked_by_id", name="lifted_by_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    reason: Mapped[str] = mapped_column(Text)
    placed_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    placed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    #: one person says why it may go, and another lifts it
    lift_reason: Mapped[str] = mapped_column(Text, default="")
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    asked_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    lifted_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    consultation: Mapped[Consultation] = relationship()
    placed_by: Mapped[StaffUser] = relationship(foreign_keys=[placed_by_id])
    asked_by: Mapped[StaffUser | None] = relationship(foreign_keys=[asked_by_id])
    lifted_by: Mapped[StaffUser | None] = relationship(foreign_keys=[lifted_by_id])


class WholeErasure(db.Model):
    """A consultation is erased as a whole before its clocks run out: one person proposes it, another confirms it.

    From then on its key is gone; its rows go in steps, until it is finished. The record itself stays.
    """

    __tablename__ = "whole_erasure"
    __table_args__ = (
        UniqueConstraint("consultation_id"),
        CheckConstraint("reason <> ''", name="reason_is_given"),
        CheckConstraint("confirmed_by_id is null or confirmed_at is not null", name="confirmed_at_some_time"),
        CheckConstraint("confirmed_by_id <> proposed_by_id", name="confirmed_by_another"),
        CheckConstraint("finished_at is null or confirmed_at is not null", name="finished_when_confirmed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    reason: Mapped[str] = mapped_column(Text)
    #: why nothing was archived first; empty where it was
    without_archive: Mapped[str] = mapped_column(Text, default="")
    #: nobody: a restored backup brought back what was erased before
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    proposed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    finished_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    consultation: Mapped[Consultation] = relationship()
    proposed_by: Mapped[StaffUser | None] = relationship(foreign_keys=[proposed_by_id])
    confirmed_by: Mapped[StaffUser | None] = relationship(foreign_keys=[confirmed_by_id])


class RetentionRun(db.Model):
    """One time in which what was due was erased. Without an end it was broken off, and the next one goes on."""

    __tablename__ = "retention_run"
    __table_args__ = (
        UniqueConstraint("public_id"),
        CheckConstraint("finished_at >= started_at", name="finished_after_starting"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24))
    #: the kinds it was told to look at; empty: all
    only: Mapped[list] = mapped_column(JSON)
    started_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)


class Erasure(db.Model):
    """What one run erased of one kind: how many rows, never which."""

    __tablename__ = "erasure"
    __table_args__ = (
        UniqueConstraint("run_id", "consultation_id", "kind"),
        CheckConstraint("n_rows >= 1", name="of_something"),
        Index("ix_erasure_consultation", "consultation_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("retention_run.id"))
    #: empty: of what belongs to no consultation
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"))
    kind: Mapped[str] = mapped_column(String(20))
    n_rows: Mapped[int]
    erased_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    run: Mapped[RetentionRun] = relationship()
