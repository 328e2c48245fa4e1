"""Scans of paper forms: the files, their pages, and what the reader proposes for each question."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db
from engage.models.paper import KeyedValue, PaperBatch, PaperForm, PrintedForm
from engage.models.staff import Job, StaffUser


class ScannedFile(db.Model):
    """One file from the copier. It is erased when its pages are read; they are kept, sealed, until their day."""

    __tablename__ = "scanned_file"
    __table_args__ = (
        UniqueConstraint("public_id"),
        UniqueConstraint("batch_id", "sha256"),
        CheckConstraint("refused is null or finished_at is not null", name="refused_is_finished"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24))
    batch_id: Mapped[int] = mapped_column(ForeignKey("paper_batch.id"))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    #: as the person's own computer calls it; shown, and used for nothing else
    name: Mapped[str] = mapped_column(String(200))
    n_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    #: empty for the command line
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    uploaded_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    n_pages: Mapped[int | None]
    finished_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    #: a reason of forms.paper.files, when nothing more of it can be read
    refused: Mapped[str | None] = mapped_column(String(20))

    batch: Mapped[PaperBatch] = relationship()
    job: Mapped[Job | None] = relationship()
    uploaded_by: Mapped[StaffUser | None] = relationship()
    pages: Mapped[list["ScannedPage"]] = relationship(back_populates="file", order_by="ScannedPage.position")


class ScannedPage(db.Model):
    """One page of a file. With a problem it counts as not scanned."""

    __tablename__ = "scanned_page"
    __table_args__ = (
        UniqueConstraint("public_id"),
        UniqueConstraint("file_id", "position"),
        CheckConstraint("position >= 1", name="position_from_one"),
        CheckConstraint("problem is not null or form_id is not null", name="read_page_is_of_a_form"),
        Index("ix_scanned_page_form", "form_id", "number"),
        Index("ix_scanned_page_erase", "erase_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24))
    file_id: Mapped[int] = mapped_column(ForeignKey("scanned_file.id"))
    position: Mapped[int]
    printed_form_id: Mapped[int | None] = mapped_column(ForeignKey("printed_form.id"))
    form_id: Mapped[int | None] = mapped_column(ForeignKey("paper_form.id"))
    #: the page of the form, as its code says
    number: Mapped[int | None]
    #: a key of engage.scanning.PROBLEMS
    problem: Mapped[str | None] = mapped_column(String(20))
    dots_per_inch: Mapped[int | None]
    n_marks: Mapped[int | None]
    is_upside_down: Mapped[bool] = mapped_column(default=False)
    is_photograph: Mapped[bool] = mapped_column(default=False)
    writes_elsewhere: Mapped[bool] = mapped_column(default=False)
    read_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    #: the day on which its picture goes
    erase_on: Mapped[dt.date]
    erased_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    file: Mapped[ScannedFile] = relationship(back_populates="pages")
    printed_form: Mapped[PrintedForm | None] = relationship()
    form: Mapped[PaperForm | None] = relationship()
    answers: Mapped[list["ScannedAnswer"]] = relationship(back_populates="page", order_by="ScannedAnswer.id")


class ScannedAnswer(db.Model):
    """What the reader proposes for one question. What counts is the keyed value that was made of it."""

    __tablename__ = "scanned_answer"
    __table_args__ = (
        UniqueConstraint("page_id", "field"),
        CheckConstraint("confidence between 0 and 1", name="confidence_is_a_share"),
        CheckConstraint("not is_check or reason is null", name="checks_are_of_what_is_sure"),
        Index("ix_scanned_answer_value", "value_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("scanned_page.id"))
    field: Mapped[str] = mapped_column(String(60))
    #: keys of the options that look ticked
    choices: Mapped[list] = mapped_column(JSON)
    confidence: Mapped[float]
    #: why a person has to look (forms.paper.marks.rules); empty when the reader is sure
    reason: Mapped[str | None] = mapped_column(String(20))
    #: sure, and put among the unsure ones all the same, to see how often the reader is wrong
    is_check: Mapped[bool] = mapped_column(default=False)
    value_id: Mapped[int | None] = mapped_column(ForeignKey("keyed_value.id"))

    page: Mapped[ScannedPage] = relationship(back_populates="answers")
    value: Mapped[KeyedValue | None] = relationship()
