"""Programs that read results: each has a token of its own, made by a person who answers for it."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db
from engage.models.consultations import Consultation
from engage.models.staff import StaffUser


class ApiClient(db.Model):
    """A program as Power BI. It reads while its token lasts and whoever made it may still read the same."""

    __tablename__ = "api_client"
    __table_args__ = (
        UniqueConstraint("public_id"),
        UniqueConstraint("token_sha256"),
        CheckConstraint("expires_at > made_at", name="expires_after_it_was_made"),
        CheckConstraint("n_in_minute >= 0", name="count_not_negative"),
        Index("ix_api_client_consultation", "consultation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24))
    name: Mapped[str] = mapped_column(String(100))
    #: the start of the token, so that people can tell tokens apart
    prefix: Mapped[str] = mapped_column(String(20))
    token_sha256: Mapped[str] = mapped_column(String(64))
    #: of engage.api.shape.SCOPES, with a space between
    scopes: Mapped[str] = mapped_column(String(100))
    #: the only one that is read; empty: every one that its maker may read
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"))
    #: who answers for it
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    #: to the hour
    used_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    #: the minute in which requests are counted, and how many came in it
    minute_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    n_in_minute: Mapped[int] = mapped_column(default=0)

    consultation: Mapped[Consultation | None] = relationship()
    made_by: Mapped[StaffUser] = relationship()

    def is_over(self, now):
        return self.ended_at is not None or self.expires_at <= now
