"""A consultation before and beside its questionnaire: plan, panel, pilot, corrected words, and changes of its dates."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db
from engage.models.consultations import Consultation, QuestionnaireVersion
from engage.models.staff import StaffUser


class ConsultationPlan(db.Model):
    """Why and how people are asked. A consultation that was published from the terminal has none."""

    __tablename__ = "consultation_plan"
    __table_args__ = (CheckConstraint("version >= 1", name="version_from_one"),)

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True, autoincrement=False)
    #: what staff call it; residents read the title of the questionnaire
    title: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(Text, default="")
    decision: Mapped[str] = mapped_column(Text, default="")
    affected: Mapped[str] = mapped_column(Text, default="")
    equality: Mapped[str] = mapped_column(Text, default="")
    methods: Mapped[str] = mapped_column(Text, default="")
    formats: Mapped[str] = mapped_column(Text, default="")
    #: the evidence for each of the four tests (forms.plans.TESTS): test -> {"text": ..., "link": ...}
    tests: Mapped[dict] = mapped_column(JSON, default=dict)
    results_due_on: Mapped[dt.date | None]
    #: counts the saves: who saves a page that was opened at an earlier one is shown what changed
    version: Mapped[int] = mapped_column(default=1)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    written_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    consultation: Mapped[Consultation] = relationship()
    written_by: Mapped[StaffUser] = relationship()


CAPACITIES = ("chair", "vice_chair", "member", "lay_member")


class PanelSubmission(db.Model):
    """What was put to the panel, kept as it was: opening publishes this document, and no other."""

    __tablename__ = "panel_submission"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    document: Mapped[str] = mapped_column(Text, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    #: the parts of the plan, its evidence and the planned dates, as they were
    plan: Mapped[dict] = mapped_column(JSON)
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    submitted_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    #: the version that was published from it
    version_id: Mapped[int | None] = mapped_column(ForeignKey("questionnaire_version.id"))

    consultation: Mapped[Consultation] = relationship()
    submitted_by: Mapped[StaffUser] = relationship()
    version: Mapped[QuestionnaireVersion | None] = relationship()
    decisions: Mapped[list["PanelDecision"]] = relationship(order_by="PanelDecision.id")
    comments: Mapped[list["PanelComment"]] = relationship(order_by="PanelComment.id")


class PanelDecision(db.Model):
    """Append only: what a member of the panel decided; their newest decision stands."""

    __tablename__ = "panel_decision"
    __table_args__ = (
        CheckConstraint("decision in ('approved', 'changes_asked')", name="decision_is_known"),
        CheckConstraint("capacity in ('chair', 'vice_chair', 'member', 'lay_member')", name="capacity_is_known"),
        CheckConstraint("decision = 'approved' or note <> ''", name="changes_are_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("panel_submission.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    #: the public reads it instead of a name
    capacity: Mapped[str] = mapped_column(String(20))
    decision: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    member: Mapped[StaffUser] = relationship()


class PanelComment(db.Model):
    __tablename__ = "panel_comment"
    __table_args__ = (CheckConstraint("(reply = '') = (replied_at is null)", name="reply_has_a_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("panel_submission.id"))
    #: empty where it is about the plan, or the whole
    question_key: Mapped[str] = mapped_column(String(40), default="")
    text: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    written_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    reply: Mapped[str] = mapped_column(Text, default="")
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    replied_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    written_by: Mapped[StaffUser] = relationship(foreign_keys=[written_by_id])
    replied_by: Mapped[StaffUser | None] = relationship(foreign_keys=[replied_by_id])


class Pilot(db.Model):
    """A questionnaire that invited people try by a link before it opens; their answers never count."""

    __tablename__ = "pilot"
    __table_args__ = (
        UniqueConstraint("public_id"),
        CheckConstraint("(ended_at is null) = (n_wiped is null)", name="ended_with_a_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: makes the token of its link (engage.return_codes keeps none either)
    public_id: Mapped[str] = mapped_column(String(24))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    begun_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    #: how many test responses were wiped, sent and not sent
    n_wiped: Mapped[int | None]

    consultation: Mapped[Consultation] = relationship()
    version: Mapped[QuestionnaireVersion] = relationship()
    ended_by: Mapped[StaffUser | None] = relationship(foreign_keys=[ended_by_id])


class WordingFix(db.Model):
    """A version that only corrects words of the one before, and each change as the public may read it."""

    __tablename__ = "wording_fix"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("questionnaire_version.id"), primary_key=True, autoincrement=False
    )
    #: [{"path", "variant", "locale", "was", "now"}]
    changes: Mapped[list] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    version: Mapped[QuestionnaireVersion] = relationship()
    made_by: Mapped[StaffUser] = relationship()


class DateChange(db.Model):
    """A consultation that was suspended, closed early, or opened again for paper, and what the public was told."""

    __tablename__ = "date_change"
    __table_args__ = (
        CheckConstraint("kind in ('suspended', 'closed_early', 'paper_only')", name="kind_is_known"),
        CheckConstraint("kind = 'suspended' or ended_at is null", name="only_a_suspension_ends"),
        CheckConstraint("ended_at is null or ended_at >= made_at", name="ended_after_it_began"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    kind: Mapped[str] = mapped_column(String(20))
    #: the reason, locale -> {"standard": ..., "easy_read": ...} (engage.council_words)
    texts: Mapped[dict] = mapped_column(JSON)
    #: the day until which it is planned to last; the last day on which paper is taken
    until_on: Mapped[dt.date | None]
    old_closes_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    made_by: Mapped[StaffUser] = relationship(foreign_keys=[made_by_id])


class Reminder(db.Model):
    """A letter to officers that a day comes near, so that it is sent once."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("consultation_id", "kind", "due_on"),
        CheckConstraint(
            "kind in ('closing_week', 'closing_day', 'results_week', 'results_late')", name="kind_is_known"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    kind: Mapped[str] = mapped_column(String(20))
    due_on: Mapped[dt.date]
    sent_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    n_sent: Mapped[int]
