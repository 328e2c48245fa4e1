"""The first page of a pilot: a tester comes by a link, and starts like anybody else."""

import secrets

from flask import current_app, g, redirect, render_template, request, url_for

from engage.operations import responses as operations
from engage.views.responses.address import PAGE, bp, cookie_name, give_key

PILOT = f"{PAGE}/pilot/<token>"


@bp.get(PILOT)
def show_pilot(token):
    """As residents will see it, and said to be a test."""
    here = url_for(".start_pilot", token=token)
    return render_template("responses/show_start.html", begin_address=here, extensions=(), via={}, video=None)


@bp.post(PILOT)
def start_pilot(token):
    key = request.cookies.get(cookie_name()) or secrets.token_urlsafe(24)
    now, secret_key = current_app.config["CLOCK"](), current_app.config["SECRET_KEY"]
    words = (g.variant, g.locale)
    version = g.pilot.version
    draft = operations.start(g.consultation, version, "online", *words, now, key, secret_key, is_test=True)
    has_cookies = bool(request.cookies)
    onward = url_for(".list_sections", draft=draft.public_id) if has_cookies else None
    return give_key(redirect(onward or url_for(".begin", draft=f"{draft.public_id}~{key}"), 303), key)
