"""Stands in for the name service: each look-up takes the next answer, the last one stays."""

from __future__ import annotations

import socket
from typing import Any

import pytest


def answer_names(monkeypatch: pytest.MonkeyPatch, **answers: list[str]) -> list[str]:
    """`answers` by name, dots written as `_`. Returns the look-ups, growing."""
    real, asked = socket.getaddrinfo, list[str]()

    def look_up(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        queue = answers.get(str(host).replace(".", "_"))
        if queue is None:
            return real(host, port, *args, **kwargs)
        asked.append(host)
        address = queue.pop(0) if len(queue) > 1 else queue[0]
        return real(address, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked
