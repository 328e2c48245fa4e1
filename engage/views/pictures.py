"""A council's own pictures: what there is, taking in another, and removing one that no questionnaire shows."""

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from sqlalchemy import select

from engage.auth import describe_staff, role_required
from engage.binding import bind
from engage.errors import PictureRefused
from engage.extensions import db
from engage.models import OwnPicture, Role
from engage.operations import pictures
from forms.staff import PictureForm

bp = Blueprint("pictures", __name__, url_prefix="/staff/pictures")
bp.context_processor(describe_staff)


@bp.route("/", methods=["GET", "POST"])
@role_required(Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER, everywhere=True)
def list_pictures():
    form = bind(PictureForm)
    if request.method == "POST" and _add(form):
        return redirect(url_for(".list_pictures"), 303)
    found = db.session.scalars(select(OwnPicture).order_by(OwnPicture.name, OwnPicture.id)).all()
    status = 422 if form.errors or request.method == "POST" else 200
    page = render_template("pictures/list_pictures.html", form=form, pictures=found, uses=pictures.uses())
    return page, status


@bp.route("/<public_id>/remove", methods=["GET", "POST"])
@role_required(Role.ADMINISTRATOR, Role.ENGAGEMENT_OFFICER, everywhere=True)
def remove_picture(public_id):
    """Asks first; a picture that a questionnaire shows stays, and the page says which."""
    picture = db.session.scalar(select(OwnPicture).filter_by(public_id=public_id)) or abort(404)
    if request.method == "POST":
        try:
            pictures.remove_picture(picture, g.staff, current_app.config["CLOCK"]())
        except PictureRefused as refused:
            page = render_template("pictures/remove_picture.html", picture=picture, refusal=str(refused))
            return page, 422
        return redirect(url_for(".list_pictures"), 303)
    return render_template("pictures/remove_picture.html", picture=picture, refusal=None)


def _add(form):
    """Was the picture added? If not, the form holds the reason."""
    file = request.files.get("file")
    words = {name: (form[name].data or "").strip() for name in ("name", "source", "licence")}
    try:
        content = file.read() if file else b""
        pictures.add_picture(content=content, actor=g.staff, now=current_app.config["CLOCK"](), **words)
    except PictureRefused as refused:
        form[refused.field].errors = [str(refused)]
        return False
    return True
