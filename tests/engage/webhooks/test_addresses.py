"""Where webhooks may lead: every way into a private network that is known to us is refused."""

import pytest

from engage.webhooks import addresses
from engage.webhooks.addresses import AddressRefused

PRIVATE = [
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1",  # noqa: S104
    "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[fe80::1]", "[fc00::1]", "[fec0::1]", "[ff02::1]",
    "[2002:7f00:1::]", "[64:ff9b::7f00:1]", "[64:ff9b:1::a00:1]", "[2001:0:7f00:1::]", "[2001:db8::1]",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
def test_an_address_in_a_private_network_is_refused_however_it_is_written(host):
    target = addresses.read(f"https://{host}/hook")

    with pytest.raises(AddressRefused, match="private network"):
        addresses.look_up(target, set())


@pytest.mark.parametrize("number", ["93.184.216.34", "2a00:1450:4009::1", "::ffff:8.8.8.8"])
def test_an_address_on_the_internet_is_open(number):
    assert addresses.is_open(number)


def test_a_name_that_also_leads_into_a_private_network_is_refused(monkeypatch):
    found = [(2, 1, 6, "", (number, 443)) for number in ("93.184.216.34", "10.0.0.8")]
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *_where, **_how: found)

    with pytest.raises(AddressRefused, match="private network"):
        addresses.look_up(addresses.read("https://hooks.example.org/"), set())


def test_a_host_of_the_own_network_is_open_when_the_setting_names_it():
    target = addresses.read("https://127.0.0.1/hook")

    assert addresses.look_up(target, addresses.allowed_hosts("intranet.example.org, 127.0.0.1")) == ["127.0.0.1"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("http://example.org/hook", "begins with https"),
        ("ftp://example.org/hook", "begins with https"),
        ("example.org/hook", "begins with https"),
        ("https://", "whole address"),
        ("https://exa mple.org/", "whole address"),
        ("https://example.org:99999/", "whole address"),
        ("https://[::1/", "whole address"),
        ("https://" + "a" * 64 + ".example.org/", "whole address"),
        ("https://user:word@example.org/", "user name and password"),
        ("https://example.org/#part", "“#”"),
        ("https://example.org/" + "a" * 500, "too long"),
    ],
)
def test_what_is_not_a_whole_https_address_is_told(text, words):
    with pytest.raises(AddressRefused, match=words):
        addresses.read(text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" https://Example.org ", "https://example.org/"),
        ("https://example.org:8443/a?b=c&d=%20", "https://example.org:8443/a?b=c&d=%20"),
        ("https://bücher.example/müsli", "https://xn--bcher-kva.example/m%C3%BCsli"),
        ("https://[2a00:1450::1]:8443/", "https://[2a00:1450::1]:8443/"),
        ("https://example.org/a\r\nHost: other", "https://example.org/aHost:%20other"),
    ],
)
def test_an_address_is_kept_in_one_way_of_writing(text, address):
    assert addresses.read(text).address == address
