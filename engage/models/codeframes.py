"""What people agreed the themes are: codeframes, their themes, where each came from, and every change of a draft."""

import datetime as dt

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db
from engage.models.coding import CandidateTheme
from engage.models.consultations import Consultation
from engage.models.fieldwork import Contribution
from engage.models.responses import Answer
from engage.models.staff import StaffUser

LONGEST_LABEL, LONGEST_CODE = 200, 40
#: of a text that a theme, an assignment or a sample speaks of: exactly one of the two
ONE_TEXT = "(answer_id is null) <> (contribution_id is null)"


def only_where(condition):
    """The arguments of an index over the rows of this condition, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Codeframe(db.Model):
    """A numbered list of themes. A draft until it is agreed; from then on never edited: a change is a new number."""

    __tablename__ = "codeframe"
    __table_args__ = (
        UniqueConstraint("consultation_id", "question_key", "number"),
        # an empty question is not equal to another empty one, so its numbers and its draft have indexes of their own
        Index("uq_codeframe_every_question", "consultation_id", "number", unique=True,
              **only_where("question_key is null")),
        Index("uq_codeframe_draft", "consultation_id", "question_key", unique=True, **only_where("agreed_at is null")),
        Index("uq_codeframe_draft_every_question", "consultation_id", unique=True,
              **only_where("agreed_at is null and question_key is null")),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("version >= 0", name="version_not_negative"),
        CheckConstraint("(agreed_at is null) = (agreed_by_id is null)", name="agreed_by_somebody"),
        CheckConstraint("agreed_at >= drafted_at", name="agreed_after_drafting"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    #: the question whose answers it codes, in every version of the questionnaire; empty: every question.
    #: Contributions of sessions on the same section are coded in it too
    question_key: Mapped[str | None] = mapped_column(String(40))
    number: Mapped[int]
    #: counts the changes of the draft (CodeframeChange); a page says which version it changed
    version: Mapped[int] = mapped_column(default=0)
    drafted_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    agreed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))

    consultation: Mapped[Consultation] = relationship()
    drafted_by: Mapped[StaffUser] = relationship(foreign_keys=[drafted_by_id])
    agreed_by: Mapped[StaffUser | None] = relationship(foreign_keys=[agreed_by_id])
    #: those that stand in it, in order; what was taken out of a draft is not among them
    themes: Mapped[list["Theme"]] = relationship(
        primaryjoin="and_(Theme.codeframe_id == Codeframe.id, Theme.label_key.is_not(None))",
        order_by="Theme.position, Theme.id",
        viewonly=True,
    )


class Theme(db.Model):
    """One line of a codeframe."""

    __tablename__ = "theme"
    __table_args__ = (
        UniqueConstraint("codeframe_id", "code"),
        UniqueConstraint("codeframe_id", "label_key"),
        # the other end of the foreign key that keeps a parent in the same codeframe
        UniqueConstraint("id", "codeframe_id"),
        ForeignKeyConstraint(["parent_id", "codeframe_id"], ["theme.id", "theme.codeframe_id"], name="fk_theme_parent"),
        CheckConstraint("label <> ''", name="label_is_given"),
        CheckConstraint("code <> ''", name="code_is_given"),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    codeframe_id: Mapped[int] = mapped_column(ForeignKey("codeframe.id"))
    #: short, and the same from number to number for as long as the theme is the same
    code: Mapped[str] = mapped_column(String(LONGEST_CODE))
    #: in its order among all themes of the codeframe
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(LONGEST_LABEL))
    #: the label without its capitals, so that no two are alike. Empty: taken out of the draft, and gone once agreed
    label_key: Mapped[str | None] = mapped_column(String(3 * LONGEST_LABEL))
    definition: Mapped[str] = mapped_column(Text, default="")
    includes: Mapped[str] = mapped_column(Text, default="")
    excludes: Mapped[str] = mapped_column(Text, default="")
    #: words and phrases that speak for it, for the machine to begin with
    key_words: Mapped[list] = mapped_column(JSON, default=list)
    parent_id: Mapped[int | None]
    #: what the machine offered, where it came from that
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate_theme.id"))

    codeframe: Mapped[Codeframe] = relationship()
    parent: Mapped["Theme | None"] = relationship(
        primaryjoin="foreign(Theme.parent_id) == remote(Theme.id)", viewonly=True
    )
    candidate: Mapped[CandidateTheme | None] = relationship()
    examples: Mapped[list["ThemeExample"]] = relationship(order_by="ThemeExample.id", viewonly=True)
    #: themes of an earlier number: several for a merge; an origin of several is one that was split
    origins: Mapped[list["Theme"]] = relationship(
        secondary="theme_origin",
        primaryjoin="Theme.id == ThemeOrigin.theme_id",
        secondaryjoin="Theme.id == ThemeOrigin.origin_id",
        order_by="Theme.position, Theme.id",
        viewonly=True,
    )


class ThemeOrigin(db.Model):
    """This theme continues one of an earlier number. Merged: many origins. Split: many themes of one origin."""

    __tablename__ = "theme_origin"
    __table_args__ = (
        CheckConstraint("theme_id <> origin_id", name="not_of_itself"),
        Index("ix_theme_origin_origin", "origin_id"),
    )

    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True)
    origin_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True)


class ThemeExample(db.Model):
    """A text that shows what the theme means."""

    __tablename__ = "theme_example"
    __table_args__ = (
        UniqueConstraint("theme_id", "answer_id"),
        UniqueConstraint("theme_id", "contribution_id"),
        CheckConstraint(ONE_TEXT, name="one_text"),
        Index("ix_theme_example_answer", "answer_id"),
        Index("ix_theme_example_contribution", "contribution_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id"))
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"))

    answer: Mapped[Answer | None] = relationship()
    contribution: Mapped[Contribution | None] = relationship()


class CodeframeChange(db.Model):
    """One change of a draft: what the themes it touched were before, and after. Kept when the codeframe is agreed."""

    __tablename__ = "codeframe_change"
    __table_args__ = (
        UniqueConstraint("codeframe_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    codeframe_id: Mapped[int] = mapped_column(ForeignKey("codeframe.id"))
    #: the version of the draft that it made
    number: Mapped[int]
    #: begun, added, described, merged, split, nested, moved, removed, undone, examples, agreed
    verb: Mapped[str] = mapped_column(String(20))
    #: code of a theme -> its values, or null where it did not stand in the codeframe. Never the text of an answer
    before: Mapped[dict] = mapped_column(JSON)
    after: Mapped[dict] = mapped_column(JSON)
    #: of "undone": which change it took back
    undoes: Mapped[int | None]
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))

    made_by: Mapped[StaffUser] = relationship()
