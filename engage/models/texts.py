"""Beside a free text: what was typed where something in it is masked, what a person has to look at, what it is like."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.extensions import UTCDateTime, db

#: a text is an answer, a contribution or the notes on a topic
ONE_TEXT = (
    "(case when answer_id is null then 0 else 1 end) + (case when contribution_id is null then 0 else 1 end)"
    " + (case when topic_note_id is null then 0 else 1 end) = 1"
)


class OfOneText:
    """The text that a row belongs to; the row goes when the text does."""

    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"))
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"))
    topic_note_id: Mapped[int | None] = mapped_column(ForeignKey("topic_note.id", ondelete="CASCADE"))


class OriginalText(OfOneText, db.Model):
    """What was typed, encrypted (engage.sealing), of a text in which something is masked. Erased before the text is."""

    __tablename__ = "original_text"
    __table_args__ = (
        UniqueConstraint("public_id"),
        UniqueConstraint("answer_id"),
        UniqueConstraint("contribution_id"),
        UniqueConstraint("topic_note_id"),
        CheckConstraint(ONE_TEXT, name="of_one_text"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: what the seal is bound to
    public_id: Mapped[str] = mapped_column(String(24))
    #: {"typed": as it came, "masked": as the rules left it, before a person masked names}
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class TextCheck(OfOneText, db.Model):
    """What was masked in a text, by kind, and where a name seems to stand in it."""

    __tablename__ = "text_check"
    __table_args__ = (
        UniqueConstraint("public_id"),
        UniqueConstraint("answer_id"),
        UniqueConstraint("contribution_id"),
        UniqueConstraint("topic_note_id"),
        CheckConstraint(ONE_TEXT, name="of_one_text"),
        CheckConstraint("n_waiting >= 0", name="waiting_not_negative"),
        CheckConstraint("(looked_at is null) = (looked_by_id is null)", name="looked_at_by_somebody"),
        Index("ix_text_check_waiting", "n_waiting"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24))
    #: kind (analysis.redaction.MASKS) -> how many
    masked: Mapped[dict] = mapped_column(JSON)
    #: [{"start", "end", "state"}] in the text as the rules left it; state is "waiting", "masked" or "left"
    names: Mapped[list] = mapped_column(JSON)
    #: how many of the names wait for a person
    n_waiting: Mapped[int]
    #: when a person decided last, and who
    looked_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    looked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))


class TextReading(db.Model):
    """What a worker read from an answer beside the others: its language, and which texts say the same."""

    __tablename__ = "text_reading"
    __table_args__ = (CheckConstraint("n_alike >= 1", name="alike_at_least_itself"),)

    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True)
    #: ISO 639-1, or "unknown" (analysis.languages)
    language: Mapped[str] = mapped_column(String(10))
    #: the answer that stands for all that say the same, itself if there is none; no foreign key: it may be withdrawn
    group_id: Mapped[int]
    n_alike: Mapped[int]
    is_campaign: Mapped[bool]
