"""No network address of anybody is kept: one is used at every door of two servers behind nginx, and looked for in every
file that the product wrote."""

import http.client
import re
import tempfile
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

import pytest

from tests.faults.residents import Ledger, Resident
from tests.faults.servers import DATABASES, behind_nginx, prepared, run, serving

#: of this machine alone, and never used elsewhere in these tests
ADDRESS = "127.213.77.203"
#: what a client says of itself, or another proxy before it
CLAIMED = "203.0.113.77"
AGENT = "Marker/7.7 (an unusual browser)"
TRACES = (ADDRESS, CLAIMED, "Marker/7.7", "213.77.203", "0.113.77")
HEADERS = {
    "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin", "User-Agent": AGENT,
    "X-Forwarded-For": CLAIMED, "X-Real-IP": CLAIMED, "Forwarded": f"for={CLAIMED}",
}  # fmt: skip
WORDS = "words that are kept"


class Traceable(Resident):
    """A resident whose address and browser are known."""

    def exchange(self, path, fields, cookie):
        return send(self.port, "POST", path, fields, cookie)


def send(port, method, path, fields=None, cookie=""):
    """(status, location, cookie, body) of one request from the known address."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(ADDRESS, 0))
    try:
        line.request(method, path, urlencode(fields or {}), HEADERS | ({"Cookie": cookie} if cookie else {}))
        reply = line.getresponse()
        body = reply.read()
        return reply.status, reply.headers["Location"] or "", (reply.headers["Set-Cookie"] or "").split(";")[0], body
    finally:
        line.close()


@pytest.mark.parametrize("database", DATABASES)
def test_no_file_holds_the_address_of_anybody(database):
    with tempfile.TemporaryDirectory() as temporary, DATABASES[database](Path(temporary)) as (url, _restart):
        home = Path(temporary)
        (home / "tmp").mkdir()
        environment = prepared(url, home) | {"TMPDIR": str(home / "tmp")}
        with_an_administrator(environment, home)
        with serving(environment, home, 2) as servers:
            with behind_nginx(servers, home) as port:
                statuses = knock_everywhere(port)
                servers[0].stop()
                servers[1].stop()
                statuses.append(f"{send(port, 'GET', '/')[0] // 100}xx")  # nginx writes down that it found nobody
            found = traces_in(home)

        assert found == []
        assert statuses == ["200", "404", "422", "4xx", "4xx", "413", "5xx"]
        assert (home / "nginx.log").exists()
        assert list(home.glob("server-*.log"))


def with_an_administrator(environment, home):
    """Without one the sign-in page asks for the first administrator's code."""
    password = home / "password"
    password.write_text("a-long-password-for-tests-41")
    command = ("-m", "flask", "--app", "wsgi", "engage", "add-staff", "administrator@example.org")
    run(environment, *command, "--role", "administrator", "--password-file", str(password))


def knock_everywhere(port):
    """Answer and send, and be refused in as many ways as write something down."""
    ledger = Ledger()
    Traceable(port, ledger, Event()).answer()
    assert len(ledger.sent) == 1, ledger
    _status, _location, cookie, page = send(port, "GET", "/staff/sign-in")
    token = re.search(rb'name="csrf_token" value="([^"]+)"', page)[1].decode()
    wrong = {"email": "a@example.org", "password": "wrong", "csrf_token": token}
    return [
        str(send(port, "GET", "/market-place")[0]),
        str(send(port, "GET", "/nothing-here")[0]),
        str(send(port, "POST", "/staff/sign-in", wrong, cookie)[0]),
        f"{send(port, 'POST', '/come-back', {'code': 'AAAA AAAA AAAA AAAA AAAA AAAA'})[0] // 100}xx",
        f"{send(port, 'POST', '/contact', {'details': ''})[0] // 100}xx",
        str(send(port, "POST", "/come-back", {"code": "A" * 3_000_000})[0]),
    ]


def traces_in(folder):
    """(file, trace) of every trace, as text or in the two bytes a letter of some logs."""
    return [
        (path.name, trace)
        for path in folder.rglob("*")
        if path.is_file()
        for content in [path.read_bytes()]
        for trace in TRACES
        if trace.encode() in content or trace.encode("utf-16-le") in content
    ]
