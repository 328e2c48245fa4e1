"""Picture credits, and the pictures a council brought."""

from flask import abort, make_response, render_template
from sqlalchemy import select
from sqlalchemy.orm import undefer

from engage.easy_read import credits
from engage.extensions import db
from engage.models import OwnPicture
from engage.views.responses.address import HOME, WORDED, bp


@bp.get("/pictures", defaults=HOME)
@bp.get(f"/pictures{WORDED}")
def show_credits():
    own = db.session.scalars(select(OwnPicture).order_by(OwnPicture.name, OwnPicture.id)).all()
    return render_template("responses/show_credits.html", credits=credits(), own=own)


@bp.get("/own-pictures/<public_id>")
def show_own_picture(public_id):
    query = select(OwnPicture).filter_by(public_id=public_id).options(undefer(OwnPicture.content))
    picture = db.session.scalar(query) or abort(404)
    reply = make_response(picture.content)
    reply.headers["Content-Type"] = picture.media_type
    return reply
