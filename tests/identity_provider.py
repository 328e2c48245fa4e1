"""A small OpenID Connect provider on the loopback: it approves everybody at once, and checks what we send it."""

import base64
import hashlib
import secrets
import threading
from contextlib import contextmanager

from flask import Flask, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = "engage", "a secret between two servers"


class Provider:
    def __init__(self, now):
        self.now = int(now.timestamp())
        self.key, self.signs_with = RSAKey.generate_key(2048, {"kid": "one"}, auto_kid=False), None
        self.codes, self.claims, self.seen = {}, {}, []
        self.answers = True
        self.app = Flask("provider")
        rules = {
            "/.well-known/openid-configuration": self.describe, "/keys": self.keys, "/authorize": self.authorize,
            "/token": self.give_token,
        }  # fmt: skip
        for rule, view in rules.items():
            self.app.add_url_rule(rule, rule, view, methods=["GET", "POST"])

    def describe(self):
        if not self.answers:
            return "", 503
        return jsonify(
            issuer=self.issuer, authorization_endpoint=f"{self.issuer}/authorize",
            token_endpoint=f"{self.issuer}/token", jwks_uri=f"{self.issuer}/keys",
        )  # fmt: skip

    def keys(self):
        return jsonify(keys=[self.key.as_dict(private=False) | {"use": "sig", "alg": "RS256"}])

    def authorize(self):
        asked = request.args
        assert (asked["client_id"], asked["response_type"]) == (CLIENT_ID, "code")
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        self.seen.append(asked)
        return redirect(f"{asked['redirect_uri']}?code={code}&state={asked['state']}")

    def give_token(self):
        asked = self.codes.pop(request.form["code"], None)
        given = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        digest = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        is_ours = request.headers.get("Authorization") == f"Basic {given}"
        if asked is None or not is_ours or asked["code_challenge"] != challenge:
            return jsonify(error="invalid_grant"), 400
        claims = {
            "iss": self.issuer, "aud": CLIENT_ID, "sub": "person-1", "nonce": asked["nonce"], "iat": self.now,
            "exp": self.now + 300, "email": "officer@example.org", "email_verified": True,
        } | self.claims  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        id_token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.signs_with or self.key)
        return jsonify(access_token="x", token_type="Bearer", id_token=id_token)


@contextmanager
def serving(now):
    """A Provider that answers, at provider.issuer."""
    provider = Provider(now)
    server = make_server("127.0.0.1", 0, provider.app, threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
