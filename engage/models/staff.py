"""Who works here: staff, their sessions, the tries at signing in, the trail of what they did, and long work."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    or_,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db
from engage.models.consultations import Consultation


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    ENGAGEMENT_OFFICER = "engagement_officer"
    DATA_ENTRY_CLERK = "data_entry_clerk"
    ANALYST = "analyst"
    PANEL_MEMBER = "panel_member"
    #: of a partner organisation; sees only the activities to which they are invited
    NOTE_TAKER = "note_taker"
    #: opens the concerns that are raised in the field, and nothing else
    SAFEGUARDING_OFFICER = "safeguarding_officer"


class StaffUser(db.Model):
    __tablename__ = "staff_user"
    __table_args__ = (
        UniqueConstraint("public_id"),
        UniqueConstraint("email"),
        CheckConstraint("email = lower(email)", name="email_in_small_letters"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24))
    email: Mapped[str] = mapped_column(String(254))
    #: empty until the link of the invitation was followed, and after an administrator made a new one
    password_hash: Mapped[str] = mapped_column(String(200))
    demonstration: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    #: the secret of the app that shows codes, encrypted (engage.sealing); empty: no second factor yet
    factor_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: the half minute of the newest code that was taken: no code is taken twice
    factor_step: Mapped[int | None]
    #: who this is to the council's identity provider, from the first sign-in there on
    identity_subject: Mapped[str | None] = mapped_column(String(255))

    roles: Mapped[list["StaffRole"]] = relationship(
        lazy="selectin", order_by="StaffRole.id", foreign_keys="StaffRole.staff_id", cascade="all, delete-orphan"
    )

    def holds(self, roles, consultation=None):
        """Has this person one of these roles on the consultation; on any one, or all, when none is named?"""
        return any(
            held.role in roles and (consultation is None or held.consultation_id in (None, consultation.id))
            for held in self.roles
        )

    def holds_everywhere(self, roles):
        """Has this person one of these roles on all consultations, those to come too?"""
        return any(held.role in roles and held.consultation_id is None for held in self.roles)

    def roles_on(self, consultation):
        """The roles that count on the consultation, by name."""
        return sorted({held.role for held in self.roles if held.consultation_id in (None, consultation.id)})

    def within(self, roles, column):
        """For a query: this column names a consultation on which the person has one of these roles."""
        if self.holds_everywhere(roles):
            return true()
        return column.in_([held.consultation_id for held in self.roles if held.role in roles])

    @classmethod
    def having(cls, roles, consultation=None):
        """For a query: staff who have one of these roles on the consultation; on any when none is named."""
        held = StaffRole.role.in_(roles)
        if consultation is not None:
            held &= or_(StaffRole.consultation_id.is_(None), StaffRole.consultation_id == consultation.id)
        return cls.roles.any(held)


class StaffRole(db.Model):
    """What somebody may do: on one consultation, or on all of them and those to come."""

    __tablename__ = "staff_role"
    __table_args__ = (
        UniqueConstraint("staff_id", "role", "consultation_id"),
        # to the constraint above no two empty consultations are the same
        Index(
            "ix_staff_role_everywhere", "staff_id", "role", unique=True,
            sqlite_where=text("consultation_id is null"), postgresql_where=text("consultation_id is null"),
        ),
        CheckConstraint(
            "role in ('administrator', 'engagement_officer', 'data_entry_clerk', 'analyst', 'panel_member',"
            " 'note_taker', 'safeguarding_officer')",
            name="role_is_known",
        ),
        CheckConstraint("role <> 'administrator' or consultation_id is null", name="administrators_of_all"),
        CheckConstraint("ends_at is null or ends_at > given_at", name="ends_after_it_was_given"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    role: Mapped[str] = mapped_column(String(20))
    #: empty: on all consultations
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"))
    #: empty for the command line
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    given_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    consultation: Mapped[Consultation | None] = relationship()
    given_by: Mapped[StaffUser | None] = relationship(foreign_keys=[given_by_id])


class StaffSession(db.Model):
    """One browser's visit, kept here and not in the cookie, so that signing out really ends it."""

    __tablename__ = "staff_session"
    __table_args__ = (UniqueConstraint("token_sha256"), Index("ix_staff_session_staff", "staff_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    started_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    #: to the minute or so; signing in again is asked for when it is too long ago
    seen_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    #: empty while the second factor is still asked for: such a session opens nothing else
    whole_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    staff: Mapped[StaffUser] = relationship()


class StaffInvitation(db.Model):
    """A link with which somebody chooses a password, once; only the hash of its token is kept."""

    __tablename__ = "staff_invitation"
    __table_args__ = (
        UniqueConstraint("token_sha256"),
        CheckConstraint("expires_at > made_at", name="expires_after_it_was_made"),
        Index("ix_staff_invitation_staff", "staff_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    token_sha256: Mapped[str] = mapped_column(String(64))
    #: empty for the command line
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    #: or taken back: by a newer link, or because the account was closed
    used_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    staff: Mapped[StaffUser] = relationship(foreign_keys=[staff_id])


class RecoveryCode(db.Model):
    """Stands in once for a code of the app, for who lost the telephone; only its keyed hash is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("staff_id", "code_hmac"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    code_hmac: Mapped[str] = mapped_column(String(64))


class SignInFailure(db.Model):
    """A wrong password for an e-mail address, known or not; only a keyed hash of the address is kept."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_account", "account_hmac", "failed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_hmac: Mapped[str] = mapped_column(String(64))
    failed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


#: of the signature of an entry, where it is told: as many as nobody finds by chance
ANCHOR_LETTERS = 16


def anchor_of(number, chain):
    """How an entry of the trail is told elsewhere, as "1234:0f1e2d3c4b5a6978"."""
    return f"{number}:{chain[:ANCHOR_LETTERS]}"


class AuditEvent(db.Model):
    """Append only: who did what to which object, and when. Never the text of an answer."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_object", "object_type", "object_id"),
        Index("ix_audit_event_number", "number", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: empty for the command line and for jobs
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    verb: Mapped[str] = mapped_column(String(40))
    object_type: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(40))
    at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    detail: Mapped[dict] = mapped_column(JSON)
    #: its place in the chain, without gaps; empty where it was written before there was one
    number: Mapped[int | None]
    #: of this entry and the one before, under a key that is not in the database (engage.operations.audit)
    chain: Mapped[str | None] = mapped_column(String(64))

    actor: Mapped[StaffUser | None] = relationship()


class Job(db.Model):
    """Long work. A worker holds it by a lease: if the worker dies, the lease runs out and another takes the job."""

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("public_id"),
        CheckConstraint("progress between 0 and 1", name="progress_is_a_share"),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        Index("ix_job_waiting", "finished_at", "leased_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24))
    kind: Mapped[str] = mapped_column(String(40))
    arguments: Mapped[dict] = mapped_column(JSON)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    asked_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    leased_until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    #: made new at each lease: a worker that lost its lease can no longer write to the job
    lease: Mapped[str | None] = mapped_column(String(24))
    attempts: Mapped[int] = mapped_column(default=0)
    progress: Mapped[float] = mapped_column(default=0.0)
    stage: Mapped[str] = mapped_column(String(60), default="")
    finished_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    #: in words for the person who asked; empty when all went well
    failure: Mapped[str | None] = mapped_column(Text)
