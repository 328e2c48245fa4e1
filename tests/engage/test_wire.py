"""Bad input, section B of the catalogue (../shared/reference/security.md §6), that only shows over a socket.

Each test talks to waitress on 127.0.0.1 with the options of `flask engage serve`.
"""

import re
import select
import socket
from contextlib import ExitStack, suppress

import pytest

from engage.models import Answer, Response
from tests.browser.serving import served
from tests.builders import a_consultation, count
from tests.journey import COMMENT, draft_of, saved_texts, start

SECONDS = 10
GET = b"GET /market-place HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.fixture
def server(app):
    a_consultation()
    with served(app) as address:
        yield int(address.rpartition(":")[2])


def connect(port):
    return socket.create_connection(("127.0.0.1", port), SECONDS)


def exchange(port, sent):
    """Send these bytes; (status, everything else) once the server closed the connection, which it must."""
    received = bytearray()
    # a server that refuses what it did not read to its end may reset the connection after its answer
    with connect(port) as line, suppress(ConnectionResetError):
        line.sendall(sent)
        while piece := line.recv(65_536):
            received += piece
    head, _blank, rest = bytes(received).partition(b"\r\n")
    return int(re.match(rb"HTTP/1\.\d (\d{3}) ", head)[1]), rest.decode()


def post(path, body, *headers, host=b"localhost"):
    lines = [b"POST %b HTTP/1.1" % path.encode(), b"Host: " + host, b"Connection: close", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


FORM = b"Content-Type: application/x-www-form-urlencoded"
START = "/market-place/en/standard/start"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param([b"Content-Length: 4", b"Content-Length: 9"], 400, id="two lengths"),
        pytest.param([b"Content-Length: +4"], 400, id="a length with a sign"),
        pytest.param([b"Content-Length: -1"], 400, id="a negative length"),
        pytest.param([b"Transfer-Encoding: nonsense"], 501, id="an unknown encoding"),
        pytest.param([b"Transfer-Encoding : chunked"], 400, id="a space before the colon"),
        pytest.param([b"X-Header: a\0b"], 400, id="NUL in a header"),
    ],
)
def test_a_body_whose_end_is_in_doubt_is_refused_and_the_connection_closed(server, headers, status):
    """B1: no second request can hide in it."""
    smuggled = b"0\r\n\r\n" + post(START, b"", FORM, b"Content-Length: 0")

    answer, _text = exchange(server, post(START, smuggled, FORM, *headers))

    assert answer == status
    assert count(Response) == 0


def test_where_both_lengths_are_given_chunks_win_and_the_connection_closes(server):
    """B1: waitress reads this as RFC 9112 §6.3 says; what stands behind the first request is never a second one."""
    smuggled = b"0\r\n\r\n" + post(START, b"", FORM, b"Content-Length: 0")

    answer, text = exchange(server, post(START, smuggled, FORM, b"Transfer-Encoding: chunked", b"Content-Length: 4"))

    assert answer == 303
    assert text.count("HTTP/1.1") == 0
    assert count(Response) == 1


def test_a_header_of_nine_kilobytes_is_refused(server):
    """B7."""
    status, _text = exchange(server, GET.replace(b"Connection", b"X-Long: %b\r\nConnection" % (b"a" * 9000)))

    assert status == 431


def test_two_hundred_headers_are_refused(server):
    """B7."""
    many = b"".join(b"X-%d: x\r\n" % n for n in range(200))

    status, text = exchange(server, GET.replace(b"Connection", many + b"Connection"))

    assert status == 431
    assert "We could not read what was sent" in text


def test_an_address_of_five_kilobytes_is_refused(server):
    """B7."""
    status, text = exchange(server, GET.replace(b"/market-place", b"/" + b"a" * 5000))

    assert status == 414
    assert "The address of this page is too long" in text


def test_trace_is_refused(server):
    """B8."""
    status, _text = exchange(server, GET.replace(b"GET", b"TRACE"))

    assert status == 405


def test_a_foreign_host_is_refused(server):
    """B9."""
    status, text = exchange(server, GET.replace(b"localhost", b"evil.example"))

    assert status == 400
    assert "We could not read what was sent" in text


def test_a_chunked_body_is_read_whole(server, browser):
    """B1: the one length that was given is believed."""
    page = browser.get(f"{draft_of(start(browser))}/{COMMENT}")
    cookie = f"Cookie: engage={browser.client.get_cookie('engage').value}".encode()
    chunks = b"1a\r\nq_streets_comment=In+two+p\r\n9\r\narts&end=\r\n1\r\n1\r\n0\r\n\r\n"

    status, _text = exchange(server, post(page.path, chunks, FORM, cookie, b"Transfer-Encoding: chunked"))

    assert status == 303
    assert saved_texts() == ["In two parts"]


def test_clients_that_vanish_inside_a_body_leave_nothing_and_hold_nothing(server, browser):
    """B12: more of them than there are threads."""
    page = browser.get(f"{draft_of(start(browser))}/{COMMENT}")
    cookie = f"Cookie: engage={browser.client.get_cookie('engage').value}".encode()

    for _ in range(20):
        with connect(server) as line:
            line.sendall(post(page.path, b"q_streets_comment=Half+a+sen", FORM, cookie, b"Content-Length: 500"))
    status, _text = exchange(server, GET)

    assert status == 200
    assert count(Answer) == 0


def test_slow_clients_keep_nobody_waiting(server):
    """B13: 500 of them, each in the middle of its headers or its body."""
    half_a_body = post(START, b"a=", FORM, b"Content-Length: 500")
    heard = select.poll()
    with ExitStack() as lines:
        for n in range(500):
            line = lines.enter_context(connect(server))
            line.sendall(GET[:20] if n % 2 else half_a_body)
            heard.register(line, select.POLLIN)
        exchange(server, GET)  # all that came before has been accepted

        status, _text = exchange(server, GET)

        assert status == 200
        assert heard.poll(0) == []  # none of them was answered or closed to make room


@pytest.mark.parametrize(
    ("request_bytes", "statuses"),
    [
        pytest.param(b"GET /market-place HTTP/1.0\r\n\r\n", {200, 400}, id="HTTP/1.0 without Host"),
        pytest.param(b"GET /market-place HTTP/1.0\r\nHost: localhost\r\n\r\n", {200}, id="HTTP/1.0"),
        pytest.param(GET.replace(b"Host: localhost\r\n", b""), {200, 400}, id="HTTP/1.1 without Host"),
        pytest.param(GET.replace(b"/market-place", b"http://localhost/market-place"), {200}, id="absolute, ours"),
        pytest.param(GET.replace(b"/market-place", b"http://evil.example/market-place"), {200, 400}, id="absolute"),
        pytest.param(GET.replace(b"/market-place", b"//evil.example/market-place"), {400, 404}, id="two slashes"),
        pytest.param(GET.replace(b"/market-place", b"/%ff%fe"), {404}, id="not UTF-8"),
        pytest.param(GET.replace(b"/market-place", b"/../../etc/passwd"), {404}, id="dots"),
        pytest.param(GET.replace(b"/market-place", b"*"), {400, 404}, id="an asterisk"),
        pytest.param(GET.replace(b"localhost", b"[::1"), {400}, id="half an address as Host"),
        pytest.param(b"nonsense\r\n\r\n", {400}, id="nonsense"),
        pytest.param(b"GET /market-place HTTP/9.9\r\n\r\n", {200, 400, 505}, id="HTTP/9.9"),
    ],
)
def test_an_odd_request_is_served_or_refused_and_is_never_a_fault(server, request_bytes, statuses):
    """B14, B15."""
    status, text = exchange(server, request_bytes)

    assert status in statuses
    assert "evil" not in text


def test_a_body_over_the_cap_gets_our_own_page(server):
    """B2: on a real server too."""
    body = b"q=" + b"a" * 3_000_000

    status, text = exchange(server, post(START, body, FORM, b"Content-Length: %d" % len(body)))

    assert status == 413
    assert "What you sent is too big" in text
