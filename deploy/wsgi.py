"""The web application as a WSGI server opens it: `gunicorn 'deploy.wsgi:create()'`.

Everything comes from the environment, see lti_tool.settings. Call it in each worker process: a
database connection does not survive a fork.
"""

from __future__ import annotations

from flask import Flask

from lti_tool.app import create_app
from lti_tool.db import Database
from lti_tool.limits import connect_limiter
from lti_tool.queue import connect_queue
from lti_tool.settings import Settings
from lti_tool.views.request_log import configure_logging


def create() -> Flask:
    """Raises `SettingsError`."""
    settings = Settings.from_env()
    configure_logging(settings.log_level)
    return create_app(
        settings,
        Database(settings.database_url),
        connect_queue(settings.redis_url),
        connect_limiter(settings.redis_url),
    )
