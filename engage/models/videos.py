"""Videos of a consultation's pages in sign language, with what must stand beside them (WCAG 1.2)."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engage.extensions import UTCDateTime, db

#: media type -> how the file of it ends
MEDIA_TYPES = {"video/mp4": "mp4", "video/webm": "webm"}


class PageVideo(db.Model):
    """Never changed: another video of the same page takes its place. The file lies in the media folder."""

    __tablename__ = "page_video"
    __table_args__ = (
        UniqueConstraint("public_id"),
        UniqueConstraint("consultation_id", "section_key", "language"),
        CheckConstraint("media_type in ('video/mp4', 'video/webm')", name="media_type_is_known"),
        CheckConstraint("length(captions) > 0", name="captions_are_given"),
        CheckConstraint("length(transcript) > 0", name="transcript_is_given"),
        CheckConstraint("length(credit) > 0", name="credit_is_given"),
        CheckConstraint("language in ('bsl')", name="language_is_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: stands in its web address, and names its file
    public_id: Mapped[str] = mapped_column(String(24))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    #: empty for the first page of the consultation
    section_key: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(10))
    media_type: Mapped[str] = mapped_column(String(20))
    n_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    #: WebVTT
    captions: Mapped[str] = mapped_column(Text)
    transcript: Mapped[str] = mapped_column(Text)
    #: who made it
    credit: Mapped[str] = mapped_column(String(300))
    added_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    @property
    def file_name(self):
        return f"{self.public_id}.{MEDIA_TYPES[self.media_type]}"
