"""A browser between a platform and the tool, whose first pages are stand-ins."""

from __future__ import annotations

import pytest
from flask import Flask

from lti_tool.db import Database
from tests.lti_tool.platform_signer import Browser, Platform, register_platform
from tests.lti_tool.views.launches.first_pages import build_launch_app


@pytest.fixture(scope="session")
def built_app() -> Flask:
    return build_launch_app()


@pytest.fixture
def platform(database: Database) -> Platform:
    return register_platform(database)


@pytest.fixture
def browser(app: Flask, platform: Platform) -> Browser:
    return Browser(app, platform)
