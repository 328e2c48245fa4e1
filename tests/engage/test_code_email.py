"""The return code by e-mail: over TLS, once, and the address is kept nowhere."""

import datetime as dt
import ipaddress
import logging
import socketserver
import ssl
import threading
from email import message_from_bytes, policy

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import select, text

from engage import return_codes
from engage.extensions import db
from engage.models import Response
from tests.conftest import SECRET_KEY
from tests.journey import COMMENT, draft_of, open_page

ADDRESS = "marigold@example.org"
FAILED = "We could not send the email. Your code is on this page: write it down or print it"


class SmallMailServer(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as smtplib asks for; what it is told stands in server.letters, server.signed_in."""

    timeout = 10

    def handle(self):
        self.say("220 small")
        is_safe = False
        while line := self.rfile.readline():
            word = line.decode().strip()
            command = word.split(" ")[0].upper().split(":")[0]
            if command == "EHLO":
                offers = ["AUTH PLAIN"] if is_safe else [] if self.server.hides_tls else ["STARTTLS"]
                self.say(*[f"250-{offer}" for offer in ["small", *offers]], "250 8BITMIME")
            elif command == "STARTTLS":
                self.say("220 go on")
                self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
                self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")
                is_safe = True
            elif command == "DATA":
                self.say("354 go on")
                letter = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.letters.append((is_safe, message_from_bytes(letter, policy=policy.default)))
                self.say("250 taken")
            elif command == "RCPT" and self.server.refuses:
                self.say(f"550 nobody is called {ADDRESS} here")
            elif command == "AUTH":
                self.server.signed_in = word
                self.say("235 welcome")
            elif command == "QUIT":
                return self.say("221 bye")
            else:
                self.say("250 ok")

    def finish(self):
        super().finish()
        self.connection.close()  # the one that TLS was wrapped round; the server knows only the first

    def say(self, *lines):
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())
        self.wfile.flush()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate of our own for 127.0.0.1, with its key, as one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "small")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - dt.timedelta(days=1),
                                now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path_factory.mktemp("tls") / "small.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def mail_server(app, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), SmallMailServer) as server:
        server.daemon_threads = True
        server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.tls.load_cert_chain(certificate)
        server.letters, server.signed_in, server.refuses, server.hides_tls = [], None, False, False
        app.config.update(
            SMTP_HOST="127.0.0.1", SMTP_PORT=server.server_address[1], SMTP_FROM="consult@council.example"
        )
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def code_page(browser, variant="standard"):
    page = open_page(browser, COMMENT, variant)
    page.submit({"q_streets_comment": "More trees"})
    return browser.get(f"{draft_of(page)}/code")


def ask(page, address=ADDRESS):
    form = next(form for form in page.tree.iter("form") if form.get("action").endswith("/code"))
    return page.browser.post(form.get("action"), {"email": address})


def code():
    return return_codes.make(SECRET_KEY, db.session.scalar(select(Response.public_id)))


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
def test_the_code_is_sent_over_tls_to_the_address_and_to_nobody_else(browser, mail_server, variant):
    page = ask(code_page(browser, variant))

    [(was_safe, letter)] = mail_server.letters
    assert was_safe
    assert (letter["To"], letter["From"]) == (ADDRESS, "consult@council.example")
    assert code() in letter.get_content()
    assert "http://localhost/market-place/en/" in letter.get_content()
    assert "More trees" not in letter.as_string()
    assert ("We have not kept your email address." if variant == "standard" else "We did not keep") in page.text


def test_the_address_is_kept_nowhere(browser, mail_server, caplog):
    caplog.set_level(logging.DEBUG)

    page = ask(code_page(browser))

    rows = str([list(db.session.execute(text(f'select * from "{table.name}"'))) for table in db.metadata.sorted_tables])  # noqa: S608
    assert mail_server.letters
    assert "marigold" not in rows and "marigold" not in caplog.text and "marigold" not in page.html


def test_the_council_may_have_to_sign_in_to_its_server(app, browser, mail_server):
    app.config.update(SMTP_USER="council", SMTP_PASSWORD="a password for the test")

    ask(code_page(browser))

    assert mail_server.signed_in.startswith("AUTH PLAIN")
    assert len(mail_server.letters) == 1


@pytest.mark.parametrize("variant", ["standard", "easy-read"])
@pytest.mark.parametrize("fault", ["refuses", "hides_tls"])
def test_a_letter_that_was_not_taken_is_said_in_words_and_the_code_stays(browser, mail_server, caplog, fault, variant):
    setattr(mail_server, fault, True)

    page = ask(code_page(browser, variant))

    assert page.status == 422
    assert page.errors == [FAILED if variant == "standard" else "We could not send it. Write your code down."]
    assert code() in page.text
    assert mail_server.letters == []
    assert "marigold" not in caplog.text


def test_a_server_that_nobody_vouches_for_gets_nothing(browser, mail_server, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")

    page = ask(code_page(browser))

    assert page.errors == [FAILED]
    assert mail_server.letters == []


def test_a_server_that_is_away_is_said_in_words(app, browser):
    app.config.update(SMTP_HOST="127.0.0.1", SMTP_PORT=9, SMTP_FROM="consult@council.example")

    page = ask(code_page(browser))

    assert page.errors == [FAILED]
    assert code() in page.text


@pytest.mark.parametrize(
    "address", ["", "marigold", "@example.org", "a@b", "a@b.org, c@d.org", "a@b.org\nBcc: c@d.org"]
)
def test_what_is_no_address_is_refused_and_kept_on_the_page(browser, mail_server, address):
    page = ask(code_page(browser), address)

    assert page.status == 422
    assert page.errors == ["Enter an email address in the correct format, like name@example.com"]
    assert mail_server.letters == []


def test_a_code_is_sent_three_times_at_most(browser, mail_server):
    page = code_page(browser)

    replies = [ask(page).status for _ in range(4)]

    assert replies == [200, 200, 200, 422]
    assert len(mail_server.letters) == 3


def test_without_a_mail_server_nothing_offers_it(browser):
    page = code_page(browser)

    assert "email" not in page.text.lower()
    assert page.browser.post(page.path, {"email": ADDRESS}).status == 404
