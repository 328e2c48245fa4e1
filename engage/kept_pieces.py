"""Pieces of pages that are the same for everybody, written once a process for each wording, language and size of text.

A piece is written while nothing of the person is at hand: neither the draft, nor its response, nor who holds it. It may
stand on anybody's page, so nothing that belongs to one person can ever be in it.
"""

import threading
from contextlib import contextmanager

from flask import current_app, g, request
from flask_babel import get_locale
from markupsafe import Markup

from engage.i18n import variant

#: pieces are forgotten all at once when there are more: addresses that nobody has must not fill the memory
MOST = 512
#: what of a request belongs to one person
OF_A_PERSON = ("draft", "response", "holder")
#: what of a request a piece may depend on, through the addresses it names
OF_A_PAGE = ("code", "locale", "variant", "large_text")
#: the settings that stand in a piece
SETTINGS = ("CONTACT_PHONE", "CONTACT_EMAIL", "CONTACT_ADDRESS")
_lock = threading.Lock()


def init_app(app):
    app.extensions["engage_kept_pieces"] = {}
    app.jinja_env.globals.update(kept_piece=kept_piece)


def kept_piece(template, **values):
    """This template with these values, which are plain words or truths; it sees nothing else of the page."""
    settings = (current_app.config[name] for name in SETTINGS)
    of_page = (g.get(name) for name in OF_A_PAGE)
    place = (template, *values.items(), request.script_root, variant(), str(get_locale()), *of_page, *settings)
    kept = current_app.extensions["engage_kept_pieces"]
    piece = kept.get(place)
    if piece is None:
        piece = _write(template, values)
        with _lock:
            if len(kept) >= MOST:
                kept.clear()
            kept[place] = piece
    return piece


def _write(template, values):
    wording = variant()
    with _nobody():
        page = current_app.jinja_env.get_template(template)
        written = page.render(variant=wording, is_easy_read=wording == "easy_read", **values)
        return Markup(written)  # noqa: S704 - our own template, escaped as it was written  # nosemgrep


@contextmanager
def _nobody():
    hidden = {name: g.pop(name) for name in OF_A_PERSON if name in g}
    try:
        yield
    finally:
        for name, value in hidden.items():
            setattr(g, name, value)
