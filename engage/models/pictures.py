"""Pictures a council brought, with where they come from and the licence they stand under."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.extensions import UTCDateTime, db


class OwnPicture(db.Model):
    """Never changed: another picture has another name. A questionnaire names it as "own:NAME"."""

    __tablename__ = "own_picture"
    __table_args__ = (
        UniqueConstraint("public_id"),
        UniqueConstraint("name"),
        CheckConstraint("media_type in ('image/png', 'image/jpeg', 'image/webp')", name="media_type_is_known"),
        CheckConstraint("length(source) > 0", name="source_is_given"),
        CheckConstraint("length(licence) > 0", name="licence_is_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: stands in its web address
    public_id: Mapped[str] = mapped_column(String(24))
    name: Mapped[str] = mapped_column(String(40))
    media_type: Mapped[str] = mapped_column(String(20))
    width: Mapped[int]
    height: Mapped[int]
    #: large: read only when the picture itself is asked for
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    #: who made it or where it was found
    source: Mapped[str] = mapped_column(String(300))
    licence: Mapped[str] = mapped_column(String(100))
    #: empty when it was added from the command line
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    added_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
