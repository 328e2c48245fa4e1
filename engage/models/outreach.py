"""How people are reached: requests for another format, codes on posters, and longer time to answer."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db
from engage.models.consultations import Consultation
from engage.models.staff import StaffUser

TOPICS = (
    "paper", "large_print", "easy_read", "language", "braille", "audio", "sign_language", "help", "problem",
    "something_else",
)  # fmt: skip


class FormatRequest(db.Model):
    """Somebody asks for paper, another language, help, or tells of a problem; staff close it when it is done."""

    __tablename__ = "format_request"
    __table_args__ = (
        UniqueConstraint("public_id"),
        CheckConstraint(
            "topic in ('paper', 'large_print', 'easy_read', 'language', 'braille', 'audio', 'sign_language', 'help', "
            "'problem', 'something_else')",
            name="topic_is_known",
        ),
        CheckConstraint("(closed_at is null) = (closing_note is null)", name="note_when_closed"),
        Index("ix_format_request_asked", "consultation_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24))
    #: empty when it was asked outside a consultation
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"))
    topic: Mapped[str] = mapped_column(String(20))
    details: Mapped[str] = mapped_column(Text)
    #: name and how to reach them, encrypted (engage.sealing); empty once it was erased
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    erase_on: Mapped[dt.date]
    asked_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    closing_note: Mapped[str | None] = mapped_column(Text)
    #: keyed hash of all of it, so that the same request is kept once; erased with `sealed`
    fingerprint: Mapped[str | None] = mapped_column(String(64))

    consultation: Mapped[Consultation | None] = relationship()
    closed_by: Mapped[StaffUser | None] = relationship()


class ChannelCode(db.Model):
    """A word in the address of one poster or link, so that it is known which of them people came by."""

    __tablename__ = "channel_code"
    __table_args__ = (UniqueConstraint("consultation_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    code: Mapped[str] = mapped_column(String(20))
    #: where it hangs or stands, as "Bootle library"
    place: Mapped[str] = mapped_column(String(200))


class Extension(db.Model):
    """A closing time that was moved, and the reason that the public was given."""

    __tablename__ = "extension"
    __table_args__ = (CheckConstraint("new_closes_at > old_closes_at", name="is_longer"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    old_closes_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    new_closes_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(Text)
    easy_reason: Mapped[str] = mapped_column(Text)
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    #: the reason in other languages: locale -> {"standard": ..., "easy_read": ...}
    translations: Mapped[dict] = mapped_column(JSON, default=dict)

    @property
    def texts(self):
        return {"en": {"standard": self.reason, "easy_read": self.easy_reason}} | self.translations


class IncompleteOpening(db.Model):
    """A version that was published before all its formats and languages were ready, and why."""

    __tablename__ = "incomplete_opening"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("questionnaire_version.id"), primary_key=True, autoincrement=False
    )
    missing: Mapped[list] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    allowed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    allowed_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
