"""What left the building: every file of figures that was downloaded, and results that the public was shown."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db
from engage.models.staff import Job


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


class DataFile(db.Model):
    """A file of data that somebody asked for: sealed on disk, and gone within the hour. Who took it is in the trail."""

    __tablename__ = "data_file"
    __table_args__ = (
        UniqueConstraint("job_id"),
        CheckConstraint("reason <> ''", name="reason_is_given"),
        CheckConstraint("length(file_sha256) = 64", name="file_has_a_hash"),
        CheckConstraint("expires_at > made_at", name="lives_for_a_while"),
        CheckConstraint("erased_at >= made_at", name="erased_after_making"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: who asked and for what; its public id is in the address and is the name on disk
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    reason: Mapped[str] = mapped_column(Text)
    #: of the file as it is handed over
    file_sha256: Mapped[str] = mapped_column(String(64))
    n_bytes: Mapped[int]
    n_responses: Mapped[int]
    #: responses that were taken back before it was made: one more, and the file is not handed over any longer
    n_withdrawn: Mapped[int]
    #: name of a table in it -> how many rows
    rows: Mapped[dict] = mapped_column(JSON)
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    erased_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    job: Mapped[Job] = relationship()
