"""Security headers of every reply."""

from flask import g, request

#: everything comes from our own server and nothing stands inline
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: of the few pages that have a video
WITH_VIDEO = f"{CONTENT_SECURITY_POLICY}; media-src 'self'"
#: files whose address never shows anything else
KEPT_A_YEAR = {"responses.show_own_picture", "responses.show_video"}
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def init_app(app):
    @app.after_request
    def protect(reply):
        if g.get("plays_video"):
            reply.headers["Content-Security-Policy"] = WITH_VIDEO
        for name, value in HEADERS.items():
            reply.headers.setdefault(name, value)
        if app.config["HTTPS"]:
            reply.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint in KEPT_A_YEAR and reply.status_code in (200, 206):
            reply.headers["Cache-Control"] = "max-age=31536000, immutable"
        else:
            # the next person at a shared computer must not find a page in the browser's store
            reply.headers["Cache-Control"] = "no-store"
        return reply
