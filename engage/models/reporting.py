"""What left the building: every file of figures that was downloaded, and results that the public was shown."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from engage.extensions import UTCDateTime, db


class Release(db.Model):
    __tablename__ = "release"
    __table_args__ = (CheckConstraint("length(file_sha256) = 64", name="file_has_a_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    #: as "xlsx" or "csv"
    kind: Mapped[str] = mapped_column(String(10))
    file_sha256: Mapped[str] = mapped_column(String(64))
    #: of the responses that were counted
    data_sha256: Mapped[str] = mapped_column(String(64))
    n_responses: Mapped[int]
    #: empty when it was made from the command line
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


class Publication(db.Model):
    """The results of a consultation are published: since when, where, and in short."""

    __tablename__ = "publication"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True, autoincrement=False)
    published_on: Mapped[dt.date]
    #: an https address, or a path of our own
    link: Mapped[str] = mapped_column(String(500))
    #: locale -> {"standard": ..., "easy_read": ...} (engage.council_words)
    texts: Mapped[dict] = mapped_column(JSON)
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
