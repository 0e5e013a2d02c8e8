"""A web server on a free loopback port, in a thread: for tests that need real HTTP."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    """One request; `answer` writes the response. Bodies are read before the handler runs."""

    body = b""

    def answer(
        self, status: int, body: bytes = b"", reason: str | None = None, **headers: str
    ) -> None:
        self.send_response(status, reason)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def drip(request: Handler, head: bytes) -> None:
    """One byte after another, each far within the time-out of a read, until the reader goes."""
    request.connection.settimeout(5)
    request.wfile.write(head)
    try:
        while True:
            request.wfile.write(b"x")
            request.connection.settimeout(0.02)
            try:
                if not request.connection.recv(1):
                    return
            except TimeoutError:
                continue
    except OSError:
        return


@contextmanager
def serve(handle: Callable[[Handler], None], tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Yields the server's origin."""

    class Bound(Handler):
        def do_GET(self) -> None:
            handle(self)

        def do_POST(self) -> None:
            self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            handle(self)

        def do_PUT(self) -> None:
            self.do_POST()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Bound)
    server.daemon_threads = True
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
