"""Results as they were released: frozen data with its hash, who wrote and who approved it, what was overridden."""

import datetime as dt
import json

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db
from engage.models.codeframes import only_where
from engage.models.consultations import Consultation
from engage.models.staff import StaffUser


class ResultsRelease(db.Model):
    """A numbered release of the results. A draft until it is published; from then on never changed, only taken back."""

    __tablename__ = "results_release"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        Index("uq_results_release_draft", "consultation_id", unique=True, **only_where("published_at is null")),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("length(sha256) = 64", name="has_a_hash"),
        CheckConstraint(
            "(approved_at is null) = (approved_by_id is null) and (approved_at is null) = (approved_sha256 is null)",
            name="approved_by_somebody",
        ),
        CheckConstraint("approved_by_id <> prepared_by_id", name="approved_by_another"),
        CheckConstraint("approved_sha256 = sha256", name="approved_as_it_is"),
        CheckConstraint("(published_at is null) = (published_by_id is null)", name="published_by_somebody"),
        CheckConstraint("published_at is null or approved_at is not null", name="published_when_approved"),
        CheckConstraint(
            "taken_back_at is null or (published_at is not null and taken_back_why <> '')", name="taken_back_for_reason"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    #: canonical JSON of engage.results.snapshot, with the words of the officer and the overrides
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    #: of the full report, where the council keeps it elsewhere; empty: the page of the consultation
    link: Mapped[str] = mapped_column(String(500), default="")
    #: who changed it last: somebody else approves it
    prepared_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    approved_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    #: what was approved; a changed release is another one
    approved_sha256: Mapped[str | None] = mapped_column(String(64))
    published_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    taken_back_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    taken_back_why: Mapped[str] = mapped_column(Text, default="")

    consultation: Mapped[Consultation] = relationship()
    prepared_by: Mapped[StaffUser] = relationship(foreign_keys=[prepared_by_id])
    approved_by: Mapped[StaffUser | None] = relationship(foreign_keys=[approved_by_id])
    quotes: Mapped[list["ReleaseQuote"]] = relationship(order_by="ReleaseQuote.id", cascade="all, delete-orphan")
    overrides: Mapped[list["ReleaseOverride"]] = relationship(
        order_by="ReleaseOverride.id", cascade="all, delete-orphan"
    )
    files: Mapped[list["ReleaseFile"]] = relationship(order_by="ReleaseFile.id", cascade="all, delete-orphan")

    @property
    def data(self):
        """The snapshot as it was released."""
        return json.loads(self.content)

    @property
    def is_public(self):
        return self.published_at is not None and self.taken_back_at is None

    @property
    def hidden(self):
        """The ids of quotes that were taken off since: the frozen data still has them, no page shows them."""
        return {one.quote_id for one in self.quotes if one.hidden_at is not None}


class ReleaseQuote(db.Model):
    """Which text a quote of a release is: for what happens to it afterwards. The words stand in the frozen data."""

    __tablename__ = "release_quote"
    __table_args__ = (
        UniqueConstraint("release_id", "theme_id", "quote_id"),
        CheckConstraint("(hidden_at is null) = (hidden_why = '')", name="hidden_for_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("results_release.id"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    #: as in the frozen data
    quote_id: Mapped[str] = mapped_column(String(16))
    #: as "a12" (engage.extracts.coding); the text itself may be gone
    text_key: Mapped[str] = mapped_column(String(20))
    hidden_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    hidden_why: Mapped[str] = mapped_column(String(300), default="")


class ReleaseOverride(db.Model):
    """A stop of the gate that one person asks to pass, for a reason, and another grants. Printed in the method note."""

    __tablename__ = "release_override"
    __table_args__ = (
        UniqueConstraint("release_id", "stop"),
        CheckConstraint("reason <> ''", name="reason_is_given"),
        CheckConstraint("granted_by_id <> asked_by_id", name="granted_by_another"),
        CheckConstraint("(granted_at is null) = (granted_by_id is null)", name="granted_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("results_release.id"))
    #: the kind of the stop, and what it said: if it says something else later, it is another stop
    stop: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    granted_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))

    asked_by: Mapped[StaffUser] = relationship(foreign_keys=[asked_by_id])
    granted_by: Mapped[StaffUser | None] = relationship(foreign_keys=[granted_by_id])


class ReleaseFile(db.Model):
    """A file that was made of a release when it was published; kept, so that it can be handed out again to the byte."""

    __tablename__ = "release_file"
    __table_args__ = (
        UniqueConstraint("release_id", "name"),
        CheckConstraint("length(sha256) = 64", name="has_a_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("results_release.id"))
    #: as "docx"
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))


class ArchivedFile(db.Model):
    """A file of the archive that a finished consultation was read back in from: with one of them it is read only."""

    __tablename__ = "archived_file"
    __table_args__ = (UniqueConstraint("consultation_id", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    #: below the data folder of the archive
    path: Mapped[str] = mapped_column(String(300))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
