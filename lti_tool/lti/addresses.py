"""Keep a request that a stranger's URL causes out of the private network.

The name is resolved and checked before anything is stored, and the address that a connection
really reached is checked again, so that neither a redirect nor a name that resolves differently
the second time leads inside.
"""

from __future__ import annotations

import socket
from collections.abc import Container
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import cast

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from lti_tool.errors import ToolError


class PrivateAddressError(ToolError):
    code = "private_address"
    status = 403
    message = (
        "The address %(host)s belongs to a private network. If your platform really is there, ask "
        "the tool's administrator for an invitation that names this host."
    )


class NameUnknownError(ToolError):
    code = "name_unknown"
    message = "The address %(host)s does not exist, as seen from the tool. Check its spelling."


def check_host(host: str, permitted: Container[str]) -> None:
    """Raises `NameUnknownError`, or `PrivateAddressError` unless `permitted` has the host."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NameUnknownError(host=host) from None
    if host not in permitted and not all(_is_public(entry[4][0]) for entry in found):
        raise PrivateAddressError(host=host)


def guard_session(session: requests.Session, permitted: Container[str]) -> requests.Session:
    """Let the session reach public addresses only, and the hosts named in `permitted`."""

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            _check_peer(self, permitted)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            _check_peer(self, permitted)

    plain = type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": Plain})
    secure = type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": Secure})
    for adapter in session.adapters.values():
        manager = cast(HTTPAdapter, adapter).poolmanager
        manager.pool_classes_by_scheme = {"http": plain, "https": secure}
    session.trust_env = False  # a proxy would be the peer, whatever it connects to
    return session


def _check_peer(connection: HTTPConnection, permitted: Container[str]) -> None:
    peer = connection.sock.getpeername()[0] if connection.sock else ""
    if connection.host not in permitted and not _is_public(peer):
        connection.close()
        raise PrivateAddressError(host=connection.host)


def _is_public(text: str | int) -> bool:
    found: IPv4Address | IPv6Address = ip_address(str(text).partition("%")[0])
    inner = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return (inner or found).is_global
