"""What machines ask: is the program there, can it take answers, and to whom are faults in it reported."""

import datetime as dt

from flask import Blueprint, abort, current_app

from engage import readiness

bp = Blueprint("health", __name__)
TEXT = {"Content-Type": "text/plain; charset=utf-8"}


@bp.get("/healthz")
def tell_alive():
    """The program answers. It asks nothing of the database."""
    return "ok\n", TEXT


@bp.get("/readyz")
def tell_ready():
    """This server can take answers: a balancer sends nobody here while it cannot."""
    found = readiness.faults(current_app.config["CLOCK"]())
    return "".join(f"{fault.words}\n" for fault in found) or "ready\n", 503 if found else 200, TEXT


@bp.get("/.well-known/security.txt")
def send_security_contact():
    """Where to report a fault, as RFC 9116 wants it. It holds for a year from the day on which it is read."""
    address = current_app.config["CONTACT_EMAIL"] or abort(404)
    expires_at = current_app.config["CLOCK"]().replace(microsecond=0) + dt.timedelta(days=364)
    lines = (f"Contact: mailto:{address}", f"Expires: {expires_at:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: en, cy")
    return "\n".join(lines) + "\n", TEXT
