"""The description for programs (OpenAPI 3.1), made from the declaration."""

import re

from engage.api.shape import SCOPES, TYPES
from engage.api.tables import TABLES
from engage.config import VERSION

PROBLEM = {"$ref": "#/components/schemas/Problem"}
#: status -> when it comes
REFUSALS = {
    "400": "The request cannot be read",
    "401": "There is no token, or it is unknown, ended or over",
    "403": "The token is not for this table",
    "404": "There is no such thing, or the token is for another consultation",
    "409": "The consultation is not over: single responses are read once it has closed",
    "429": "Too many requests in this minute; Retry-After says how many seconds to wait",
    "503": "The server is busy; Retry-After says how many seconds to wait",
}
AFTER = {
    "name": "after", "in": "query", "required": False, "description": "Of the page before: its `next`",
    "schema": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
}  # fmt: skip
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
MEANINGS = {"code": "Word of the consultation in web addresses", "number": "Number of the release"}


def openapi(address):
    """The whole description. address : where /api/v1 is found"""
    paths = {}
    for table in TABLES:
        for suffix in ("", ".csv"):
            paths[PARAMETER.sub(r"{\2}", table.path) + suffix] = {"get": _operation(table, suffix)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Consultations and their results",
            "version": VERSION,
            "description": "Read only. Every table comes as JSON or, with .csv, as CSV (UTF-8). It comes whole, or in"
            " pages where it takes `after`: the Link header with rel=next, in JSON also `next`, leads to the next.",
        },
        "servers": [{"url": address}],
        "security": [{"bearer": []}, {"basic": []}],
        "paths": paths,
        "components": {
            "schemas": {_schema_name(table): _schema(table) for table in TABLES} | {"Problem": _problem()},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic", "description": "Any user name; the token as password"},
            },
        },
    }


def _operation(table, suffix):
    schema = {"$ref": f"#/components/schemas/{_schema_name(table)}"}
    content = {"text/csv": {"schema": {"type": "string"}}} if suffix else {"application/json": {"schema": schema}}
    return {
        "operationId": table.name + suffix.replace(".", "_"),
        "summary": table.title,
        "description": f"Scope: {table.scope}. {SCOPES[table.scope]}.",
        "parameters": [
            {
                "name": name, "in": "path", "required": True, "description": MEANINGS[name],
                "schema": {"type": "integer", "minimum": 0} if kind == "int" else {"type": "string", "minLength": 1},
            }
            for kind, name in PARAMETER.findall(table.path)
        ] + ([AFTER] if table.is_paged else []),
        "responses": {
            "200": {"description": table.title, "content": content},
            "304": {"description": "It has not changed since the ETag that was sent as If-None-Match"},
        } | {
            status: {"description": words, "content": {"application/problem+json": {"schema": PROBLEM}}}
            for status, words in REFUSALS.items()
        },
    }  # fmt: skip


def _schema_name(table):
    return table.name.title().replace("_", "")


def _schema(table):
    properties = {}
    for column in table.columns:
        kind = dict(TYPES[column.kind])
        if column.may_be_empty:
            kind["type"] = [kind["type"], "null"]
        properties[column.name] = kind | {"description": column.meaning}
    row = {"type": "object", "properties": properties, "required": table.header, "additionalProperties": False}
    whole = {"rows": {"type": "array", "items": row}}
    if table.is_paged:
        whole["next"] = {"type": ["string", "null"], "description": "Sent as `after`, the next page; null: the last"}
    return {"type": "object", "properties": whole, "required": list(whole), "additionalProperties": False}


def _problem():
    names = ("type", "title", "detail")
    properties = {name: {"type": "string"} for name in names} | {"status": {"type": "integer"}}
    return {"type": "object", "properties": properties, "required": ["title", "status"]}
