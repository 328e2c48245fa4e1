"""What came in writing on a draft plan: an index of every submission, where each was considered, and its comments."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db
from engage.models.line_history import Removable

COMMENT_STATUSES = ("under_review", "accepted", "partly", "not_accepted", "noted")


class Submission(Removable, db.Model):
    """A letter, report or e-mail that came in: it has a number, an owner, and a place in the index."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("n_pages >= 1", name="has_pages"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    received_on: Mapped[dt.date]
    #: an organisation or a role, as "a resident": never the name of a person
    received_from: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200))
    n_pages: Mapped[int | None]
    #: who answers for it
    owner: Mapped[str] = mapped_column(String(200), default="")
    kept_at: Mapped[str] = mapped_column(String(200), default="")
    registered_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    registered_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))

    considerations: Mapped[list["Consideration"]] = relationship(
        order_by="Consideration.considered_on, Consideration.id"
    )


class Consideration(db.Model):
    """A submission was put before somebody who decides."""

    __tablename__ = "consideration"
    __table_args__ = (Index("ix_consideration_submission", "submission_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    considered_on: Mapped[dt.date]
    #: as "Health and Wellbeing Board, item 4"
    place: Mapped[str] = mapped_column(String(200))
    remark: Mapped[str] = mapped_column(Text, default="")


class LoggedComment(Removable, db.Model):
    """One comment on a draft plan, what is said to it, and where it stands."""

    __tablename__ = "logged_comment"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint(
            "status in ('under_review', 'accepted', 'partly', 'not_accepted', 'noted')", name="status_is_known"
        ),
        CheckConstraint("status = 'under_review' or reply <> ''", name="settled_with_reply"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    #: where it stands written, if it came in writing
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"))
    received_on: Mapped[dt.date]
    text: Mapped[str] = mapped_column(Text)
    reply: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(20))
    changed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))

    submission: Mapped[Submission | None] = relationship()
