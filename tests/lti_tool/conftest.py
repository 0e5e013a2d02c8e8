"""The application on a fresh database, with a doorbell that only writes down."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from lti_tool.app import build_app, wire_app
from lti_tool.db import Database
from lti_tool.settings import Settings
from lti_tool.views.wiring import Wiring
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


@pytest.fixture(scope="session")
def built_app() -> Flask:
    """Building takes longer than a typical test: it is built once, and each test wires it anew."""
    return build_app()


@pytest.fixture
def app(built_app: Flask, settings: Settings, database: Database, queue: RecordingQueue) -> Flask:
    wire_app(built_app, Wiring(settings, database, queue))
    return built_app
