"""Addresses of built files, each with a mark of its content so that browsers may keep it for a year."""

import hashlib
from functools import cache

from flask import url_for

from engage.config import ROOT
from engage.errors import SettingError

DIST = ROOT / "static" / "dist"


def init_app(app):
    if not (DIST / "app.css").exists():
        raise SettingError("The styles are not built. Run: make setup")
    app.jinja_env.globals.update(asset_url=asset_url)


def asset_url(name):
    """The address of a file in static/dist."""
    return url_for("static", filename=f"dist/{name}", v=_mark(name))


@cache
def _mark(name):
    return hashlib.sha256((DIST / name).read_bytes()).hexdigest()[:10]
