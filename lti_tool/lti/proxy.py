"""The proxy that requests to platforms go through, where the tool's network has no other way out.

It is asked for an address that the tool checked itself (CONNECT, RFC 9110 section 9.3.6), never for
a name: a proxy that looked the name up again could be led inside. TLS goes through it unopened.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import unquote, urlsplit

from urllib3.util import make_headers


@dataclass(frozen=True, slots=True)
class Proxy:
    """`login` is "name:password", or empty."""

    host: str
    port: int
    login: str = ""

    def __str__(self) -> str:
        """Without the login: this is shown."""
        return f"{self.host}:{self.port}"

    def connect(self, address: str, port: int, seconds: float | None) -> socket.socket:
        """A socket to the address, by way of the proxy. Raises `OSError`."""
        way = HTTPConnection(self.host, self.port, timeout=seconds)
        host = f"[{address}]" if ":" in address else address
        headers = make_headers(proxy_basic_auth=self.login) if self.login else {}
        way.set_tunnel(host, port, {"Host": f"{host}:{port}", **headers})
        try:
            way.connect()
        except HTTPException as error:
            raise OSError(f"the proxy's answer is none: {type(error).__name__}") from error
        found: socket.socket = way.sock
        return found


def read_proxy(text: str) -> Proxy:
    """Out of http://name:password@host:port. Raises `ValueError`."""
    parts = urlsplit(text)
    if parts.scheme != "http" or not parts.hostname or parts.port is None or parts.path.strip("/"):
        raise ValueError(text)
    login = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else ""
    return Proxy(parts.hostname, parts.port, login)
