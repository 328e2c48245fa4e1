"""What the machine offered: runs of the theme engine and the candidate themes they found."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db
from engage.models.consultations import Question


class AnalysisRun(db.Model):
    """One run of a method over texts, with all that is needed to run it again."""

    __tablename__ = "analysis_run"
    __table_args__ = (
        UniqueConstraint("job_id"),
        CheckConstraint("n_texts >= 0", name="texts_not_negative"),
        CheckConstraint("question_id is not null or codeframe_id is not null", name="of_something"),
        Index("ix_analysis_run_codeframe", "codeframe_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: empty only for a run that assigned the themes of a codeframe to texts of every question
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"))
    #: the job that made it: a job that is done twice leaves one run. Empty when it was run from the command line
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    method: Mapped[str] = mapped_column(String(200))
    parameters: Mapped[dict] = mapped_column(JSON)
    seed: Mapped[int]
    code_version: Mapped[str] = mapped_column(String(40))
    input_sha256: Mapped[str] = mapped_column(String(64))
    #: answers that went in, usable or not
    n_texts: Mapped[int]
    finished_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    #: a run that assigned themes of this codeframe; empty: it looked for candidate themes
    codeframe_id: Mapped[int | None] = mapped_column(ForeignKey("codeframe.id"))

    question: Mapped[Question | None] = relationship()
    candidates: Mapped[list["CandidateTheme"]] = relationship(order_by="CandidateTheme.position")
    unusable: Mapped[list["UnusableAnswer"]] = relationship(order_by="UnusableAnswer.answer_id")


class CandidateTheme(db.Model):
    __tablename__ = "candidate_theme"
    __table_args__ = (
        UniqueConstraint("run_id", "position"),
        CheckConstraint("size >= 0", name="size_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("analysis_run.id"))
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(200))
    terms: Mapped[list] = mapped_column(JSON)
    size: Mapped[int]

    members: Mapped[list["CandidateMember"]] = relationship(order_by="CandidateMember.answer_id")


class CandidateMember(db.Model):
    """This answer stands in this candidate theme; quote 1 is the answer nearest its centre."""

    __tablename__ = "candidate_member"
    __table_args__ = (UniqueConstraint("candidate_id", "quote"),)

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate_theme.id"), primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), primary_key=True)
    quote: Mapped[int | None]


class UnusableAnswer(db.Model):
    __tablename__ = "unusable_answer"

    run_id: Mapped[int] = mapped_column(ForeignKey("analysis_run.id"), primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
