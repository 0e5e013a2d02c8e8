"""The application: everything is wired here and nowhere else.

Views reach their parts by `views.wiring.wiring()`; nothing below `views/` knows of Flask.
"""

from __future__ import annotations

from flask import Flask

from lti_tool.db import Database
from lti_tool.queue import JobQueue
from lti_tool.settings import Settings
from lti_tool.views.wiring import EXTENSION, Wiring


def create_app(settings: Settings, database: Database, queue: JobQueue) -> Flask:
    app = Flask(__name__)
    app.extensions[EXTENSION] = Wiring(settings, database, queue)
    return app
