"""Answers on paper and by telephone: what was printed, what came back and in which batch, and who keyed what."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db
from engage.models.consultations import Consultation, QuestionnaireVersion
from engage.models.responses import Response
from engage.models.staff import Job, StaffUser
from engage.sealed_columns import SealedText

LAYOUTS = ("standard", "large_print", "easy_read")
#: `printed` has a serial of ours; `unnumbered` is a photocopy or a letter; the others are keyed while somebody speaks
FORM_KINDS = ("printed", "unnumbered", "telephone", "assisted")
#: who or what gave a value: the person who keyed it first, the second one who saw nothing of it, the reader of scans,
#: and the third person who settled what differed
SOURCES = ("first", "second", "scan", "settled")
#: why a form waits for a supervisor
HELD = ("duplicate", "foreign", "late", "pages")
#: why there is no plain answer. `none`: nothing is ticked or written
MISSING = ("none", "illegible", "spoiled", "page_missing", "refused")


class PaperLayout(db.Model):
    """Where every box of a printed layout lies. Made once, when it is first printed, and never again: fonts change."""

    __tablename__ = "paper_layout"
    __table_args__ = (
        UniqueConstraint("version_id", "layout", "locale"),
        CheckConstraint("layout in ('standard', 'large_print', 'easy_read')", name="layout_is_known"),
        CheckConstraint("n_pages >= 1", name="pages_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    layout: Mapped[str] = mapped_column(String(12))
    locale: Mapped[str] = mapped_column(String(10))
    n_pages: Mapped[int]
    #: forms.paper.geometry as JSON: millimetres from the top left corner of each page
    geometry: Mapped[dict] = mapped_column(JSON)
    #: the tagged PDF without serials, from which every form is stamped
    master: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    version: Mapped[QuestionnaireVersion] = relationship()


class PrintedForm(db.Model):
    """One serial that was given out. Its public id makes the return code on its receipt slip (engage.return_codes)."""

    __tablename__ = "printed_form"
    __table_args__ = (
        UniqueConstraint("serial"),
        UniqueConstraint("public_id"),
        Index("ix_printed_form_layout", "paper_layout_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24))
    #: eight random digits and one that checks them (forms.paper.serials)
    serial: Mapped[str] = mapped_column(String(9))
    paper_layout_id: Mapped[int] = mapped_column(ForeignKey("paper_layout.id"))
    #: the run that printed it; empty for the command line
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    printed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    paper_layout: Mapped[PaperLayout] = relationship()
    job: Mapped[Job | None] = relationship()


class PaperBatch(db.Model):
    """What arrived together. It closes when every form that was counted is entered or rejected."""

    __tablename__ = "paper_batch"
    __table_args__ = (
        UniqueConstraint("public_id"),
        UniqueConstraint("consultation_id", "label"),
        CheckConstraint(
            "n_standard >= 0 and n_large_print >= 0 and n_easy_read >= 0", name="counts_not_negative"
        ),
        CheckConstraint("(closed_at is null) = (closed_by_id is null)", name="closed_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    #: what is written on the bundle
    label: Mapped[str] = mapped_column(String(60))
    received_from: Mapped[str] = mapped_column(String(200))
    received_on: Mapped[dt.date]
    #: where the paper itself is kept
    kept_at: Mapped[str] = mapped_column(String(200))
    #: forms counted by hand when it was opened
    n_standard: Mapped[int] = mapped_column(default=0)
    n_large_print: Mapped[int] = mapped_column(default=0)
    n_easy_read: Mapped[int] = mapped_column(default=0)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    opened_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    closed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    #: why a supervisor closed it though the numbers do not agree
    closing_reason: Mapped[str | None] = mapped_column(Text)
    #: written down when it closes, for the method note: fields compared in second keying, fields that differed, those
    #: where the first keying was wrong, and the upper end of the Wilson interval of their share
    n_compared: Mapped[int | None]
    n_differing: Mapped[int | None]
    #: draws the forms that are keyed a second time
    seed: Mapped[int] = mapped_column(default=0)
    n_wrong: Mapped[int | None]
    wrong_upper: Mapped[float | None]

    consultation: Mapped[Consultation] = relationship()
    opened_by: Mapped[StaffUser] = relationship(foreign_keys=[opened_by_id])
    closed_by: Mapped[StaffUser | None] = relationship(foreign_keys=[closed_by_id])
    forms: Mapped[list["PaperForm"]] = relationship(back_populates="batch", order_by="PaperForm.id")


class BatchShare(db.Model):
    """A clerk whom a supervisor lets into a batch that somebody else opened."""

    __tablename__ = "batch_share"

    batch_id: Mapped[int] = mapped_column(ForeignKey("paper_batch.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"), primary_key=True)
    shared_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    shared_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    staff: Mapped[StaffUser] = relationship(foreign_keys=[staff_id])


class PaperForm(db.Model):
    """One form that came back, or one conversation. It counts once its first keying is done and nothing holds it."""

    __tablename__ = "paper_form"
    __table_args__ = (
        UniqueConstraint("public_id"),
        UniqueConstraint("batch_id", "sheet_number"),
        # a second form of the same serial is another copy: it is held beside the first and takes nothing from it
        UniqueConstraint("printed_form_id", "copy"),
        UniqueConstraint("response_id"),
        CheckConstraint("kind in ('printed', 'unnumbered', 'telephone', 'assisted')", name="kind_is_known"),
        CheckConstraint("kind <> 'printed' or printed_form_id is not null", name="printed_has_a_serial"),
        CheckConstraint("kind <> 'unnumbered' or sheet_number is not null", name="unnumbered_has_a_sheet_number"),
        CheckConstraint("(batch_id is null) = (kind in ('telephone', 'assisted'))", name="paper_is_in_a_batch"),
        CheckConstraint("layout in ('standard', 'large_print', 'easy_read')", name="layout_is_known"),
        CheckConstraint("(rejected_at is null) = (rejected_reason is null)", name="rejected_with_reason"),
        CheckConstraint("rejected_at is null or response_id is null", name="rejected_is_not_counted"),
        CheckConstraint("held_reason in ('duplicate', 'foreign', 'late', 'pages')", name="held_reason_is_known"),
        CheckConstraint("batch_id is not null or has_agreed", name="who_speaks_has_agreed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: of this copy; the response takes the public id of the PrintedForm, so that the code on the slip opens it
    public_id: Mapped[str] = mapped_column(String(24))
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    kind: Mapped[str] = mapped_column(String(10))
    layout: Mapped[str] = mapped_column(String(12))
    locale: Mapped[str] = mapped_column(String(10))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("paper_batch.id"))
    printed_form_id: Mapped[int | None] = mapped_column(ForeignKey("printed_form.id"))
    copy: Mapped[int] = mapped_column(default=1)
    #: number on the batch sheet, for a form without a serial
    sheet_number: Mapped[int | None]
    postmarked_on: Mapped[dt.date | None]
    #: one of HELD: it counts only once a supervisor released it
    held_reason: Mapped[str | None] = mapped_column(String(20))
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    released_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    release_reason: Mapped[str | None] = mapped_column(Text)
    rejected_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    rejected_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    rejected_reason: Mapped[str | None] = mapped_column(Text)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    added_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    response_id: Mapped[int | None] = mapped_column(ForeignKey("response.id"))
    #: the number on the paper, where it is none that we printed
    typed_serial: Mapped[str | None] = mapped_column(String(9))
    #: by telephone or beside the person: who helped, and whether an interpreter did
    helped_by: Mapped[str | None] = mapped_column(String(200))
    has_interpreter: Mapped[bool] = mapped_column(default=False)
    #: what happens with the answers was read out, and the person agreed
    has_agreed: Mapped[bool] = mapped_column(default=False)

    version: Mapped[QuestionnaireVersion] = relationship()
    batch: Mapped[PaperBatch | None] = relationship(back_populates="forms")
    printed_form: Mapped[PrintedForm | None] = relationship()
    response: Mapped[Response | None] = relationship()
    keyings: Mapped[list["Keying"]] = relationship(back_populates="form", order_by="Keying.id")


class Keying(db.Model):
    """One person's pass through one form: closed questions first or second, or the free text."""

    __tablename__ = "keying"
    __table_args__ = (
        UniqueConstraint("form_id", "kind"),
        CheckConstraint("kind in ('first', 'second', 'text')", name="kind_is_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("paper_form.id"))
    kind: Mapped[str] = mapped_column(String(10))
    keyed_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    started_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    form: Mapped[PaperForm] = relationship(back_populates="keyings")
    keyed_by: Mapped[StaffUser] = relationship()


class KeyedValue(db.Model):
    """What somebody saw in one field of one form. Append only: the newest of each source stands."""

    __tablename__ = "keyed_value"
    __table_args__ = (
        CheckConstraint("source in ('first', 'second', 'scan', 'settled')", name="source_is_known"),
        CheckConstraint(
            "missing in ('none', 'illegible', 'spoiled', 'page_missing', 'refused')", name="missing_is_known"
        ),
        CheckConstraint("source <> 'settled' or reason is not null", name="settled_with_reason"),
        Index("ix_keyed_value_field", "form_id", "field", "source", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("paper_form.id"))
    #: the key of a question, or one of the fields of who is answering (forms.paper.fields)
    field: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(10))
    #: keys of the options that are ticked, as ticked, more than three included
    choices: Mapped[list] = mapped_column(JSON, default=list)
    text: Mapped[str | None] = mapped_column(SealedText("keyed_value.text"))
    #: the language of the writing
    locale: Mapped[str | None] = mapped_column(String(10))
    missing: Mapped[str | None] = mapped_column(String(12))
    #: what is written in the margin
    note: Mapped[str | None] = mapped_column(SealedText("keyed_value.note"))
    #: empty for the reader of scans
    keyed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    keyed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    #: why it was settled so
    reason: Mapped[str | None] = mapped_column(Text)
    #: a number or date, as Answer.value keeps it
    value: Mapped[str | None] = mapped_column(String(40))

    form: Mapped[PaperForm] = relationship()
    keyed_by: Mapped[StaffUser | None] = relationship()
