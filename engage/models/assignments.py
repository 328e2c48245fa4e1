"""Which text carries which theme, who or what said so, and how far coders agree. History is never overwritten."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db
from engage.models.codeframes import ONE_TEXT, Codeframe, Theme, only_where
from engage.models.coding import AnalysisRun
from engage.models.fieldwork import Contribution
from engage.models.responses import Answer
from engage.models.staff import StaffUser


class AgreementSample(db.Model):
    """Texts that two people code without seeing one another's codes or the machine's, to learn how far they agree."""

    __tablename__ = "agreement_sample"
    __table_args__ = (
        CheckConstraint("second_coder_id <> first_coder_id", name="two_people"),
        Index("ix_agreement_sample_codeframe", "codeframe_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    codeframe_id: Mapped[int] = mapped_column(ForeignKey("codeframe.id"))
    seed: Mapped[int]
    drawn_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    drawn_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    first_coder_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    second_coder_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))

    codeframe: Mapped[Codeframe] = relationship()
    drawn_by: Mapped[StaffUser] = relationship(foreign_keys=[drawn_by_id])
    first_coder: Mapped[StaffUser] = relationship(foreign_keys=[first_coder_id])
    second_coder: Mapped[StaffUser | None] = relationship(foreign_keys=[second_coder_id])
    texts: Mapped[list["SampleText"]] = relationship(order_by="SampleText.position")


class SampleText(db.Model):
    __tablename__ = "sample_text"
    __table_args__ = (
        UniqueConstraint("sample_id", "position"),
        UniqueConstraint("sample_id", "answer_id"),
        UniqueConstraint("sample_id", "contribution_id"),
        CheckConstraint(ONE_TEXT, name="one_text"),
        Index("ix_sample_text_answer", "answer_id"),
        Index("ix_sample_text_contribution", "contribution_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("agreement_sample.id"))
    #: in the order in which it is shown
    position: Mapped[int]
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id"))
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"))
    #: as "online, long": the part of all texts that it was drawn from
    stratum: Mapped[str] = mapped_column(String(80))

    answer: Mapped[Answer | None] = relationship()
    contribution: Mapped[Contribution | None] = relationship()


class Settlement(db.Model):
    """What holds where two coders of a sample differed on one theme of one text, and why."""

    __tablename__ = "settlement"
    __table_args__ = (
        UniqueConstraint("sample_id", "theme_id", "answer_id"),
        UniqueConstraint("sample_id", "theme_id", "contribution_id"),
        CheckConstraint(ONE_TEXT, name="one_text"),
        Index("ix_settlement_answer", "answer_id"),
        Index("ix_settlement_contribution", "contribution_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("agreement_sample.id"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id"))
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"))
    applies: Mapped[bool]
    settled_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    settled_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    sample: Mapped[AgreementSample] = relationship()
    theme: Mapped[Theme] = relationship()
    settled_by: Mapped[StaffUser] = relationship()


class CodeAssignment(db.Model):
    """This text carries this theme, or does not: who or what said so, and when. A change replaces it and adds one."""

    __tablename__ = "code_assignment"
    __table_args__ = (
        CheckConstraint(ONE_TEXT, name="one_text"),
        CheckConstraint("(coder_id is null) <> (run_id is null)", name="one_maker"),
        CheckConstraint("sample_id is null or coder_id is not null", name="people_code_samples"),
        CheckConstraint("score between 0 and 1", name="score_is_a_share"),
        CheckConstraint("replaced_at >= assigned_at", name="replaced_after_assigning"),
        # one standing word of one person, and of one run, on one theme of one text; in a blind sample one more
        Index("uq_code_assignment_answer", "theme_id", "answer_id", "coder_id", unique=True,
              **only_where("replaced_at is null and sample_id is null and coder_id is not null")),
        Index("uq_code_assignment_contribution", "theme_id", "contribution_id", "coder_id", unique=True,
              **only_where("replaced_at is null and sample_id is null and coder_id is not null")),
        Index("uq_code_assignment_sample_answer", "sample_id", "theme_id", "answer_id", "coder_id", unique=True,
              **only_where("replaced_at is null and sample_id is not null")),
        Index("uq_code_assignment_sample_contribution", "sample_id", "theme_id", "contribution_id", "coder_id",
              unique=True, **only_where("replaced_at is null and sample_id is not null")),
        Index("uq_code_assignment_run_answer", "run_id", "theme_id", "answer_id", unique=True,
              **only_where("run_id is not null")),
        Index("uq_code_assignment_run_contribution", "run_id", "theme_id", "contribution_id", unique=True,
              **only_where("run_id is not null and contribution_id is not null")),
        Index("ix_code_assignment_answer", "answer_id"),
        Index("ix_code_assignment_contribution", "contribution_id", **only_where("contribution_id is not null")),
        Index("ix_code_assignment_theme", "theme_id", "replaced_at"),
        Index("ix_code_assignment_carried", "carried_from_id", **only_where("carried_from_id is not null")),
        Index("ix_code_assignment_settlement", "settlement_id", **only_where("settlement_id is not null")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id"))
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"))
    coder_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("analysis_run.id"))
    #: given blind, for this sample
    sample_id: Mapped[int | None] = mapped_column(ForeignKey("agreement_sample.id"))
    #: false: a person says that the theme is not in this text
    applies: Mapped[bool] = mapped_column(default=True)
    #: of a run: how sure the machine is
    score: Mapped[float | None]
    assigned_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    replaced_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    #: the decision on an earlier number of the codeframe that this one continues
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("code_assignment.id"))
    #: what was settled between two coders, where this decision follows from that
    settlement_id: Mapped[int | None] = mapped_column(ForeignKey("settlement.id"))

    theme: Mapped[Theme] = relationship()
    coder: Mapped[StaffUser | None] = relationship()
    run: Mapped[AnalysisRun | None] = relationship()


class CodedText(db.Model):
    """A person has finished with this text, also where no theme applies."""

    __tablename__ = "coded_text"
    __table_args__ = (
        CheckConstraint(ONE_TEXT, name="one_text"),
        Index("uq_coded_text_answer", "codeframe_id", "answer_id", "coder_id", unique=True,
              **only_where("sample_id is null")),
        Index("uq_coded_text_contribution", "codeframe_id", "contribution_id", "coder_id", unique=True,
              **only_where("sample_id is null")),
        Index("uq_coded_text_sample_answer", "sample_id", "answer_id", "coder_id", unique=True,
              **only_where("sample_id is not null")),
        Index("uq_coded_text_sample_contribution", "sample_id", "contribution_id", "coder_id", unique=True,
              **only_where("sample_id is not null")),
        Index("ix_coded_text_answer", "answer_id"),
        Index("ix_coded_text_contribution", "contribution_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    codeframe_id: Mapped[int] = mapped_column(ForeignKey("codeframe.id"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id"))
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"))
    coder_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    sample_id: Mapped[int | None] = mapped_column(ForeignKey("agreement_sample.id"))
    finished_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    codeframe: Mapped[Codeframe] = relationship()
    coder: Mapped[StaffUser] = relationship()
