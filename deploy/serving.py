"""gunicorn with the settings that the tool needs, started from Python instead of a shell."""

from __future__ import annotations

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from deploy import wsgi

REQUEST_SECONDS = 60  # an upload of a course's sources on a slow line
STOP_SECONDS = 20  # for requests in progress, at a stop
KEEP_ALIVE_SECONDS = 5


class WebServer(BaseApplication):  # type: ignore[misc]
    """Threads in few processes: pages wait for SQL and disks, seldom for the processor."""

    def __init__(self, **options: Any) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        fixed = {
            "worker_class": "gthread",
            "timeout": REQUEST_SECONDS,
            "graceful_timeout": STOP_SECONDS,
            "keepalive": KEEP_ALIVE_SECONDS,
            "proc_name": "coursewright",
            "control_socket_disable": True,  # one socket in the home, for all servers of a user
        }
        for name, value in (fixed | self.options).items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """In each worker, after the fork."""
        return wsgi.create()
