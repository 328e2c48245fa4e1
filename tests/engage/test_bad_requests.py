"""Bad input, section B of the catalogue (../shared/reference/security.md §6): HTTP and protocol.

What only shows over a socket (B1, B7 header size, B12 to B14) is in test_wire.py. Not here: B6 (JSON; there is no JSON
API) and the rate limits of B10 and next= of B16 (signing in: test_staff.py); residents' pages read neither.
"""

import pytest

from engage import create_app
from engage.extensions import db
from engage.models import Response
from tests.builders import a_consultation, count
from tests.conftest import settings
from tests.journey import (
    COMMENT,
    FORM,
    MULTIPART,
    draft_of,
    open_page,
    parts,
    saved_texts,
    send_raw,
    start,
    urlencoded,
)
from tests.pages import Browser

UNREADABLE = "We could not read what was sent"
TOO_BIG = "What you sent is too big"
NOT_FOUND = "Page not found"
WRONG_METHOD = "This page cannot be opened like that"


def is_error_page(page, status, h1):
    """An error in our own words, with a way back and somebody to ask."""
    assert (page.status, page.h1) == (status, h1)
    assert page.link("Go to the first page").status == 200
    assert "talk@example.org" in page.html
    assert "Traceback" not in page.html and "Werkzeug" not in page.html
    return True


def all_rows():
    return {table.name: db.session.execute(table.select()).all() for table in db.metadata.sorted_tables}


@pytest.mark.parametrize("content_type", [FORM, MULTIPART])
def test_a_body_over_the_cap_is_refused_before_it_is_read(browser, content_type):
    """B2."""
    page = open_page(browser, COMMENT)

    refused = send_raw(page, b"q_streets_comment=" + b"a" * 3_000_000, content_type)

    assert is_error_page(refused, 413, TOO_BIG)
    assert "Back button" in refused.text
    assert saved_texts() == []


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(parts((f"f{n}", "x") for n in range(1001)), MULTIPART, id="1,001 parts"),
        pytest.param("&".join(f"f{n}=x" for n in range(5000)).encode(), FORM, id="5,000 fields"),
    ],
)
def test_too_many_fields_are_refused(browser, body, content_type):
    """B3."""
    page = open_page(browser, COMMENT)

    refused = send_raw(page, body, content_type)

    assert is_error_page(refused, 413, TOO_BIG)


BROKEN_MULTIPART = [
    pytest.param(parts([("end", "1")]), "multipart/form-data", id="no boundary"),
    pytest.param(parts([("end", "1")]), 'multipart/form-data; boundary=""', id="empty boundary"),
    pytest.param(parts([("end", "1")]), "multipart/form-data; boundary=other", id="another boundary"),
    pytest.param(b"--fence\r\nContent-Dispo\r\n\r\nhello\r\n--fence--\r\n", MULTIPART, id="bad header"),
    pytest.param(parts([("end", "1")])[:40], MULTIPART, id="cut short"),
]


@pytest.mark.parametrize("page", [COMMENT, "send"])
@pytest.mark.parametrize(("body", "content_type"), BROKEN_MULTIPART)
def test_a_broken_multipart_form_is_never_an_empty_form(browser, page, body, content_type):
    """B4."""
    page = open_page(browser, page)

    refused = send_raw(page, body, content_type)

    assert is_error_page(refused, 400, UNREADABLE)
    assert saved_texts() == []


def test_a_broken_multipart_form_sends_nothing(browser):
    """B4: Send has no fields to miss."""
    page = open_page(browser, COMMENT)
    page.submit({"q_streets_comment": "More trees"})

    browser.post(page.path.replace(COMMENT, "send"), b"--fence\r\nnonsense", content_type=MULTIPART)

    assert count(Response, submitted_at=None) == 1


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "application/xml", "nonsense", None])
def test_another_type_of_body_is_refused(browser, content_type):
    """B5."""
    page = open_page(browser, COMMENT)

    refused = send_raw(page, b'{"q_streets_comment": "x", "end": 1}', content_type)

    assert is_error_page(refused, 415, "We can only read standard web forms")
    assert saved_texts() == []


def test_an_address_that_is_too_long_is_refused(browser):
    """B7."""
    refused = browser.get("/" + "a" * 5000)

    assert is_error_page(refused, 414, "The address of this page is too long")


def test_too_many_headers_are_refused(browser):
    """B7."""
    refused = browser.get("/", headers=[(f"X-{n}", "x") for n in range(200)])

    assert is_error_page(refused, 431, UNREADABLE)


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "NONSENSE"])
@pytest.mark.parametrize("address", ["/", "/market-place", "/market-place/en/standard/start"])
def test_a_method_that_a_page_does_not_have_is_refused(browser, method, address):
    """B8."""
    a_consultation()

    refused = browser.open(address, method)

    assert is_error_page(refused, 405, WRONG_METHOD)
    assert method not in refused.headers["Allow"]


@pytest.mark.parametrize("address", ["/", "/market-place", "/market-place/en/easy-read"])
def test_head_is_a_page_without_its_body(client, address):
    """B8."""
    a_consultation()

    reply = client.head(address)

    assert reply.status_code == 200
    assert reply.data == b""


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "localhost.evil.example", "<b>", "[::1", ""])
@pytest.mark.parametrize("address", ["/market-place", "/nowhere"])
def test_a_foreign_host_is_refused_in_our_own_words(browser, host, address):
    """B9."""
    a_consultation()

    refused = browser.get(address, headers={"Host": host})

    assert is_error_page(refused, 400, UNREADABLE)
    assert "evil" not in refused.html


def test_a_foreign_host_costs_nobody_their_words(browser):
    """B9: an answer sent to a wrong name is in the page."""
    page = open_page(browser, COMMENT)

    refused = send_raw(page, urlencoded("More trees"), Host="evil.example")

    assert refused.status == 400
    assert "More trees" in refused.text


def test_forwarded_headers_from_outside_are_ignored(browser):
    """B10: nobody said that a proxy stands before us."""
    a_consultation()
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "gopher", "X-Forwarded-Host": "evil.example"}

    page = browser.get("/market-place", headers=forged)

    assert page.status == 200
    assert "evil" not in page.html and "gopher" not in page.html


def test_a_forwarded_host_from_our_proxy_must_be_ours_too(database_url):
    """B10, B9."""
    app = create_app(settings(database_url) | {"PROXIES": 1})

    refused = Browser(app.test_client()).get("/nowhere", headers={"X-Forwarded-Host": "evil.example"})

    assert (refused.status, refused.h1) == (400, UNREADABLE)


@pytest.mark.parametrize("page", ["start", "nowhere/send", "nowhere/answer/streets/streets_comment"])
def test_looking_at_an_address_that_is_posted_to_writes_nothing(browser, page):
    """B11."""
    a_consultation()

    refused = browser.get(f"/market-place/en/standard/{page}")

    assert refused.status in (404, 405)
    assert count(Response) == 0


@pytest.mark.parametrize(
    "path",
    [
        "/\xff\xfe", "//evil.com", "//evil.com/%2e%2e", "/../etc/passwd", "/..", "/\\evil.com", "/\0", "/market-place/",
        "/market-place//en", "/nowhere", "/nowhere/en/standard", "/market-place/xx/standard",
        "/market-place/fr/standard",
        "/market-place/en/plain", "/market-place/en/easy_read", "/market-place/en/standard/nowhere/sections",
        "/market-place/en/standard/\0/sections", "/nowhere/xx/standard", "/static/nowhere.css", "/static/../wsgi.py",
        "/favicon.ico",
    ],
)  # fmt: skip
def test_an_unknown_address_is_not_found_and_leads_nowhere_else(browser, path):
    """B15: on both databases, and never to another site."""
    a_consultation()

    page = browser.get("/", environ_overrides={"PATH_INFO": path})

    assert is_error_page(page, 404, NOT_FOUND)
    assert all(step.startswith("http://localhost/") for step in page.way)


@pytest.mark.parametrize("address", ["/%ff%fe", "/..%2f", "/%00", "/market-place/%ff/standard", "/%c0%ae%c0%ae/"])
def test_an_unreadable_address_is_not_found(browser, address):
    """B15."""
    a_consultation()

    page = browser.get(address)

    assert is_error_page(page, 404, NOT_FOUND)


def test_a_question_that_does_not_exist_is_not_found_and_the_words_are_kept(browser):
    page = open_page(browser, COMMENT)

    missing = browser.post(page.path.replace("streets_comment", "parks"), {"q_parks": "More trees", "end": "1"})

    assert is_error_page(missing, 404, NOT_FOUND)
    assert "More trees" in missing.text


@pytest.mark.parametrize("target", ["//evil.com", "https:evil.com", "\\\\evil.com", "/\\evil.com"])
def test_no_parameter_leads_to_another_site(browser, target):
    """B16: residents' pages lead where their form leads, whatever the address adds."""
    page = open_page(browser, COMMENT)

    reply = browser.client.post(f"{page.path}?next={target}&change={target}", data=urlencoded("x"), content_type=FORM)

    assert reply.status_code == 303
    assert reply.location == f"{draft_of(page)}/check"


def test_looking_at_pages_changes_nothing(browser):
    """B17: link previews and prefetching find every page and write nothing."""
    a_consultation()
    draft = draft_of(start(browser))
    browser.get(f"{draft}/{COMMENT}").submit({"q_streets_comment": "More trees"})
    before = all_rows()

    pages = ("begin", "sections", "check", "about-you", "send", "sent", COMMENT, f"{COMMENT}?change=1")
    for page in pages:
        browser.get(f"{draft}/{page}")
        browser.client.head(f"{draft}/{page}")

    assert all_rows() == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:8080"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("page", [COMMENT, "send"])
def test_a_post_from_another_site_is_refused(browser, page, headers):
    first = open_page(browser, COMMENT)
    first.submit({"q_streets_comment": "Mine"})

    refused = browser.post(first.path.replace(COMMENT, page), {"q_streets_comment": "Theirs"}, headers=headers)

    assert refused.status == 403
    assert saved_texts() == ["Mine"]
    assert count(Response, submitted_at=None) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "null"},
        {},
    ],
)
def test_a_post_from_our_own_pages_is_taken(browser, headers):
    page = open_page(browser, COMMENT)

    send_raw(page, urlencoded("Mine"), **headers)

    assert saved_texts() == ["Mine"]
