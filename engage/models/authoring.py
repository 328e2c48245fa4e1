"""Questionnaires that are still being written: one draft of a consultation, and every save of it."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db


class QuestionnaireDraft(db.Model):
    """What publishing would freeze, and may still be incomplete. Approval names it by its id and sha256."""

    __tablename__ = "questionnaire_draft"
    __table_args__ = (
        UniqueConstraint("consultation_id"),
        CheckConstraint("version >= 1", name="version_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    #: JSON text; published as it stands, so that its sha256 is the one of the version
    document: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    #: counts the saves: a page that was opened at an earlier one is merged, not written over
    version: Mapped[int]
    edited_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    edited_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    consultation: Mapped["Consultation"] = relationship()  # noqa: F821 - by the name of its table
    edited_by: Mapped["StaffUser"] = relationship()  # noqa: F821 - by the name of its table


class DraftSave(db.Model):
    """The draft as it was after one save. Undoing is a save too: `restores` names the one it brought back."""

    __tablename__ = "draft_save"
    __table_args__ = (
        UniqueConstraint("draft_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("restores < number", name="restores_an_earlier_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_draft.id"))
    number: Mapped[int]
    #: large: read only when the save is compared or brought back
    document: Mapped[str] = mapped_column(Text, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    #: the place that was written, as "start_well.start_well_priorities"; empty for the whole
    place: Mapped[str] = mapped_column(String(100), default="")
    restores: Mapped[int | None]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    saved_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    saved_by: Mapped["StaffUser"] = relationship()  # noqa: F821 - by the name of its table
