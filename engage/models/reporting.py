"""What left the building: every file of figures that was downloaded."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String
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
