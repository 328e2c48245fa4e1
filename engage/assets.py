"""Addresses of built files, each with a mark of its content so that browsers may keep it for a year."""

import hashlib
import json
from pathlib import Path

from flask import url_for
from whitenoise import WhiteNoise

from engage.config import ROOT
from engage.errors import SettingError
from engage.headers import HEADERS

DIST = ROOT / "static" / "dist"
A_YEAR_SECONDS = 31_536_000


def init_app(app):
    if not (DIST / "app.css").exists():
        raise SettingError("The styles are not built. Run: make setup")
    marks = {}

    def asset_url(name):
        if name not in marks:
            marks[name] = hashlib.sha256((DIST / name).read_bytes()).hexdigest()[:10]
        return url_for("static", filename=f"dist/{name}", v=marks[name])

    app.jinja_env.globals.update(asset_url=asset_url, picture_url=lambda name: asset_url(f"pictures/{name}.svg"))


def serve_built_files(application):
    """Answer for static/dist before Flask is asked: compressed where the browser allows, kept by it for a year."""
    return WhiteNoise(application, DIST, "static/dist/", max_age=A_YEAR_SECONDS, add_headers_function=_protect)


def _protect(headers, _path, _url):
    for name, value in HEADERS.items():
        headers[name] = value


def pictures():
    """name -> where it comes from, as written in forms/pictures.json."""
    return json.loads(Path(ROOT / "forms" / "pictures.json").read_text(encoding="utf-8"))
