"""A program that webhooks tell: a small https server on the loopback that keeps what came and answers as asked."""

import base64
import datetime as dt
import hashlib
import hmac
import ipaddress
import json
import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

#: what the certificate is for, beside 127.0.0.1
NAME = "hooks.example.org"


class Receiver:
    def __init__(self):
        #: (headers, body) of every message
        self.came = []
        #: statuses to answer with, the next first; then 204
        self.statuses = []
        #: a program that takes its time answers once this is set
        self.may_answer = threading.Event()
        self.may_answer.set()

    def told(self):
        """What each message said."""
        return [json.loads(body) for _headers, body in self.came]


def is_signed(secret, headers, body):
    """As the documentation tells receivers to check it, written down a second time."""
    key = base64.b64decode(secret.split("_", 1)[1])
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body.decode()}".encode()
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return f"v1,{digest}" in headers["webhook-signature"].split(" ")


@contextmanager
def serving(folder):
    """A Receiver that answers, at receiver.address; receiver.certificate is the file that one has to trust."""
    receiver = Receiver()
    receiver.certificate, key = _certificate(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            receiver.came.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            receiver.may_answer.wait()
            status = receiver.statuses.pop(0) if receiver.statuses else 204
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", receiver.address + "/elsewhere")
            self.end_headers()

        def log_message(self, *words):
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request, client_address):
            """A caller that does not trust the certificate hangs up: nothing to tell."""

    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(receiver.certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_address[1]
    receiver.address = f"https://127.0.0.1:{receiver.port}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.may_answer.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _certificate(folder):
    """(file of a certificate for this receiver, file of its key)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver of tests")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName(NAME), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1)).add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    files = folder / "receiver.pem", folder / "receiver.key"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files
