"""Browsers inside a course that several pages are tested with."""

from __future__ import annotations

import pytest
from flask import Flask

from lti_tool.models import Role
from tests.lti_tool.factories import VisitClient, visit_client


@pytest.fixture
def teacher(app: Flask) -> VisitClient:
    return visit_client(app, Role.INSTRUCTOR)
