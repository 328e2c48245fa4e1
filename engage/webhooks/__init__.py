"""What programs elsewhere are told of a consultation (Standard Webhooks, 2024), and in which words for people."""

import datetime as dt
import json
from urllib.parse import urlsplit

from flask import current_app

KIND_NAMES = {
    "opened": "Consultation opened", "closed": "Consultation closed", "results_published": "Results published",
    "test": "Test",
}  # fmt: skip
#: kind -> the type that programs read
TYPES = {
    "opened": "consultation.opened", "closed": "consultation.closed", "results_published": "results.published",
    "test": "test",
}  # fmt: skip


def body_of(event, site):
    """The bytes that are sent: public facts of a consultation, and nothing about a person.

    site : where this site stands, as "https://have-your-say.example.gov.uk/"
    """
    data = dict(event.facts)
    if event.kind != "test":
        build = _addresses(site)
        data["address"] = build("responses.show_start", code=data["consultation"], locale="en", variant="standard")
    if event.kind == "results_published":
        data["results"] = build("responses.show_results", code=data["consultation"], locale="en", variant="standard")
    said = {"type": TYPES[event.kind], "timestamp": said_at(event.happened_at), "data": data}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def said_at(moment):
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _addresses(site):
    """Gives whole addresses of pages: a worker answers no request that would say where the site stands."""
    parts = urlsplit(site)
    adapter = current_app.url_map.bind(parts.netloc, script_name=parts.path or "/", url_scheme=parts.scheme)
    return lambda endpoint, **values: adapter.build(endpoint, values, force_external=True)
