"""Security headers of every reply, and what a browser may keep."""

import hashlib
from urllib.parse import urlsplit

import pytest

from engage import create_app
from tests.builders import a_consultation
from tests.conftest import settings
from tests.journey import COMMENT, open_page

EXACT = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
KEPT_A_YEAR = "max-age=31536000, public"
ADDRESSES = ["/", "/market-place", "/market-place/en/easy-read", "/nowhere", "/staff/sign-in", "/static/dist/app.css"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_carries_the_security_headers(client, address):
    a_consultation()

    reply = client.get(address, buffered=True)

    assert {name: reply.headers.get(name) for name in EXACT} == EXACT


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"path": "/", "headers": {"Host": "evil.example"}}, 400),
        ({"path": "/", "method": "TRACE"}, 405),
        ({"path": "/" + "a" * 5000}, 414),
        ({"path": "/market-place/en/standard/start", "method": "POST", "data": "x", "content_type": "text/x"}, 415),
    ],
)
def test_a_refusal_carries_them_too(client, request_, status):
    reply = client.open(**request_)

    assert reply.status_code == status
    assert {name: reply.headers.get(name) for name in EXACT} == EXACT
    assert reply.headers["Cache-Control"] == "no-store"


def test_nothing_unsafe_is_allowed():
    policy = EXACT["Content-Security-Policy"]

    assert "unsafe" not in policy and "*" not in policy and "data:" not in policy and "http" not in policy


@pytest.mark.parametrize("address", [address for address in ADDRESSES if "static" not in address])
def test_no_page_is_kept_by_the_browser(client, address):
    a_consultation()

    assert client.get(address).headers["Cache-Control"] == "no-store"


def test_a_redirect_is_not_kept_either(client):
    a_consultation()

    reply = client.post("/market-place/en/standard/start")

    assert (reply.status_code, reply.headers["Cache-Control"]) == (303, "no-store")


def test_every_file_of_a_page_is_kept_for_a_year_under_an_address_of_its_content(browser):
    page = open_page(browser, COMMENT, "easy-read")
    named = [element for element in page.tree.iter() if element.tag in ("link", "script", "img")]
    addresses = sorted({element.get("href") or element.get("src") for element in named})

    replies = {address: browser.client.get(address, buffered=True) for address in addresses}

    assert {urlsplit(address).path.rpartition(".")[2] for address in addresses} == {"css", "js", "mjs", "svg"}
    assert {reply.headers["Cache-Control"] for reply in replies.values()} == {KEPT_A_YEAR}
    marks = {address: hashlib.sha256(reply.data).hexdigest()[:10] for address, reply in replies.items()}
    assert addresses == [f"{urlsplit(address).path}?v={mark}" for address, mark in marks.items()]


def test_a_script_that_another_script_names_has_its_version_in_the_address(client):
    """Kept for a year: after an update nobody may run the old one."""
    script = client.get("/static/dist/start.mjs", buffered=True).get_data(as_text=True)

    assert "govuk-frontend.min.js?v=" in script


def test_a_file_that_is_missing_is_not_remembered_as_missing(client):
    reply = client.get("/static/dist/nowhere.css?v=1")

    assert (reply.status_code, reply.headers["Cache-Control"]) == (404, "no-store")


@pytest.mark.parametrize(("https", "sent"), [(True, "max-age=31536000"), (False, None)])
def test_browsers_are_told_to_stay_on_https_only_where_it_is_used(https, sent):
    app = create_app(settings("sqlite://") | {"HTTPS": https})

    assert app.test_client().get("/nowhere").headers.get("Strict-Transport-Security") == sent


def test_no_reply_names_the_software(client):
    assert "Server" not in client.get("/").headers
    assert "X-Powered-By" not in client.get("/").headers


@pytest.mark.parametrize(("https", "name"), [(False, "engage"), (True, "__Host-engage")])
def test_the_one_cookie_of_a_resident_is_out_of_reach_of_scripts_and_other_sites(app, https, name):
    a_consultation()
    app.config["SESSION_COOKIE_SECURE"] = https

    [cookie] = app.test_client().post("/market-place/en/standard/start").headers.getlist("Set-Cookie")

    assert cookie.startswith(f"{name}=")
    assert {part.strip() for part in cookie.split(";")[1:]} == {"HttpOnly", "SameSite=Lax", "Path=/"} | (
        {"Secure"} if https else set()
    )


def test_looking_sets_no_cookie(client):
    a_consultation()

    replies = [client.get(address) for address in ("/", "/market-place", "/nowhere")]

    assert [reply.headers.getlist("Set-Cookie") for reply in replies] == [[], [], []]


def test_built_files_travel_compressed(client):
    css = client.get("/static/dist/app.css", headers={"Accept-Encoding": "br, gzip"}, buffered=True)

    assert css.headers["Content-Encoding"] == "gzip"
    assert css.headers["Vary"] == "Accept-Encoding"
    assert len(css.data) < 20_000
