"""The whole tool in a thread, at an address that platforms on this machine reach."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from werkzeug.serving import make_server

from jobs.parts import Parts
from lti_tool.app import create_app
from lti_tool.db import Database
from lti_tool.settings import Settings
from tests.lti_tool.factories import RecordingQueue


@contextmanager
def run_whole_tool(folder: Path, database: Database) -> Iterator[Parts]:
    """Nothing works its queue; `settings.base_url` is where it is."""
    server = make_server("localhost", 0, lambda environ, start: app(environ, start), threaded=True)
    settings = Settings.from_env(
        {
            "COURSEWRIGHT_DATA": str(folder),
            "COURSEWRIGHT_BASE_URL": f"http://localhost:{server.server_port}",
            "COURSEWRIGHT_SECRET_KEY": "a secret of at least 32 characters",
        }
    )
    queue = RecordingQueue()
    app = create_app(settings, database, queue)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Parts(settings, database, queue, settings.vault)
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()
