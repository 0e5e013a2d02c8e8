"""Where one demo lives: its data folder and the addresses that stay the same from run to run.

The platform is `localhost`, the tool `127.0.0.1`: two sites to a browser, as in real life, so
that the tool's frame shows what becomes of third-party cookies.
"""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass
from pathlib import Path

FIRST_PORT = 8600


@dataclass(frozen=True, slots=True)
class Places:
    data: Path
    platform_port: int
    tool_port: int

    @property
    def platform_url(self) -> str:
        return f"http://localhost:{self.platform_port}"

    @property
    def tool_url(self) -> str:
        return f"http://127.0.0.1:{self.tool_port}"

    @property
    def logs(self) -> Path:
        return self.data / "logs"


def open_places(data: Path) -> Places:
    """Ports are chosen at the first start: the platform's address is its identity (issuer)."""
    path = data / "demo.json"
    data.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        platform_port = find_free_port(FIRST_PORT)
        ports = {"platform": platform_port, "tool": find_free_port(platform_port + 1)}
        path.write_text(json.dumps(ports))
    ports = json.loads(path.read_text())
    places = Places(data, ports["platform"], ports["tool"])
    places.logs.mkdir(exist_ok=True)
    return places


def find_free_port(first: int) -> int:
    """The first port from `first` on that nothing listens on."""
    return next(port for port in range(first, 65536) if is_free(port))


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
