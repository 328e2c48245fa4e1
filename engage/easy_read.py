"""What pages in Easy Read need: the address of a picture by its name, and hard words in bold."""

from engage.assets import asset_url
from forms import hard_words


def init_app(app):
    app.jinja_env.globals.update(picture_url=picture_url, hard_word_pieces=hard_words.pieces)


def picture_url(name):
    """The address of a picture of forms/pictures.json."""
    return asset_url(f"pictures/{name}.svg")
