from __future__ import annotations

import click

from deploy.cli.parts import require_current_database
from lti_tool.settings import Settings


@click.command()
@click.option(
    "--bind", default="127.0.0.1:5000", show_default=True, help="HOST:PORT, or unix:PATH."
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--threads", type=click.IntRange(1, 256), default=8, show_default=True)
def serve(bind: str, workers: int, threads: int) -> None:
    """Serve the web application.

    By gunicorn, with WORKERS processes of THREADS threads each. It migrates nothing, and refuses
    to start while the database is behind.
    """
    require_current_database(Settings.from_env())
    from deploy.serving import WebServer

    WebServer(bind=bind, workers=workers, threads=threads).run()
