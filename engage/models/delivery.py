"""You said, we did: recommendations, what the body asked said, actions with their history, ambitions and measures."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db
from engage.models.codeframes import Theme
from engage.models.consultations import Consultation
from engage.models.line_history import PublishedLine, Removable
from engage.models.staff import StaffUser

#: what a body says to a recommendation
ANSWERS = ("accepted", "partly", "no")
#: what an action is in; "done" says what came of it
STATES = ("planned", "under_way", "done", "stopped")
#: the parts of life that a strategy is written by
LIFE_COURSES = ("start_well", "live_well", "age_well", "all_age")


class Recommendation(Removable, db.Model):
    """What a body is asked to do, because of what people said. Public only once it has evidence."""

    __tablename__ = "recommendation"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("(published_at is null) = (published_by_id is null)", name="published_by_somebody"),
        CheckConstraint("published_by_id is null or published_by_id <> written_by_id", name="published_by_another"),
        CheckConstraint("published_by_id is null or written_by_id is not null", name="published_with_author"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    #: locale -> {"standard": ..., "easy_read": ...} (engage.council_words); Easy Read may be empty until it is public
    texts: Mapped[dict] = mapped_column(JSON)
    rationale: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    published_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    #: who last changed its words or what it rests on; somebody else publishes it
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"), sort_order=101)

    consultation: Mapped[Consultation] = relationship()
    written_by: Mapped[StaffUser | None] = relationship(foreign_keys=[written_by_id])
    evidence: Mapped[list["Evidence"]] = relationship(order_by="Evidence.id", back_populates="recommendation")
    responses: Mapped[list["BodyResponse"]] = relationship(order_by="BodyResponse.id", back_populates="recommendation")
    actions: Mapped[list["Action"]] = relationship(
        order_by="Action.number",
        primaryjoin="and_(Recommendation.id == Action.recommendation_id, Action.removed_at.is_(None))",
        viewonly=True,
    )
    #: what the public read, and from when to when; the newest last
    publications: Mapped[list[PublishedLine]] = relationship(order_by=PublishedLine.number)

    @property
    def text(self):
        return self.texts["en"]["standard"]

    @property
    def response(self):
        """What stands now: the newest BodyResponse, or None while nobody has been asked."""
        return self.responses[-1] if self.responses else None


class Evidence(db.Model):
    """One thing that people said and a recommendation rests on: an option of a ranking, or a theme of the comments."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("recommendation_id", "question_key", "option_key"),
        UniqueConstraint("recommendation_id", "theme_id"),
        CheckConstraint("(theme_id is null) <> (option_key is null)", name="option_or_theme"),
        CheckConstraint("(question_key is null) = (option_key is null)", name="option_of_a_question"),
        CheckConstraint("(figures is null) = (counted_at is null)", name="counted_on_a_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"))
    question_key: Mapped[str | None] = mapped_column(String(40))
    option_key: Mapped[str | None] = mapped_column(String(40))
    #: of a codeframe that was agreed
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    #: as it was when the recommendation became public, rounded: channel or "all" -> [count, base]; null is hidden.
    #: Kept, so that nobody can watch a small group grow or shrink on the public page
    figures: Mapped[dict | None] = mapped_column(JSON(none_as_null=True))
    counted_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    recommendation: Mapped[Recommendation] = relationship(back_populates="evidence")
    theme: Mapped[Theme | None] = relationship()


class BodyResponse(db.Model):
    """A body was asked, and what it said; who does not answer is escalated, and the next body is asked."""

    __tablename__ = "body_response"
    __table_args__ = (
        CheckConstraint("answer in ('accepted', 'partly', 'no')", name="answer_is_known"),
        CheckConstraint("(answer is null) = (answered_on is null)", name="answered_on_a_day"),
        CheckConstraint("answered_on >= asked_on", name="answered_after_asking"),
        CheckConstraint("answer is null or answer = 'accepted' or has_reason", name="refused_with_reason"),
        CheckConstraint("(escalated_to is null) = (escalated_on is null)", name="escalated_on_a_day"),
        CheckConstraint("answer is null or escalated_to is null", name="escalated_without_answer"),
        Index("ix_body_response_recommendation", "recommendation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"))
    #: who was asked, as "NHS Borsetshire"
    body: Mapped[str] = mapped_column(String(200))
    asked_on: Mapped[dt.date]
    answer: Mapped[str | None] = mapped_column(String(10))
    answered_on: Mapped[dt.date | None]
    #: the reason, as Recommendation.texts; empty where there is none
    texts: Mapped[dict] = mapped_column(JSON, default=dict)
    has_reason: Mapped[bool] = mapped_column(default=False)
    #: no answer came: who was asked instead, and when
    escalated_to: Mapped[str | None] = mapped_column(String(200))
    escalated_on: Mapped[dt.date | None]
    #: when the answer, or that there was none, was written down
    written_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    recommendation: Mapped[Recommendation] = relationship(back_populates="responses")

    @property
    def is_awaited(self):
        return self.answer is None and self.escalated_to is None


class Ambition(Removable, db.Model):
    """One ambition of the strategy, in the part of life that it is for."""

    __tablename__ = "ambition"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint(
            "life_course in ('start_well', 'live_well', 'age_well', 'all_age')", name="life_course_is_known"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    life_course: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)

    measures: Mapped[list["Measure"]] = relationship(
        order_by="Measure.id",
        primaryjoin="and_(Ambition.id == Measure.ambition_id, Measure.removed_at.is_(None))",
        viewonly=True,
    )


class Measure(Removable, db.Model):
    """What shows whether an ambition comes true, and which way is better."""

    __tablename__ = "measure"
    __table_args__ = (
        UniqueConstraint("ambition_id", "name"),
        CheckConstraint("better in ('up', 'down')", name="better_is_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ambition_id: Mapped[int] = mapped_column(ForeignKey("ambition.id"))
    name: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(40), default="")
    better: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(200), default="")

    ambition: Mapped[Ambition] = relationship()
    readings: Mapped[list["MeasureValue"]] = relationship(order_by="MeasureValue.measured_on", back_populates="measure")


class MeasureValue(db.Model):
    __tablename__ = "measure_value"
    __table_args__ = (UniqueConstraint("measure_id", "measured_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    measured_on: Mapped[dt.date]
    value: Mapped[float]
    written_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    measure: Mapped[Measure] = relationship(back_populates="readings")


class Action(Removable, db.Model):
    """One line of the delivery plan. What it is in, and by when it is due, stands in its history."""

    __tablename__ = "action"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("headline_action <> ''", name="headline_is_given"),
        Index("ix_action_recommendation", "recommendation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    recommendation_id: Mapped[int | None] = mapped_column(ForeignKey("recommendation.id"))
    ambition_id: Mapped[int | None] = mapped_column(ForeignKey("ambition.id"))
    #: internal, external or partnership
    focus: Mapped[str] = mapped_column(String(200), default="")
    #: strategic or operational
    delivery: Mapped[str] = mapped_column(String(200), default="")
    key_objective: Mapped[str] = mapped_column(String(300), default="")
    headline_action: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(Text, default="")
    partnership: Mapped[str] = mapped_column(String(300), default="")
    #: a name, for staff only
    lead_officer: Mapped[str] = mapped_column(String(300), default="")
    #: what the public is told instead of the name, as "Head of Leisure"
    owner_role: Mapped[str] = mapped_column(String(200), default="")
    #: as written in the plan, as "2023/24, launch in January"
    timescale: Mapped[str] = mapped_column(String(200), default="")
    #: what the public reads, as Recommendation.texts; empty: the action is not on the public page
    texts: Mapped[dict] = mapped_column(JSON, default=dict)
    #: of the row of a file that it came from, so that no row comes in twice
    row_sha256: Mapped[str | None] = mapped_column(String(64))
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))

    recommendation: Mapped[Recommendation | None] = relationship()
    ambition: Mapped[Ambition | None] = relationship()
    states: Mapped[list["ActionState"]] = relationship(order_by="ActionState.number", back_populates="action")

    @property
    def now(self):
        """The newest ActionState; an action has one from its first day."""
        return self.states[-1]

    def is_late(self, today):
        return self.now.due_on is not None and self.now.due_on < today and self.now.state not in ("done", "stopped")


class ActionState(db.Model):
    """What an action is in since when, and by when it is due; never changed, only followed by another."""

    __tablename__ = "action_state"
    __table_args__ = (
        UniqueConstraint("action_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("state in ('planned', 'under_way', 'done', 'stopped')", name="state_is_known"),
        CheckConstraint("state not in ('done', 'stopped') or outcome <> ''", name="ended_with_outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    due_on: Mapped[dt.date | None]
    #: what came of it, or why it was stopped; the public reads it
    outcome: Mapped[str] = mapped_column(Text, default="")
    easy_outcome: Mapped[str] = mapped_column(Text, default="")
    #: for staff only
    remark: Mapped[str] = mapped_column(Text, default="")
    set_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))

    action: Mapped[Action] = relationship(back_populates="states")
    set_by: Mapped[StaffUser] = relationship()
