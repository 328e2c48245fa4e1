"""Responses that were collected elsewhere: each file that was brought, and which row became which response."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db
from engage.models.consultations import Consultation
from engage.models.staff import Job, StaffUser


class ResponseImport(db.Model):
    """One file. It lies sealed until its responses are in, or it is thrown away; its hash and its mapping stay."""

    __tablename__ = "response_import"
    __table_args__ = (
        UniqueConstraint("public_id"),
        CheckConstraint("length(file_sha256) = 64", name="file_has_a_hash"),
        CheckConstraint("finished_at is null or thrown_away_at is null", name="finished_or_thrown_away"),
        CheckConstraint("removed_at is null or finished_at is not null", name="removed_after_finishing"),
        CheckConstraint("(finished_at is null) = (n_imported is null)", name="finished_with_a_count"),
        Index("ix_response_import_consultation", "consultation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: stands in addresses, and begins the names of its sealed files
    public_id: Mapped[str] = mapped_column(String(24))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(String(64))
    #: the system it was exported from (forms.importing.systems), once it was read
    system: Mapped[str] = mapped_column(String(20), default="")
    #: why it cannot be read, in words
    refused: Mapped[str] = mapped_column(Text, default="")
    #: what each column means (forms.importing.mapping), and the count of its saves
    mapping: Mapped[str] = mapped_column(Text, default="", deferred=True)
    version: Mapped[int] = mapped_column(default=0)
    #: responses in the file, once it was read
    n_rows: Mapped[int | None]
    #: of the newest check or import: rows that cannot come in, and rows that are here already
    n_faulty: Mapped[int | None]
    n_known: Mapped[int | None]
    #: the save of the mapping that was checked
    checked_version: Mapped[int | None]
    uploaded_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    #: empty when it came from the command line
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    #: the newest work on it
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    #: from then on its responses count
    finished_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    n_imported: Mapped[int | None]
    thrown_away_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    #: from then on none of its responses are here
    removed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    consultation: Mapped[Consultation] = relationship()
    uploaded_by: Mapped[StaffUser | None] = relationship()
    job: Mapped[Job | None] = relationship()


class ImportedRow(db.Model):
    """Which row of which file a response was; nothing of the row itself."""

    __tablename__ = "imported_row"
    __table_args__ = (
        UniqueConstraint("consultation_id", "fingerprint"),
        CheckConstraint("row_number >= 1", name="row_from_one"),
        Index("ix_imported_row_import", "import_id", "row_number"),
    )

    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), primary_key=True, autoincrement=False)
    import_id: Mapped[int] = mapped_column(ForeignKey("response_import.id"))
    #: so that no response comes in twice
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    row_number: Mapped[int]
    #: keyed hash of its reference in the other system, or of the whole row where it has none
    fingerprint: Mapped[str] = mapped_column(String(64))
    #: keyed hash of its answers: tells whether the other system has other answers by now
    content_hmac: Mapped[str] = mapped_column(String(64))
