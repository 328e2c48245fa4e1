"""What programs read under /api/v1: tables as JSON and CSV for a token, and their description for anybody.

No cookie is read or set, and no other site's page may read an answer: there is no CORS. A token never stands in an
address.
"""

import re

from flask import Blueprint, abort, current_app, g, make_response, request, url_for
from sqlalchemy import false

from engage.api.description import openapi
from engage.api.shape import FIGURES, SINGLE
from engage.api.tables import TABLES
from engage.desk import COUNTERS, RESULTS_READERS
from engage.errors import TooManyTries
from engage.exports import csv
from engage.models import Consultation, Role
from engage.operations import api_clients as operations
from engage.operations import hold_snapshot
from engage.operations.api_clients import MOST_IN_MINUTE
from engage.operations.consultations import find_consultation
from engage.problems import problem

CURSOR = re.compile("[0-9a-f]{16}")
ANALYSTS = (Role.ANALYST,)
bp = Blueprint("api", __name__, url_prefix="/api/v1")
#: Excel and Power BI ask for a name and a password: the token is the password
CHALLENGE = [("WWW-Authenticate", 'Basic realm="Engage", charset="UTF-8"'), ("WWW-Authenticate", "Bearer")]
#: whoever made a token keeps it alive by one of these roles
MAKERS = COUNTERS
NO_TOKEN = "Send the token as a bearer token, or as the password with any user name."  # noqa: S105
OVER = {
    "unknown": "Nobody has this token. Copy it again, or ask for a new one.",
    "ended": "This token was ended. Ask for a new one.",
    "expired": "The time of this token is over. Ask for a new one.",
    "alone": "Whoever answers for this token works here no more, or has another role. Ask for a new one.",
}


@bp.get("/openapi.json")
def tell_openapi():
    """For programs; anybody may read it."""
    here = url_for(".tell_openapi", _external=True)
    return _with_tag(current_app.json.response(openapi(here.removesuffix("/openapi.json"))))


def _route(table, as_csv):
    def view(**values):
        refusal = _admit(table)
        if refusal is not None:
            return refusal
        found, more = _rows(table, values)
        if found is None:
            return problem(404, detail="There is no such thing, or the token is for another consultation.")
        reply = _reply(table, found, more, as_csv)
        if more.get("next"):
            onward = url_for(request.endpoint, **request.view_args, after=more["next"])
            reply.headers["Link"] = f'<{onward}>; rel="next"'
        return _with_tag(reply)

    view.scope = table.scope
    name = table.name + ("_csv" if as_csv else "")
    bp.add_url_rule(table.path + (".csv" if as_csv else ""), name, view)


for _table in TABLES:
    _route(_table, as_csv=False)
    _route(_table, as_csv=True)


def _admit(table):
    """None where the token opens this table; else why not. Every request of a token is counted."""
    now, token = current_app.config["CLOCK"](), _token()
    if token is None:
        return problem(401, CHALLENGE, NO_TOKEN)
    g.client = operations.find(token)
    if over := _what_is_over(g.client, now):
        return problem(401, CHALLENGE, OVER[over])
    try:
        operations.count_request(g.client, now)
    except TooManyTries:
        wait = str(60 - now.second)
        return problem(429, [("Retry-After", wait)], f"At most {MOST_IN_MINUTE} requests in a minute.")
    if table.scope not in g.client.scopes.split():
        return problem(403, detail=f"This token may not read {table.scope}. Ask for one with that scope.")
    return None


def _token():
    sent = request.authorization
    if sent is None:
        return None
    return (sent.token if sent.type == "bearer" else sent.password if sent.type == "basic" else None) or None


def _what_is_over(client, now):
    if client is None:
        return "unknown"
    if client.ended_at is not None:
        return "ended"
    if client.expires_at <= now:
        return "expired"
    person = client.made_by
    return "alone" if person.disabled_at is not None or not person.holds(MAKERS) else None


def _reply(table, found, more, as_csv):
    if as_csv:
        return make_response(csv.write_rows(table.header, found), {"Content-Type": "text/csv; charset=utf-8"})
    return current_app.json.response(rows=[dict(zip(table.header, row, strict=True)) for row in found], **more)


def _roles_of(table):
    if table.scope in SINGLE:
        return ANALYSTS
    return RESULTS_READERS if table.scope == FIGURES else MAKERS


def _rows(table, values):
    """The rows, or None where the token does not open what the address names, or it is not there; and, of a page, what
    else stands beside them."""
    roles = _roles_of(table)
    if "code" not in values:
        return table.rows(_seen(roles)), {}
    values = dict(values)
    consultation = find_consultation(values.pop("code"))
    if consultation is None or g.client.consultation_id not in (None, consultation.id):
        return None, {}
    if not g.client.made_by.holds(roles, consultation):
        return None, {}
    now = current_app.config["CLOCK"]()
    if table.is_paged:
        return _page(table, consultation, now)
    if table.scope == FIGURES:
        operations.note_reading(g.client, consultation, table.name, now)
    return table.rows(consultation, **values), {}


def _page(table, consultation, now):
    """What it gives is written down before it is given."""
    after = request.args.get("after", "")
    if after and not CURSOR.fullmatch(after):
        abort(problem(400, detail="Send as `after` what stood in `next` of the page before, or leave it out."))
    if now < consultation.closes_at:
        abort(problem(409, detail="Single responses are read once the consultation has closed. Figures come before."))
    hold_snapshot()
    rows, n_responses, following = table.rows(consultation, g.client, after)
    operations.note_reading(g.client, consultation, table.name, now, responses=n_responses)
    return rows, {"next": following}


def _seen(roles):
    """For a query: the consultations that the token may read."""
    within = g.client.made_by.within(roles, Consultation.id)
    if g.client.consultation_id is None:
        return within
    is_held = g.client.made_by.holds(roles, g.client.consultation)
    return Consultation.id == g.client.consultation_id if is_held else false()


def _with_tag(reply):
    """Its hash, so that a program that has it already is sent nothing."""
    reply.add_etag()
    return reply.make_conditional(request)
