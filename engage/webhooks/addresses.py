"""Where a webhook may lead: to the open internet, and into the council's own network only where a setting says so.

An address is looked up when it is registered and again at every try. All that its name leads to has to be open, and the
connection goes to what was looked up: a name that leads elsewhere a moment later gains nothing (OWASP, SSRF).
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from engage.errors import EngageError

LONGEST = 500
HTTPS_PORT = 443
#: all of IPv6 that stands on the internet, and what of it carries an IPv4 address inside: 6to4 and Teredo
OPEN = ipaddress.ip_network("2000::/3")
CARRIERS = ipaddress.ip_network("2002::/16"), ipaddress.ip_network("2001::/32")
NOT_FOUND = "We cannot find {host}. Check the address"
CLOSED = (
    "{host} leads into a private network. Use an address on the internet, or ask whoever runs this server to name the "
    "host in ENGAGE_WEBHOOK_HOSTS"
)


class AddressRefused(EngageError):
    """A webhook cannot lead there; the message says why."""


@dataclass(frozen=True)
class Target:
    host: str
    port: int
    #: after the host
    path: str

    @property
    def named(self):
        """As it stands in an address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == HTTPS_PORT else f"{host}:{self.port}"

    @property
    def address(self):
        return f"https://{self.named}{self.path}"


def read(text):
    """The Target of an address as somebody typed it. AddressRefused says what is wrong."""
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port or HTTPS_PORT
        host = host if ":" in host else host.encode("idna").decode()
    except ValueError as error:
        raise AddressRefused("Enter a whole address, as https://example.org/hook") from error
    if parts.scheme != "https":
        raise AddressRefused("Enter an address that begins with https://")
    if not host or not all(sign.isalnum() or sign in ".-:_" for sign in host):
        raise AddressRefused("Enter a whole address, as https://example.org/hook")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("Leave the user name and password out: what is sent is signed instead")
    if parts.fragment:
        raise AddressRefused("Leave out “#” and what comes after it")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=-._~")
    target = Target(host, port, path + (f"?{quote(parts.query, safe='/%:@!$&()*+,;=-._~?')}" if parts.query else ""))
    if len(target.address) > LONGEST:
        raise AddressRefused(f"This is too long. The limit is {LONGEST} characters")
    return target


def look_up(target, allowed):
    """The network addresses that the host leads to. AddressRefused if it leads nowhere, or anywhere private.

    allowed : hosts of the own network that webhooks may lead to
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        raise AddressRefused(NOT_FOUND.format(host=target.host)) from error
    numbers = list(dict.fromkeys(entry[4][0] for entry in found))
    if not numbers:
        raise AddressRefused(NOT_FOUND.format(host=target.host))
    if target.host not in allowed and not all(is_open(number) for number in numbers):
        raise AddressRefused(CLOSED.format(host=target.host))
    return numbers


def allowed_hosts(setting):
    """ENGAGE_WEBHOOK_HOSTS, read."""
    return {host.strip().lower() for host in setting.split(",") if host.strip()}


def is_open(number):
    """Does this network address stand on the open internet?"""
    found = ipaddress.ip_address(number.partition("%")[0])
    if found.version == 6 and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if found.is_multicast or found.is_reserved or not found.is_global:
        return False
    return found.version == 4 or (found in OPEN and not any(found in carrier for carrier in CARRIERS))
