"""deploy/nginx.conf before servers that go away with a form: a resident's reaches the next one, staff send again."""

import http.client
import os
import socket
import threading
from contextlib import contextmanager

import pytest

from tests.faults.servers import SECRET, behind_nginx

WANTED = b"HTTP/1.1 303 See Other\r\nLocation: /kept\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
ENVIRONMENT = {"ENGAGE_DATABASE_URL": "sqlite:///:memory:", "ENGAGE_SECRET_KEY": SECRET, "ENGAGE_DEMONSTRATION": "1"}


class Upstream(threading.Thread):
    """A server that reads each form whole, and answers or goes away."""

    def __init__(self, answer):
        super().__init__(daemon=True)
        self.answer, self.arrived = answer, []
        self.environment = os.environ | ENVIRONMENT
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def run(self):
        while True:
            line, _address = self.listener.accept()
            with line, line.makefile("rb") as sent:
                request = sent.readline().decode()
                if not request:  # the connection with which close() wakes it
                    return
                length = 0
                while (header := sent.readline().strip()):
                    name, _, value = header.partition(b":")
                    length = int(value) if name.lower() == b"content-length" else length
                sent.read(length)
                self.arrived.append(request.rsplit(" ", 1)[0])
                line.sendall(self.answer)

    def close(self):
        socket.create_connection(("127.0.0.1", self.port)).close()
        self.join(60)
        self.listener.close()


@contextmanager
def front_of(folder, *answers):
    """nginx before servers of which the first that it asks gives the first answer, none at all when it is empty."""
    servers = [Upstream(answer) for answer in answers]
    for server in servers:
        server.start()
    try:
        with behind_nginx(servers, folder) as port:
            yield port, servers
    finally:
        for server in servers:
            server.close()


def post(port, path):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("POST", path, "q_comment=words", {"Content-Type": "application/x-www-form-urlencoded"})
        reply = line.getresponse()
        return reply.status, reply.headers, reply.read().decode()
    finally:
        line.close()


def test_a_form_of_a_resident_that_a_server_went_away_with_reaches_the_next_one(tmp_path):
    with front_of(tmp_path, b"", WANTED) as (port, servers):
        status, headers, _page = post(port, "/market-place/en/standard/start")

    assert (status, headers["Location"]) == (303, "/kept")
    assert [server.arrived for server in servers] == [["POST /market-place/en/standard/start"]] * 2


def test_a_form_of_staff_arrives_once_and_they_are_told_to_send_it_again(tmp_path):
    with front_of(tmp_path, b"", WANTED) as (port, servers):
        status, headers, page = post(port, "/staff/consultations/market-place/themes")

    assert (status, headers["Retry-After"]) == (503, "5")
    assert "<h1>We are busy</h1>" in page
    assert [server.arrived for server in servers] == [["POST /staff/consultations/market-place/themes"], []]


@pytest.mark.parametrize("address", ["/", "/staff"])
def test_where_no_server_answers_everybody_reads_our_words_in_their_language(tmp_path, address):
    with front_of(tmp_path, b"", b"") as (port, _servers):
        status, headers, page = post(port, address)

    assert (status, headers["Content-Type"]) == (503, "text/html; charset=utf-8")
    assert "nginx" not in page
    for part in ('lang="en" dir="ltr"', 'lang="ar" dir="rtl"', 'lang="cy" dir="ltr"', 'lang="pl" dir="ltr"'):
        assert f"<section {part}>\n<h1>" in page
    assert page.count("<p>") == 8
