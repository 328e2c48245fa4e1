"""What pages in Easy Read need: pictures by name with their credits, and hard words in bold."""

import json
from functools import cache

from flask import g, url_for
from sqlalchemy import select

from engage.assets import DIST, asset_url
from engage.extensions import db
from engage.models import OwnPicture
from forms import hard_words
from forms.definition import OWN, picture_names


def init_app(app):
    app.jinja_env.globals.update(picture_url=picture_url, hard_word_pieces=hard_words.pieces)


def picture_url(name):
    """The address of a picture of forms/pictures.json, or of "own:NAME"; a draft may name one that is not there."""
    if not name.startswith(OWN):
        return asset_url(f"pictures/{name if name in picture_names() else 'question_mark'}.svg")
    if "own_pictures" not in g:
        g.own_pictures = dict(db.session.execute(select(OwnPicture.name, OwnPicture.public_id)).all())
    public_id = g.own_pictures.get(name.removeprefix(OWN))
    return url_for("responses.show_own_picture", public_id=public_id) if public_id else picture_url("question_mark")


@cache
def credits():
    """Name, set, title and author of every picture that comes with Engage, as the build found them."""
    return json.loads((DIST / "credits.json").read_text(encoding="utf-8"))
