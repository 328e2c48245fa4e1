"""Videos in sign language: beside a page that has one, and their files. A browser asks for parts of them."""

from pathlib import Path

from flask import abort, current_app, g, make_response, send_from_directory
from sqlalchemy import select

from engage.extensions import db
from engage.models import PageVideo
from engage.views.responses.address import bp

MEGABYTE = 1_000_000


def video_of(section_key=""):
    """The video of the consultation's first page or of a section, or None. Its page may then play it: headers.py."""
    query = select(PageVideo).filter_by(consultation_id=g.consultation.id, section_key=section_key)
    found = db.session.scalar(query.order_by(PageVideo.id))
    g.plays_video = found is not None
    return found


@bp.app_template_filter("megabytes")
def megabytes(n_bytes):
    return f"{max(n_bytes / MEGABYTE, 0.1):.1f}"


@bp.get("/videos/<public_id>")
def show_video(public_id):
    video = _load(public_id)
    folder = Path(current_app.config["MEDIA_FOLDER"])
    name = f"{video.language}-{public_id}.{video.file_name.rpartition('.')[2]}"
    return send_from_directory(folder, video.file_name, mimetype=video.media_type, conditional=True, download_name=name)


@bp.get("/videos/<public_id>/captions.vtt")
def show_captions(public_id):
    reply = make_response(_load(public_id).captions)
    reply.headers["Content-Type"] = "text/vtt; charset=utf-8"
    return reply


def _load(public_id):
    return db.session.scalar(select(PageVideo).filter_by(public_id=public_id)) or abort(404)
