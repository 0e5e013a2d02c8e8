"""Connections to the platform: each ends in time, and one that a stranger's URL asks for goes to
an address that was checked.

`requests` bounds the wait for the next byte only, so that an answer that drips lasts for ever;
and it resolves a name by itself, so that a name that was checked before may lead elsewhere then.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Container
from contextvars import ContextVar, Token
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.util.connection import create_connection

from lti_tool.lti.addresses import find_addresses
from lti_tool.lti.proxy import Proxy

_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


class Deadline:
    """While it is entered, this thread's connections are shut down once `seconds` are over;
    `passed` says that this happened."""

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._lock = threading.Lock()
        self._watched: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
        self._token: Token[Deadline | None] = _current.set(self)
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        _current.reset(self._token)
        with self._lock:
            for found in self._watched:
                found.close()
            self._watched.clear()

    def watch(self, connection: socket.socket) -> None:
        """By a handle of its own, since TLS takes the socket's away."""
        with self._lock:
            if self.passed:
                raise TimeoutError
            self._watched.append(socket.socket(fileno=os.dup(connection.fileno())))

    def _end(self) -> None:
        with self._lock:
            self.passed = True
            for found in self._watched:
                try:
                    found.shutdown(socket.SHUT_RDWR)
                except OSError:  # the other side was quicker
                    continue


class _Watched(HTTPConnection):
    """`permitted` None: to any address, by `requests`' own way. What it has is reached directly,
    anything else through `way_out`, if there is one."""

    permitted: Container[str] | None = None
    way_out: Proxy | None = None

    def _new_conn(self) -> socket.socket:
        found = super()._new_conn() if self.permitted is None else self._connect_checked()
        _watch(found)
        return found

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is not None:
            _watch(self.sock)
        super().request(*args, **kwargs)

    def _connect_checked(self) -> socket.socket:
        """To the addresses that were checked, never to what a second look-up says; TLS and the
        Host header go on to use the name."""
        last: OSError | None = None
        direct = self.way_out is None or self.host in (self.permitted or ())
        for address in find_addresses(self.host, self.permitted or ()):
            try:
                return self._reach(address) if direct else self._reach_by_proxy(address)
            except OSError as error:
                last = error
        if isinstance(last, TimeoutError):
            raise ConnectTimeoutError(self, "timed out") from last
        raise NewConnectionError(self, str(last)) from last

    def _reach(self, address: str) -> socket.socket:
        return create_connection(
            (address, self.port), self.timeout, socket_options=self.socket_options
        )

    def _reach_by_proxy(self, address: str) -> socket.socket:
        assert self.way_out is not None
        return self.way_out.connect(address, self.port, self.timeout)


class _WatchedSecure(_Watched, HTTPSConnection):
    pass


def pool_classes(
    permitted: Container[str] | None, proxy: Proxy | None = None
) -> dict[str, type[HTTPConnectionPool]]:
    """For a `PoolManager`: by scheme."""
    ways = {"permitted": permitted, "way_out": proxy}
    plain = type("Plain", (_Watched,), ways)
    secure = type("Secure", (_WatchedSecure,), ways)
    return {
        "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
    }


def _watch(connection: socket.socket) -> None:
    deadline = _current.get()
    if deadline is not None:
        deadline.watch(connection)
