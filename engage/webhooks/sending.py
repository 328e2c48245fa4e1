"""One try to tell a program: signed as Standard Webhooks say, to the network address that was looked up, over TLS."""

import base64
import hashlib
import hmac
import socket
import ssl
import threading
from dataclasses import dataclass
from http.client import HTTPException, HTTPSConnection

from engage.config import VERSION
from engage.webhooks import addresses

#: for each step, and for the whole try: a program that answers one letter at a time holds no worker
SECONDS_TO_WAIT, SECONDS_IN_ALL = 10, 30
SECRET_MARK = "whsec_"  # noqa: S105 - the word before every secret, not one
#: the program says that there is nobody to tell any more
GONE = 410


@dataclass(frozen=True)
class Outcome:
    #: in words; "" when it was taken
    fault: str = ""
    is_gone: bool = False


def send(address, secret, message_id, body, now, allowed):
    """Try once. Outcome says how it went; nothing is raised, whatever the other side does."""
    try:
        target = addresses.read(address)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"Engage/{VERSION}",
            "Host": target.named,
            "Connection": "close",
        } | signed(secret, message_id, body, now)
        status = _post(target, addresses.look_up(target, allowed), headers, body)
    except addresses.AddressRefused as error:
        return Outcome(str(error)[:200])
    except ssl.SSLCertVerificationError as error:
        return Outcome(f"Its certificate could not be checked: {error.verify_message}"[:200])
    except TimeoutError:
        return Outcome("It did not answer in time")
    except (OSError, HTTPException, ValueError) as error:
        return Outcome(f"The connection failed ({type(error).__name__})")
    if 200 <= status < 300:
        return Outcome()
    if 300 <= status < 400:
        return Outcome(f"It answered {status}. We follow no redirect: register the address where it ends")
    return Outcome(f"It answered {status}", is_gone=status == GONE)


def signed(secret, message_id, body, now):
    """The three headers of Standard Webhooks. The time is that of this try."""
    timestamp = str(int(now.timestamp()))
    key = base64.b64decode(secret.removeprefix(SECRET_MARK))
    digest = hmac.new(key, b".".join([message_id.encode(), timestamp.encode(), body]), hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": message_id, "webhook-timestamp": timestamp, "webhook-signature": signature}


def _post(target, numbers, headers, body):
    """The status of the answer. The first of these network addresses that takes the connection is the one."""
    for number in numbers:
        line = _Line(target, number)
        try:
            line.connect()
        except ssl.SSLError:
            line.close()
            raise
        except OSError:
            line.close()
            if number == numbers[-1]:
                raise
            continue
        return line.ask(headers, body)
    raise OSError("no network address")


class _Line(HTTPSConnection):
    """A connection to a network address that was looked up before, with a certificate for the name that led there."""

    def __init__(self, target, number):
        super().__init__(target.host, target.port, timeout=SECONDS_TO_WAIT, context=ssl.create_default_context())
        self.target, self.number, self.is_late = target, number, False
        self.watch = threading.Timer(SECONDS_IN_ALL, self._cut)
        self.watch.daemon = True

    def connect(self):
        plain = socket.create_connection((self.number, self.port), SECONDS_TO_WAIT)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.target.host, do_handshake_on_connect=False)
        self.watch.start()
        self.sock.do_handshake()

    def ask(self, headers, body):
        try:
            self.putrequest("POST", self.target.path, skip_host=True, skip_accept_encoding=True)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.putheader(name, value)
            self.endheaders(body)
            return self.getresponse().status
        except (OSError, HTTPException):
            if self.is_late:
                raise TimeoutError from None
            raise
        finally:
            self.close()

    def close(self):
        self.watch.cancel()
        super().close()

    def _cut(self):
        self.is_late = True
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it is closed already
