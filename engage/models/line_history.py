"""What stood before in "You said, we did": what a line said until it was changed, and what the public read when."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db
from engage.models.staff import StaffUser

#: kinds of lines that keep what stood before
LINE_KINDS = ("recommendation", "action", "ambition", "measure", "submission", "comment")


class Removable:
    """A line that staff can remove: it keeps its number and its words, and can be put back."""

    removed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, sort_order=100)


class LineChange(db.Model):
    """Somebody changed, removed or put back a line: what stood before. Only ever added to."""

    __tablename__ = "line_change"
    __table_args__ = (
        CheckConstraint(
            "kind in ('recommendation', 'action', 'ambition', 'measure', 'submission', 'comment')",
            name="kind_is_known",
        ),
        CheckConstraint("verb in ('changed', 'removed', 'put_back')", name="verb_is_known"),
        CheckConstraint("verb <> 'removed' or reason <> ''", name="removed_with_reason"),
        Index("ix_line_change_line", "kind", "line_id"),
        Index("ix_line_change_consultation", "consultation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    kind: Mapped[str] = mapped_column(String(20))
    #: id in the table of its kind
    line_id: Mapped[int]
    verb: Mapped[str] = mapped_column(String(10))
    #: column -> what stood there
    before: Mapped[dict] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))

    made_by: Mapped[StaffUser] = relationship()


class PublishedLine(db.Model):
    """What the public read of a recommendation from one moment on: kept as it was, also after it ended."""

    __tablename__ = "published_line"
    __table_args__ = (
        UniqueConstraint("recommendation_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("ended_at >= published_at", name="ended_after_publishing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"))
    number: Mapped[int]
    #: as Recommendation.texts
    texts: Mapped[dict] = mapped_column(JSON)
    #: [{"question", "option", "theme", "figures"}]: what it rested on, with the figures that were shown
    evidence: Mapped[list] = mapped_column(JSON)
    published_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    published_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
