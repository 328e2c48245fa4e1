"""What is asked: consultations, their questionnaires, and each version as it was published."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db


class Consultation(db.Model):
    __tablename__ = "consultation"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: the short word in its web address, as "living-well"
    code: Mapped[str] = mapped_column(String(40))
    opens_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    #: the first moment at which it is closed; always a whole hour, because responses keep only their hour
    closes_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    demonstration: Mapped[bool] = mapped_column(default=False)
    #: while it is set nobody can answer; DateChange says why
    suspended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    #: after closing, forms on paper that came until this day are not late
    paper_until: Mapped[dt.date | None]
    #: its responses were collected elsewhere and imported: nobody can answer it here
    analysed_only: Mapped[bool] = mapped_column(default=False)

    questionnaires: Mapped[list["Questionnaire"]] = relationship(
        back_populates="consultation", order_by="Questionnaire.id"
    )

    def is_open(self, now):
        return not self.analysed_only and self.opens_at <= now < self.closes_at and self.suspended_at is None

    @property
    def last_paper_day(self):
        """The last day on which a form on paper is in time."""
        return self.paper_until or (self.closes_at - dt.timedelta(seconds=1)).date()


#: the key of the questionnaire that holds the versions of pilots; no document can have it
PILOT = "~pilot"


class Questionnaire(db.Model):
    __tablename__ = "questionnaire"
    __table_args__ = (UniqueConstraint("consultation_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    key: Mapped[str] = mapped_column(String(40))

    consultation: Mapped[Consultation] = relationship(back_populates="questionnaires")
    versions: Mapped[list["QuestionnaireVersion"]] = relationship(
        back_populates="questionnaire", order_by="QuestionnaireVersion.number"
    )


class QuestionnaireVersion(db.Model):
    """The whole document as it was shown; never updated, and every response points at the one it answered."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (
        UniqueConstraint("questionnaire_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    schema_version: Mapped[int]
    #: large, and kept parsed in memory (publishing.published): read only when asked for
    definition: Mapped[str] = mapped_column(Text, deferred=True)
    published_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    questionnaire: Mapped[Questionnaire] = relationship(back_populates="versions")
    sections: Mapped[list["Section"]] = relationship(back_populates="version", order_by="Section.position")


class TranslationCheck(db.Model):
    """A person who speaks the language has read this translation, which a machine made. Without a row nobody has."""

    __tablename__ = "translation_check"
    __table_args__ = (UniqueConstraint("version_id", "locale"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    locale: Mapped[str] = mapped_column(String(10))
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    checked_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    checked_by: Mapped["StaffUser"] = relationship()  # noqa: F821 - by the name of its table


class Section(db.Model):
    __tablename__ = "section"
    __table_args__ = (
        UniqueConstraint("version_id", "key"),
        CheckConstraint("purpose in ('views', 'profile')", name="purpose_is_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    key: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(10))

    version: Mapped[QuestionnaireVersion] = relationship(back_populates="sections")
    questions: Mapped[list["Question"]] = relationship(back_populates="section", order_by="Question.position")


class Question(db.Model):
    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("version_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"))
    key: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    type: Mapped[str] = mapped_column(String(20))

    version: Mapped[QuestionnaireVersion] = relationship()
    section: Mapped[Section] = relationship(back_populates="questions")
    options: Mapped[list["Option"]] = relationship(back_populates="question", order_by="Option.position")


class Option(db.Model):
    __tablename__ = "option"
    __table_args__ = (
        UniqueConstraint("question_id", "key"),
        # the other end of the foreign keys that hold a choice to an option of its own question
        UniqueConstraint("id", "question_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    key: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    exclusive: Mapped[bool] = mapped_column(default=False)

    question: Mapped[Question] = relationship(back_populates="options")
