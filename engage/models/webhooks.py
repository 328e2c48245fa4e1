"""Webhooks: programs elsewhere that are told of a consultation, what they are told, and how that went."""

import datetime as dt

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import UTCDateTime, db
from engage.models.consultations import Consultation
from engage.models.staff import StaffUser


class Webhook(db.Model):
    """Where a program is told. What waits for it is sent in order, so a wait after a failure is the wait of all."""

    __tablename__ = "webhook"
    __table_args__ = (
        UniqueConstraint("public_id"),
        CheckConstraint("address like 'https://%'", name="address_is_https"),
        CheckConstraint("n_failures >= 0", name="failures_not_negative"),
        CheckConstraint("ended_at is null or length(sealed_secret) = 0", name="ended_without_secret"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24))
    address: Mapped[str] = mapped_column(String(500))
    #: of this site, as whoever registered it saw it: addresses in what is told begin with it
    site: Mapped[str] = mapped_column(String(300))
    #: with which what is told is signed (engage.sealing); empty once it is ended
    sealed_secret: Mapped[bytes] = mapped_column(LargeBinary)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    #: what happened before is not told
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    #: in a row
    n_failures: Mapped[int] = mapped_column(default=0)
    #: after a failure nothing is sent before this
    next_try_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    #: after too many failures; what waits then waits until somebody switches it on again
    off_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    made_by: Mapped[StaffUser] = relationship()


class WebhookEvent(db.Model):
    """Something that is told, found once by whichever worker looks first."""

    __tablename__ = "webhook_event"
    __table_args__ = (
        UniqueConstraint("public_id"),
        UniqueConstraint("consultation_id", "kind", "happened_at"),
        CheckConstraint("kind in ('opened', 'closed', 'results_published', 'test')", name="kind_is_known"),
        CheckConstraint("(kind = 'test') = (consultation_id is null)", name="tests_are_of_none"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24))
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"))
    kind: Mapped[str] = mapped_column(String(20))
    happened_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    #: as they were when it was found: the same bytes are sent at every try
    facts: Mapped[dict] = mapped_column(JSON)

    consultation: Mapped[Consultation | None] = relationship()


class WebhookDelivery(db.Model):
    """One event for one webhook: tried until it is over."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("webhook_id", "event_id"),
        CheckConstraint("n_tries >= 0", name="tries_not_negative"),
        CheckConstraint("over_at is null or tried_at is not null", name="over_was_tried"),
        Index("ix_webhook_delivery_event", "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("webhook_event.id"))
    n_tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    #: of the newest try, in words; empty when it was taken
    fault: Mapped[str] = mapped_column(String(200), default="")
    #: taken; or a test, which is tried once
    over_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    webhook: Mapped[Webhook] = relationship()
    event: Mapped[WebhookEvent] = relationship()
