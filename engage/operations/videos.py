"""Videos in sign language: taken in with captions, transcript and credit, and kept in the media folder."""

import hashlib
import logging
import secrets

from sqlalchemy import select

from engage.errors import VideoRefused
from engage.extensions import db
from engage.models import PageVideo
from engage.operations import transaction
from engage.operations.staff import note

log = logging.getLogger(__name__)

#: the first bytes of each kind of file: where to look, what stands there
STARTS = {"video/mp4": (4, b"ftyp"), "video/webm": (0, b"\x1a\x45\xdf\xa3")}
BYTES_A_MEGABYTE = 1_000_000


def add_video(consultation, section_key, language, path, words, folder, most_megabytes, now):
    """Keep the video at `path` for a page; one that was there before goes. `words`: captions, transcript and credit."""
    captions, transcript, credit = (words[name].strip() for name in ("captions", "transcript", "credit"))
    if not captions.removeprefix("\ufeff").startswith("WEBVTT") or "-->" not in captions:
        raise VideoRefused("The captions must be a WebVTT file: it begins with WEBVTT and has times with -->")
    if not transcript:
        raise VideoRefused("The transcript is empty")
    if not 0 < len(credit) <= 300:
        raise VideoRefused("Say in 1 to 300 characters who made the video")
    size = path.stat().st_size
    if size > most_megabytes * BYTES_A_MEGABYTE:
        raise VideoRefused(f"The video must be {most_megabytes} MB or smaller (ENGAGE_VIDEO_MEGABYTES)")
    content = path.read_bytes()
    video = PageVideo(
        public_id=secrets.token_urlsafe(12), consultation_id=consultation.id, section_key=section_key,
        language=language, media_type=_media_type(content), n_bytes=size, sha256=hashlib.sha256(content).hexdigest(),
        captions=captions, transcript=transcript, credit=credit, added_at=now,
    )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / video.file_name
    kept.write_bytes(content)
    try:
        replaced = _record(video, now)
    except BaseException:
        kept.unlink()
        raise
    if replaced:
        (folder / replaced).unlink(missing_ok=True)
    log.info("video %s added", video.public_id)
    return video


def _record(video, now):
    """Write the row; the name of the file whose place it takes, or None."""
    page = {"consultation_id": video.consultation_id, "section_key": video.section_key, "language": video.language}
    with transaction():
        replaced = db.session.scalar(select(PageVideo).filter_by(**page))
        name = replaced and replaced.file_name
        if replaced:
            db.session.delete(replaced)
            db.session.flush()
        db.session.add(video)
        db.session.flush()
        note(None, "added_video", "page_video", video.public_id, now, section=video.section_key, sha256=video.sha256)
    return name


def _media_type(content):
    for media_type, (at, start) in STARTS.items():
        if content[at : at + len(start)] == start:
            return media_type
    raise VideoRefused("The video must be MP4 or WebM")
