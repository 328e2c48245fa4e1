"""Addresses of built files, each with a mark of its content so that browsers may keep it for a year."""

import hashlib
from functools import cache, lru_cache

from flask import request, url_for
from whitenoise import WhiteNoise

from engage.config import ROOT
from engage.errors import SettingError
from engage.headers import HEADERS

DIST = ROOT / "static" / "dist"
A_YEAR_SECONDS = 31_536_000


def init_app(app):
    if not (DIST / "app.css").exists() or not (DIST / "fonts").exists():
        raise SettingError("The styles are not built. Run: make setup")
    app.jinja_env.globals.update(asset_url=asset_url)


def serve_built_files(application):
    """Answer for static/dist before Flask is asked: compressed where the browser allows, kept by it for a year."""
    return WhiteNoise(application, DIST, "static/dist/", max_age=A_YEAR_SECONDS, add_headers_function=_protect)


def _protect(headers, _path, _url):
    for name, value in HEADERS.items():
        headers[name] = value


def asset_url(name):
    """The address of a file in static/dist."""
    return _address(request.script_root, name)


@lru_cache(maxsize=4096)
def _address(_root, name):
    """Kept under where the site is mounted: a page names five files and more, in Easy Read 30."""
    return url_for("static", filename=f"dist/{name}", v=_mark(name))


@cache
def _mark(name):
    return hashlib.sha256((DIST / name).read_bytes()).hexdigest()[:10]
