"""A consultation before and beside its questionnaire: the plan that is put to the panel."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db
from engage.models.consultations import Consultation
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
