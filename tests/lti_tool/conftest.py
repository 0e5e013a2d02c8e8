"""The application on a fresh database, with a doorbell that only writes down."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from lti_tool.app import create_app
from lti_tool.db import Database
from lti_tool.settings import Settings
from tests.lti_tool.factories import RecordingQueue


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_env(
        {
            "COURSEWRIGHT_DATA": str(tmp_path),
            "COURSEWRIGHT_BASE_URL": "http://localhost",
            "COURSEWRIGHT_SECRET_KEY": "a secret of at least 32 characters",
        }
    )


@pytest.fixture
def queue() -> RecordingQueue:
    return RecordingQueue()


@pytest.fixture
def app(settings: Settings, database: Database, queue: RecordingQueue) -> Flask:
    app = create_app(settings, database, queue)
    app.testing = False  # errors are rendered, as in production
    return app
