"""What a program is told when its request is refused (RFC 9457)."""

from flask import current_app
from werkzeug.http import HTTP_STATUS_CODES


def problem(status, headers=(), detail=""):
    """The reply. detail: what to do, in words."""
    title = HTTP_STATUS_CODES.get(status, "Error")
    reply = current_app.json.response(type="about:blank", title=title, status=status, detail=detail)
    reply.status_code, reply.content_type = status, "application/problem+json"
    reply.headers.extend(headers)
    return reply
