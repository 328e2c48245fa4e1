"""Fieldwork: what was planned, what took place, what was said there, and what was promised.

Counts and labels only: no participant has a name here. Who asked to be contacted stands, encrypted, in Participant.
"""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db
from engage.models.consultations import Consultation
from engage.models.staff import StaffUser
from engage.sealed_columns import SealedDocument, SealedText

ACTIVITY_TYPES = (
    "focus_group", "outreach_stand", "network_meeting", "drop_in", "interview", "visit", "online_session",
)  # fmt: skip
CONTRIBUTION_KINDS = ("quote", "paraphrase", "flip_chart", "sticky_note", "drawing", "question")
#: may it be quoted? Not asked is not yes
CONSENTS_TO_QUOTE = ("yes", "no", "not_asked")
#: how many in the room were seen to agree
AGREEMENTS = ("one", "some", "several", "most", "all", "disputed")
#: what a tally counts: people by a question about them, dots and group choices by an option, help people were sent to
TALLY_KINDS = ("characteristic", "dot_vote", "group_choice", "signposting")


class Activity(db.Model):
    """One event of the engagement calendar, planned or held. Its record is what took place."""

    __tablename__ = "activity"
    __table_args__ = (
        UniqueConstraint("public_id"),
        CheckConstraint(
            "type in ('focus_group', 'outreach_stand', 'network_meeting', 'drop_in', 'interview', 'visit',"
            " 'online_session')",
            name="type_is_known",
        ),
        CheckConstraint("ends > starts", name="ends_after_starting"),
        CheckConstraint("(cancelled_at is null) = (cancelled_reason is null)", name="cancelled_with_reason"),
        CheckConstraint("(group_question is null) = (group_option is null)", name="group_is_whole"),
        Index("ix_activity_consultation", "consultation_id", "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    type: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    held_on: Mapped[dt.date]
    #: by the clock of the place
    starts: Mapped[dt.time | None]
    ends: Mapped[dt.time | None]
    place: Mapped[str] = mapped_column(String(200), default="")
    #: an option key of the questionnaire's question on where people live; empty: not in one ward
    ward: Mapped[str | None] = mapped_column(String(40))
    partner: Mapped[str] = mapped_column(String(200), default="")
    audience: Mapped[str] = mapped_column(String(200), default="")
    #: the under-heard group it is meant to reach: keys of a question about people and of one of its options
    group_question: Mapped[str | None] = mapped_column(String(40))
    group_option: Mapped[str | None] = mapped_column(String(40))
    #: how it is done, as "round table, 90 minutes"
    format: Mapped[str] = mapped_column(Text, default="")
    #: keys of the support that is arranged: interpreter, bsl, easy_read, transport ...
    support: Mapped[list] = mapped_column(JSON, default=list)
    support_details: Mapped[str] = mapped_column(Text, default="")
    materials: Mapped[str] = mapped_column(Text, default="")
    facilitator_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    note_taker_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    planned_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    planned_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    cancelled_reason: Mapped[str | None] = mapped_column(Text)

    consultation: Mapped[Consultation] = relationship()
    facilitator: Mapped[StaffUser | None] = relationship(foreign_keys=[facilitator_id])
    note_taker: Mapped[StaffUser | None] = relationship(foreign_keys=[note_taker_id])
    planned_by: Mapped[StaffUser] = relationship(foreign_keys=[planned_by_id])
    record: Mapped["ActivityRecord | None"] = relationship(back_populates="activity")


class Invitation(db.Model):
    """A member of staff, or of a partner organisation, who may open this one activity."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("activity_id", "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    invited_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    activity: Mapped[Activity] = relationship()
    staff: Mapped[StaffUser] = relationship(foreign_keys=[staff_id])


class ActivityRecord(db.Model):
    """What took place. Written on one or more devices, with or without a connection; each save is a new version."""

    __tablename__ = "activity_record"
    __table_args__ = (
        UniqueConstraint("activity_id"),
        UniqueConstraint("client_id"),
        CheckConstraint("n_present >= 0 and n_spoke >= 0 and n_engaged >= 0 and n_forms >= 0", name="not_negative"),
        CheckConstraint("n_spoke <= n_present", name="no_more_spoke_than_came"),
        CheckConstraint("ended > started", name="ended_after_starting"),
        CheckConstraint("(closed_at is null) = (closed_by_id is null)", name="closed_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    #: made on the device at the first save: the same record sent five times is one record
    client_id: Mapped[str] = mapped_column(String(36))
    #: counts the saves (RecordVersion); a device says which version it changed
    version: Mapped[int] = mapped_column(default=0)
    #: by the calendar and the clock of the place
    held_on: Mapped[dt.date | None]
    started: Mapped[dt.time | None]
    ended: Mapped[dt.time | None]
    n_present: Mapped[int | None]
    n_spoke: Mapped[int | None]
    #: people spoken to at a stand, and forms handed out
    n_engaged: Mapped[int | None]
    n_forms: Mapped[int | None]
    #: who was not there, and what the note-taker thinks of it
    absent: Mapped[str] = mapped_column(SealedText("activity_record.absent"), default="")
    remarks: Mapped[str] = mapped_column(SealedText("activity_record.remarks"), default="")
    #: the consent script was read out
    consent_read: Mapped[bool] = mapped_column(default=False)
    #: read back to the group
    summary: Mapped[str] = mapped_column(SealedText("activity_record.summary"), default="")
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    saved_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    closed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    #: its words are gone and its numbers stay; nothing can be written into it any more
    erased_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    activity: Mapped[Activity] = relationship(back_populates="record")
    saved_by: Mapped[StaffUser] = relationship(foreign_keys=[saved_by_id])
    topics: Mapped[list["TopicNote"]] = relationship(order_by="TopicNote.position")
    contributions: Mapped[list["Contribution"]] = relationship(
        back_populates="record", order_by="Contribution.position"
    )
    tallies: Mapped[list["Tally"]] = relationship(order_by="Tally.id")
    promises: Mapped[list["Promise"]] = relationship(order_by="Promise.id")


class RecordVersion(db.Model):
    """One save of a record: a device that asks again about what it sent before is told that it has arrived."""

    __tablename__ = "record_version"
    __table_args__ = (UniqueConstraint("record_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("activity_record.id"))
    number: Mapped[int]
    #: of the document; of a press at a stand, of its number
    content_sha256: Mapped[str] = mapped_column(String(64))
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    saved_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


class TopicNote(db.Model):
    """Notes on one topic of the guide: a section of the consultation's questionnaire, or a topic of the group's own."""

    __tablename__ = "topic_note"
    __table_args__ = (UniqueConstraint("record_id", "topic"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("activity_record.id"))
    #: key of a section, or a word of the group's own
    topic: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    notes: Mapped[str] = mapped_column(SealedText("topic_note.notes"))


class Contribution(db.Model):
    """One thing said, written or drawn in a session. Counted by sessions, never as people."""

    __tablename__ = "contribution"
    __table_args__ = (
        UniqueConstraint("record_id", "client_id"),
        CheckConstraint(
            "kind in ('quote', 'paraphrase', 'flip_chart', 'sticky_note', 'drawing', 'question')", name="kind_is_known"
        ),
        CheckConstraint("may_quote in ('yes', 'no', 'not_asked')", name="consent_is_known"),
        CheckConstraint(
            "agreement in ('one', 'some', 'several', 'most', 'all', 'disputed')", name="agreement_is_known"
        ),
        CheckConstraint("n_agreed >= 0", name="agreed_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("activity_record.id"))
    #: made on the device, so that an edit finds its row and the codes that people gave it
    client_id: Mapped[str] = mapped_column(String(36))
    position: Mapped[int]
    topic: Mapped[str | None] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(12))
    #: as "speaker 3"; never a name
    speaker: Mapped[str] = mapped_column(String(40), default="")
    text: Mapped[str] = mapped_column(SealedText("contribution.text"))
    locale: Mapped[str] = mapped_column(String(10))
    may_quote: Mapped[str] = mapped_column(String(10))
    agreement: Mapped[str | None] = mapped_column(String(10))
    n_agreed: Mapped[int | None]
    #: taken out of the notes after it was sent: its codes are erased, its row stays for the history
    removed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    #: its words are gone; that it was said stays counted
    erased_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    record: Mapped[ActivityRecord] = relationship(back_populates="contributions")


class Tally(db.Model):
    """A count: people by what they said of themselves, dots and group choices by option, where people were sent."""

    __tablename__ = "tally"
    __table_args__ = (
        UniqueConstraint("record_id", "kind", "question", "label"),
        CheckConstraint("kind in ('characteristic', 'dot_vote', 'group_choice', 'signposting')", name="kind_is_known"),
        CheckConstraint("count >= 0", name="count_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("activity_record.id"))
    kind: Mapped[str] = mapped_column(String(16))
    #: key of the question; for signposting what was asked for
    question: Mapped[str] = mapped_column(String(200))
    #: key of the option, `prefer_not_to_say` or `not_asked`; for signposting where people were sent
    label: Mapped[str] = mapped_column(String(200))
    count: Mapped[int]


class Promise(db.Model):
    """ "We said we would": who, until when, and what came of it."""

    __tablename__ = "promise"
    __table_args__ = (
        UniqueConstraint("record_id", "client_id"),
        CheckConstraint("done_at is null or outcome <> ''", name="done_with_outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("activity_record.id"))
    client_id: Mapped[str] = mapped_column(String(36))
    text: Mapped[str] = mapped_column(SealedText("promise.text"))
    owner: Mapped[str] = mapped_column(String(200), default="")
    due_on: Mapped[dt.date | None]
    done_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str] = mapped_column(SealedText("promise.outcome"), default="")


class ConflictCopy(db.Model):
    """A record that was changed on two devices: the second that arrived, kept whole until a person has settled it."""

    __tablename__ = "conflict_copy"
    __table_args__ = (
        UniqueConstraint("record_id", "content_sha256"),
        CheckConstraint("(settled_at is null) = (settled_by_id is null)", name="settled_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("activity_record.id"))
    #: the version that the device had changed
    base_version: Mapped[int]
    document: Mapped[dict] = mapped_column(SealedDocument("conflict_copy.document"))
    content_sha256: Mapped[str] = mapped_column(String(64))
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    sent_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    settled_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    record: Mapped[ActivityRecord] = relationship()
    sent_by: Mapped[StaffUser] = relationship(foreign_keys=[sent_by_id])


class Photograph(db.Model):
    """A picture of a flip chart, without its metadata, encrypted (engage.sealing)."""

    __tablename__ = "photograph"
    __table_args__ = (
        UniqueConstraint("public_id"),
        CheckConstraint("media_type in ('image/png', 'image/jpeg', 'image/webp')", name="media_type_is_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24))
    record_id: Mapped[int] = mapped_column(ForeignKey("activity_record.id"))
    media_type: Mapped[str] = mapped_column(String(20))
    sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    description: Mapped[str] = mapped_column(SealedText("photograph.description"))
    #: everybody who can be recognised agreed, or nobody can be
    consented: Mapped[bool]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    added_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    erase_on: Mapped[dt.date]


class Participant(db.Model):
    """Somebody who asked to hear back: name and how to reach them, encrypted, apart from all that was said."""

    __tablename__ = "participant"
    __table_args__ = (UniqueConstraint("public_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    erase_on: Mapped[dt.date]


class SafeguardingConcern(db.Model):
    """Somebody may be at risk. Goes to the named officer at once, outside the analysis; the text is encrypted."""

    __tablename__ = "safeguarding_concern"
    __table_args__ = (
        UniqueConstraint("public_id"),
        UniqueConstraint("activity_id", "client_id"),
        CheckConstraint("(activity_id is null) <> (consultation_id is null)", name="of_an_activity_or_an_answer"),
        CheckConstraint("answer_id is null or consultation_id is not null", name="answer_in_its_consultation"),
        CheckConstraint("(acknowledged_at is null) = (acknowledged_by_id is null)", name="acknowledged_by_somebody"),
        CheckConstraint("(closed_at is null) = (outcome is null)", name="closed_with_outcome"),
        CheckConstraint("closed_at is null or acknowledged_at is not null", name="closed_after_acknowledging"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    client_id: Mapped[str] = mapped_column(String(36))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    #: nobody where words of a text raised it (analysis.cues)
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    raised_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    #: by then somebody has to have acknowledged it
    due_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    acknowledged_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    #: sealed too
    outcome: Mapped[bytes | None] = mapped_column(LargeBinary)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    #: of an answer: its consultation stays when the answer is withdrawn, for somebody may be at risk all the same
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id", ondelete="SET NULL"))
    #: when the officer was written to, or was not because no address is set
    told_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    activity: Mapped[Activity | None] = relationship()
    consultation: Mapped[Consultation | None] = relationship()
    raised_by: Mapped[StaffUser | None] = relationship(foreign_keys=[raised_by_id])


class PopulationCount(db.Model):
    """How many residents are in a group, as the census says, for the reach of a consultation."""

    __tablename__ = "population_count"
    __table_args__ = (
        UniqueConstraint("consultation_id", "question", "option"),
        CheckConstraint("people >= 0", name="people_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    #: keys of a question about people and of its option
    question: Mapped[str] = mapped_column(String(40))
    option: Mapped[str] = mapped_column(String(40))
    people: Mapped[int]
    source: Mapped[str] = mapped_column(String(300))
    #: of the group at its source, as E05000001
    code: Mapped[str] = mapped_column(String(20), default="")
    #: the day or year it was true, as 2021-03-21
    counted_on: Mapped[str] = mapped_column(String(10), default="")
    #: of the file that it came in; empty for made-up counts
    file_sha256: Mapped[str] = mapped_column(String(64), default="")
