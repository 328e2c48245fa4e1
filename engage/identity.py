"""Sign-in at the council's identity provider: OpenID Connect, the code flow with PKCE. It says who somebody is; whether
they may work here is our own business.

Nothing is kept between leaving and coming back: state, nonce and the secret of PKCE are made from the token of this
browser and the secret key, so that an answer meant for another browser is refused.
"""

import base64
import hashlib
import hmac
import json
import logging
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from flask import current_app
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from engage.errors import IdentityRefused

log = logging.getLogger(__name__)

SECONDS_TO_WAIT = 10
#: to sign in at the provider and come back
SECONDS_AWAY = 600
#: clocks of two servers differ
LEEWAY_SECONDS = 60
#: with a key of the provider's own; never "none", and never one that we could have signed with
ALGORITHMS = ["RS256", "PS256", "ES256"]
ELSEWHERE = "This sign-in took too long, or was begun in another browser. Start again"
NO_ANSWER = "The identity provider does not answer. Try again in a moment"
NOT_PROVEN = "What the identity provider sent could not be checked. Start again, or tell an administrator"
LOOPBACK = ("127.0.0.1", "localhost")


@dataclass(frozen=True)
class Proven:
    """Somebody whom the provider knows, and the page to which they wanted to go."""

    subject: str
    email: str
    onward: str


def is_set_up():
    return bool(current_app.config["OIDC_ISSUER"])


def leave(token, redirect_uri, onward, now):
    """The address at the provider to which this browser is sent."""
    state = _new_state(token, onward, now)
    found = _discovered()
    with _client(redirect_uri, found) as client:
        challenge = create_s256_code_challenge(_secret_of("verifier", token, state))
        address, _state = client.create_authorization_url(
            found["authorization_endpoint"], state=state, nonce=_secret_of("nonce", token, state),
            code_challenge=challenge, code_challenge_method="S256",
        )  # fmt: skip
    return address


def come_back(token, redirect_uri, answer, now):
    """Who came back with this answer. IdentityRefused says in words why nobody did."""
    state = answer.get("state", "")
    onward = _read_state(token, state, now)
    if not answer.get("code"):
        raise IdentityRefused("The identity provider did not let you in. Start again")
    found = _discovered()
    try:
        with _client(redirect_uri, found) as client:
            got = client.fetch_token(
                found["token_endpoint"], code=answer["code"], timeout=SECONDS_TO_WAIT,
                code_verifier=_secret_of("verifier", token, state),
            )  # fmt: skip
    except requests.RequestException as error:
        raise _no_answer(error) from None
    except Exception as error:  # the library has no one class for what a provider refuses
        raise _not_proven(error) from None
    claims = _checked(got.get("id_token") or "", _secret_of("nonce", token, state), found, now)
    if claims.get("email_verified") is not True or not isinstance(claims.get("email"), str):
        raise IdentityRefused("The identity provider did not check your email address. Tell an administrator")
    return Proven(str(claims["sub"])[:255], claims["email"], onward)


def _checked(id_token, nonce, found, now):
    """The claims of an ID token: signed by the provider, for us, for this sign-in, and not over."""
    config = current_app.config
    rules = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": config["OIDC_ISSUER"]},
        aud={"essential": True, "value": config["OIDC_CLIENT_ID"]},
        nonce={"essential": True, "value": nonce},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        keys = KeySet.import_key_set(_fetched(found["jwks_uri"]))
        claims = jwt.decode(id_token, keys, algorithms=ALGORITHMS).claims
        rules.validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise _not_proven(error) from None
    if claims.get("azp", config["OIDC_CLIENT_ID"]) != config["OIDC_CLIENT_ID"]:
        raise _not_proven("azp")
    return claims


def _discovered():
    """What the provider says about itself, asked each time: its keys change without notice."""
    issuer = current_app.config["OIDC_ISSUER"]
    found = _fetched(issuer.rstrip("/") + "/.well-known/openid-configuration")
    if found.get("issuer") != issuer:
        raise _not_proven("issuer")
    return found


def _fetched(address):
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise _not_proven("no https")
    try:
        reply = requests.get(address, timeout=SECONDS_TO_WAIT, allow_redirects=False)
        reply.raise_for_status()
        return reply.json()
    except (requests.RequestException, ValueError) as error:
        raise _no_answer(error) from None


def _client(redirect_uri, found):
    config = current_app.config
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if urlsplit(found.get(name, "")).scheme != "https" and urlsplit(found.get(name, "")).hostname not in LOOPBACK:
            raise _not_proven(name)
    return OAuth2Session(
        config["OIDC_CLIENT_ID"], config["OIDC_CLIENT_SECRET"], scope="openid email", redirect_uri=redirect_uri
    )


def _new_state(token, onward, now):
    body = {"n": secrets.token_urlsafe(16), "until": int(now.timestamp()) + SECONDS_AWAY, "next": onward}
    text = base64.urlsafe_b64encode(json.dumps(body).encode()).decode()
    return f"{text}.{_secret_of('state', token, text)}"


def _read_state(token, state, now):
    """Where this browser wanted to go. IdentityRefused unless the state was made for it, a short while ago."""
    text, _, seal = state.partition(".")
    if not hmac.compare_digest(seal.encode(), _secret_of("state", token, text).encode()):
        raise IdentityRefused(ELSEWHERE)
    body = json.loads(base64.urlsafe_b64decode(text))
    if now.timestamp() >= body["until"]:
        raise IdentityRefused(ELSEWHERE)
    return body["next"]


def _secret_of(purpose, token, text):
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"identity {purpose} {token} {text}".encode(), hashlib.sha256).hexdigest()


def _no_answer(error):
    log.error("the identity provider does not answer: %s", type(error).__name__)
    return IdentityRefused(NO_ANSWER)


def _not_proven(error):
    # what a provider sends may name people: only the kind of the fault is written down
    kind = error if isinstance(error, str) else type(error).__name__
    log.error("what the identity provider sent was refused: %s", kind)
    return IdentityRefused(NOT_PROVEN)
