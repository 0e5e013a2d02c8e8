from __future__ import annotations

import atexit
import os
import shutil
import socket
import tempfile

import click

from deploy.cli.errors import CommandError
from deploy.cli.parts import import_what_stays, require_current_database
from lti_tool.settings import Settings


@click.command()
@click.option("--bind", default="127.0.0.1:5000", show_default=True, help="HOST:PORT or unix:PATH.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--threads", type=click.IntRange(1, 256), default=8, show_default=True)
def serve(bind: str, workers: int, threads: int) -> None:
    """Serve the web application.

    By gunicorn, with WORKERS processes of THREADS threads each. It migrates nothing, and refuses
    to start while the database is behind.
    """
    require_current_database(Settings.from_env())
    if not bind.startswith("unix:"):
        _require_address(bind)
    share_figures()
    with import_what_stays():
        from deploy.serving import WebServer

    WebServer(bind=bind, workers=workers, threads=threads).run()


def share_figures() -> None:
    """A folder in which the processes of this server count together for /metrics, gone at its
    end. It has to be named before prometheus_client is imported."""
    folder, owner = tempfile.mkdtemp(prefix="coursewright-metrics-"), os.getpid()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder

    def remove() -> None:
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)


def _require_address(bind: str) -> None:
    """Raises `CommandError` at once, where gunicorn would try again and again."""
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal():
        raise CommandError(f"--bind takes HOST:PORT or unix:PATH, not {bind!r}.")
    host = host.removeprefix("[").removesuffix("]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, int(port)))
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else "there is no such port"
        raise CommandError(f"The address {bind} cannot be served: {reason}.") from error
