"""Who answered, what they allow, and how to reach them: each in its own table, so that each can be erased alone."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from engage.extensions import db

CAPACITIES = ("resident", "on_behalf", "with_help", "professional", "organisation")
HELPERS = ("carer", "parent", "interpreter", "someone_else")
SIZES = ("volunteers", "1_to_9", "10_to_49", "50_to_249", "250_or_more")


class Respondent(db.Model):
    """In which capacity somebody answers. No row: not asked. No capacity: seen and left blank."""

    __tablename__ = "respondent"
    __table_args__ = (
        CheckConstraint(
            "capacity in ('resident', 'on_behalf', 'with_help', 'professional', 'organisation')",
            name="capacity_is_known",
        ),
        CheckConstraint("helper in ('carer', 'parent', 'interpreter', 'someone_else')", name="helper_is_known"),
    )

    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), primary_key=True, autoincrement=False)
    capacity: Mapped[str | None] = mapped_column(String(20))
    #: who answers for somebody, or helps them to
    helper: Mapped[str | None] = mapped_column(String(20))


class Organisation(db.Model):
    """The organisation that a response speaks for."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint(
            "size in ('volunteers', '1_to_9', '10_to_49', '50_to_249', '250_or_more')", name="size_is_known"
        ),
    )

    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[str | None] = mapped_column(String(20))
    area: Mapped[str] = mapped_column(String(200))


class Consent(db.Model):
    """Three separate permissions. Empty: seen and left blank, which permits nothing."""

    __tablename__ = "consent"

    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), primary_key=True, autoincrement=False)
    quote: Mapped[bool | None]
    contact: Mapped[bool | None]
    outcome: Mapped[bool | None]


class ContactDetails(db.Model):
    """Name, e-mail and telephone, encrypted (engage.sealing). Never read together with answers."""

    __tablename__ = "contact_details"

    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    #: the day that the person was told; the clock of the consultation says when it is erased
    erase_on: Mapped[dt.date]
