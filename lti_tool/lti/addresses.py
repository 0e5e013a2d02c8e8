"""Which addresses a request that a stranger's URL causes may go to: public ones.

`lti_tool.lti.sockets` connects to the very address that was checked here, so that neither a
redirect nor a name that resolves differently the second time leads inside.
"""

from __future__ import annotations

import socket
from collections.abc import Container
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from lti_tool.errors import ToolError
from lti_tool.lti.origins import is_loopback
from lti_tool.lti.proxy import Proxy

NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last 32 bits


class PrivateAddressError(ToolError):
    code = "private_address"
    status = 403
    message = (
        "The address %(host)s belongs to a private network. If your platform really is there, ask "
        "the tool's administrator to permit this host, or for an invitation that names it."
    )


class NameUnknownError(ToolError):
    code = "name_unknown"
    message = "The address %(host)s does not exist, as seen from the tool. Check its spelling."


@dataclass(frozen=True, slots=True)
class Permitted:
    """The hosts that may be in a private network: those named and, where the tool itself is used
    on this machine only, this machine. All others are reached through `proxy`, if there is one."""

    hosts: frozenset[str] = frozenset()
    loopback: bool = False
    proxy: Proxy | None = None

    def __contains__(self, host: object) -> bool:
        return host in self.hosts or (self.loopback and is_loopback(str(host)))


def find_addresses(host: str, permitted: Container[str]) -> list[str]:
    """Where the host really is. One private address among them is enough to refuse it.

    Raises `NameUnknownError`, or `PrivateAddressError` unless `permitted` has the host.
    """
    try:
        entries = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NameUnknownError(host=host) from None
    found = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
    if host not in permitted and not all(_is_public(address) for address in found):
        raise PrivateAddressError(host=host)
    return found


def _is_public(text: str) -> bool:
    found = _unwrap(ip_address(text.partition("%")[0]))
    inside = found.is_multicast or found.is_reserved or getattr(found, "is_site_local", False)
    return found.is_global and not inside


def _unwrap(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address stands for, if it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
