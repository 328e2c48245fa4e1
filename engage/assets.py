"""Addresses of built files, each with a mark of its content so that browsers may keep it for a year."""

import hashlib
import json
from pathlib import Path

from flask import url_for

from engage.config import ROOT
from engage.errors import SettingError

DIST = ROOT / "static" / "dist"


def init_app(app):
    if not (DIST / "app.css").exists() or not (DIST / "fonts").exists():
        raise SettingError("The styles are not built. Run: make setup")
    marks = {}

    def asset_url(name):
        if name not in marks:
            marks[name] = hashlib.sha256((DIST / name).read_bytes()).hexdigest()[:10]
        return url_for("static", filename=f"dist/{name}", v=marks[name])

    app.jinja_env.globals.update(asset_url=asset_url, picture_url=lambda name: asset_url(f"pictures/{name}.svg"))


def pictures():
    """name -> where it comes from, as written in forms/pictures.json."""
    return json.loads(Path(ROOT / "forms" / "pictures.json").read_text(encoding="utf-8"))
