"""What people said. No name, no e-mail, no network address; a draft is a response that was not sent yet."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db
from engage.models.consultations import QuestionnaireVersion
from engage.sealed_columns import SealedText

VARIANTS = ("standard", "easy_read")
CHANNELS = ("online", "paper", "telephone", "assisted", "imported")


class Response(db.Model):
    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("public_id"),
        UniqueConstraint("reference"),
        CheckConstraint("channel in ('online', 'paper', 'telephone', 'assisted', 'imported')", name="channel_is_known"),
        CheckConstraint("variant in ('standard', 'easy_read')", name="variant_is_known"),
        CheckConstraint("submitted_at is null or submitted_at >= started_at", name="submitted_after_starting"),
        CheckConstraint("(submitted_at is null) = (reference is null)", name="reference_when_submitted"),
        CheckConstraint(
            "withdrawn_at is null or (submitted_at is not null and withdrawn_at >= submitted_at)",
            name="withdrawn_after_sending",
        ),
        Index("ix_response_version_submitted", "version_id", "submitted_at"),
        Index("ix_response_code", "code_fingerprint", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: stands in web addresses; says which response, opens nothing by itself
    public_id: Mapped[str] = mapped_column(String(24))
    #: shown when it is sent: proof of arrival, opens nothing
    reference: Mapped[str | None] = mapped_column(String(12))
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    channel: Mapped[str] = mapped_column(String(10))
    #: the wording and language in use when it was last saved; each answer keeps its own
    variant: Mapped[str] = mapped_column(String(10))
    locale: Mapped[str] = mapped_column(String(10))
    #: to the hour, so that a time cannot be tied to a person
    started_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    #: keyed hash of its return code (engage.return_codes); empty where nobody was given one, and once it is withdrawn
    code_fingerprint: Mapped[str | None] = mapped_column(String(64))
    #: how many pages were changed after it was sent; the newest answers are the ones that count
    revisions: Mapped[int] = mapped_column(default=0)
    #: sent on purpose from a browser that had sent one before: counted, and shown apart
    is_second: Mapped[bool] = mapped_column(default=False)
    codes_emailed: Mapped[int] = mapped_column(default=0)
    #: from then on it has no answers and no profile, and counts only as withdrawn
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    #: the code on the poster or link that they came by (ChannelCode.code)
    via: Mapped[str | None] = mapped_column(String(20))
    #: of somebody who tried a pilot: it never counts (engage.extracts.counting), and is wiped when the pilot ends
    is_test: Mapped[bool] = mapped_column(default=False)

    version: Mapped[QuestionnaireVersion] = relationship()
    answers: Mapped[list["Answer"]] = relationship(back_populates="response", order_by="Answer.id")
    profile: Mapped["RespondentProfile | None"] = relationship(back_populates="response")


class Holder(db.Model):
    """A browser that may open a response: by the key it was given at Start, or because the return code was entered."""

    __tablename__ = "holder"
    __table_args__ = (
        UniqueConstraint("response_id", "key_sha256"),
        Index("ix_holder_key", "key_sha256"),
        Index("ix_holder_opened", "opened_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"))
    key_sha256: Mapped[str] = mapped_column(String(64))
    #: the code was entered here: opens what was sent too, for a while
    by_code: Mapped[bool] = mapped_column(default=False)
    #: when the code was entered, what was sent was last looked at, or Send was pressed; erased when that while is over
    opened_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    response: Mapped[Response] = relationship()


class CodeFailure(db.Model):
    """A return code that opened nothing; the bucket is a keyed hash of the day and the browser's key, of no address."""

    __tablename__ = "code_failure"
    __table_args__ = (Index("ix_code_failure_bucket", "bucket_hmac", "failed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bucket_hmac: Mapped[str] = mapped_column(String(64))
    failed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


class Answer(db.Model):
    """One question of one response. A row without text or choices was seen and left blank; no row was not shown."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("response_id", "question_id"),
        UniqueConstraint("id", "question_id"),
        CheckConstraint("variant in ('standard', 'easy_read')", name="variant_is_known"),
        CheckConstraint(
            "problem in ('over_ticked', 'illegible', 'spoiled', 'page_missing', 'refused', 'off_route')",
            name="problem_is_known",
        ),
        CheckConstraint("value is null or text is null", name="value_or_text"),
        Index("ix_answer_question", "question_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    text: Mapped[str | None] = mapped_column(SealedText("answer.text"))
    variant: Mapped[str] = mapped_column(String(10))
    locale: Mapped[str] = mapped_column(String(10))
    #: paper only: what no form on the web can hold. Over-ticked answers keep every tick and are counted apart; those of
    #: a section that is not for this person (off_route) keep all and count nowhere
    problem: Mapped[str | None] = mapped_column(String(12))
    #: a number as "12.5" or a date as "2026-03-27": never masked, read or coded as a text is
    value: Mapped[str | None] = mapped_column(String(40))

    response: Mapped[Response] = relationship(back_populates="answers")
    choices: Mapped[list["AnswerChoice"]] = relationship(order_by="AnswerChoice.option_id")


class AnswerChoice(db.Model):
    __tablename__ = "answer_choice"
    __table_args__ = (
        ForeignKeyConstraint(
            ["answer_id", "question_id"], ["answer.id", "answer.question_id"], name="choice_is_of_its_answer",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["option_id", "question_id"], ["option.id", "option.question_id"], name="choice_is_of_its_question"
        ),
        UniqueConstraint("answer_id", "rank"),
        CheckConstraint("rank between 1 and 60", name="rank_is_a_place"),
        Index("ix_answer_choice_question", "question_id", "option_id"),
    )

    answer_id: Mapped[int] = mapped_column(primary_key=True)
    option_id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int]
    rank: Mapped[int | None]


class RespondentProfile(db.Model):
    """"About you": special-category data, kept apart, so that it can be erased alone."""

    __tablename__ = "respondent_profile"
    __table_args__ = (UniqueConstraint("response_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"))

    response: Mapped[Response] = relationship(back_populates="profile")
    choices: Mapped[list["ProfileChoice"]] = relationship(order_by="ProfileChoice.question_id")


class ProfileChoice(db.Model):
    """No option: the question was seen and left blank. No row: it was not asked."""

    __tablename__ = "profile_choice"
    __table_args__ = (
        ForeignKeyConstraint(
            ["option_id", "question_id"], ["option.id", "option.question_id"], name="choice_is_of_its_question"
        ),
        CheckConstraint("problem is null or option_id is null", name="problem_instead_of_option"),
        CheckConstraint(
            "problem in ('over_ticked', 'illegible', 'spoiled', 'page_missing', 'refused', 'off_route')",
            name="problem_is_known",
        ),
    )

    profile_id: Mapped[int] = mapped_column(ForeignKey("respondent_profile.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    option_id: Mapped[int | None]
    #: paper only, as Answer.problem
    problem: Mapped[str | None] = mapped_column(String(12))
