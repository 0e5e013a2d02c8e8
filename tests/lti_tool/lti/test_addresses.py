from __future__ import annotations

import pytest

from lti_tool.lti.addresses import NameUnknownError, PrivateAddressError, find_addresses
from lti_tool.lti.origins import origin, read_host
from tests.lti_tool.lti.name_server import answer_names


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "a.example",
            "//a.example",
            "ftp://a.example",
            "https:///x",
            "https://[x",
            "https://",
        ),
        *("https://a.example:99999", "https://user@a.example", "https://evil.example\\@a.example"),
        *("https://a.example\n.evil.example", "javascript:alert(1)"),
    ],
)
def test_url_without_an_origin(url: str) -> None:
    assert origin(url) == ""


def test_default_port_is_the_same_origin() -> None:
    assert origin("HTTPS://A.example:443/x") == origin("https://a.EXAMPLE") == "https://a.example"


INSIDE = [
    *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0.0.0.0", "10.0.0.1", "172.16.9.9"),
    *("192.168.1.5", "169.254.169.254", "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "::ffff:10.0.0.1", "::7f00:1"),
    *("64:ff9b::a00:1", "2002:a00:1::", "2001:db8::1", "198.18.0.1", "192.0.2.1"),
]


@pytest.mark.parametrize("address", INSIDE)
def test_address_inside_is_refused(address: str) -> None:
    with pytest.raises(PrivateAddressError) as caught:
        find_addresses(address, frozenset())
    assert "permit this host" in caught.value.text
    assert find_addresses(address, frozenset({address}))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_address_outside_is_found(address: str) -> None:
    assert find_addresses(address, frozenset()) == [address]


@pytest.mark.parametrize("name", ["moodle.example.invalid", "a" * 300, "xn--\x00", ""])
def test_name_that_leads_nowhere_is_unknown(name: str) -> None:
    with pytest.raises((NameUnknownError, PrivateAddressError)):
        find_addresses(name, frozenset())


def test_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_names(monkeypatch, moodle_example=["10.1.2.3"])
    with pytest.raises(PrivateAddressError):
        find_addresses("moodle.example", frozenset({"other.example"}))
    assert find_addresses("moodle.example", frozenset({"moodle.example"})) == ["10.1.2.3"]


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("moodle.school.lan", "moodle.school.lan"),
        (" Moodle.School.LAN:8080 ", "moodle.school.lan"),
        ("https://moodle.school.lan/login", "moodle.school.lan"),
        ("10.0.0.7", "10.0.0.7"),
        ("fd00::7", "fd00::7"),
        ("[fd00::7]:443", "fd00::7"),
        ("ftp://moodle.school.lan", ""),
        ("a b", ""),
        ("moodle.school.lan/x", ""),
        ("user@moodle.school.lan", ""),
        ("", ""),
        ("x" * 256, ""),
    ],
)
def test_host_is_read_from_what_a_person_types(text: str, host: str) -> None:
    assert read_host(text) == host
