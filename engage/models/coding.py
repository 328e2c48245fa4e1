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
    #: when all of it was written down; empty: it is being written, or its worker died and the next one erases it
    kept_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    question: Mapped[Question | None] = relationship()
    #: those that are proposed; coarser and finer ones stand in `every_candidate`
    candidates: Mapped[list["CandidateTheme"]] = relationship(
        primaryjoin="and_(CandidateTheme.run_id == AnalysisRun.id, CandidateTheme.is_proposed)",
        order_by="CandidateTheme.position",
    )
    every_candidate: Mapped[list["CandidateTheme"]] = relationship(order_by="CandidateTheme.position", viewonly=True)
    unusable: Mapped[list["UnusableAnswer"]] = relationship(order_by="UnusableAnswer.answer_id")


class CandidateTheme(db.Model):
    """A theme that the machine offers, on the levels from_n to to_n: levels are named by their number of themes.

    It holds the finest themes first_leaf to last_leaf of its run, so a coarser theme holds those it was joined from.
    """

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
    #: different texts among its answers: copies of one letter count once. Empty in runs that did not count them
    n_distinct: Mapped[int | None]
    #: on the level that the machine proposes
    is_proposed: Mapped[bool] = mapped_column(default=True)
    #: of its texts; empty if they were not told apart
    language: Mapped[str] = mapped_column(String(20), default="")
    first_leaf: Mapped[int] = mapped_column(default=0)
    last_leaf: Mapped[int] = mapped_column(default=0)
    from_n: Mapped[int] = mapped_column(default=1)
    to_n: Mapped[int] = mapped_column(default=1)

    #: of a theme that is proposed
    members: Mapped[list["CandidateMember"]] = relationship(order_by="CandidateMember.answer_id")


class CandidateMember(db.Model):
    """This answer stands in this proposed theme, and in the finest theme `leaf` of its run."""

    __tablename__ = "candidate_member"
    __table_args__ = (Index("ix_candidate_member_answer", "answer_id"),)

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate_theme.id"), primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), primary_key=True)
    leaf: Mapped[int] = mapped_column(default=0)


class CandidateQuote(db.Model):
    """This answer shows what a candidate theme holds: place 1 is nearest to its centre, or farthest from it."""

    __tablename__ = "candidate_quote"
    __table_args__ = (
        CheckConstraint("kind in ('nearest', 'farthest')", name="kind_is_known"),
        Index("ix_candidate_quote_answer", "answer_id"),
    )

    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate_theme.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"))


class UnusableAnswer(db.Model):
    __tablename__ = "unusable_answer"
    __table_args__ = (Index("ix_unusable_answer_answer", "answer_id"),)

    run_id: Mapped[int] = mapped_column(ForeignKey("analysis_run.id"), primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
